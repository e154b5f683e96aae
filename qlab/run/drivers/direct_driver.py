"""The driver for long runs: BullMQ's own calls with nothing between them, all in one coroutine.

It reads no keys to see what moved: see :mod:`qlab.run.drivers.follower`. The tests hold these moves to those that the
recording driver reads from the keys.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import bullmq

from qlab.lab import port
from qlab.lab.clock import Time
from qlab.lab.handles.names import check_name
from qlab.lab.handles.options import checked_data
from qlab.lab.lifetimes import HELD_MS, Lifetimes
from qlab.protocol.jobs.attempts import STALLED
from qlab.protocol.keys import Role
from qlab.protocol.operations import adding_script
from qlab.protocol.queue_settings import QueueSettings, window_of
from qlab.protocol.states import JobState
from qlab.record.transition import Transition
from qlab.run.active_job import Taken
from qlab.run.arrivals import Arrival
from qlab.run.drivers.deduplication import Deduplication
from qlab.run.drivers.direct_attempts import DirectAttempts
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


class DirectDriver(DirectAttempts):
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

    def moves(self) -> list[Transition]:
        """Return the moves since the last call."""
        self._expiries.keep_up()
        return self.move_log.fresh()

    def limits(self) -> Mapping[str, QueueSettings]:
        """Return the limits, where the lab's handles may have changed them."""
        limits, self._new_limits = self._new_limits, {}
        return limits

    def outside(self, call: Callable[[], Any]) -> None:
        """Do something with the lab's own handles, whose steps tell what moved; everything is read again from there."""
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

    # -- beside --------------------------------------------------------------------------------------------------------

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
