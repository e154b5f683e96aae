"""Outpost: a worker of an executor, with a lab and a server of its own, that works out what states lead to."""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Container, KeysView, Mapping, Sequence
from typing import Any, NamedTuple

from qlab.collector import held_off
from qlab.executors import portable, unpacked
from qlab.explore.engine.cast import World, changed_world
from qlab.explore.engine.judge import Outcome, Verdicts
from qlab.explore.engine.moves import CALL
from qlab.explore.engine.state import Budget, State
from qlab.explore.explorer import Explorer
from qlab.explore.invariants.invariant import Invariant
from qlab.explore.parallel.parcels import Packed, Packer, Term, UnknownTermError, lineage, names_in
from qlab.explore.patience import OverdueError, overdue, patient, within
from qlab.explore.stage.beginning import Beginning
from qlab.explore.stage.keyspace import Keyspace

__all__ = ["Done", "Expansion", "Plan", "Task", "expand", "leave"]

_KEPT_TASKS = 64
"""The keys met by this many tasks are kept, with what was computed from them."""


class Plan(NamedTuple):
    """What a search is about; the same for all its tasks.

    Attributes:
        world: Sets the queues up and names the actors.
        budget: What the environment may do.
        invariants: What is to hold.
        depth: The most moves in a row; None: any number.
        every: Whether the search goes on after the first broken promise.
        symmetric: Whether actors of one kind are interchangeable.
        ages: Whether ages of jobs matter.
        memory: Whether effects of scripts are remembered.
        first: The first state's mark.
        beginning: What the world's lab holds first.
    """

    world: World
    budget: Budget
    invariants: Sequence[Invariant]
    depth: int | None
    every: bool
    symmetric: bool
    ages: bool
    memory: bool
    first: bytes
    beginning: Beginning


class Task(NamedTuple):
    """What a worker is asked.

    Attributes:
        search: Which search it is for.
        plan: What that is about, packed.
        batch: The number of the batch of states that this is a part of; they count from 1.
        merged: The last batch whose answers have all come.
        terms: What the names in the states stand for, as far as not all workers know it.
        states: The states, each a :class:`~qlab.explore.parallel.parcels.Packed` as a plain tuple.
        seconds: How long the search may still take, s.
    """

    search: str
    plan: bytes
    batch: int
    merged: int
    terms: Mapping[bytes, Term]
    states: Sequence[tuple[Any, ...]]
    seconds: float


class Expansion(NamedTuple):
    """What a state leads to.

    Attributes:
        outcomes: Its moves, each an :class:`~qlab.explore.engine.judge.Outcome` as a plain tuple, which is quicker to
            send; its ``after`` are the arguments of a :class:`~qlab.explore.parallel.parcels.Parcel`.
        at_end: The promises about the end that it breaks, where no actor can move any more.
        error: What an actor or a promise raised after those moves; None where nothing was raised.
    """

    outcomes: Sequence[tuple[Any, ...]]
    at_end: Verdicts = ()
    error: Exception | None = None


class Done(NamedTuple):
    """What a worker answers.

    Attributes:
        outpost: Which one it is.
        expansions: What the states lead to, in their order; None where it was not told what a name stands for.
        terms: What names stand for that were not known.
        late: Where the search's time was over meanwhile: what was at work then, as it goes on with a sentence.
    """

    outpost: str
    expansions: Sequence[Expansion] | None
    terms: Mapping[bytes, Term]
    late: str | None = None


_here = threading.local()
"""The outpost of this thread, and the search that it is for."""


def expand(task: Task) -> Done:
    """Work out what some states lead to."""
    with held_off(), patient():
        if getattr(_here, "search", None) != task.search:
            leave(getattr(_here, "search", None))
            _here.outpost, _here.search = Outpost(unpacked(task.plan, "The world")), task.search
        outpost: Outpost = _here.outpost
        try:
            with within(task.seconds):
                return outpost.expand(task)
        except OverdueError as error:
            leave(task.search)  # a talk with its server may have been cut short
            return Done(outpost.name, None, {}, str(error))


def leave(search: str | None) -> str:
    """End the server of this worker if it is for that search; which one it was, else nothing."""
    if search is None or getattr(_here, "search", None) != search:
        return ""
    outpost: Outpost = _here.outpost
    _here.outpost = _here.search = None
    outpost.close()
    return outpost.name


def _check_time() -> None:
    if overdue():
        raise OverdueError


class _Either:
    """What is in one of two containers."""

    def __init__(self, one: Container[bytes], other: Container[bytes]) -> None:
        self._one, self._other = one, other

    def __contains__(self, name: object) -> bool:
        return name in self._one or name in self._other


class Outpost:
    """A worker's own lab, with its own server.

    Args:
        plan: What is searched.

    Attributes:
        name: Its name, which no other has.
    """

    def __init__(self, plan: Plan) -> None:
        self.name = secrets.token_hex(8)
        self._plan = plan
        explorer = self._explorer = Explorer(
            plan.world, plan.budget, ages=plan.ages, memory=plan.memory, beginning=plan.beginning
        )
        self._judge = explorer.judge(plan.invariants, every=plan.every, symmetric=plan.symmetric)
        if self._judge.mark(explorer.first) != plan.first:
            explorer.stage.end()
            raise changed_world("its queues")
        self._packer = Packer(explorer.stage, explorer.moves.actors)
        self._handed: dict[bytes, int] = {}
        self._settled: set[bytes] = set()
        self._telling: deque[tuple[int, KeysView[bytes]]] = deque()
        self._kept: deque[list[Keyspace]] = deque(maxlen=_KEPT_TASKS)

    def close(self) -> None:
        """End the server."""
        self._explorer.stage.end()

    def expand(self, task: Task) -> Done:
        """Work out what some states lead to."""
        self._packer.terms.update(task.terms)
        self._settled.update(task.terms)
        while self._telling and self._telling[0][0] <= task.merged:
            self._settled |= self._telling.popleft()[1]
        try:
            states = [self._packer.unpacked(Packed(*each)) for each in task.states]
        except UnknownTermError:
            return Done(self.name, None, {})
        self._kept.append([state.keys for state in states])
        told: dict[bytes, Term] = {}
        handed: set[bytes] = set()
        expansions = [self._expansion(state, task, handed, told) for state in states]
        self._handed.update((mark, task.batch) for mark in handed if mark not in self._handed)
        self._telling.append((task.batch, told.keys()))
        return Done(self.name, expansions, told)

    def _expansion(self, state: State, task: Task, handed: set[bytes], told: dict[bytes, Term]) -> Expansion:
        outcomes: list[tuple[Any, ...]] = []
        stuck = True
        try:
            for outcome in self._judge.outcomes(state):
                _check_time()
                stuck = stuck and outcome.move.kind != CALL
                outcomes.append((tuple(outcome.move), *outcome[1:-1], self._parcel(outcome, task, handed, told)))
            return Expansion(outcomes, self._judge.at_end(state) if stuck else ())
        except Exception as error:  # noqa: BLE001  whatever an actor or a promise raises is raised where they are from
            return Expansion(outcomes, (), portable(error))

    def _parcel(
        self, outcome: Outcome, task: Task, handed: set[bytes], told: dict[bytes, Term]
    ) -> tuple[Any, ...] | None:
        """Return the state that a move leads to; None where it needs no sending."""
        if outcome.broken or outcome.mark in handed or self._handed.get(outcome.mark, task.batch) < task.batch:
            return None
        handed.add(outcome.mark)
        after: State = outcome.after
        self._kept[-1].append(after.keys)
        packed = self._packer.packed(after)
        new = [name for name in names_in(packed) if name not in self._settled and name not in told]
        if new:
            told.update(lineage(new, self._packer.terms, _Either(self._settled, told)))
        goes_on = self._plan.depth is not None and after.depth >= self._plan.depth and self._judge.goes_on(after)
        return tuple(packed), self._judge.of_keys(after), goes_on
