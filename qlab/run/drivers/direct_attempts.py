"""DirectAttempts: how a job at work ends, is renewed, or is put back, each by BullMQ's own script."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, NamedTuple

import bullmq
from bullmq.custom_errors import UnrecoverableError

from qlab.lab import port, scripts
from qlab.lab.lifetimes import HELD_MS
from qlab.lab.workers.tellable import tellable
from qlab.protocol.jobs.refusals import CHILDREN_NOT_DONE, JOB_LOST, refusal_of
from qlab.protocol.jobs.retention import REMOVE_ON
from qlab.protocol.keys import Role, queue_key
from qlab.protocol.states import JobState
from qlab.run.active_job import Taken
from qlab.run.drivers.deduplication import Deduplication
from qlab.run.drivers.expiries import Expiries
from qlab.run.drivers.follower import Follower
from qlab.run.drivers.move_log import MoveLog

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

__all__ = ["DirectAttempts"]

S = JobState


class _Result(NamedTuple):
    """What a script returned that was not refused."""

    result: Any


class DirectAttempts:
    """The part of a driver that has jobs at work: see :class:`~qlab.run.drivers.direct_driver.DirectDriver`.

    Attributes:
        move_log: The moves.
    """

    move_log: MoveLog
    _lab: Lab
    _queues: dict[str, bullmq.Queue]
    _expiries: Expiries
    _moves: Follower
    _deduplication: Deduplication

    @property
    def now(self) -> int:
        """The virtual time, ms since the epoch."""
        return self._expiries.now

    # -- ending an attempt ---------------------------------------------------------------------------------------------

    async def complete(self, taken: Taken, value: Any) -> bool:
        """Complete a job: `moveToFinished`."""
        job = taken.handle
        kept = await self._deduplication.keeps(taken.queue, job.deduplication_id)
        try:
            await job.moveToCompleted(value, job.token)
        except (TypeError, UnrecoverableError) as refused:
            # BullMQ's Worker fails a job whose completion is refused for its children.
            if refusal_of(refused) in CHILDREN_NOT_DONE:
                return await self.fail(taken, refused)
            await self._moves.behind(taken.queue)
            return False
        await self._finished(taken, S.COMPLETED, kept=kept)
        return True

    async def fail(self, taken: Taken, error: Exception) -> bool:
        """End an attempt: `moveToDelayed`, `retryJob` or `moveToFinished`, as BullMQ decides."""
        job = taken.handle
        kept = await self._deduplication.keeps(taken.queue, job.deduplication_id)
        job.delay, job.finishedOn, error = 0, 0, tellable(error)
        try:
            await port.fail(job, error, job.token, traced=False)
        except TypeError as refused:
            if refusal_of(refused) not in JOB_LOST:
                raise  # a backoff of the user's own
            await self._refused(taken.queue)
            return False
        if job.finishedOn:
            await self._finished(taken, S.FAILED, kept=kept, error=str(error))
        else:
            self._ended(taken)
            self._moves.retried(taken, job.delay, str(error))
        return True

    def _ended(self, taken: Taken) -> None:
        self.move_log.did()
        self._expiries.unlock(taken.queue, taken.id)

    async def _refused(self, queue: str) -> None:
        if await self._moves.promotes_all_the_same(queue):
            self.move_log.did()
            self._moves.promoted(queue, "retryJob")
        await self._moves.behind(queue)

    async def _finished(self, taken: Taken, state: JobState, *, kept: bool, error: str | None = None) -> None:
        self._ended(taken)
        queue, job = taken.queue, taken.handle
        keep = job.opts.get(REMOVE_ON[state])
        await self._moves.finished(taken, state, keep, error)
        if kept:
            id = await self._deduplication.kept(queue, job.deduplication_id)
            added = await bullmq.Job.fromId(self._queue(queue), id)
            if added is not None and not self._moves.knows(queue, id):
                self._moves.born(queue, id, added.opts, "moveToFinished")

    # -- at work -------------------------------------------------------------------------------------------------------

    async def extend(self, taken: Taken) -> bool:
        """Renew a lock: `extendLock`."""
        kept = await port.extend_lock(taken.handle, taken.id, taken.handle.token, HELD_MS)
        if kept:
            self.move_log.did()
            self._expiries.lock(taken.queue, taken.id, taken.hand.settings.lock_ms)
        return kept

    async def progress(self, taken: Taken, progress: Any) -> bool:
        """Report progress: `updateProgress`."""
        return await self._unless_gone(taken.handle.updateProgress(progress))

    async def log(self, taken: Taken, text: str) -> bool:
        """Add a row to a job's log: `addLog`."""
        keep = int(taken.handle.opts.get("keepLogs") or 0)
        return await self._unless_gone(self._lab.queue_named(taken.queue).add_log(taken.id, text, keep))

    async def _unless_gone(self, script: Awaitable[Any]) -> bool:
        try:
            await script
        except TypeError:  # the job has stalled, and another worker is done with it
            return False
        self.move_log.did()
        return True

    async def move_to_delayed(self, taken: Taken, ms: int) -> bool:
        """Put an active job back for a while: `moveToDelayed`, which counts no attempt."""
        moved = await self._moved(taken, taken.handle.moveToDelayed(self.now + ms, taken.handle.token))
        if moved is not None:
            self._moves.put_back(taken, S.DELAYED, "moveToDelayed", self.now + ms)
        return moved is not None

    async def move_to_wait(self, taken: Taken) -> int | None:
        """Put an active job back in line: `moveJobFromActiveToWait`."""
        script = scripts.move_to_wait(self._queue(taken.queue), taken.id, taken.handle.token)
        if await self._moved(taken, script) is None:
            return None
        self._moves.put_back(taken, None, "moveJobFromActiveToWait")
        end = self._expiries.window_end(taken.queue)
        return 0 if end is None else end - self.now

    async def move_to_waiting_children(self, taken: Taken) -> bool:
        """Let a parent wait for its children: `moveToWaitingChildren`."""
        waits = await self._unless_lost(taken, taken.handle.moveToWaitingChildren(taken.handle.token, {}))
        if waits is None:
            return False
        self.move_log.did()
        if waits.result:
            self._expiries.unlock(taken.queue, taken.id)
            self._moves.put_back(taken, S.WAITING_CHILDREN, "moveToWaitingChildren")
        return bool(waits.result)

    async def children_values(self, taken: Taken) -> dict[str, Any]:
        """Return what the children of a job returned that completed: ``Job.getChildrenValues``."""
        return dict(await taken.handle.getChildrenValues())

    async def rate_limit(self, queue: str, ms: int) -> None:
        """Limit a queue by hand from now: ``Queue.rateLimit``."""
        self.move_log.did()
        await self._queue(queue).rateLimit(ms)
        self._expiries.hold(queue_key(self._lab.prefix, queue, Role.LIMITER), ms)

    async def _moved(self, taken: Taken, script: Awaitable[Any]) -> _Result | None:
        """Move a job out of `active`; None where the worker has lost it."""
        result = await self._unless_lost(taken, script)
        if result is not None:
            self._ended(taken)
        return result

    async def _unless_lost(self, taken: Taken, script: Awaitable[Any]) -> _Result | None:
        try:
            return _Result(await script)
        except TypeError as refused:
            if refusal_of(refused) not in JOB_LOST:
                raise
            await self._moves.behind(taken.queue)
            return None

    def _queue(self, name: str) -> bullmq.Queue:
        if name not in self._queues:
            self._queues[name] = self._moves.queue(name)
        return self._queues[name]
