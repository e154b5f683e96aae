"""Queues of Bull 3 and 4 and of BullMQ 1 to 6, made by the real releases: named, counted, explained, examined.

The keys are those of `node/layouts/layouts.rdb`; `node/layouts/README.md` says how they were made.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import bullmq
import pytest
import redis.asyncio

from qlab.lab.server_io import server as embedded
from qlab.observe.attach import Observer, attach
from qlab.observe.discover import QueueInfo
from qlab.observe.doctor.finding import Severity
from qlab.observe.explaining.explanation import Explanation
from qlab.observe.layout import Layout
from qlab.protocol.states import JobState

FOLDER = Path(__file__).parent / "node" / "layouts"
DUMP = FOLDER / "layouts.rdb"
RELEASES = [name for name in json.loads((FOLDER / "package.json").read_text())["dependencies"] if name[:4] == "bull"]
BULLMQ = [name for name in RELEASES if name.startswith("bullmq")]
FLOWS = ["children", "parents"]
NAMES = ["busy", "fresh", "halted", "only-completed", "only-delayed", "only-failed", "only-priority", "only-repeat",
         "only-waiting", "worked"]  # fmt: skip
UNTOLD = {
    "bullmq-1.0.1": {"only-waiting"}, "bullmq-1.91.1": {"only-waiting"}, "bullmq-2.4.0": {"only-waiting"},
    "bullmq-4.0.0": {"fresh", "halted", "only-waiting"}, "bullmq-4.18.3": {"children", "parents"},
    "bullmq-5.0.0": {"halted", "parents"}, "bullmq-5.81.5": {"parents"}, "bullmq-6.7.0": {"parents"},
}  # fmt: skip
"""Where the keys themselves do not tell: jobs nobody has taken, without a version, a marker or a priority."""


@pytest.fixture(scope="module")
def dump() -> Iterator[Observer]:
    with attach(f"file:{DUMP}") as observer:
        yield observer


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def seen(dump: Observer, release: str) -> Observer:
    return Observer(dump.connection, release)


def expected(release: str, queue: str) -> Layout:
    if queue in UNTOLD.get(release, ()):
        return Layout.UNSURE
    maker, _dash, version = release.partition("-")
    if maker == "bull":
        return Layout.BULL
    return Layout.NEW if int(version.partition(".")[0]) >= 5 else Layout.OLD


def test_every_queue_is_found_and_named(seen: Observer, release: str) -> None:
    found = {info.name: info for info in seen.queues()}
    flows = [] if release in ("bull-3.29.3", "bull-4.16.5", "bullmq-1.0.1") else FLOWS
    assert sorted(found) == sorted(NAMES + flows)
    assert {name: info.layout for name, info in found.items()} == {name: expected(release, name) for name in found}
    assert [name for name, info in found.items() if info.paused] == ["halted"]
    assert {info.maker for info in found.values()} <= {None, release.replace("-", ":")}
    assert all((info.oldest_waiting is not None) == bool(_ready(info)) for info in found.values())


def _ready(info: QueueInfo) -> int:
    return info.counts["waiting"] + info.counts["prioritized"]


def test_jobs_are_counted_and_markers_are_not(seen: Observer, release: str) -> None:
    counts = {info.name: {state: n for state, n in info.counts.items() if n} for info in seen.queues()}
    assert counts["worked"] == {"completed": 1, "failed": 2, "delayed": 1}
    assert counts["only-delayed"] == {"delayed": 1}
    assert counts["busy"] == {"active": 1}
    assert sum(counts["only-priority"].values()) == sum(counts["only-repeat"].values()) == 1
    assert (sum(counts["fresh"].values()), sum(counts["halted"].values())) == (6, 2)
    for queue, states in counts.items():
        page = seen.snapshot(queue)
        assert {page.state_of(view.id, queue) for view in page.all_jobs()} == set(states)
        assert all(page.job(id, queue) for _queue, id in page.places)  # and no marker is taken for a job


def words(text: Explanation) -> str:
    return " ".join(text.text().split())  # its lines are wrapped, wherever that falls


def test_every_job_is_explained(seen: Observer, release: str) -> None:
    for info in seen.queues():
        page = seen.snapshot(info.name)
        for view in page.all_jobs():
            message = seen.explain(info.name, view.id)
            assert message.state is view.state is not JobState.UNKNOWN
            text = words(message)
            if info.layout in (Layout.BULL, Layout.OLD):
                assert f"those of {info.layout}" in text
                assert "resetAttemptsMade" not in text
                assert "no marker" not in text
            assert ("in `paused`" in text) == (f"{release}:halted:paused" in page.state and view.state == "waiting")


def test_attempts_are_read_from_where_each_release_counts_them(seen: Observer) -> None:
    page = seen.snapshot("worked")
    assert [page.job(id, "worked").attempts_made for id in ("2", "3", "4")] == [1, 2, 1]
    assert "all 2 attempts are used up" in words(seen.explain("worked", "3"))
    assert "a backoff after a failed attempt" in words(seen.explain("worked", "4"))


@pytest.mark.parametrize("release", BULLMQ, indirect=True)
def test_the_events_of_each_release_are_played(seen: Observer) -> None:
    """Up to 5.0 an event says with a fraction when a retry is due; up to 4 another field counts the attempts."""
    recording = seen.watch("worked", 0, from_start=True)
    page = seen.snapshot("worked")
    assert {id: recording.last.state_of(id, "worked") for id in "1234"} == {
        id: page.state_of(id, "worked") for id in "1234"
    }
    attempts = recording.attempts().dropna(subset=["error"])
    assert sorted(zip(attempts.job, attempts.attempt, attempts.outcome, strict=True)) == [
        ("2", 1, "failed"), ("3", 1, "retried"), ("3", 2, "failed"), ("4", 1, "retried"),
    ]  # fmt: skip
    (text,) = (step.sentence for step in recording if step.job == "4" and step.operation.name == "fail")
    assert "fixed backoff of 3650 d puts job 4 in `delayed`, due at +315" in text


def test_the_doctor_holds_no_queue_to_the_rules_of_another_release(seen: Observer, release: str) -> None:
    found = {(finding.check, finding.queue): finding for finding in seen.doctor()}
    wanted = {("paused-and-growing" if release in BULLMQ else "paused", "halted")}  # Bull keeps no event of a pause
    if release == "bullmq-1.0.1":
        wanted.add(("active-without-lock", "busy"))  # it locks for 30 s whatever the options: expired in the dump
    doubtful = {each for each in found if each[0] == "marker-missing"}
    assert found.keys() - doubtful == wanted
    # Only where nothing tells whether the queue should have a marker at all, and then it says so.
    assert {queue for _check, queue in doubtful} <= UNTOLD.get(release, set())
    assert all(found[each].severity is Severity.WARNING for each in doubtful)
    assert all("older than 5, all is well" in found[each].meaning for each in doubtful)


def test_an_upgraded_queue_counts_as_new_and_is_not_called_mixed() -> None:
    """A worker of today works on what BullMQ 4 left; the old jobs, finished, stay as they are."""
    server = embedded.start(dump=DUMP)
    try:
        with attach(str(server.url), "bullmq-4.18.3") as observer:
            assert observer.queues("worked")[0].layout == Layout.OLD
            asyncio.run(_work_on(str(server.url), "bullmq-4.18.3"))
            assert observer.queues("worked")[0].layout == Layout.NEW
            assert list(observer.doctor("worked")) == []
    finally:
        server.close()


async def _work_on(url: str, prefix: str) -> None:
    """PyPI's BullMQ adds a job to the queue `worked`, and completes it."""
    connection = redis.asyncio.Redis.from_url(url, decode_responses=True)
    options = {"connection": connection, "prefix": prefix}
    queue, worker = bullmq.Queue("worked", options), bullmq.Worker("worked", None, {**options, "autorun": False})
    await queue.add("mail", {})
    job = await worker.moveToActive("token")
    await job.moveToCompleted("ok", "token")
    await worker.close()
    await queue.close()
    await connection.aclose()
