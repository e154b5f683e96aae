"""The driver for long runs: BullMQ's own calls with nothing between them, all in one coroutine.

It reads no keys to see what moved. What a script does to the jobs it is about follows from its arguments and its
answer; the tests hold these moves to those that the recording driver reads from the keys. Not followed: older finished
jobs that ``removeOnComplete={"count": …}`` or ``{"age": …}`` pushes out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import bullmq
from bullmq.custom_errors import UnrecoverableError

from qlab.keys import Role, job_key, parse_key, queue_key
from qlab.lab.clock import Time
from qlab.lab.lifetimes import HELD_MS, Lifetimes
from qlab.run.arrivals import Arrival
from qlab.run.driver import Move, Outcome
from qlab.run.job import Taken
from qlab.run.mirror import Mirror
from qlab.states import JobState

if TYPE_CHECKING:
    from qlab.lab.lab import Lab
    from qlab.snapshot.model import Snapshot

S = JobState
_UNREAD = 200
"""After so many scripts the lab reads what the server told it of changed keys."""


class Bare:
    """Drives BullMQ directly.

    Args:
        lab: The lab.
        inside: The lab's time, lifetimes and how to settle these; see ``Lab.inside``.
        stalled: The interval of the stalled check, ms, and how often a job may stall.
        beginning: The state before the run.
    """

    def __init__(
        self,
        lab: Lab,
        inside: tuple[Time, Lifetimes, Callable[[], None]],
        stalled: tuple[int, int],
        beginning: Snapshot,
    ) -> None:
        self._lab, (self._time, self._lifetimes, self._settle) = lab, inside
        self._interval, self._max_stalled = stalled
        self._queues: dict[str, bullmq.Queue] = {}
        self._workers: dict[str, bullmq.Worker] = {}
        self._windows: dict[str, int] = {}
        self._mirror = Mirror(beginning)
        self._fresh: list[Move] = []
        self._unread = 0
        self.all: list[Move] = []
        self.scripts = 0
        """How many of BullMQ's scripts that move jobs have run."""

    async def open(self, queues: list[str]) -> None:
        """Makes the BullMQ workers of these queues, and reads their rate limits."""
        for name in queues:
            self._workers[name] = await self._lab.queue_named(name).make_worker("run", HELD_MS)
            duration = await self._lab.connection.hget(self._key(name, Role.META), "duration")  # type: ignore[misc]
            if duration is not None:
                self._windows[name] = int(duration)

    @property
    def now(self) -> int:
        """The virtual time, ms since the epoch."""
        return self._time.ms

    def moves(self) -> list[Move]:
        """The moves since the last call."""
        fresh, self._fresh = self._fresh, []
        self._unread += 1
        if self._unread >= _UNREAD:
            self._unread = 0
            self._settle()
        return fresh

    def open_at(self, queue: str) -> int | None:
        """When the queue may be taken from again, if the last take was refused by the rate limit."""
        limited = self._workers[queue].limitUntil > 0
        return self._lifetimes.end_of(self._key(queue, Role.LIMITER)) if limited else None

    async def advance(self, to: int) -> None:
        """Moves the time on and ends the lifetimes that end on the way."""
        ended = False
        while (end := self._lifetimes.next()) is not None and end <= to:
            self._lifetimes.expire(end)
            ended = True
        if ended:
            self._settle()
        self._time.ms = to

    # -- scripts -------------------------------------------------------------------------------------------------------

    async def add(self, arrival: Arrival) -> None:
        """Adds a job: `addStandardJob`, `addDelayedJob` or `addPrioritizedJob`."""
        name = arrival.queue
        handle, queue = self._lab.queue_named(name), self._queue(name)
        options = {**handle.defaults, **handle.options(**arrival.options)} if arrival.options else handle.defaults
        key, held = await self._deduplicated(name, options)
        job = await queue.add(arrival.name, arrival.data, options)
        self.scripts += 1
        if key is not None:
            await self._heed_deduplication(key, options["deduplication"])
        id = str(job.id)
        if self._mirror.knows(name, id) or id == held:
            return  # BullMQ added none
        if held is not None and self._mirror.forget_delayed(name, held):
            self._note(name, held, S.DELAYED, None, 0, "addDelayedJob")
        delay, priority = options.get("delay", 0), options.get("priority", 0)
        target = S.DELAYED if delay else S.PRIORITIZED if priority else S.WAITING
        script = "addDelayedJob" if delay else "addPrioritizedJob" if priority else "addStandardJob"
        self._mirror.born(name, id, priority)
        self._note(name, id, None, target, 0, script, due=self.now + delay if delay else None)

    async def take(self, queue: str, worker: str) -> Taken | None:
        """Takes the next job: `moveToActive`, which first promotes what is due."""
        self.scripts += 1
        token = f"{worker}:{self.scripts}"
        job = await self._workers[queue].moveToActive(token)
        for id, target in self._mirror.due(queue, self.now):
            self._note(queue, id, S.DELAYED, target, self._mirror.made(queue, id), "moveToActive")
        if job is None:
            return None
        id, attempt = str(job.id), job.attemptsMade + 1
        self._heed_window(queue)
        self._lifetimes.hold(self._lock(queue, id), self.now + self._lab.queue_named(queue).lock_ms)
        self._mirror.taken(queue, id, attempt - 1)
        self._note(queue, id, self._mirror.ready_state(queue, id), S.ACTIVE, attempt, "moveToActive")
        if job.repeatJobKey:
            await self._note_next(queue, job)
        return Taken(queue, id, job.name, job.data, attempt, job.deferredFailure, job)

    async def complete(self, taken: Taken, value: Any) -> bool:
        """Completes a job: `moveToFinished`."""
        job = taken.handle
        try:
            await job.moveToCompleted(value, job.token)
        except (TypeError, UnrecoverableError) as refused:
            if "child" in str(refused) or "dependencies" in str(refused):
                return await self.fail(taken, refused)
            return False
        await self._finished(taken, S.COMPLETED, job.opts.get("removeOnComplete"))
        return True

    async def fail(self, taken: Taken, error: Exception) -> bool:
        """Ends an attempt: `moveToDelayed`, `retryJob` or `moveToFinished`, as BullMQ decides."""
        job = taken.handle
        job.delay, job.finishedOn = 0, 0
        try:
            raise error  # noqa: TRY301  BullMQ asks the interpreter which exception is being handled
        except Exception as raised:  # noqa: BLE001  whatever a processor raised is handed on to BullMQ
            raised.__traceback__ = None  # paths and line numbers of this machine belong in no stored stacktrace
            try:
                await job.moveToFailed(raised, job.token)
            except TypeError:
                return False
        if job.finishedOn:
            await self._finished(taken, S.FAILED, job.opts.get("removeOnFail"), str(error))
            return True
        self._released(taken)
        self._mirror.tried(taken.queue, taken.id)
        target = S.DELAYED if job.delay else self._mirror.ready_state(taken.queue, taken.id)
        due = self.now + job.delay if job.delay else None
        script = "moveToDelayed" if job.delay else "retryJob"
        self._note(taken.queue, taken.id, S.ACTIVE, target, taken.attempt, script, due=due, error=str(error))
        return True

    async def extend(self, taken: Taken) -> bool:
        """Renews a lock: `extendLock`."""
        self.scripts += 1
        kept = await taken.handle.backend.extendLock(taken.id, taken.handle.token, HELD_MS)
        if kept:
            lock_ms = self._lab.queue_named(taken.queue).lock_ms
            self._lifetimes.hold(self._lock(taken.queue, taken.id), self.now + lock_ms)
        return bool(kept)

    async def progress(self, taken: Taken, progress: Any) -> None:
        """Reports progress: `updateProgress`."""
        self.scripts += 1
        await taken.handle.updateProgress(progress)

    async def log(self, taken: Taken, text: str) -> None:
        """Adds a row to a job's log: `addLog`."""
        self.scripts += 1
        await taken.handle.log(text)

    async def check_stalled(self, queue: str) -> None:
        """Looks for stalled jobs: `moveStalledJobsToWait`."""
        self.scripts += 1
        found = await self._workers[queue].backend.moveStalledJobsToWait(self._max_stalled, self._interval)
        self._lifetimes.hold(self._key(queue, Role.STALLED_CHECK), self.now + self._interval, stretch=True)
        self._settle()
        for id in map(str, found or []):
            attempt = self._mirror.made(queue, id) + 1
            self._note(queue, id, S.ACTIVE, S.WAITING, attempt, "moveStalledJobsToWait")
            self._mirror.stalled(queue, id)

    async def call(self, awaitable: Awaitable[Any]) -> Outcome:
        """Awaits an asynchronous processor."""
        try:
            return Outcome(await awaitable, None)
        except Exception as error:  # noqa: BLE001  a processor may raise anything: it ends the attempt
            return Outcome(None, error)

    # -- what follows from a script ------------------------------------------------------------------------------------

    def _note(
        self,
        queue: str,
        id: str,
        source: JobState | None,
        target: JobState | None,
        attempt: int,
        script: str,
        *,
        due: int | None = None,
        error: str | None = None,
    ) -> None:
        if due is not None:
            self._mirror.delayed(queue, id, due)
        move = Move(self.scripts, self.now, queue, id, source, target, attempt, script, due, error)
        self._fresh.append(move)
        self.all.append(move)

    async def _finished(self, taken: Taken, state: JobState, remove: Any, error: str | None = None) -> None:
        self.scripts += 1
        self._released(taken)
        gone = remove is True or (remove == 0 and remove is not False)
        target = None if gone else state
        self._note(taken.queue, taken.id, S.ACTIVE, target, taken.attempt, "moveToFinished", error=error)
        self._mirror.tried(taken.queue, taken.id)
        if gone:
            self._mirror.gone(taken.queue, taken.id)
        if taken.handle.parentKey:
            await self._note_parent(taken.handle.parentKey)

    def _released(self, taken: Taken) -> None:
        self._lifetimes.release(self._lock(taken.queue, taken.id))

    async def _note_parent(self, name: str) -> None:
        key = parse_key(name, self._lab.prefix)
        if key.job is None or not self._mirror.waits_for_children(key.queue, key.job):
            return
        state = JobState(await self._queue(key.queue).getJobState(key.job))
        if state is not S.WAITING_CHILDREN:
            self._mirror.parent_left(key.queue, key.job, state)
            self._note(key.queue, key.job, S.WAITING_CHILDREN, state, 0, "moveToFinished")

    async def _note_next(self, queue: str, job: bullmq.Job) -> None:
        """The scheduler's next job, which BullMQ's worker adds as it takes this one: `updateJobScheduler`."""
        redis: Any = self._lab.connection
        millis = await redis.zscore(self._key(queue, Role.REPEAT), job.repeatJobKey)
        id = f"repeat:{job.repeatJobKey}:{int(millis)}" if millis is not None else str(job.id)
        if self._mirror.knows(queue, id):
            return
        delayed = await redis.zscore(self._key(queue, Role.DELAYED), id)
        self._mirror.born(queue, id, job.priority)
        if delayed is None:
            self._note(queue, id, None, self._mirror.ready_state(queue, id), 0, "updateJobScheduler")
        else:
            self._note(queue, id, None, S.DELAYED, 0, "updateJobScheduler", due=int(delayed) // 4096)

    # -- lifetimes -----------------------------------------------------------------------------------------------------

    def _heed_window(self, queue: str) -> None:
        """A rate limit's window begins with its first job."""
        key = self._key(queue, Role.LIMITER)
        if queue in self._windows and self._lifetimes.end_of(key) is None:
            self._lifetimes.hold(key, self.now + self._windows[queue], stretch=True)
            self._settle()

    async def _deduplicated(self, queue: str, options: dict[str, Any]) -> tuple[str | None, str | None]:
        """The key of the job's deduplication id, and the job that holds it."""
        if "deduplication" not in options:
            return None, None
        key = f"{self._lab.prefix}:{queue}:de:{options['deduplication']['id']}"
        return key, await self._lab.connection.get(key)

    async def _heed_deduplication(self, key: str, option: dict[str, Any]) -> None:
        redis: Any = self._lab.connection
        if "ttl" in option and 0 < await redis.pttl(key) < HELD_MS // 2:
            self._lifetimes.hold(key, self.now + option["ttl"], stretch=True)
            self._settle()

    def _queue(self, name: str) -> bullmq.Queue:
        if name not in self._queues:
            self._queues[name] = bullmq.Queue(name, {"connection": self._lab.connection, "prefix": self._lab.prefix})
        return self._queues[name]

    def _key(self, queue: str, role: Role) -> str:
        return queue_key(self._lab.prefix, queue, role)

    def _lock(self, queue: str, id: str) -> str:
        return f"{job_key(self._lab.prefix, queue, id)}:lock"
