"""Exploring: every interleaving of given actors on the real scripts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from qlab.collector import held_off
from qlab.errors import UsageError
from qlab.executors import check_executor
from qlab.explore.engine.cast import World
from qlab.explore.engine.expander import Expander, Here
from qlab.explore.engine.found import Limits
from qlab.explore.engine.judge import Judge
from qlab.explore.engine.search import Search
from qlab.explore.engine.state import Budget
from qlab.explore.exploration import Exploration
from qlab.explore.explorer import Explorer
from qlab.explore.invariants import ALWAYS
from qlab.explore.invariants.invariant import About, Invariant, Predicate, as_invariant
from qlab.explore.parallel.outpost import Plan
from qlab.explore.parallel.parcels import Packer
from qlab.explore.parallel.spread import Spread
from qlab.explore.patience import GRACE_S, OverdueError, patient, within
from qlab.explore.progress import Progress
from qlab.explore.stage.beginning import EMPTY, beginning_of
from qlab.lab.lab import Lab
from qlab.text.escape import repr_of

__all__ = ["SET_UP_S", "explore"]

SET_UP_S = 10.0
"""A set-up has as long as the search, and this many seconds at least."""


def explore(  # noqa: PLR0913  all but the first have a name and a default
    world: World,
    *,
    crashes: int = 0,
    late: int = 0,
    ticks: int = 0,
    always: Sequence[Invariant | Predicate] = (),
    finally_: Sequence[Invariant | Predicate] = (),
    promises: Sequence[Invariant] = ALWAYS,
    depth: int | None = None,
    states: int = 100_000,
    seconds: float = 30,
    every: bool = False,
    memory: bool = True,
    ages: bool = False,
    executor: Executor | None = None,
    begin: Lab | None = None,
) -> Exploration:
    """Play every interleaving of some actors on real BullMQ scripts, and check promises in every state.

    An actor is a generator function. Each ``yield`` hands over one call, such as ``queue.take`` or ``partial(queue.add,
    "mail")``, and is answered with what the call returned; an error that BullMQ raises is thrown into the generator. A
    tuple is a choice: each of its calls is tried. A call of several scripts is several moves. Raw Redis commands
    (``partial(lab.redis.lpush, key, 1)``) are moves as well, a blocking one once it has something to return.
    ``did("charge", id)`` is an effect outside Redis.

    Args:
        world: Sets up queues in a lab and returns the actors by name. Actors with the same function are
            interchangeable.
        crashes: How many actors may crash, each at any point where it holds a job, is within a call of several scripts,
            or has done something that it was going to follow up.
        late: How many times a lock may expire although its worker lives on.
        ticks: How many times the clock may move to whatever is due next. Running workers renew their locks.
        always: Promises to check in every state, in addition to ``promises``: named ones of
            :mod:`qlab.explore.invariants`, or functions of a :class:`~qlab.explore.moment.Moment` that return a
            sentence if it breaks them, otherwise None. They must not depend on absolute times.
        finally_: Promises to check where no actor can move any more.
        promises: The promises of BullMQ that are always checked.
        depth: The largest number of moves in a row; None: any number.
        states: The largest number of states.
        seconds: The longest time for the search, s. An actor, a call or a promise that is still at work 1 s later is
            ended, and an executor that hangs is given up: ``cut`` says what it was. That works in Python's main thread,
            and not within one call into C that never returns, or where code catches ``BaseException`` and goes on. The
            set-up before the search has a time of its own: as long, and 10 s at least.
        every: Continue after the first broken promise, and find the shortest path to each, by promise and kind.
        memory: Remember what each script did to which keys. This is faster, and takes memory.
        ages: Whether it matters how long ago a job was added, started or finished: set this if a model uses
            ``clean(grace=…)`` or ``removeOn…: {"age": …}``.
        executor: Any ``concurrent.futures`` Executor, such as a ``ProcessPoolExecutor`` or Dask's
            ``client.get_executor()``: its workers try the moves, each on a server of its own. The world and the
            promises are sent to them, and anything a promise stores stays there. None: only this process. The result is
            the same.

        begin: A lab whose keys, time and prefix the world's own lab begins with, such as one that
            :meth:`qlab.Lab.from_recording` made; it is only read. The queues are there by their names, without
            defaults. An actor that is named like a worker holds the jobs that the worker holds. None: an empty lab.

    Returns:
        What was found. It holds only if every state was seen and no promise was broken. An interrupt (Ctrl-C) ends the
        search and keeps what was found.

    Raises:
        UsageError: If the world names no actors or does not end, an actor yields something that is not a call or
            computes for 10 s of CPU time without a yield, or what the executor's workers need cannot be sent to them.
    """
    budget = Budget(*(_count(value, name) for value, name in ((crashes, "crashes"), (late, "late"), (ticks, "ticks"))))
    invariants = [
        *(as_invariant(each, About.MOVE) for each in _several(promises, "promises")),
        *(as_invariant(each, About.MOVE) for each in _several(always, "always")),
        *(as_invariant(each, About.END) for each in _several(finally_, "finally_")),
    ]
    every, memory, ages = (_flag(*each) for each in ((every, "every"), (memory, "memory"), (ages, "ages")))
    limits = Limits(None if depth is None else _count(depth, "depth"), _count(states, "states", 1), _seconds(seconds))
    beginning = EMPTY if begin is None else beginning_of(begin)
    with _set_up(limits.seconds):
        explorer = Explorer(world, budget, ages=ages, memory=memory, beginning=beginning)
    judge = explorer.judge(invariants, every=every)
    plan = Plan(world, budget, invariants, depth, every, True, ages, memory, judge.mark(explorer.first), beginning)
    with explorer.opened(), held_off(), patient():
        with _expander(explorer, plan, judge, executor, limits.seconds) as expander:
            search = Search(judge, limits, every=every, expander=expander)
            with Progress(search):
                found = search.run(explorer.first)
        broken = [explorer.counterexample(each) for each in found.broken] if search.whole else []
    if found.broken and not broken:  # an exchange with the server may have been cut: start over
        with _set_up(limits.seconds):
            explorer = Explorer(world, budget, ages=ages, memory=memory, beginning=beginning)
        with explorer.opened(), patient():
            broken = [explorer.counterexample(each) for each in found.broken]
    return Exploration(broken, invariants, found)


@contextmanager
def _set_up(seconds: float) -> Iterator[None]:
    """End a set-up that has no end: it has as long as the search, and :data:`SET_UP_S` at least."""
    most = max(seconds, SET_UP_S)
    try:
        with patient(), within(most):
            yield
    except OverdueError as late:
        raise UsageError(
            f"The set-up was not done {most + GRACE_S:g} s after it began{late}; let the world end, or give it more "
            f"time, such as seconds={2 * most:g}."
        ) from None


def _expander(
    explorer: Explorer, plan: Plan, judge: Judge, executor: Executor | None, seconds: float
) -> AbstractContextManager[Expander]:
    if executor is None:
        return nullcontext(Here(judge))
    check_executor(executor)
    return Spread(executor, plan, judge, Packer(explorer.stage, explorer.moves.actors), seconds)


def _count(value: object, name: str, least: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise UsageError(
            f"{name} must be a whole number of at least {least}, not {repr_of(value, 30)}; give {name}={least or 1}."
        )
    return value


def _seconds(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not value >= 0:
        raise UsageError(f"seconds must be a number of at least 0, not {repr_of(value, 30)}; give seconds=30.")
    return float(min(value, sys.float_info.max))


def _flag(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"{name} must be True or False, not {repr_of(value, 30)}; give {name}=True.")
    return value


def _several(given: object, name: str) -> Iterable[Any]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise UsageError(f"{name} must be a list of promises, not {repr_of(given, 60)}; give {name}=[…].")
    return given
