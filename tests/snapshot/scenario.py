"""A queue's whole life, driven with BullMQ alone: one operation after the other, with a look at the keys after each."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

import redis.asyncio
from bullmq import FlowProducer, Job, Queue, Worker
from bullmq.custom_errors import UnrecoverableError

Operation = Callable[[], Awaitable[Any]]
HOSTILE = "<img src=x onerror=alert(1)>\x1b[31m\u202e"


class Life:
    """A queue `q`, a child queue `c` and a worker for each, on one server.

    Args:
        url: The server.
        padding: How many jobs lie in each container beforehand.
    """

    def __init__(self, url: str, padding: int = 0) -> None:
        self.padding = padding
        self.client = redis.asyncio.Redis.from_url(url, decode_responses=True, socket_timeout=None)
        options = {"connection": self.client}
        worker = {**options, "autorun": False, "metrics": {"maxDataPoints": 10}, "name": "worker-1"}
        self.queue, self.child = Queue("q", options), Queue("c", options)
        self.flow = FlowProducer(options)
        self.limited = Worker("q", None, {**worker, "limiter": {"max": 1, "duration": 60_000}})
        self.worker, self.child_worker = Worker("q", None, worker), Worker("c", None, worker)

    async def close(self) -> None:
        for part in (self.limited, self.worker, self.child_worker, self.queue, self.child, self.flow):
            await part.close()
        await self.client.aclose()

    async def prepare(self) -> None:
        """Fills the queue's containers."""
        if not self.padding:
            return
        for options in ({}, {"delay": 3_600_000}, {"priority": 5}):
            await self.queue.addBulk([{"name": "pad", "data": {"n": n}, "opts": options} for n in range(self.padding)])

    async def add(self, name: str, **options: Any) -> Job:
        return await self.queue.add(name, {"text": HOSTILE}, options)

    async def take(self, token: str = "token", worker: Worker | None = None) -> Job:
        job = await (worker or self.worker).moveToActive(token)
        assert job is not None
        return job

    async def take_all(self, token: str = "token") -> None:
        while await self.worker.moveToActive(token) is not None:
            pass

    def operations(self) -> Iterator[tuple[str, Operation]]:
        """The operations, each with a name."""
        yield from self._adding()
        yield from self._working()
        yield from self._managing()
        yield from self._flows()
        yield from self._ending()

    def _adding(self) -> Iterator[tuple[str, Operation]]:
        yield "add", lambda: self.add("plain")
        yield "add lifo", lambda: self.add("lifo", lifo=True, attempts=3, backoff={"type": "exponential", "delay": 1})
        yield "add delayed", lambda: self.add("delayed", delay=60_000)
        yield "add prioritised", lambda: self.add("urgent", priority=1)
        yield "add with an id", lambda: self.add("named", jobId=f"an id {HOSTILE}")
        yield "add the same id", lambda: self.add("named", jobId=f"an id {HOSTILE}")
        yield "add deduplicated", lambda: self.add("once", deduplication={"id": "d", "ttl": 60_000})
        yield "add deduplicated again", lambda: self.add("once", deduplication={"id": "d", "ttl": 60_000})
        replace = {"id": "r", "ttl": 60_000, "replace": True, "extend": True}
        yield "add debounced", lambda: self.add("last", delay=50_000, deduplication=replace)
        yield "replace debounced", lambda: self.add("last", delay=50_000, deduplication=replace)
        yield "add bulk", lambda: self.queue.addBulk([{"name": f"b{n}", "data": {}, "opts": {}} for n in range(12)])
        every = {"every": 60_000}
        yield "schedule", lambda: self.queue.upsertJobScheduler("s:1", every, "tick", {"a": 1}, {"attempts": 2})
        yield "schedule cron", lambda: self.queue.upsertJobScheduler("cron", {"pattern": "0 3 * * *"}, "tick", {}, {})
        yield "reschedule", lambda: self.queue.upsertJobScheduler("s:1", {"every": 30_000, "limit": 5}, "tick", {}, {})

    def _working(self) -> Iterator[tuple[str, Operation]]:
        yield "take", self.take
        yield "complete", lambda: self._finish(lambda job: job.moveToCompleted({"to": HOSTILE}, "token"))
        yield "two minutes pass for the metrics", self._age_metrics
        yield "complete again", lambda: self._finish(lambda job: job.moveToCompleted(1, "token"))
        yield "fail, retried", lambda: self._finish(lambda job: job.moveToFailed(ValueError(HOSTILE), "token"))
        yield "fail for good", lambda: self._finish(lambda job: job.moveToFailed(UnrecoverableError("no"), "token"))
        yield "complete, take next", lambda: self._finish(lambda job: job.moveToCompleted(None, "token", True))
        yield "progress", lambda: self._finish(lambda job: job.updateProgress({"percent": 50}))
        yield "log", lambda: self._finish(lambda job: job.log(HOSTILE))
        yield "update data", lambda: self._finish(lambda job: job.updateData({"now": HOSTILE}))
        yield (
            "delay while active",
            lambda: self._finish(lambda job: job.moveToDelayed(round(time.time() * 1000) + 90_000, "token")),
        )
        yield "extend lock", lambda: self._finish(lambda job: self.worker.backend.extendLock(job.id, "token", 60_000))
        last = {"id": "k", "keepLastIfActive": True}
        yield "add, keep last", lambda: self.add("kept", lifo=True, deduplication=last)
        yield "take it", self.take
        yield "add, keep last, again", lambda: self.add("kept", deduplication=last)
        yield "first stalled check", self._check_stalled
        yield "lose the locks", self._lose_locks
        yield "second stalled check", self._check_stalled
        yield "take a stalled one", self.take
        yield "lose its lock", self._lose_locks
        yield "third stalled check", self._check_stalled
        yield "fourth stalled check", self._check_stalled
        yield "take within the rate limit", lambda: self.limited.moveToActive("limited")
        yield "take beyond the rate limit", lambda: self.limited.moveToActive("limited")
        yield "limit by hand", lambda: self.queue.rateLimit(60_000)

    async def _finish(self, end: Callable[[Job], Awaitable[Any]]) -> None:
        await end(await self.take())

    async def _check_stalled(self) -> None:
        await self.client.delete("bull:q:stalled-check")
        await self.worker.backend.moveStalledJobsToWait(1, 30_000)

    async def _age_metrics(self) -> None:
        await self.client.hincrby("bull:q:metrics:completed", "prevTS", -120_000)

    async def _lose_locks(self) -> None:
        for id in await self.client.lrange("bull:q:active", 0, -1):
            await self.client.delete(f"bull:q:{id}:lock")

    def _managing(self) -> Iterator[tuple[str, Operation]]:
        yield "pause", self.queue.pause
        yield "add to a paused queue", lambda: self.add("patient")
        yield "resume", self.queue.resume
        yield "concurrency", lambda: self.queue.setGlobalConcurrency(50)
        yield "rate limit", lambda: self.queue.setGlobalRateLimit(10, 1_000)
        yield "no rate limit", self.queue.removeGlobalRateLimit
        yield "remove the window", self.queue.removeRateLimitKey
        yield "promote", lambda: self._on_a("delayed", lambda job: job.promote())
        yield "change priority", lambda: self._on_a("waiting", lambda job: job.changePriority({"priority": 3}))
        yield "change it back", lambda: self._on_a("prioritized", lambda job: job.changePriority({"priority": 0}))
        yield "remove", lambda: self._on_a("waiting", lambda job: job.remove())
        yield "retry", lambda: self._on_a("failed", lambda job: job.retry())
        yield "retry all", lambda: self.queue.retryJobs({"state": "completed"})
        yield "promote all", lambda: self.queue.promoteJobs({"count": 5})
        yield "trim events", lambda: self.queue.trimEvents(150)
        yield "unschedule", lambda: self.queue.removeJobScheduler("cron")

    async def _on_a(self, state: str, do: Callable[[Job], Awaitable[Any]]) -> None:
        jobs = await self.queue.getJobs([state], 0, 0)
        if jobs:
            await do(jobs[0])

    def _flows(self) -> Iterator[tuple[str, Operation]]:
        yield "drain", self.queue.drain
        yield "flow", lambda: self.flow.add(self._tree("both", {}, {}))
        yield "first child completes", self._child_completes
        yield "second child completes", self._child_completes
        yield "parent completes", lambda: self._finish(lambda job: job.moveToCompleted("done", "token"))
        yield (
            "flow that ignores",
            lambda: self.flow.add(
                self._tree("ignores", {"ignoreDependencyOnFailure": True}, {"failParentOnFailure": True})
            ),
        )
        yield "ignored failure", self._child_fails
        yield "failure of the parent", self._child_fails
        yield "the parent fails when taken", self._parent_fails
        yield "waits for children", lambda: self.flow.add(self._tree("waits", {}, {}))

    def _tree(self, name: str, first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
        children = [{"name": "c", "queueName": "c", "data": {}, "opts": options} for options in (first, second)]
        return {"name": name, "queueName": "q", "data": {}, "opts": {}, "children": children}

    async def _child_completes(self) -> None:
        await (await self.take("token", self.child_worker)).moveToCompleted({"part": HOSTILE}, "token")

    async def _child_fails(self) -> None:
        await (await self.take("token", self.child_worker)).moveToFailed(ValueError("child"), "token")

    async def _parent_fails(self) -> None:
        job = await self.worker.moveToActive("token")
        if job is not None:
            await job.moveToFailed(UnrecoverableError(job.deferredFailure or "x"), "token")

    def _ending(self) -> Iterator[tuple[str, Operation]]:
        yield "clean completed", lambda: self.queue.clean(0, 10, "completed")
        yield "clean failed", lambda: self.queue.clean(0, 10, "failed")
        yield "drain with delayed", lambda: self.queue.drain(True)
        yield "obliterate", self._obliterate

    async def _obliterate(self) -> None:
        await self.queue.pause()
        with suppress(Exception):  # refuses while jobs are active, unless forced: what it did until then counts
            await self.queue.obliterate()
        await self.queue.obliterate(True)
