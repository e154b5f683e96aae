"""Queues that have a fault, laid down on a real server beside a real npm release that does what the doctor advises."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis

from qlab.observe.attach import Observer
from tests.observe import hands, places

SCRIPT = Path(__file__).parent / "node" / "advice.mjs"
HOUR = 3_600_000
JOB = {"name": "x", "data": "{}", "opts": "{}", "timestamp": 1_700_000_000_000, "delay": 0, "priority": 0}
METHOD = re.compile(r"\b(queue|worker|job|child)\.(\w+)\(")
"""A call as advice writes it."""


@contextmanager
def npm(node: str, release: str, port: int) -> Iterator[subprocess.Popen[str]]:
    """Node with an npm package of BullMQ, which carries out calls as long as the block."""
    command = [node, str(SCRIPT), release, str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            running.kill()


@dataclass
class Place:
    """An empty server, an observer of it, and npm's release at work there.

    Attributes:
        npm: The release.
        another: Starts one more process of the release.
        client: What lays the keys down.
        observer: Where the doctor is.
        running: What ends with the place.
    """

    npm: subprocess.Popen[str]
    another: Callable[[], AbstractContextManager[subprocess.Popen[str]]]
    client: redis.Redis
    observer: Observer
    running: ExitStack = field(default_factory=ExitStack)

    def call(self, call: str, methods: Iterable[str] = (), npm: subprocess.Popen[str] | None = None) -> list[str]:
        """Let npm make a call of `advice.mjs`; return which of the methods its release lacks."""
        to = npm or self.npm
        assert to.stdin is not None
        assert to.stdout is not None
        to.stdin.write(json.dumps([call, "lost", [*methods]]) + "\n")
        to.stdin.flush()
        lacks: list[str] = json.loads(to.stdout.readline())
        return lacks

    def go(self) -> None:
        """Let the call that has begun go on to its end."""
        assert self.call("go") == []

    def hash(self, id: str = "lost", **more: str | int) -> None:
        self.client.hset(f"bull:q:{id}", mapping=JOB | more)

    def wait(self, id: str = "lost", **more: str | int) -> None:
        self.hash(id, **more)
        self.client.lpush("bull:q:wait", id)

    def active(self, **more: str | int) -> None:
        self.hash(processedOn=JOB["timestamp"], ats=1, **more)
        self.client.lpush("bull:q:active", "lost")


def orphan(at: Place) -> None:
    at.hash()


def stump(at: Place) -> None:
    at.client.hset("bull:q:lost", mapping={"failedReason": "Missing key", "stacktrace": "[]", "atm": 1})


def without_hash(at: Place) -> None:
    at.client.zadd("bull:q:failed", {"lost": 1})


def held(at: Place) -> None:
    at.client.set("bull:q:de:lost", "17")


def stopped(at: Place) -> None:
    at.client.hset("bull:q:repeat:lost", mapping={"name": "n", "every": HOUR, "ic": 1})
    at.client.zadd("bull:q:repeat", {"lost": now() + 60_000})


def cut_off(at: Place) -> None:
    stopped(at)
    moment = int(at.client.zscore("bull:q:repeat", "lost") or 0)
    at.client.hset(f"bull:q:repeat:lost:{moment}", mapping=JOB | {"rjk": "lost"})


def stopped_by_its_template(at: Place) -> None:
    stopped(at)
    at.client.hset("bull:q:repeat:lost", "opts", '{"deduplication":{"id":"d"}}')


def stopped_repeatable(at: Place) -> None:
    at.client.zadd("bull:q:repeat", {"lost": now() - 60_000})


def repeatable(at: Place) -> None:
    """As BullMQ 4 keeps it; from 5.11 on a hash may stand beside it, which counts no jobs."""
    at.client.zadd("bull:q:repeat", {"lost::::60000": now() + 60_000})
    at.client.hset("bull:q:repeat:lost::::60000", mapping={"name": "lost", "every": 60_000})


def childless(at: Place) -> None:
    at.hash()
    at.client.zadd("bull:q:waiting-children", {"lost": 1})


def without_child(at: Place) -> None:
    childless(at)
    at.client.sadd("bull:q:lost:dependencies", "bull:q:gone")


def child_failed(at: Place) -> None:
    at.call("failingChild")


def paused_by_two(at: Place) -> None:
    at.client.hset("bull:q:meta", "paused", 1)
    for id, role in (("lost", "wait"), ("older", "paused")):
        at.client.hset(f"bull:q:{id}", mapping=JOB | {"timestamp": now()})
        at.client.lpush(f"bull:q:{role}", id)


def paused_by_an_old_one(at: Place) -> None:
    at.client.hset("bull:q:meta", "paused", 1)
    at.hash()
    at.client.lpush("bull:q:paused", "lost")


def paused_by_npm(at: Place) -> None:
    at.wait()
    at.call("pause")


def none_may_start(at: Place) -> None:
    at.wait()
    at.call("allowNone")


def limited_by_hand(at: Place) -> None:
    at.wait()
    at.call("rateLimit")


def limited_for_ever(at: Place) -> None:
    limited_by_hand(at)
    at.client.persist("bull:q:limiter")


def untrimmed(at: Place) -> None:
    with at.client.pipeline(transaction=False) as pipe:
        for number in range(17_000):
            pipe.xadd("bull:q:events", {"event": "added", "jobId": number})
        pipe.execute()


def _many(at: Place, role: str) -> None:
    with at.client.pipeline(transaction=False) as pipe:
        for number in range(10_500):
            pipe.hset(f"bull:q:{number}", mapping=JOB | {"finishedOn": 1})
            pipe.zadd(f"bull:q:{role}", {str(number): number})
        pipe.execute()


def many_completed(at: Place) -> None:
    _many(at, "completed")


def many_failed(at: Place) -> None:
    _many(at, "failed")


def broken_json(at: Place) -> None:
    at.wait(data="dc3223a8")


def in_two(at: Place) -> None:
    at.wait()
    at.client.zadd("bull:q:completed", {"lost": 1})


def twice(at: Place) -> None:
    at.wait()
    at.client.lpush("bull:q:wait", "lost")


def waiting(at: Place) -> None:
    at.wait()


def lock_lost(at: Place) -> None:
    at.active()


def lock_left(at: Place) -> None:
    at.wait()
    at.client.set("bull:q:lost:lock", "token")


def lock_lives_on(at: Place) -> None:
    at.active()
    at.client.set("bull:q:lost:lock", "token", px=1_500)


def stalled_once(at: Place) -> None:
    at.wait(stc=1)


def big_data(at: Place) -> None:
    at.wait(data=json.dumps({"file": "x" * 200_000}))


def big_stack(at: Place) -> None:
    at.hash(failedReason="no", finishedOn=2, stacktrace=json.dumps(["x" * 200_000]))
    at.client.zadd("bull:q:failed", {"lost": 2})


def overdue(at: Place) -> None:
    at.hash(delay=1)
    at.client.zadd("bull:q:delayed", {"lost": (now() - 60_000) * 4096})


def no_marker(at: Place) -> None:
    at.client.delete("bull:q:marker")  # what the job before left: it would wake the worker
    at.call("sleep")
    places.wait_until(
        lambda: any(each["cmd"] == "bzpopmin" and "b" in each["flags"] for each in at.client.client_list()),
        "the worker's sleep",
    )
    at.wait()


def silent(at: Place) -> None:
    at.call("rest")
    at.wait()


def endless(at: Place) -> None:
    at.call("hang", npm=at.running.enter_context(at.another()))
    at.client.hset("bull:q:lost", "processedOn", now() - 18 * HOUR)
    at.client.delete("bull:q:events")  # the server's own time of taking it


def old_worker(at: Place) -> None:
    at.running.enter_context(hands.asleep(at.client, "bull:cQ==", "BRPOPLPUSH"))
    at.wait(ats=1)
    at.client.zadd("bull:q:marker", {"0": 0})


def no_scheduler(at: Place) -> None:
    overdue(at)
    at.client.xadd("bull:q:delay", {"nextTimestamp": 1})
    at.running.enter_context(hands.asleep(at.client, "bull:cQ==", "BRPOPLPUSH"))


def mixed(at: Place) -> None:
    at.client.zadd("bull:q:marker", {"0": 0})
    at.wait()
    at.client.lpush("bull:q:wait", "0:1700000000000")


def deduplicated_twice(at: Place) -> None:
    at.client.set("bull:q:de:d", "lost")
    for id in ("other", "lost"):
        at.wait(id, deid="d")


def debounced(at: Place) -> None:
    at.wait(opts='{"debounce":{"id":"a"}}')


def debounced_perhaps(at: Place) -> None:
    at.wait(opts='{"de":{"id":"a"}}')


def now() -> int:
    """This moment, ms."""
    return int(time.time() * 1_000)


@contextmanager
def emptied(place: Place) -> Iterator[Place]:
    """The place without any key; what is begun in it has ended when it is left, with its connections."""
    place.client.flushall()
    with place.running:
        yield place
    places.wait_until(
        lambda: not any("bull:" in each["name"] for each in place.client.client_list()), "the last worker's end"
    )
