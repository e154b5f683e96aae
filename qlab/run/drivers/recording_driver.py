"""The driver that records: every operation is a step of the lab, with all its keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from qlab.errors import FailedChildren, JobError, PendingChildren
from qlab.protocol.keys import Role, parse_key, queue_key
from qlab.protocol.operations import Operation
from qlab.protocol.queue_settings import QueueSettings
from qlab.record.step import Step
from qlab.record.transition import Transition
from qlab.run.active_job import Taken
from qlab.run.arrivals import Arrival
from qlab.run.drivers.driver import Outcome, in_order, outcome_of
from qlab.run.working.crew import Hand

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

__all__ = ["RecordingDriver", "moves_of"]


class RecordingDriver:
    """Drives through the lab's own handles. Its coroutines never wait, so they can be run without an event loop.

    Args:
        lab: The lab.
    """

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._seen = len(lab.steps)
        self._new_limits: dict[str, QueueSettings] = {}
        self.all: list[Transition] = []

    @property
    def now(self) -> int:
        """The virtual time, ms since the epoch."""
        return self._lab.clock.now_ms

    def moves(self) -> list[Transition]:
        """Return the moves since the last call, as the steps' own keys show them."""
        steps = self._lab.steps[self._seen :]
        self._seen += len(steps)
        found = in_order(move for step in steps for move in moves_of(step))
        self.all += found
        for step in steps:
            self._new_limits |= limits_of(step)
        return found

    def limits(self) -> Mapping[str, QueueSettings]:
        """Return the limits, where a step has changed them."""
        limits, self._new_limits = self._new_limits, {}
        return limits

    def outside(self, call: Callable[[], Any]) -> None:
        """Do something with the lab's handles, each a step as ever."""
        call()
        self._lab.snapshot()  # records what the call changed beside the handles, as a step of its own

    def open_at(self, queue: str, _hand: Hand) -> int | None:
        """Return when the worker that took last may take again, if the rate limit refused it."""
        if not self._lab.last.call.facts.get("limited"):
            return None
        key = self._lab.last.after.key(queue_key(self._lab.prefix, queue, Role.LIMITER))
        return key.expires_at if key else None

    async def advance(self, to: int) -> None:
        """Move the lab's clock."""
        self._lab.clock.advance(to - self.now)

    async def add(self, arrival: Arrival) -> None:
        """Add a job."""
        self._lab.queue_named(arrival.queue).add(arrival.name, arrival.data, **arrival.options)

    async def take(self, queue: str, hand: Hand) -> Taken | None:
        """Take the next job for a worker."""
        job = self._lab.queue_named(queue).take(hand.name) if hand.own is None else hand.own.take_next()
        if not job:
            return None
        deferred = job.fields.get("defa")
        return Taken(queue, job.id, job.name, job.data, job.attempt, deferred, job, hand)

    async def complete(self, taken: Taken, value: Any) -> bool:
        """Complete a job."""
        try:
            return _held(lambda: taken.handle.complete(value))
        except (FailedChildren, PendingChildren) as refused:
            # BullMQ's Worker fails a job whose completion is refused for its children.
            return await self.fail(taken, refused.__cause__ if isinstance(refused.__cause__, Exception) else refused)

    async def fail(self, taken: Taken, error: Exception) -> bool:
        """End an attempt with an error."""
        return _held(lambda: taken.handle.fail(error))

    async def extend(self, taken: Taken) -> bool:
        """Renew a lock."""
        return _held(taken.handle.extend_lock)

    async def progress(self, taken: Taken, progress: Any) -> bool:
        """Report progress."""
        return _held(lambda: taken.handle.progress(progress))

    async def log(self, taken: Taken, text: str) -> bool:
        """Add a row to a job's log."""
        return _held(lambda: taken.handle.log(text))

    async def move_to_delayed(self, taken: Taken, ms: int) -> bool:
        """Put an active job back for a while."""
        return _held(lambda: taken.handle.move_to_delayed(ms))

    async def move_to_wait(self, taken: Taken) -> int | None:
        """Put an active job back in line."""
        left: list[int] = []
        return left[0] if _held(lambda: left.append(taken.handle.move_to_wait())) else None

    async def move_to_waiting_children(self, taken: Taken) -> bool:
        """Let a parent wait for its children."""
        waits: list[bool] = []
        return _held(lambda: waits.append(taken.handle.move_to_waiting_children())) and waits[0]

    async def children_values(self, taken: Taken) -> dict[str, Any]:
        """Return what the children of a job returned that completed."""
        values: dict[str, Any] = taken.handle.children_values()
        return values

    async def rate_limit(self, queue: str, ms: int) -> None:
        """Limit a queue by hand from now."""
        self._lab.queue_named(queue).limit_now(ms)

    async def check_stalled(self, queue: str, interval_ms: int, most: int, worker: str | None) -> None:
        """Look for stalled jobs, which may stall so often; a worker of that name does, if one is known to."""
        self._lab.queue_named(queue).check_stalled(most, interval_ms, worker=worker)

    async def call(self, awaitable: Awaitable[Any]) -> Outcome:
        """Wait for an asynchronous processor."""
        return await outcome_of(self._lab, awaitable)


def moves_of(step: Step) -> list[Transition]:
    """Return the moves of a step, with its script."""
    script = step.script or _script(step.operation)
    return [move._replace(script=script) for move in step.moves]


def _script(done: Operation) -> str | None:
    """Return the script that an operation runs, where the steps have no trace: known where it has but one."""
    return done.scripts[0] if len(done.scripts) == 1 else None


def limits_of(step: Step) -> dict[str, QueueSettings]:
    """Return the limits of the queues whose `meta` a step has changed."""
    keys = (parse_key(change.key, step.after.prefix) for change in step.diff)
    return {key.queue: step.after.settings(key.queue) for key in keys if key.role is Role.META}


def _held(action: Callable[[], Any]) -> bool:
    try:
        action()
    except (FailedChildren, PendingChildren):
        raise
    except JobError:
        return False
    return True
