"""The driver for long runs: BullMQ's own calls with nothing between them, all in one coroutine.

It reads no keys to see what moved: see :mod:`qlab.run.drivers.follower`. The tests hold these moves to those that the
recording driver reads from the keys.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import bullmq
from bullmq.custom_errors import UnrecoverableError

from qlab.lab import port, scripts
from qlab.lab.clock import Time
from qlab.lab.handles.names import check_name
from qlab.lab.handles.options import checked_data
from qlab.lab.lifetimes import HELD_MS, Lifetimes
from qlab.lab.workers.tellable import tellable
from qlab.protocol.jobs.attempts import STALLED
from qlab.protocol.jobs.refusals import CHILDREN_NOT_DONE, JOB_LOST, refusal_of
from qlab.protocol.jobs.retention import REMOVE_ON
from qlab.protocol.keys import Role, queue_key
from qlab.protocol.operations import adding_script
from qlab.protocol.queue_settings import QueueSettings, window_of
from qlab.protocol.states import JobState
from qlab.record.transition import Transition
from qlab.run.active_job import Taken
from qlab.run.arrivals import Arrival
from qlab.run.drivers.deduplication import Deduplication
from qlab.run.drivers.driver import Outcome, outcome_of
from qlab.run.drivers.expiries import Expiries
from qlab.run.drivers.follower import Follower
from qlab.run.drivers.move_log import MoveLog
from qlab.run.drivers.recording_driver import moves_of
from qlab.run.station import Station
from qlab.run.working.crew import Hand

if TYPE_CHECKING:
    from qlab.lab.lab import Lab
    from qlab.snapshot.model import Snapshot

__all__ = ["DirectDriver"]

S = JobState


class _Result(NamedTuple):
    """What a script returned that was not refused."""

    result: Any


class DirectDriver:
    """Drives BullMQ directly.

    Args:
        lab: The lab.
        inside: The lab's time, lifetimes and how to settle these; see ``Lab.inside``.
        beginning: The state before the run.

    Attributes:
        move_log: The moves.
    """

    def __init__(
        self,
        lab: Lab,
        inside: tuple[Time, Lifetimes, Callable[[], None]],
        beginning: Snapshot,
    ) -> None:
        self._lab = lab
        self._queues: dict[str, bullmq.Queue] = {}
        self._workers: dict[tuple[str, str], bullmq.Worker] = {}
        self._scheduled: list[str | None] = []
        self._expiries = Expiries(lab.prefix, inside)
        self.move_log = MoveLog(len(lab.steps))
        self._learn(beginning)

    def _learn(self, state: Snapshot) -> None:
        self._moves = Follower(self._lab, self.move_log, lambda: self.now, state)
        self._deduplication = Deduplication(self._lab.connection, self._lab.prefix, self._expiries, state)
        self._limits = {queue.name: state.settings(queue.name) for queue in self._lab.queues}
        self._new_limits: Mapping[str, QueueSettings] = self._limits

    async def open(self, stations: Iterable[Station]) -> None:
        """Make the BullMQ workers of these queues; their locks live as long as the lab, and are let expire by it."""
        for station in stations:
            queue = self._lab.queue_named(station.queue)
            for hand in station.crew:
                worker = await queue.make_worker(hand.name, HELD_MS, hand.settings.of_bullmq())
                self._workers[queue.name, hand.name] = worker
                port.watch_schedulers(worker, self._scheduled.append)

    @property
    def now(self) -> int:
        """The virtual time, ms since the epoch."""
        return self._expiries.now

    def moves(self) -> list[Transition]:
        """Return the moves since the last call."""
        self._expiries.keep_up()
        return self.move_log.fresh()

    def limits(self) -> Mapping[str, QueueSettings]:
        """Return the limits, where the lab's handles may have changed them."""
        limits, self._new_limits = self._new_limits, {}
        return limits

    def outside(self, call: Callable[[], Any]) -> None:
        """Do something with the lab's own handles, whose steps tell what moved; all is learnt anew from there."""
        first = len(self._lab.steps)
        call()
        after = self._lab.snapshot()  # which also records what the call changed beside the handles
        steps = self._lab.steps[first:]
        moves = [
            move._replace(step=move.step - first + self.move_log.step) for step in steps for move in moves_of(step)
        ]
        self.move_log.copy(moves, len(steps))
        self._learn(after)

    def open_at(self, queue: str, hand: Hand) -> int | None:
        """Return when a worker may take again, if the rate limit refused it last."""
        return self._expiries.window_end(queue) if port.limited(self._workers[queue, hand.name]) else None

    async def advance(self, to: int) -> None:
        """Move the time on and end the lifetimes that end on the way."""
        self._expiries.advance(to)
        self.move_log.did(scripts=0)

    # -- adding and taking ---------------------------------------------------------------------------------------------

    async def add(self, arrival: Arrival) -> None:
        """Add a job: `addStandardJob`, `addDelayedJob` or `addPrioritizedJob`."""
        queue, handle = arrival.queue, self._lab.queue_named(arrival.queue)
        options = {**handle.defaults, **handle.options(**arrival.options)} if arrival.options else handle.defaults
        check_name(arrival.name)
        checked_data(arrival.data, options)
        held = await self._deduplication.holder(queue, options) if "deduplication" in options else None
        job = await self._queue(queue).add(arrival.name, arrival.data, options)
        self.move_log.did()
        if "deduplication" in options:
            await self._deduplication.added(queue, options)
        id, script = str(job.id), adding_script(options)
        if id != held and not self._moves.knows(queue, id):  # else BullMQ added none
            self._moves.replaced(queue, held, script)
            self._moves.born(queue, id, options, script)
        if job.parentKey:
            await self._moves.released(job.parentKey, script)

    async def take(self, queue: str, hand: Hand) -> Taken | None:
        """Take the next job: `moveToActive`, which first promotes what is due."""
        self.move_log.did()
        job = await self._workers[queue, hand.name].moveToActive(f"{hand.name}:{self.move_log.step}")
        script = "moveToActive + updateJobScheduler" if self._scheduled else "moveToActive"
        self._moves.promoted(queue, script)
        if job is None:
            return None
        id = str(job.id)
        hand.settings.lend(job.opts)
        self._locked(queue, job, hand)
        self._moves.taken(queue, job, script, hand.name)
        while self._scheduled:
            self.move_log.scripts += 1
            await self._moves.scheduled(queue, self._scheduled.pop(), job.priority, script)
        return Taken(queue, id, job.name, job.data, job.attemptsMade + 1, job.deferredFailure, job, hand)

    def _locked(self, queue: str, job: bullmq.Job, hand: Hand) -> None:
        """Let a taken job's lock begin to age, and with the first of a rate limit's window the window."""
        self._expiries.lock(queue, str(job.id), hand.settings.lock_ms)
        window_ms = window_of(self._limits[queue], hand.settings.limiter)
        # `prepareJobForProcessing` counts no job that is taken only to fail.
        if window_ms is not None and not job.deferredFailure:
            self._expiries.begin(queue, Role.LIMITER, window_ms)

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

    async def check_stalled(self, queue: str, interval_ms: int, most: int, worker: str | None) -> None:
        """Look for stalled jobs: `moveStalledJobsToWait`."""
        self.move_log.did()
        own = next(each for (name, _), each in self._workers.items() if name == queue)
        found = await port.check_stalled(own, most, interval_ms)
        self._expiries.begin(queue, Role.STALLED_CHECK, interval_ms)
        for id in found:
            self._moves.move(queue, id, S.WAITING, "moveStalledJobsToWait", outcome=STALLED, worker=worker)
        await self._moves.behind(queue)

    async def call(self, awaitable: Awaitable[Any]) -> Outcome:
        """Wait for an asynchronous processor."""
        return await outcome_of(self._lab, awaitable)

    def _queue(self, name: str) -> bullmq.Queue:
        if name not in self._queues:
            self._queues[name] = self._moves.queue(name)
        return self._queues[name]
