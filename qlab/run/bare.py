"""The driver for long runs: BullMQ's own calls with nothing between them, all in one coroutine.

It reads no keys to see what moved. What a script does to the jobs it is about follows from its arguments and its
answer; the tests hold these moves to those that the recording driver reads from the keys.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import bullmq
from bullmq.custom_errors import UnrecoverableError

from qlab.keys import Role, parse_key, queue_key
from qlab.lab.clock import Time
from qlab.lab.lifetimes import HELD_MS, Lifetimes
from qlab.lab.options import check_name, checked_data
from qlab.run.arrivals import Arrival
from qlab.run.deduplication import Deduplication
from qlab.run.driver import Move, Outcome
from qlab.run.expiries import Expiries
from qlab.run.job import Taken
from qlab.run.ledger import Ledger
from qlab.run.limits import Limits
from qlab.run.mirror import Mirror, ready
from qlab.run.recorded import moves_of
from qlab.snapshot.job import DELAYED_SCALE
from qlab.states import JobState

if TYPE_CHECKING:
    from qlab.lab.lab import Lab
    from qlab.snapshot.model import Snapshot

S = JobState
_UNFINISHED = ("pending dependencies", "failed child")
"""What BullMQ says when it refuses to complete a parent for its children."""


class Bare:
    """Drives BullMQ directly.

    Args:
        lab: The lab.
        inside: The lab's time, lifetimes and how to settle these; see ``Lab.inside``.
        stalled: The interval of the stalled check, ms, and how often a job may stall.
        beginning: The state before the run.

    Attributes:
        ledger: The moves.
    """

    def __init__(
        self,
        lab: Lab,
        inside: tuple[Time, Lifetimes, Callable[[], None]],
        stalled: tuple[int, int],
        beginning: Snapshot,
    ) -> None:
        self._lab, self._redis = lab, lab.connection
        self._interval, self._max_stalled = stalled
        self._queues: dict[str, bullmq.Queue] = {}
        self._workers: dict[str, bullmq.Worker] = {}
        self._scheduled: list[str | None] = []
        self._expiries = Expiries(lab.prefix, inside)
        self.ledger = Ledger(len(lab.steps))
        self._learn(beginning)

    def _learn(self, snapshot: Snapshot) -> None:
        self._mirror = Mirror(snapshot)
        self._deduplication = Deduplication(self._redis, self._lab.prefix, self._expiries, snapshot)
        self._limits = {queue.name: Limits.of(snapshot, queue.name) for queue in self._lab.queues}
        self._new_limits: Mapping[str, Limits] = self._limits

    async def open(self, queues: Iterable[str]) -> None:
        """Makes the BullMQ workers of these queues."""
        for name in queues:
            worker = self._workers[name] = await self._lab.queue_named(name).make_worker("run", HELD_MS)
            self._listen(worker.backend)

    def _listen(self, backend: Any) -> None:
        """Has a worker say when it has its job's scheduler make the next one, which it does by itself."""
        update = backend.updateJobSchedulerNextMillis

        async def told(*arguments: Any) -> Any:
            id = await update(*arguments)
            self._scheduled.append(id)
            return id

        backend.updateJobSchedulerNextMillis = told

    @property
    def now(self) -> int:
        """The virtual time, ms since the epoch."""
        return self._expiries.now

    def moves(self) -> list[Move]:
        """The moves since the last call."""
        self._expiries.keep_up()
        return self.ledger.fresh()

    def limits(self) -> Mapping[str, Limits]:
        """The limits, where the lab's handles may have changed them."""
        limits, self._new_limits = self._new_limits, {}
        return limits

    def outside(self, call: Callable[[], Any]) -> None:
        """Does something with the lab's own handles, whose steps tell what moved; all is learnt anew from there."""
        first = len(self._lab.steps)
        call()
        after = self._lab.snapshot()  # which also records what the call changed beside the handles
        steps = self._lab.steps[first:]
        moves = [move._replace(step=move.step - first + self.ledger.step) for step in steps for move in moves_of(step)]
        self.ledger.copy(moves, len(steps))
        self._learn(after)

    def open_at(self, queue: str) -> int | None:
        """When the queue may be taken from again, if the last take was refused by the rate limit."""
        return self._expiries.window_end(queue) if self._workers[queue].limitUntil > 0 else None

    async def advance(self, to: int) -> None:
        """Moves the time on and ends the lifetimes that end on the way."""
        self._expiries.advance(to)
        self.ledger.did(scripts=0)

    # -- scripts -------------------------------------------------------------------------------------------------------

    async def add(self, arrival: Arrival) -> None:
        """Adds a job: `addStandardJob`, `addDelayedJob` or `addPrioritizedJob`."""
        queue, handle = arrival.queue, self._lab.queue_named(arrival.queue)
        options = {**handle.defaults, **handle.options(**arrival.options)} if arrival.options else handle.defaults
        check_name(arrival.name)
        checked_data(arrival.data, options)
        held = await self._deduplication.holder(queue, options)
        job = await self._queue(queue).add(arrival.name, arrival.data, options)
        self.ledger.did()
        await self._deduplication.added(queue, options)
        id, script = str(job.id), _adding(options)
        if id != held and self._mirror.find(queue, id) is None:  # else BullMQ added none
            await self._replace(queue, held, script)
            self._born(queue, id, options, script)
        if job.parentKey:
            await self._heed_parent(job.parentKey, script)

    async def _replace(self, queue: str, held: str | None, script: str) -> None:
        """With the option replace, the delayed job that held the deduplication id makes way."""
        seen = self._mirror.find(queue, held) if held is not None else None
        if seen is not None and seen.state is S.DELAYED and held is not None:
            self._move(queue, held, None, script)

    def _born(self, queue: str, id: str, options: Mapping[str, Any], script: str) -> None:
        delay, priority = options.get("delay", 0), options.get("priority", 0)
        self._mirror.born(queue, id, priority)
        due = self.now + delay if delay else None
        self._move(queue, id, S.DELAYED if delay else ready(priority), script, due=due)

    async def take(self, queue: str, worker: str) -> Taken | None:
        """Takes the next job: `moveToActive`, which first promotes what is due."""
        self.ledger.did()
        job = await self._workers[queue].moveToActive(f"{worker}:{self.ledger.step}")
        script = "moveToActive + updateJobScheduler" if self._scheduled else "moveToActive"
        self._promote(queue, script)
        if job is None:
            return None
        id = str(job.id)
        self._expiries.lock(queue, id, self._lab.queue_named(queue).lock_ms)
        if not job.deferredFailure:
            self._begin_window(queue)
        self._move(queue, id, S.ACTIVE, script)
        if seen := self._mirror.find(queue, id):
            seen.parent = job.parentKey
        while self._scheduled:
            await self._heed_scheduler(queue, self._scheduled.pop(), job.priority, script)
        return Taken(queue, id, job.name, job.data, job.attemptsMade + 1, job.deferredFailure, job)

    async def complete(self, taken: Taken, value: Any) -> bool:
        """Completes a job: `moveToFinished`."""
        job = taken.handle
        kept = await self._deduplication.keeps(taken.queue, job.deduplication_id)
        try:
            await job.moveToCompleted(value, job.token)
        except (TypeError, UnrecoverableError) as refused:
            # BullMQ's Worker fails a job whose completion is refused for its children.
            return any(text in str(refused) for text in _UNFINISHED) and await self.fail(taken, refused)
        await self._finish(taken, S.COMPLETED, job.opts.get("removeOnComplete"), kept=kept)
        return True

    async def fail(self, taken: Taken, error: Exception) -> bool:
        """Ends an attempt: `moveToDelayed`, `retryJob` or `moveToFinished`, as BullMQ decides."""
        job = taken.handle
        kept = await self._deduplication.keeps(taken.queue, job.deduplication_id)
        job.delay, job.finishedOn = 0, 0
        try:
            await _fail(job, error)
        except TypeError:
            await self._heed_refused_retry(taken.queue)
            return False
        if job.finishedOn:
            await self._finish(taken, S.FAILED, job.opts.get("removeOnFail"), kept=kept, error=str(error))
        else:
            self._retry(taken, job, str(error))
        return True

    async def extend(self, taken: Taken) -> bool:
        """Renews a lock: `extendLock`."""
        kept = await taken.handle.backend.extendLock(taken.id, taken.handle.token, HELD_MS)
        if kept:
            self.ledger.did()
            self._expiries.lock(taken.queue, taken.id, self._lab.queue_named(taken.queue).lock_ms)
        return bool(kept)

    async def progress(self, taken: Taken, progress: Any) -> bool:
        """Reports progress: `updateProgress`."""
        return await self._unless_gone(taken.handle.updateProgress(progress))

    async def log(self, taken: Taken, text: str) -> bool:
        """Adds a row to a job's log: `addLog`."""
        keep = int(taken.handle.opts.get("keepLogs") or 0)
        return await self._unless_gone(self._lab.queue_named(taken.queue).add_log(taken.id, text, keep))

    async def _unless_gone(self, script: Awaitable[Any]) -> bool:
        try:
            await script
        except TypeError:  # the job has stalled, and another worker is done with it
            return False
        self.ledger.did()
        return True

    async def check_stalled(self, queue: str) -> None:
        """Looks for stalled jobs: `moveStalledJobsToWait`."""
        self.ledger.did()
        found = await self._workers[queue].backend.moveStalledJobsToWait(self._max_stalled, self._interval)
        self._expiries.begin(queue, Role.STALLED_CHECK, self._interval)
        for id in map(str, found or []):
            self._move(queue, id, S.WAITING, "moveStalledJobsToWait")

    async def call(self, awaitable: Awaitable[Any]) -> Outcome:
        """Awaits an asynchronous processor."""
        try:
            return Outcome(await awaitable, None)
        except Exception as error:  # noqa: BLE001  a processor may raise anything: it ends the attempt
            return Outcome(None, error)

    # -- what follows from a script ------------------------------------------------------------------------------------

    def _move(
        self,
        queue: str,
        id: str,
        target: JobState | None,
        script: str,
        *,
        due: int | None = None,
        error: str | None = None,
    ) -> None:
        seen = self._mirror.find(queue, id)
        if seen is None:
            return
        source, attempt = seen.state, seen.made + (S.ACTIVE in (seen.state, target))
        self._mirror.move(queue, id, target, due)
        self.ledger.note(Move(self.ledger.step, self.now, queue, id, source, target, attempt, script, due, error))

    def _promote(self, queue: str, script: str) -> None:
        for id in self._mirror.due(queue, self.now):
            seen = self._mirror.find(queue, id)
            self._move(queue, id, ready(seen.priority if seen else 0), script)

    def _retry(self, taken: Taken, job: bullmq.Job, error: str) -> None:
        self.ledger.did()
        self._expiries.unlock(taken.queue, taken.id)
        if job.delay:
            self._move(taken.queue, taken.id, S.DELAYED, "moveToDelayed", due=self.now + job.delay, error=error)
        else:
            self._promote(taken.queue, "retryJob")
            self._move(taken.queue, taken.id, ready(self._priority(taken)), "retryJob", error=error)
        self._tried(taken)

    def _priority(self, taken: Taken) -> int:
        seen = self._mirror.find(taken.queue, taken.id)
        return seen.priority if seen else 0

    def _tried(self, taken: Taken) -> None:
        if seen := self._mirror.find(taken.queue, taken.id):
            seen.made += 1

    async def _heed_refused_retry(self, queue: str) -> None:
        """`retryJob` promotes what is due before it sees that the worker has lost the job."""
        first = self._mirror.first_due(queue, self.now)
        if first is not None and await self._score(queue, Role.DELAYED, first) is None:
            self.ledger.did()
            self._promote(queue, "retryJob")

    async def _finish(self, taken: Taken, state: JobState, keep: Any, *, kept: bool, error: str | None = None) -> None:
        queue, job = taken.queue, taken.handle
        self.ledger.did()
        self._expiries.unlock(queue, taken.id)
        gone = self._mirror.finish(queue, taken.id, state, self.now, keep)
        parents = [job.parentKey, *(seen.parent for id in gone if (seen := self._mirror.find(queue, id)))]
        self._move(queue, taken.id, None if taken.id in gone else state, "moveToFinished", error=error)
        self._tried(taken)
        for id in gone:
            self._move(queue, id, None, "moveToFinished")
        for parent in dict.fromkeys(filter(None, parents)):
            await self._heed_parent(parent, "moveToFinished")
        if kept:
            await self._heed_kept(queue, job.deduplication_id)

    async def _heed_parent(self, name: str, script: str) -> None:
        """A child may have released its parent."""
        key = parse_key(name, self._lab.prefix)
        seen = self._mirror.find(key.queue, key.job or "")
        if key.job is None or seen is None or seen.state not in (S.WAITING_CHILDREN, S.DELAYED):
            return
        state = JobState(await self._queue(key.queue).getJobState(key.job))
        if state is not seen.state:
            self._move(key.queue, key.job, state, script, due=await self._due(key.queue, key.job, state))

    async def _heed_kept(self, queue: str, deduplication: str) -> None:
        """The last job that was deduplicated while this one was active is added now."""
        id = await self._deduplication.kept(queue, deduplication)
        job = await bullmq.Job.fromId(self._queue(queue), id)
        if job is not None and self._mirror.find(queue, id) is None:
            self._born(queue, id, job.opts, "moveToFinished")

    async def _heed_scheduler(self, queue: str, id: str | None, priority: int, script: str) -> None:
        """The scheduler's next job, which BullMQ's worker adds as it takes this one: `updateJobScheduler`."""
        self.ledger.scripts += 1
        if id is not None and self._mirror.find(queue, id) is None:
            self._mirror.born(queue, id, priority)
            due = await self._due(queue, id, S.DELAYED)
            self._move(queue, id, ready(priority) if due is None else S.DELAYED, script, due=due)

    async def _due(self, queue: str, id: str, state: JobState) -> int | None:
        score = await self._score(queue, Role.DELAYED, id) if state is S.DELAYED else None
        return None if score is None else int(score // DELAYED_SCALE)

    async def _score(self, queue: str, role: Role, member: str) -> float | None:
        score: float | None = await self._redis.zscore(queue_key(self._lab.prefix, queue, role), member)
        return score

    def _begin_window(self, queue: str) -> None:
        """A rate limit's window begins with its first job."""
        limits = self._limits[queue]
        if limits.most is not None and limits.window_ms is not None:
            self._expiries.begin(queue, Role.LIMITER, limits.window_ms)

    def _queue(self, name: str) -> bullmq.Queue:
        if name not in self._queues:
            self._queues[name] = bullmq.Queue(name, {"connection": self._redis, "prefix": self._lab.prefix})
        return self._queues[name]


def _adding(options: Mapping[str, Any]) -> str:
    """The script that adds a job with these options."""
    if options.get("delay"):
        return "addDelayedJob"
    return "addPrioritizedJob" if options.get("priority") else "addStandardJob"


async def _fail(job: bullmq.Job, error: Exception) -> None:
    try:
        raise error  # noqa: TRY301  BullMQ asks the interpreter which exception is being handled
    except Exception as raised:  # noqa: BLE001  whatever a processor raised is handed on to BullMQ
        raised.__traceback__ = None  # paths and line numbers of this machine belong in no stored stacktrace
        await job.moveToFailed(raised, job.token)
