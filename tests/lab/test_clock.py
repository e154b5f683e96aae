"""Time under the hand: it moves BullMQ's sense of time and the lab's TTLs, and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from qlab import Job, JobState, Lab, Queue
from qlab.errors import DurationError, LockLost, UsageError
from qlab.lab.clock import Clock, Time
from tests.lab.processes import eventually

pytestmark = pytest.mark.core
START = datetime(2026, 1, 1, tzinfo=UTC)


def take(queue: Queue, worker: str = "worker-1") -> Job:
    job = queue.take(worker)
    assert job is not None
    return job


def let_real_time_pass(seconds: float) -> None:
    """Really waits, for once: the test is about the server's own clock."""
    threading.Event().wait(seconds)


@pytest.fixture
def other(server_url: str | None) -> Iterator[Lab]:
    with Lab(url=server_url, start="2030-06-01T12:00:00Z") as lab:
        yield lab


# Where it stands


def test_it_begins_at_new_year_and_stands_still(lab: Lab) -> None:
    assert lab.clock.now == START
    job = lab.queue("q").add("a")
    let_real_time_pass(0.02)
    assert lab.clock.now == START
    assert job.fields["timestamp"] == "1767225600000"
    assert repr(lab.clock) == "Clock(2026-01-01T00:00:00.000Z, +0.000 s)"


def test_it_begins_where_it_is_told_to(other: Lab) -> None:
    assert other.clock.now == datetime(2030, 6, 1, 12, tzinfo=UTC)
    assert other.queue("q").add("a").fields["timestamp"] == "1906545600000"


@pytest.mark.parametrize(
    ("duration", "ms"), [("2s", 2_000), ("150ms", 150), ("5m", 300_000), (7, 7), (timedelta(minutes=1), 60_000), (0, 0)]
)
def test_advance(lab: Lab, duration: str | int | timedelta, ms: int) -> None:
    assert lab.clock.advance(duration) == START + timedelta(milliseconds=ms)
    assert (lab.clock.elapsed_ms, lab.last.at - lab.last.before.at) == (ms, ms)


@pytest.mark.parametrize("duration", ["2 apples", -1, float("nan"), "", True, None])
def test_nonsense_moves_nothing(lab: Lab, duration: object) -> None:
    with pytest.raises(DurationError):
        lab.clock.advance(duration)  # type: ignore[arg-type]
    assert (lab.clock.now, lab.steps) == (START, [])


def test_the_process_and_its_other_threads_notice_nothing(lab: Lab) -> None:
    before = time.time()
    seen: list[float] = []
    thread = threading.Thread(target=lambda: seen.append(time.time()))
    lab.clock.advance("1d")
    lab.queue("q").add("a")
    thread.start()
    thread.join()
    after = time.time()
    assert before <= seen[0] <= after < before + 3_600
    assert before > START.timestamp()  # or this machine's clock stands before the lab's


def test_two_labs_keep_separate_times(lab: Lab, other: Lab) -> None:
    mine, others = lab.queue("q"), other.queue("q")
    lab.clock.advance("1h")
    mine.add("a", delay="1m")
    others.add("b", delay="1s")
    other.clock.advance("1s")
    assert not mine.take()
    assert take(others).name == "b"
    assert lab.clock.elapsed_ms == 3_600_000
    assert other.clock.elapsed_ms == 1_000
    assert mine.job(1).fields["timestamp"] == "1767229200000"


def test_calls_from_two_threads_each_see_their_labs_time(lab: Lab, other: Lab) -> None:
    def work(lab: Lab) -> None:
        queue = lab.queue("q")
        for _ in range(20):
            job = queue.add("a")
            assert job.fields["timestamp"] == str(lab.clock.now_ms)
            lab.clock.advance(7)

    failures: list[BaseException] = []
    threads = [threading.Thread(target=_noting(work, lab, failures)) for lab in (lab, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert lab.clock.elapsed_ms == other.clock.elapsed_ms == 140


def _noting(work: Callable[[Lab], None], lab: Lab, failures: list[BaseException]) -> Callable[[], None]:
    def run() -> None:
        try:
            work(lab)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    return run


def test_fourteen_seconds_of_backoff_take_no_time(lab: Lab) -> None:
    queue = lab.queue("q", attempts=4, backoff={"type": "exponential", "delay": 2_000})
    job = queue.add("a")
    for _ in range(4):
        take(queue).fail("no")
        lab.clock.to_next()
    assert job.state is JobState.FAILED
    assert lab.clock.elapsed_ms == 14_000


# TTLs


def test_three_seconds_of_thinking_do_not_cost_a_lock_of_one_second(lab: Lab) -> None:
    """The only test that waits: three real seconds, by a server whose own TTLs run on."""
    queue = lab.queue("q", lock_duration="1s")
    queue.add("a")
    job = take(queue)
    let_real_time_pass(3)
    assert lab.clock.elapsed_ms == 0
    assert job.view is not None
    assert job.view.lock_ms == 1_000
    job.complete()
    assert job.state is JobState.COMPLETED


def test_two_seconds_of_the_labs_time_do(lab: Lab) -> None:
    queue = lab.queue("q", lock_duration="1s")
    queue.add("a")
    job = take(queue)
    lab.clock.advance("2s")
    assert "lock" in lab.last.sentence
    with pytest.raises(LockLost, match=r"^The lock of job 1 is lost: .* take the job again.*\.$"):
        job.complete()
    assert job.state is JobState.ACTIVE


def test_a_lock_lasts_to_its_last_millisecond(lab: Lab) -> None:
    queue = lab.queue("q", lock_duration="1s")
    queue.add("a")
    job = take(queue)
    lab.clock.advance(999)
    assert job.view is not None
    assert job.view.lock_ms == 1
    job.extend_lock()
    assert job.view.lock_ms == 1_000
    lab.clock.advance(999)
    job.complete()


def test_a_lock_is_gone_on_the_server_too(lab: Lab) -> None:
    queue = lab.queue("q", lock_duration="1s")
    job = queue.add("a")
    take(queue)
    assert lab.redis.exists(f"{job.key}:lock")
    lab.clock.advance("1s")
    assert not lab.redis.exists(f"{job.key}:lock")


def test_a_rate_limits_window_ages_with_the_clock(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.limit(2, "1s")
    queue.add_bulk([("a",), ("b",), ("c",)])
    assert [bool(queue.take()) for _ in range(3)] == [True, True, False]
    assert "limit" in lab.last.sentence
    let_real_time_pass(1.1)  # longer than the window: the server's own clock does not open it
    assert not queue.take()
    lab.clock.advance(999)
    assert not queue.take()
    lab.clock.advance(1)
    assert queue.take()


def test_ttls_end_in_their_order_on_the_way(lab: Lab) -> None:
    queue = lab.queue("q", lock_duration="5s")
    queue.add("a", deduplication={"id": "d", "ttl": "3s"})
    take(queue)
    lab.clock.advance("4s")
    assert lab.snapshot().key(f"{lab.prefix}:q:de:d") is None
    assert lab.snapshot().key(f"{lab.prefix}:q:1:lock") is not None
    lab.clock.advance("4s")
    assert lab.snapshot().key(f"{lab.prefix}:q:1:lock") is None


# To the next moment


def test_to_next_goes_to_the_earliest_of_delays_and_ttls(lab: Lab) -> None:
    queue = lab.queue("q", lock_duration="3s")
    queue.add("now")
    queue.add("soon", delay="2s")
    queue.add("later", delay="10s")
    take(queue)
    seen = []
    while lab.clock.to_next() is not None:
        seen.append(lab.clock.elapsed_ms)
    assert seen == [2_000, 3_000, 10_000]


def test_to_next_stays_where_nothing_is_due(lab: Lab) -> None:
    assert lab.clock.to_next() is None
    lab.queue("q").add("a")
    assert lab.clock.to_next() is None
    assert lab.clock.now == START


def test_to_next_sees_what_was_added_by_hand(lab: Lab) -> None:
    due = lab.clock.now_ms + 700
    lab.redis.zadd(f"{lab.prefix}:q:delayed", {"x": due * 4096})
    lab.clock.to_next()
    assert lab.clock.elapsed_ms == 700


def test_to_next_passes_over_what_is_due_at_no_date(lab: Lab) -> None:
    lab.redis.zadd(f"{lab.prefix}:q:delayed", {"never": float("inf"), "late": 1e300, "ever": float("-inf")})
    assert lab.clock.to_next() is None


def test_nobody_goes_beyond_the_year_9999(server_url: str | None) -> None:
    with Lab(url=server_url, start="9999-12-31T23:59:00Z") as lab:
        lab.queue("q").add("a", delay="2m")
        lab.clock.advance("59s")
        for _ in range(2):
            with pytest.raises(DurationError, match="past the year 9999; advance it by less"):
                lab.clock.advance("1s")
        assert lab.clock.to_next() is None
        assert lab.clock.now == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_the_longest_ttl_ages_too(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add("a", deduplication={"id": "d", "ttl": "36500d"})
    lab.clock.advance("36499d")
    assert queue.add("b", deduplication={"id": "d"}).id == "1"
    lab.clock.advance("1d")
    assert queue.add("c", deduplication={"id": "d"}).id != "1"


# Real time


def test_a_real_clock_is_left_alone(server_url: str | None) -> None:
    with Lab(url=server_url, clock="real") as lab:
        before = int(time.time() * 1000)
        queue = lab.queue("q", lock_duration="60ms")
        job = queue.add("a")
        assert before <= int(job.fields["timestamp"]) <= int(time.time() * 1000)
        assert before <= lab.clock.now_ms <= int(time.time() * 1000)
        taken = take(queue)
        eventually(lambda: not lab.redis.exists(f"{job.key}:lock"), "the lock never expired")
        with pytest.raises(LockLost):
            taken.complete()
        assert repr(lab.clock) == "Clock(real)"


@pytest.mark.parametrize("move", [lambda clock: clock.advance("1s"), lambda clock: clock.to_next()])
def test_a_real_clock_cannot_be_moved(server_url: str | None, move: Callable[[Clock], object]) -> None:
    with Lab(url=server_url, clock="real") as lab:
        with pytest.raises(UsageError, match='clock="virtual"'):
            move(lab.clock)
        assert lab.steps == []


# To the millisecond


def test_every_millisecond_survives_bullmqs_arithmetic() -> None:
    """BullMQ writes int(time.time() * 1000) in one place and round(time.time() * 1000) in another."""
    moment = Time(0)
    for start in (0, 1_767_225_600_000, 1_999_999_999_000, 4_102_444_800_000):
        for ms in range(start, start + 5_000):
            moment.ms = ms
            seconds = moment.seconds()
            assert int(seconds * 1000) == ms
            assert round(seconds * 1000) == ms


def test_due_moments_are_exact_at_odd_milliseconds(lab: Lab) -> None:
    queue = lab.queue("q")
    for odd in (1, 3, 7, 333, 999):
        lab.clock.advance(odd)
        job = queue.add("a", delay=odd)
        assert job.view is not None
        assert job.view.due == lab.clock.now_ms + odd
        assert job.fields["timestamp"] == str(lab.clock.now_ms)
