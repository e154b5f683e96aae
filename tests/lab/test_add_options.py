"""What BullMQ's add takes, as it arrives in Redis and as it acts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from qlab import Job, JobState, Lab, Queue, custom, exponential, fixed, jittered
from qlab.protocol.keys import Role

pytestmark = pytest.mark.core


@pytest.fixture
def queue(lab: Lab) -> Queue:
    return lab.queue("q")


def take(queue: Queue) -> Job:
    job = queue.take()
    assert job is not None
    return job


def delays(queue: Queue, **options: Any) -> list[int]:
    """The delay of each retry of a job that fails whenever it runs, until it fails for good, in ms."""
    lab, found = queue.lab, []
    job = queue.add("job", **options)
    while True:
        take(queue).fail("no")
        if job.state is JobState.FAILED:
            return found
        assert job.view is not None
        found.append(job.view.delay_ms if job.state is JobState.DELAYED else 0)
        lab.clock.to_next()


def opts(job: Job) -> dict[str, Any]:
    return dict(json.loads(job.fields["opts"]))


# Order


def test_a_delayed_job_comes_when_it_is_due(queue: Queue) -> None:
    queue.add("later", delay="2s")
    assert not queue.take()
    queue.lab.clock.advance(1_999)
    assert not queue.take()
    queue.lab.clock.advance(1)
    assert take(queue).name == "later"


def test_priorities_go_after_plain_jobs_and_lower_numbers_first(queue: Queue) -> None:
    for name, priority in (("low", 9), ("high", 1), ("plain", 0), ("high too", 1)):
        queue.add(name, priority=priority)
    assert [take(queue).name for _ in range(4)] == ["plain", "high", "high too", "low"]


def test_lifo_goes_first(queue: Queue) -> None:
    queue.add("first")
    queue.add("second")
    queue.add("last, but first out", lifo=True)
    assert [take(queue).name for _ in range(3)] == ["last, but first out", "first", "second"]


# Identity


def test_a_job_id_of_ones_own_is_added_once(queue: Queue) -> None:
    assert queue.add("a", 1, jobId="order-7").id == "order-7"
    assert queue.add("a", 2, jobId="order-7").id == "order-7"
    assert queue.job("order-7").data == 1
    assert queue.counts()["waiting"] == 1
    assert queue.add("b").id == "3"  # ids of one's own count too


def test_a_timestamp_of_ones_own(queue: Queue) -> None:
    assert queue.add("a", timestamp=1_700_000_000_000).fields["timestamp"] == "1700000000000"


# Attempts and backoff


@pytest.mark.parametrize(
    ("backoff", "expected"),
    [
        (None, [0, 0, 0]),
        ("2s", [2_000, 2_000, 2_000]),
        (500, [500, 500, 500]),
        (fixed("1s"), [1_000, 1_000, 1_000]),
        (exponential("2s"), [2_000, 4_000, 8_000]),
        ({"type": "exponential", "delay": "1s"}, [1_000, 2_000, 4_000]),
        (custom(lambda attempts, *_: attempts * 300, "linear"), [300, 600, 900]),
        (custom(lambda attempts, *_: -1 if attempts == 2 else 10, "gives-up"), [10]),
        (custom(lambda *_: 0, "at-once"), [0, 0, 0]),
    ],
)
def test_backoff(queue: Queue, backoff: Any, expected: list[int]) -> None:
    assert delays(queue, attempts=4, backoff=backoff) == expected


def test_a_backoff_that_returns_minus_one_says_so(queue: Queue) -> None:
    queue.add("job", attempts=3, backoff=custom(lambda *_: -1, "never"))
    take(queue).fail("no")
    assert "the backoff says not to try again" in queue.lab.last.sentence


def test_jitter_stays_in_its_band_and_repeats_with_its_seed(server_url: str | None) -> None:
    def run(seed: int) -> list[int]:
        with Lab(url=server_url, seed=seed) as lab:
            return delays(lab.queue("q"), attempts=5, backoff=jittered(exponential("2s"), 0.5))

    first = run(7)
    assert first == run(7)
    assert first != run(8)
    for delay, full in zip(first, (2_000, 4_000, 8_000, 16_000), strict=True):
        assert full // 2 <= delay <= full


def test_npms_jitter_is_not_ignored_as_the_python_port_would(queue: Queue) -> None:
    found = delays(queue, attempts=6, backoff={"type": "exponential", "delay": "1s", "jitter": 0.5})
    full = [1_000, 2_000, 4_000, 8_000, 16_000]
    assert found != full
    assert all(most // 2 <= delay <= most for delay, most in zip(found, full, strict=True))


def test_a_queues_backoff_holds_for_all_its_jobs(lab: Lab) -> None:
    queue = lab.queue("q", attempts=3, backoff=exponential("1s"))
    assert delays(queue) == [1_000, 2_000]
    assert delays(queue, attempts=2, backoff="7s") == [7_000]


def test_an_unrecoverable_error_ends_it(queue: Queue) -> None:
    job = queue.add("job", attempts=5, backoff="1s")
    take(queue).fail("bad address", unrecoverable=True)
    assert job.state is JobState.FAILED
    assert "unrecoverable" in queue.lab.last.sentence


# What stays


def test_remove_on_complete_by_flag(queue: Queue) -> None:
    job = queue.add("job", removeOnComplete=True)
    take(queue).complete()
    assert (job.state, job.view) == (JobState.UNKNOWN, None)


def test_remove_on_complete_by_count(queue: Queue) -> None:
    for _ in range(4):
        queue.add("job", removeOnComplete=2)
        take(queue).complete()
        queue.lab.clock.advance(1)
    assert queue.lab.recording.last.ids("q", Role.COMPLETED) == ("3", "4")


def test_remove_on_complete_by_age(queue: Queue) -> None:
    for _ in range(3):
        queue.add("job", removeOnComplete={"age": 60})
        take(queue).complete()
        queue.lab.clock.advance("40s")
    assert queue.lab.recording.last.ids("q", Role.COMPLETED) == ("2", "3")


def test_remove_on_fail(queue: Queue) -> None:
    for _ in range(3):
        queue.add("job", removeOnFail=1)
        take(queue).fail("no")
        queue.lab.clock.advance(1)
    assert queue.lab.recording.last.ids("q", Role.FAILED) == ("3",)


def test_keep_logs_keeps_the_last(queue: Queue) -> None:
    queue.add("job", keepLogs=2)
    job = take(queue)
    for row in ("one", "two", "three"):
        job.log(row)
    assert job.view is not None
    assert job.view.logs == ("two", "three")


@pytest.mark.parametrize(("limit", "kept"), [(0, 0), (1, 1), (2, 2), (None, 3)])
def test_stack_trace_limit(queue: Queue, limit: int | None, kept: int) -> None:
    job = queue.add("job", attempts=3, stackTraceLimit=limit)
    for number in range(3):
        take(queue).fail(f"error {number}")
    assert job.view is not None
    assert len(job.view.stacktrace) == kept
    assert all("error" in trace for trace in job.view.stacktrace)


# Deduplication


def test_simple_deduplication_lasts_until_the_job_has_finished(queue: Queue) -> None:
    first = queue.add("a", deduplication={"id": "d"})
    assert queue.add("a", deduplication={"id": "d"}).id == first.id
    assert queue.counts()["waiting"] == 1
    take(queue).complete()
    assert queue.add("a", deduplication={"id": "d"}).id != first.id


def test_throttling_lasts_its_ttl(queue: Queue) -> None:
    first = queue.add("a", deduplication={"id": "d", "ttl": "5s"})
    take(queue).complete()
    queue.lab.clock.advance("4999ms")
    assert queue.add("a", deduplication={"id": "d", "ttl": "5s"}).id == first.id
    queue.lab.clock.advance("1ms")
    assert queue.add("a", deduplication={"id": "d", "ttl": "5s"}).id != first.id


def test_debouncing_keeps_the_last(queue: Queue) -> None:
    last = {"id": "d", "ttl": "5s", "extend": True, "replace": True}
    queue.add("a", 1, delay="5s", deduplication=last)
    queue.lab.clock.advance("3s")
    queue.add("a", 2, delay="5s", deduplication=last)
    assert queue.counts()["delayed"] == 1
    queue.lab.clock.advance("5s")
    assert take(queue).data == 2


def test_keep_last_if_active(queue: Queue) -> None:
    keep = {"id": "d", "keepLastIfActive": True}
    queue.add("a", 1, deduplication=keep)
    job = take(queue)
    queue.add("a", 2, deduplication=keep)
    queue.add("a", 3, deduplication=keep)
    assert queue.counts()["waiting"] == 0
    job.complete()
    assert take(queue).data == 3


# A parent


def test_a_child_of_a_parent_that_exists(lab: Lab) -> None:
    parents, children = lab.queue("p"), lab.queue("c")
    parent = parents.add("parent")
    child = children.add("child", parent=parent)
    assert child.fields["parentKey"] == parent.key
    taken = take(parents)
    assert taken.move_to_waiting_children() is True
    assert parent.state is JobState.WAITING_CHILDREN
    take(children).complete("part")
    assert parent.state is JobState.WAITING
    take(parents).complete()


def test_options_arrive_in_redis(queue: Queue) -> None:
    job = queue.add("a", attempts=3, backoff=exponential("2s"), keepLogs=5, removeOnFail={"count": 3, "age": 60})
    assert opts(job) == {
        "attempts": 3,
        "backoff": {"type": "exponential", "delay": 2_000},
        "delay": 0,
        "kl": 5,
        "removeOnFail": {"count": 3, "age": 60},
    }


def test_a_job_of_bulk_has_options_of_its_own(queue: Queue) -> None:
    jobs = queue.add_bulk([("a", {"n": 1}, {"delay": "1s"}), ("b", None, {"priority": 4}), ("c",)])
    assert [job.id for job in jobs] == ["1", "2", "3"]
    assert [job.state for job in jobs] == [JobState.DELAYED, JobState.PRIORITIZED, JobState.WAITING]
