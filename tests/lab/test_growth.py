"""What an operation costs does not grow faster than what it is about: calls, bytes and comparisons are counted."""

from __future__ import annotations

from asyncio import selector_events
from pathlib import Path

import pytest
import redis

from qlab import Lab, Queue, Recording
from qlab.run import Evenly
from qlab.run.active_job import ActiveJob
from qlab.snapshot.reader import Reader
from tests.growth import Text, Work, work

pytestmark = pytest.mark.slow

FEW, MANY = 150, 900
FLAT = 1.3


def test_reading_many_keys_compares_each_name_a_few_times(lab: Lab) -> None:
    def compared(count: int) -> float:
        names = [Text(f"{lab.prefix}:q:{at}") for at in range(count)]
        with redis.Redis.from_url(str(lab.url)) as client:
            reader = Reader(lambda *command: client.execute_command(*command, NEVER_DECODE=True), expiretime=False)
            Text.compared = 0
            assert len(reader.keys(names)) == count
        return Text.compared / count

    assert compared(MANY) <= FLAT * compared(FEW) + 1


@pytest.mark.parametrize("detail", ["keys", "bulk", "transitions"])
def test_a_job_costs_as_much_among_many_as_among_few(detail: str) -> None:
    def each(count: int) -> tuple[float, float]:
        with Lab(trace=False) as lab:
            queue = lab.queue("q", removeOnComplete=True)

            def run() -> None:
                if detail == "bulk":
                    queue.add_bulk([("a", {})] * count)
                else:
                    lab.run({"q": at_once}, arrivals=Evenly("q", "1s", count), detail=detail)  # type: ignore[arg-type]

            done = work(run)
        return done.calls / count, done.bytes / count

    sizes = (FEW // 10, MANY // 10) if detail == "keys" else (FEW, MANY)
    (calls_few, bytes_few), (calls_many, bytes_many) = map(each, sizes)
    assert calls_many <= FLAT * calls_few
    assert bytes_many <= FLAT * bytes_few


def at_once(_: ActiveJob) -> None:
    return None


LONG_QUEUES = (400, 8_000)


@pytest.mark.parametrize("role", ["wait", "delayed", "prioritized", "completed"])
def test_a_step_costs_as_much_in_a_long_queue_as_in_a_short_one(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # asyncio reads into a buffer of 256 kB, which would hide all else if the peak fell into a read.
    monkeypatch.setattr(selector_events._SelectorSocketTransport, "max_size", 4_096)

    def step(length: int) -> tuple[Work, int]:
        with Lab(trace=False) as lab:
            queue = lab.queue("q", attempts=3)
            fill(queue, role, length)
            for at in range(4):  # so that what the next ones change is guessed, and the log begun
                cycle(queue, at)
            sent = bytes_sent(lab)
            done = work(lambda: cycle(queue, 9))
            return done, bytes_sent(lab) - sent

    (short, few_bytes), (long, many_bytes) = map(step, LONG_QUEUES)
    assert long.calls <= FLAT * short.calls
    assert long.bytes <= FLAT * short.bytes + 4_096  # a block of a list's memory, now and then
    assert long.kept <= FLAT * short.kept + 4_096
    assert many_bytes <= FLAT * few_bytes


def fill(queue: Queue, role: str, length: int) -> None:
    for at in range(0, length, 1_000):
        count = min(1_000, length - at)
        options = {"wait": {}, "completed": {}, "delayed": {"delay": 3_600_000}, "prioritized": {"priority": 5}}[role]
        queue.add_bulk([("a", {}, options)] * count)
    if role == "completed":
        names = {str(at): at for at in range(1, length + 1)}
        lab = queue.lab
        with lab.observe():
            lab.redis.zadd(f"{lab.prefix}:q:completed", names)  # type: ignore[arg-type]
            lab.redis.delete(f"{lab.prefix}:q:wait")


def cycle(queue: Queue, at: int) -> None:
    """Whatever a job can go through, looked at as the story does."""
    begun = len(queue.lab.steps)
    queue.add("b", {"at": at})
    queue.add("c", {"at": at}, delay=10_000 + at)
    queue.add("d", {"at": at}, priority=3)
    first, second = queue.take(), queue.take()
    assert first is not None
    assert second is not None
    first.complete(at)
    second.fail("no")
    queue.lab.clock.advance(1)
    for step in queue.lab.steps[begun:]:
        assert step.diff is not None
        assert step.transitions is not None
        assert step.after.counts_of("q")["active"] >= 0
        assert step.sentence


def test_what_is_done_by_hand_costs_as_much_after_many_events_as_after_few() -> None:
    def block(events: int) -> tuple[Work, int]:
        with Lab(trace=False) as lab:
            queue = lab.queue("q", removeOnComplete=True)
            queue.add_bulk([("a", {})] * (events // 2))  # an event that it was added, one that it waits

            def by_hand() -> None:
                with lab.observe():
                    lab.redis.xadd(f"{lab.prefix}:q:events", {"event": "mine"})

            by_hand()
            sent = bytes_sent(lab)
            done = work(by_hand)
            return done, bytes_sent(lab) - sent

    (few, few_bytes), (many, many_bytes) = block(200), block(4_000)
    assert many.calls <= FLAT * few.calls
    assert many.bytes <= FLAT * few.bytes + 4_096
    assert many_bytes <= FLAT * few_bytes


def test_a_loaded_step_keeps_four_kilobytes(tmp_path: Path) -> None:
    with Lab() as lab:
        lab.queue("q", removeOnComplete=True)
        lab.run({"q": at_once}, arrivals=Evenly("q", "1s", 200), detail="keys")
        path, steps = lab.recording.save(tmp_path / "steps.jsonl"), len(lab.steps)
    loaded: list[Recording] = []
    kept = work(lambda: loaded.append(Recording.load(path))).kept
    assert kept / steps <= 4_096


def bytes_sent(lab: Lab) -> int:
    return int(lab.redis.info("stats")["total_net_output_bytes"])  # type: ignore[index]
