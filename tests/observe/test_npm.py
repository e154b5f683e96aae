"""A real npm BullMQ application, watched: qlab's states are npm's own, and every error is there."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

from qlab.observe.attach import Observer, attach
from qlab.record.recording import Recording
from tests import servers
from tests.observe import consistency, places
from tests.observe.watches import watching

NODE = Path(__file__).parent / "node"

pytestmark = [pytest.mark.server, pytest.mark.slow]


@pytest.fixture(scope="module")
def node() -> str:
    """Node, with npm's BullMQ 6 beside the script; skips the test, saying why, where one cannot be had."""
    return servers.need_packages(NODE)


@contextmanager
def application(node: str, port: int, script: str = "app.mjs") -> Iterator[subprocess.Popen[str]]:
    """The application, ready and waiting for a line of input."""
    command = [node, script, str(port)]
    with subprocess.Popen(command, cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert _line(running) == "ready"
            yield running
            _say(running, "end")
            assert running.wait(places.DEADLINE_S) == 0
        finally:
            running.kill()


def _line(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    return running.stdout.readline().strip()


def _say(running: subprocess.Popen[str], word: str) -> None:
    assert running.stdin is not None
    running.stdin.write(f"{word}\n")
    running.stdin.flush()


@pytest.fixture(scope="module", params=["embedded", "redis7", "redis62"])
def seen(node: str, request: pytest.FixtureRequest) -> Iterator[tuple[Observer, Recording, dict[str, Any]]]:
    """An observer of the application, the recording made meanwhile, and what npm itself says of every job."""
    servers.need(request.param)
    binary = servers.program(request.param) or places.VALKEY
    with places.server(binary=binary) as port, attach(f"redis://127.0.0.1:{port}") as observer:
        yield observer, *watched(node, port, observer)


def watched(node: str, port: int, observer: Observer) -> tuple[Recording, dict[str, Any]]:
    with application(node, port) as running:
        # npm's Queue writes `meta` on its own time.
        places.wait_until(lambda: observer.connection.execute("EXISTS", "shop:orders:meta"), "npm's queue")
        with watching(observer, "shop:orders") as made:
            _say(running, "go")
            said = json.loads(_line(running))
    return made[0], said


def test_the_recording_ends_in_npm_s_states(seen: tuple[Observer, Recording, dict[str, Any]]) -> None:
    _observer, recording, said = seen
    own = said["orders"]["states"]
    assert len(own) > 35
    assert {id: str(recording.last.state_of(id, "orders")) for id in own} == own


def test_a_snapshot_has_npm_s_states_and_counts(seen: tuple[Observer, Recording, dict[str, Any]]) -> None:
    observer, _recording, said = seen
    for name in ("orders", "mails"):
        page = observer.snapshot(f"shop:{name}", limit=1_000)
        assert {view.id: str(view.state) for view in page.all_jobs()} == said[name]["states"]
        counts = page.counts_of(name)
        theirs = {("waiting" if state == "wait" else state): number for state, number in said[name]["counts"].items()}
        assert {state: theirs.get(state, 0) for state in counts} == {**counts, "waiting": theirs["waiting"]}


def test_each_attempt_has_its_own_error(seen: tuple[Observer, Recording, dict[str, Any]]) -> None:
    _observer, recording, _said = seen
    attempts = recording.attempts()
    failed = attempts[attempts.outcome.isin(["retried", "failed"])].dropna(subset=["error"])
    by_job = failed.groupby("job").error.apply(list)
    text = sorted(map(tuple, by_job))
    assert text.count(("try 1 failed", "try 2 failed")) == 5
    assert text.count(("broken 1", "broken 2")) == 3
    assert text.count(("card refused",)) == 1


def test_who_made_the_queues(seen: tuple[Observer, Recording, dict[str, Any]]) -> None:
    observer, _recording, _said = seen
    found = {info.name: info for info in observer.queues()}
    assert set(found) == {"orders", "mails"}
    assert found["orders"].maker == "bullmq:6.7.0"
    assert found["orders"].paused


def test_it_explains_what_npm_did(seen: tuple[Observer, Recording, dict[str, Any]]) -> None:
    observer, recording, _said = seen
    hopeless = next(view.id for view in recording.last.all_jobs() if view.name == "hopeless")
    text = observer.explain("shop:orders", hopeless).text()
    assert "unrecoverable" in text
    assert "4 attempts left" in text
    (parent,) = (view for view in recording.last.all_jobs() if view.name == "parent")
    assert observer.explain("shop:orders", parent.id).text().count("is waiting") == 2


def test_the_doctor_calls_nothing_an_error_but_the_pause(seen: tuple[Observer, Recording, dict[str, Any]]) -> None:
    observer, _recording, _said = seen
    found = {(finding.check, finding.queue) for finding in observer.doctor()}
    # The application has no worker for `mails`; that is said once its jobs have waited for five seconds.
    assert found <= {("paused-and-growing", "orders"), ("nobody-works", "mails")}


def test_under_full_load_pages_show_one_moment_and_a_watch_sees_all(node: str) -> None:
    """Two workers, ten jobs each at a time, which fail, retry and wait; more are added as long as pages are read."""
    with (
        places.server() as port,
        redis.Redis(port=port, decode_responses=True) as client,
        attach(f"redis://127.0.0.1:{port}") as observer,
        application(node, port, "load.mjs") as running,
    ):
        places.wait_until(lambda: observer.connection.execute("EXISTS", "bull:load:meta"), "npm's queue")
        client.hset("bull:load:meta", "opts.maxLenEvents", 1_000_000)  # however slow the machine: no gap
        with watching(observer, "load") as made:
            _say(running, "go")
            _busy_pages(observer)
            _say(running, "enough")
            said = json.loads(_line(running))
        last = consistency.check(observer.snapshot("load"), "load", 50)
        assert said["added"] == last["completed"] + last["failed"] == sum(last.values()) >= 3_000
        assert (said["completed"], said["failed"]) == (last["completed"], last["failed"])
        _is_true(made[0], client)
        _say(running, "end")


def _busy_pages(observer: Observer) -> None:
    places.wait_until(lambda: observer.connection.execute("EXISTS", "bull:load:active"), "npm's workers")
    seen = [consistency.check(observer.snapshot("load", limit), "load", limit) for limit in (3, 10, 50) * 100]
    # The doctor sees many moments, and confirms what they make it suspect; that all jobs are kept is true.
    assert {finding.check for finding in observer.doctor("load")} <= {"unbounded-completed"}
    assert sum(counts["active"] > 0 for counts in seen) > 50  # it was at work meanwhile
    assert len({tuple(counts.values()) for counts in seen}) > 50
    assert all(any(counts[state] for counts in seen) for state in consistency.SHOWS)


def _is_true(recording: Recording, client: redis.Redis) -> None:
    """Every job's state, data, attempts and errors, against its own keys."""
    attempts = recording.attempts()
    rows = {job: table.sort_values("attempt") for job, table in attempts.groupby("job")}
    for state in ("completed", "failed"):
        for id in client.zrange(f"bull:load:{state}", 0, -1):
            truth, view = client.hgetall(f"bull:load:{id}"), recording.last.job(id, "load")
            assert (str(view.state), view.fields["data"], view.name) == (state, truth["data"], truth["name"])
            assert (view.fields["ats"], view.fields["atm"]) == (truth["ats"], truth["atm"])
            assert list(rows[id].attempt) == list(range(1, int(truth["atm"]) + 1))
            text = list(rows[id][rows[id].outcome != "completed"].error)
            traces = json.loads(truth.get("stacktrace", "[]"))
            assert text == [trace.splitlines()[0].removeprefix("Error: ") for trace in traces]
