"""A page of a queue: exact counts, one atomic round trip, the same cost whatever the queue's size."""

from __future__ import annotations

import time
from typing import Any

import pytest
import redis

from qlab import Lab
from qlab.errors import QueueMissing, UsageError
from qlab.observe.attach import Observer
from qlab.observe.page import DEPTH
from qlab.protocol.states import JobState
from tests.observe import consistency

pytestmark = pytest.mark.core


def test_counts_are_exact_and_pages_are_cut(live: Lab, observer: Observer) -> None:
    email = live.queue("email")
    email.add_bulk([("w", {"n": number}) for number in range(120)])
    email.add("later", {}, delay="1h")
    page = observer.snapshot("email", limit=10)
    assert page.sampled
    assert page.counts_of("email") == live.snapshot().counts_of("email")
    wait = page.key(f"{live.prefix}:email:wait")
    assert (wait.size, len(wait.items)) == (120, 10)
    assert wait.items == live.snapshot().key(wait.name).items[-10:]  # those whose turn is next
    assert len(list(page.all_jobs())) == 11


def test_every_key_of_a_job_on_the_page_is_read(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add("w", {}, deduplication={"id": "once"})
    job = queue.take()
    job.log("one")
    whole, page = live.snapshot(), observer.snapshot("email")
    assert set(page.state) == set(whole.state)
    for name, state in page.state.items():
        if state.type != "stream" and state.expires_at is None:
            assert state == whole.key(name)


def test_a_flow_s_parent_is_read_with_its_children_s_keys(live: Lab, observer: Observer) -> None:
    live.queue("parents"), live.queue("children")
    live.flow({"name": "p", "queue": "parents", "data": {}, "children": [
        {"name": "c", "queue": "children", "data": {}}]})  # fmt: skip
    page = observer.snapshot("parents")
    (parent,) = page.all_jobs()
    assert parent.state is JobState.WAITING_CHILDREN
    assert page.key(f"{live.prefix}:parents:{parent.id}:dependencies").size == 1


def test_states_choose_the_jobs_but_not_the_counts(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add("a", {}), queue.add("b", {}, delay="1h")
    page = observer.snapshot("email", states=["delayed"])
    assert [job.name for job in page.all_jobs()] == ["b"]
    assert page.counts_of("email")["waiting"] == 1


def test_a_job_asked_for_is_found_wherever_it_is(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add_bulk([("w", {}) for _ in range(60)])
    queue.add("d", {}, jobId="mine", delay="9h")
    for number in range(5):
        queue.add("d", {}, delay=f"{number + 1}h")
    page = observer.snapshot("email", limit=3, ids=["mine", "40", "nobody"])
    assert page.state_of("mine", "email") is JobState.DELAYED
    assert page.state_of("40", "email") is JobState.WAITING
    assert page.state_of("nobody", "email") is JobState.UNKNOWN
    assert page.job("mine", "email").due == pytest.approx(page.at + 9 * 3_600_000, abs=60_000)


def test_one_command_a_snapshot(live: Lab, observer: Observer) -> None:
    live.queue("email").add("w", {})
    observer.snapshot(f"{live.prefix}:email")
    client = live.redis
    client.config_resetstat()
    observer.snapshot(f"{live.prefix}:email")
    ran = client.info("commandstats")
    scripts = [name for name in ran if name.startswith("cmdstat_eval")]
    assert len(scripts) == 1
    assert ran[scripts[0]]["calls"] == 1
    assert ran["cmdstat_exists"]["calls"] == 2  # inside the script: of what few queues have, and of the one job


@pytest.mark.parametrize("name", ["email", "{prefix}:email"])
def test_one_round_trip_a_snapshot(live: Lab, observer: Observer, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    live.queue("email").add("w", {})
    observer.snapshot("email")  # the server knows the script from now on
    sent: list[object] = []
    ask = observer.connection._ask
    monkeypatch.setattr(
        observer.connection, "_ask", lambda commands, **how: (sent.extend(commands), ask(commands, **how))[1]
    )
    observer.snapshot(name.format(prefix=live.prefix))
    assert len(sent) == 1


def test_hostile_ids_and_bytes_come_through(live: Lab, observer: Observer) -> None:
    live.queue("email").add("w", {})
    client = redis.Redis.from_url(str(live.url))
    client.rpush(f"{live.prefix}:email:wait", b"\xff\x00<b>")
    client.hset(f"{live.prefix}:email:".encode() + b"\xff\x00<b>", "name", b"\xfe")
    page = observer.snapshot("email")
    assert page.job("\udcff\x00<b>", "email").name == "\udcfe"
    client.delete(f"{live.prefix}:email:".encode() + b"\xff\x00<b>")
    client.close()


@pytest.mark.parametrize("limit", [0, -1, 1_001, True, 2.5, "10"])
def test_a_wrong_limit(observer: Observer, live: Lab, limit: object) -> None:
    live.queue("email").add("w", {})
    with pytest.raises(UsageError, match="1 to 1,000"):
        observer.snapshot("email", limit=limit)  # type: ignore[arg-type]


def test_one_id_is_an_id_and_not_its_letters(observer: Observer, live: Lab) -> None:
    queue = live.queue("email")
    for number in range(12):
        queue.add("w", {"n": number}, priority=1)
    ids = {view.id for view in observer.snapshot("email", limit=1, ids="12").all_jobs()}
    assert ids == {"1", "12"}


@pytest.mark.parametrize("name", [None, 7, "redis://:s3cret@127.0.0.1", "rediss+cluster://ada:s3cret@host"])
def test_what_is_no_queue_s_name(observer: Observer, live: Lab, name: object) -> None:
    live.queue("email").add("w", {})
    for look in (observer.snapshot, observer.doctor, observer.watch, lambda name: observer.explain(name, "1")):
        if name is None and look == observer.doctor:
            continue
        with pytest.raises(UsageError, match="not a queue's name") as caught:
            look(name)
        assert "s3cret" not in str(caught.value)
    with pytest.raises(UsageError, match="not a job's id"):
        observer.explain("email", "redis://:s3cret@127.0.0.1")


def test_a_wrong_state_and_a_missing_queue(observer: Observer, live: Lab) -> None:
    live.queue("email").add("w", {})
    with pytest.raises(UsageError, match="waiting-children"):
        observer.snapshot("email", states=["sleeping"])
    with pytest.raises(QueueMissing, match="queues\\(\\)"):
        observer.snapshot("nowhere")


def test_under_full_load_every_page_shows_one_moment(live: Lab, observer: Observer) -> None:
    """A real worker, five jobs at a time, a third of which fail and are tried again, while page after page is read."""
    queue = live.queue("email", attempts=2, backoff="5ms")

    def send(job: Any) -> str:
        if job.data["n"] % 3 == 0 and (job.data["n"] % 2 or job.attemptsMade == 0):
            raise ConnectionError("SMTP 451")
        return "sent"

    queue.add_bulk([("w", {"n": number}, {"priority": number % 4}) for number in range(600)])
    seen = [consistency.check(observer.snapshot("email", 10), "email", 10)]
    with live.work(queue, send, concurrency=5):
        deadline = time.monotonic() + 60
        while seen[-1]["completed"] + seen[-1]["failed"] < 600:
            assert time.monotonic() < deadline, seen[-1]
            seen.append(consistency.check(observer.snapshot("email", 10), "email", 10))
    assert (seen[-1]["completed"], seen[-1]["failed"]) == (500, 100)
    assert len({tuple(counts.values()) for counts in seen}) > 20


def test_the_middle_of_a_long_list_lies_beyond_a_page(live: Lab, observer: Observer) -> None:
    live.redis.hset(f"{live.prefix}:big:meta", "opts.maxLenEvents", 10_000)
    ids = [f"j{number}" for number in range(3 * DEPTH)]
    live.redis.rpush(f"{live.prefix}:big:wait", *ids)
    live.redis.hset(f"{live.prefix}:big:{ids[5]}", "name", "x")
    page = observer.snapshot("big", limit=1, ids=[ids[5], ids[3 * DEPTH // 2]])
    assert page.state_of(ids[5], "big") is JobState.WAITING
    assert page.state_of(ids[3 * DEPTH // 2], "big") is JobState.UNKNOWN
