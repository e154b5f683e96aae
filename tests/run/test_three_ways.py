"""A story for each of BullMQ's signals, played by lab.run, by lab.work and by npm's Worker: the same keys are left."""

from __future__ import annotations

import contextlib
import json
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import bullmq
import pytest

from qlab import Job, Lab
from qlab.protocol.keys import Role, parse_key
from qlab.run import DelayedError, RateLimitError, UnrecoverableError, WaitingChildrenError, WaitingError
from qlab.run.active_job import ActiveJob
from tests.lab.processes import eventually
from tests.observe.test_npm import NODE, node

__all__ = ["node"]
pytestmark = pytest.mark.slow

DEADLINE_S = 60.0
STORIES = ("delayed", "waiting", "parents", "limited", "hopeless", "cancelled")
PASSING = {Role.MARKER, Role.STALLED, Role.STALLED_CHECK, Role.LIMITER}
"""Keys that idle workers and timers set and take away, each when it happens to look."""
MOMENTS = {"timestamp", "processedOn", "finishedOn", "delay"}
"""Fields of hashes and events that tell a time, which is another in each of the three."""


def begin(lab: Lab) -> Job:
    """Adds the jobs of all stories; returns the one that is to be cancelled."""
    queues = {name: lab.queue(name) for name in STORIES}
    for name in ("delayed", "waiting", "limited"):
        queues[name].add("mail", {"n": 1})
    queues["limited"].limit(100, "1s")
    parent = queues["parents"].add("parent")
    queues["parents"].add("child", parent=parent)
    queues["hopeless"].add("mail", attempts=3)
    return queues["cancelled"].add("mail")


def keys_of(lab: Lab, story: str) -> dict[str, Any]:
    """What is left of a story, by key, without the moments."""
    found: dict[str, Any] = {}
    for name in sorted(map(str, lab.redis.keys(f"{lab.prefix}:{story}:*"))):
        key = parse_key(name, lab.prefix)
        if key.role not in PASSING:
            found[name] = _value(lab, name, key.role)
    return found


def _value(lab: Lab, name: str, role: Role) -> Any:
    redis: Any = lab.redis
    kind = redis.type(name)
    if role is Role.EVENTS:
        # npm's worker asks for the next job as it finishes one, and so hears that there is none: `drained`.
        told = [fields for _, fields in redis.xrange(name) if fields["event"] != "drained"]
        return [{field: value for field, value in each.items() if field not in MOMENTS} for each in told]
    if kind == "hash":
        fields = {field: value for field, value in redis.hgetall(name).items() if field not in MOMENTS}
        if role is Role.JOB:
            fields["opts"] = json.loads(fields["opts"])
            fields["stacktrace"] = len(json.loads(fields.get("stacktrace", "[]")))  # its text is the language's own
            fields.pop("pb", None)  # the worker's name; PyPI's script in virtual time writes none
        return fields
    read: Mapping[str, Callable[[str], Any]] = {
        "list": lambda name: redis.lrange(name, 0, -1),
        "zset": lambda name: sorted(redis.zrange(name, 0, -1)),
        "set": lambda name: sorted(redis.smembers(name)),
        "string": redis.get,
    }
    return read[kind](name)


def all_ended(lab: Lab) -> bool:
    counts = lab.snapshot().counts()
    return all(sum(counts[name][state] for state in ("completed", "failed")) >= 1 for name in STORIES) and (
        counts["parents"]["completed"] == 2
    )


def wait_for_all(lab: Lab) -> None:
    eventually(lambda: all_ended(lab), "not every story has ended", DEADLINE_S)


# -- in virtual time ---------------------------------------------------------------------------------------------------


class Virtual:
    """The processors in virtual time."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str]] = set()

    def first(self, job: ActiveJob) -> bool:
        is_first = (job.queue, job.id) not in self.seen
        self.seen.add((job.queue, job.id))
        return is_first

    def delayed(self, job: ActiveJob) -> Iterator[Any]:
        if self.first(job):
            yield job.move_to_delayed("50ms")
            raise DelayedError
        return "done"

    def waiting(self, job: ActiveJob, _token: str) -> Iterator[Any]:
        if self.first(job):
            yield job.move_to_wait()
            raise WaitingError
        return "done"

    def parents(self, job: ActiveJob) -> Iterator[Any]:
        if job.name == "child":
            yield "5ms"
            return 42
        if (yield job.move_to_waiting_children()):
            raise WaitingChildrenError
        return list((yield job.children_values()).values())

    def limited(self, job: ActiveJob) -> Iterator[Any]:
        if self.first(job):
            yield job.rate_limit("50ms")
            raise RateLimitError
        return "done"

    def hopeless(self, _job: ActiveJob) -> None:
        raise UnrecoverableError("no such address")

    def cancelled(self, _job: ActiveJob, _token: str, signal: Any) -> Iterator[Any]:
        if (yield signal.wait()):
            raise RuntimeError(signal.reason)


def _virtual(detail: str) -> dict[str, Any]:
    with Lab(trace=False) as lab:
        job = begin(lab)
        worker = lab.worker("cancelled")
        virtual = Virtual()
        processors = {name: getattr(virtual, name) for name in STORIES}
        calls = [("20ms", lambda: worker.cancel(job, "withdrawn"))]
        lab.run(processors, workers=worker, meanwhile=calls, detail=detail)  # type: ignore[arg-type]
        assert all_ended(lab)
        return {story: keys_of(lab, story) for story in STORIES}


# -- in real time ------------------------------------------------------------------------------------------------------


class Real:
    """The processors in real time."""

    def __init__(self, lab: Lab) -> None:
        self.lab, self.asked = lab, list[str]()
        self.seen: set[tuple[str, str]] = set()

    def first(self, job: bullmq.Job) -> bool:
        is_first = (job.queue.name, job.id) not in self.seen
        self.seen.add((job.queue.name, job.id))
        return is_first

    async def delayed(self, job: bullmq.Job, token: str) -> str:
        if self.first(job):
            await job.moveToDelayed(round(time.time() * 1000) + 50, token)
            raise DelayedError
        return "done"

    async def waiting(self, job: bullmq.Job, token: str) -> str:
        if self.first(job):
            await job.moveToWait(token)
            raise WaitingError
        return "done"

    async def parents(self, job: bullmq.Job, token: str) -> Any:
        if job.name == "child":
            return 42
        if await job.moveToWaitingChildren(token, {}):
            raise WaitingChildrenError
        return list((await job.getChildrenValues()).values())

    async def hopeless(self, _job: bullmq.Job) -> None:
        raise UnrecoverableError("no such address")

    async def cancelled(self, job: bullmq.Job, _token: str, signal: bullmq.AbortSignal) -> None:
        self.asked.append(job.id)
        await signal.wait()
        raise RuntimeError(signal.reason)

    async def limited(self, job: bullmq.Job) -> str:
        if self.first(job):
            queue = bullmq.Queue("limited", {"connection": str(self.lab.url), "prefix": self.lab.prefix})
            await queue.rateLimit(50)
            await queue.close()
            raise RateLimitError
        return "done"


def _real() -> dict[str, Any]:
    with Lab(clock="real", trace=False) as lab, ExitStack() as stack:
        job = begin(lab)
        real, worker = Real(lab), lab.worker("cancelled")
        for name in STORIES:
            stack.enter_context(lab.work(worker if name == "cancelled" else name, getattr(real, name)))
        eventually(lambda: bool(real.asked), "nobody has asked", DEADLINE_S)
        assert worker.cancel(job, "withdrawn")
        wait_for_all(lab)
        return {story: keys_of(lab, story) for story in STORIES}


def _npm(node: str) -> dict[str, Any]:
    with Lab(clock="real", tcp=True, trace=False) as lab:
        begin(lab)
        command = [node, "signals.mjs", str(lab.url)]
        with subprocess.Popen(command, cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
                wait_for_all(lab)
            finally:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.communicate("end\n", timeout=20)
                process.kill()
        return {story: keys_of(lab, story) for story in STORIES}


@pytest.fixture(scope="module")
def virtual() -> dict[str, Any]:
    return _virtual("keys")


@pytest.fixture(scope="module")
def real() -> dict[str, Any]:
    return _real()


@pytest.fixture(scope="module")
def npm(node: str) -> dict[str, Any]:
    return _npm(node)


@pytest.mark.parametrize("story", STORIES)
def test_a_run_leaves_the_keys_that_a_real_worker_leaves(story: str, virtual: Any, real: Any) -> None:
    assert virtual[story] == real[story]


@pytest.mark.parametrize("story", STORIES)
def test_a_run_leaves_the_keys_that_npms_worker_leaves(story: str, virtual: Any, npm: Any) -> None:
    assert virtual[story] == npm[story]


def test_a_run_without_steps_leaves_the_same(virtual: Any) -> None:
    assert _virtual("transitions") == virtual


def test_each_story_shows_its_signal(virtual: Any) -> None:
    hashes = {story: virtual[story][f"bull:{story}:1"] for story in STORIES}
    assert {story: (each["ats"], each.get("atm")) for story, each in hashes.items()} == {
        "delayed": ("2", "1"), "waiting": ("2", "1"), "parents": ("2", "1"), "limited": ("2", "1"),
        "hopeless": ("1", "1"), "cancelled": ("1", "1"),
    }  # fmt: skip
    assert hashes["parents"]["returnvalue"] == "[42]"
    assert (hashes["hopeless"]["failedReason"], hashes["cancelled"]["failedReason"]) == ("no such address", "withdrawn")
