"""What the doctor advises is carried out with the real npm release: the finding is gone."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from qlab.observe.attach import Observer, attach
from tests.observe import places
from tests.observe.test_npm import node  # noqa: F401  # the fixture that installs the release, or skips

pytestmark = pytest.mark.server
SCRIPT = Path(__file__).parent / "node" / "advice.mjs"
JOB = {"name": "x", "data": "{}", "opts": "{}", "timestamp": 1_700_000_000_000, "delay": 0, "priority": 0}
Make = Callable[[redis.Redis], object]


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[int, redis.Redis, Observer]]:
    with (
        places.server() as port,
        redis.Redis(port=port, decode_responses=True) as client,
        attach(f"redis://127.0.0.1:{port}") as observer,
    ):
        yield port, client, observer


def orphan(client: redis.Redis) -> None:
    client.hset("bull:q:lost", mapping=JOB)


def stump(client: redis.Redis) -> None:
    client.hset("bull:q:lost", mapping={"failedReason": "Missing key", "stacktrace": "[]", "atm": 1})


def without_hash(client: redis.Redis) -> None:
    client.zadd("bull:q:failed", {"lost": 1})


def held(client: redis.Redis) -> None:
    client.set("bull:q:de:lost", "17")


def stopped(client: redis.Redis) -> None:
    client.hset("bull:q:repeat:lost", mapping={"name": "n", "every": 3_600_000, "ic": 1})
    client.zadd("bull:q:repeat", {"lost": int(time.time() * 1_000) + 60_000})


def cut_off(client: redis.Redis) -> None:
    stopped(client)
    at = int(client.zscore("bull:q:repeat", "lost") or 0)
    client.hset(f"bull:q:repeat:lost:{at}", mapping=JOB | {"rjk": "lost"})


def childless(client: redis.Redis) -> None:
    client.hset("bull:q:lost", mapping=JOB)
    client.zadd("bull:q:waiting-children", {"lost": 1})


def without_child(client: redis.Redis) -> None:
    childless(client)
    client.sadd("bull:q:lost:dependencies", "bull:q:gone")


def paused_by_two(client: redis.Redis) -> None:
    client.hset("bull:q:meta", "paused", 1)
    for id, role in (("lost", "wait"), ("older", "paused")):
        client.hset(f"bull:q:{id}", mapping=JOB | {"timestamp": int(time.time() * 1_000)})
        client.lpush(f"bull:q:{role}", id)


def untrimmed(client: redis.Redis) -> None:
    with client.pipeline(transaction=False) as pipe:
        for number in range(17_000):
            pipe.xadd("bull:q:events", {"event": "added", "jobId": number})
        pipe.execute()


def many_completed(client: redis.Redis) -> None:
    with client.pipeline(transaction=False) as pipe:
        for number in range(10_500):
            pipe.hset(f"bull:q:{number}", mapping=JOB | {"finishedOn": 1})
            pipe.zadd("bull:q:completed", {str(number): number})
        pipe.execute()


def broken_json(client: redis.Redis) -> None:
    client.hset("bull:q:lost", mapping=JOB | {"data": "dc3223a8"})
    client.lpush("bull:q:wait", "lost")


def in_two(client: redis.Redis) -> None:
    waiting(client)
    client.zadd("bull:q:completed", {"lost": 1})


def waiting(client: redis.Redis) -> None:
    client.hset("bull:q:lost", mapping=JOB)
    client.lpush("bull:q:wait", "lost")


ADVICE: list[tuple[str, Make, str, str]] = [
    ("orphan", orphan, "removeOrphanedJobs", "queue.removeOrphanedJobs()"),
    ("orphan", orphan, "remove", "removeOrphanedJobs"),
    ("stump", stump, "remove", "queue.remove(id)"),
    ("id-without-hash", without_hash, "remove", "queue.remove(id)"),
    ("deduplication-for-ever", held, "removeDeduplicationKey", "queue.removeDeduplicationKey(id)"),
    ("scheduler-without-next", stopped, "upsertJobScheduler", "queue.upsertJobScheduler(id"),
    ("scheduler-without-next", cut_off, "upsertAndRemove", "then remove that job"),
    ("parent-without-children", childless, "remove", "queue.remove(id)"),
    ("child-gone", without_child, "remove", "queue.remove(id)"),
    ("paused-twice", paused_by_two, "resume", "Resume it with BullMQ 6"),
    ("paused-and-growing", paused_by_two, "resume", "queue.resume()"),
    ("events-untrimmed", untrimmed, "trimEvents", "queue.trimEvents(1000)"),
    ("unbounded-completed", many_completed, "clean", "queue.clean"),
    ("unreadable-job", broken_json, "remove", "queue.remove(id)"),
    ("in-two-states", in_two, "remove", "remove the job through BullMQ"),
    ("nobody-works", waiting, "work", "Start a worker"),
]


@pytest.mark.parametrize(("check", "make", "call", "word"), ADVICE, ids=lambda each: getattr(each, "__name__", each))
def test_after_the_advice_the_finding_is_gone(
    server: tuple[int, redis.Redis, Observer], node: str, check: str, make: Make, call: str, word: str  # noqa: F811
) -> None:  # fmt: skip
    port, client, observer = server
    client.flushall()
    client.hset("bull:q:meta", mapping={"opts.maxLenEvents": 10_000, "version": "bullmq:6.7.0"})
    make(client)
    (finding,) = [finding for finding in observer.doctor("q") if finding.check == check]
    assert word in finding.advice
    done = subprocess.run(
        [node, str(SCRIPT), str(port), "q", call, "lost"], check=False, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    left = {finding.check for finding in observer.doctor("q")}
    assert check not in left
    assert make is not cut_off or "orphan" not in left
