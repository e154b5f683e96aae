"""Driver: the hands of a run. One records every key through the lab, one goes straight to BullMQ."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from qlab.protocol.queue_settings import QueueSettings
from qlab.record.transition import Transition
from qlab.run.active_job import Taken
from qlab.run.arrivals import Arrival
from qlab.run.working.calling import called
from qlab.run.working.crew import Hand
from qlab.text import words as ids

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

__all__ = ["Driver", "Outcome", "in_order", "outcome_of"]


def in_order(moves: Iterable[Transition]) -> list[Transition]:
    """Return moves by operation, then by job, each job's own in the order in which it made them.

    One script moves many jobs at once; in this order both drivers tell of them.
    """
    return sorted(moves, key=lambda move: (move.step, move.queue, ids.in_order(move.job)))


class Outcome(NamedTuple):
    """What came of a processor's coroutine: a value or an error."""

    value: Any
    error: Exception | None


async def outcome_of(lab: Lab, awaitable: Awaitable[Any]) -> Outcome:
    """Wait for what an asynchronous processor returned, in the lab's time."""
    try:
        return Outcome(called(lab.wait, lambda: awaitable), None)
    except Exception as error:  # noqa: BLE001  a processor may raise anything: it ends the attempt
        return Outcome(None, error)


class Driver(Protocol):
    """Does to the queues what the engine decides, each as one BullMQ script at the driver's time.

    The methods about a job that was taken return False where the worker had lost it.
    """

    @property
    def now(self) -> int:
        """The virtual time, ms since the epoch."""
        ...

    def moves(self) -> list[Transition]:
        """Return the moves since the last call, in order."""
        ...

    def limits(self) -> Mapping[str, QueueSettings]:
        """Return the limits of the queues where they may have changed since the last call."""
        ...

    def outside(self, call: Callable[[], Any]) -> None:
        """Do something with the lab's own handles; its moves and limit are told with the next."""

    def open_at(self, queue: str, hand: Hand) -> int | None:
        """Return when a worker that the rate limit refused may take again, ms since the epoch; None: now."""
        ...

    async def advance(self, to: int) -> None:
        """Move the time on; keys whose TTL ends on the way expire."""

    async def add(self, arrival: Arrival) -> None:
        """Add a job."""

    async def take(self, queue: str, hand: Hand) -> Taken | None:
        """Take the next job for a worker."""

    async def complete(self, taken: Taken, value: Any) -> bool:
        """Complete a job."""
        ...

    async def fail(self, taken: Taken, error: Exception) -> bool:
        """End an attempt with an error."""
        ...

    async def extend(self, taken: Taken) -> bool:
        """Renew a lock."""
        ...

    async def progress(self, taken: Taken, progress: Any) -> bool:
        """Report progress."""
        ...

    async def log(self, taken: Taken, text: str) -> bool:
        """Add a row to a job's log."""
        ...

    async def move_to_delayed(self, taken: Taken, ms: int) -> bool:
        """Put an active job back for this many ms, and use up no attempt."""
        ...

    async def move_to_wait(self, taken: Taken) -> int | None:
        """Put an active job back in line; return how long a rate limit has left, ms, or None if it was lost."""
        ...

    async def move_to_waiting_children(self, taken: Taken) -> bool:
        """Let a parent wait for its children; return whether it does."""
        ...

    async def children_values(self, taken: Taken) -> dict[str, Any]:
        """Return what the children of a job returned that completed."""
        ...

    async def rate_limit(self, queue: str, ms: int) -> None:
        """Limit a queue by hand from now."""

    async def check_stalled(self, queue: str, interval_ms: int, most: int, worker: str | None) -> None:
        """Look for stalled jobs, which may stall so often; a worker of that name does, if one is known to."""

    async def call(self, awaitable: Awaitable[Any]) -> Outcome:
        """Await what an asynchronous processor returned."""
        ...
