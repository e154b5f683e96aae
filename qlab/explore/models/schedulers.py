"""Job schedulers, with operators that do not know of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from qlab.explore.engine.cast import World
from qlab.explore.invariants import SCHEDULER_ALIVE
from qlab.explore.models.actors import Moves, does, may_do, worker
from qlab.explore.models.known_model import Model
from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab

__all__ = ["MODELS"]

Operator = Callable[[Queue], Callable[[], Moves]]


def ticking(*operators: Operator, other: bool = False, workers: int = 1) -> World:
    """A scheduler that makes a job each second, workers, operators.

    Args:
        operators: Who else acts on the queue.
        other: Whether an ordinary job waits as well.
        workers: How many workers there are.
    """

    def world(lab: Lab) -> dict[str, Callable[[], Moves]]:
        queue = lab.queue("q")
        if other:
            queue.add("job")
        queue.schedule("s", every=1000)
        run = worker(queue, jobs=2)
        return {
            **dict.fromkeys(("ann", "bob")[:workers], run),
            **{f"operator {at}" if at else "operator": each(queue) for at, each in enumerate(operators)},
        }

    return world


def upserts(queue: Queue) -> Callable[[], Moves]:
    """Somebody who upserts the scheduler, with the same rule and with another."""
    return may_do(partial(queue.schedule, "s", every=1000), partial(queue.schedule, "s", every=2000))


def removes(queue: Queue) -> Callable[[], Moves]:
    """Somebody who removes the scheduler and makes it again."""
    return does(partial(queue.unschedule, "s"), partial(queue.schedule, "s", every=1000))


def pauses(queue: Queue) -> Callable[[], Moves]:
    """Somebody who pauses the queue and upserts the scheduler in the meantime."""
    return does(queue.pause, partial(queue.schedule, "s", every=1000), queue.resume)


def drains(queue: Queue) -> Callable[[], Moves]:
    """Somebody who drains the queue."""
    return does(queue.drain)


def manages(queue: Queue) -> Callable[[], Moves]:
    """Somebody who cleans and promotes."""
    calls: list[Any] = [partial(queue.clean, "delayed"), queue.promote_all, partial(queue.clean, "wait")]
    return may_do(*calls)


def checker(queue: Queue) -> Callable[[], Moves]:
    """The stalled check, twice."""
    return does(queue.check_stalled, queue.check_stalled)


ALIVE = {"always": [SCHEDULER_ALIVE]}
MODELS = (
    Model("scheduler", "A scheduler and two workers; taking its job and making the next are two scripts.",
        ticking(workers=2), {"ticks": 2, "finally_": [SCHEDULER_ALIVE]}),
    Model("scheduler, crash", "A worker crashes between taking the job and making the next one.",
        ticking(checker, workers=2), {"crashes": 1, "ticks": 3}, large=True),
    Model("scheduler, upsert", "The scheduler is upserted while its job waits or runs.",
        ticking(upserts), {"ticks": 2}),
    Model("scheduler, drain", "drain while the scheduler's job waits before an older one.",
        ticking(drains, other=True), {}, {"one container": 1, "nothing lost": 1}),
    Model("scheduler, upsert while paused", "upsertJobScheduler on a paused queue.",
        ticking(pauses), ALIVE, {"scheduler alive": 2}),
    Model("scheduler, removed and made anew", "removeJobScheduler while its job waits.",
        ticking(removes), ALIVE, {"scheduler alive": 2}),
    Model("scheduler, operators", "clean and promote.", ticking(manages), {"ticks": 1}),
)  # fmt: skip
