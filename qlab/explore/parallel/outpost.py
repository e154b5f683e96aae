"""Outpost: a worker of an executor, with a lab and a server of its own, that works out what states lead to."""

from __future__ import annotations

import pickle
import secrets
import threading
import traceback
from collections import deque
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qlab.collector import held_off
from qlab.errors import QlabError
from qlab.executors import unpacked
from qlab.explore.engine.cast import World
from qlab.explore.engine.judge import Outcome, Verdicts
from qlab.explore.engine.moves import CALL
from qlab.explore.engine.state import Budget, State
from qlab.explore.explorer import Explorer
from qlab.explore.invariants.invariant import Invariant
from qlab.explore.parallel.parcels import Packed, Packer, Parcel, Step, lineage
from qlab.explore.stage.keyspace import Keyspace

__all__ = ["Done", "Expansion", "Plan", "Task", "expand", "leave"]

_KEPT_TASKS = 64
"""For so many tasks the keys are kept that they met, with what was worked out from them."""


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
    """

    world: World
    budget: Budget
    invariants: Sequence[Invariant]
    depth: int | None
    every: bool
    symmetric: bool
    ages: bool
    memory: bool


class Task(NamedTuple):
    """What a worker is asked.

    Attributes:
        search: Which search it is for.
        plan: What that is about, packed.
        batch: The number of the batch of states that this is a part of; they count from 1.
        merged: The last batch whose answers have all come.
        steps: How the actors' places are reached.
        states: The states.
    """

    search: str
    plan: bytes
    batch: int
    merged: int
    steps: Mapping[int, Step]
    states: Sequence[Packed]


class Expansion(NamedTuple):
    """What a state leads to.

    Attributes:
        outcomes: Its moves; ``after`` is a :class:`~qlab.explore.parallel.parcels.Parcel`.
        at_end: The promises about the end that it breaks, where no actor can move any more.
        error: What an actor or a promise raised after those moves; None where nothing was raised.
    """

    outcomes: Sequence[Outcome]
    at_end: Verdicts = ()
    error: Exception | None = None


class Done(NamedTuple):
    """What a worker answers.

    Attributes:
        outpost: Which one it is.
        expansions: What the states lead to, in their order.
        steps: How places are reached that were not known.
    """

    outpost: str
    expansions: Sequence[Expansion]
    steps: Mapping[int, Step]


_here = threading.local()
"""The outpost of this thread, and the search that it is for."""


def expand(task: Task) -> Done:
    """Work out what some states lead to."""
    with held_off():
        if getattr(_here, "search", None) != task.search:
            leave(getattr(_here, "search", None))
            _here.outpost, _here.search = Outpost(unpacked(task.plan, "The world")), task.search
        outpost: Outpost = _here.outpost
        return outpost.expand(task)


def leave(search: str | None) -> str:
    """End the server of this worker if it is for that search; which one it was, else nothing."""
    if search is None or getattr(_here, "search", None) != search:
        return ""
    outpost: Outpost = _here.outpost
    _here.outpost = _here.search = None
    outpost.close()
    return outpost.name


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
        explorer = self._explorer = Explorer(plan.world, plan.budget, ages=plan.ages, memory=plan.memory)
        self._judge = explorer.judge(plan.invariants, every=plan.every, symmetric=plan.symmetric)
        self._packer = Packer(explorer.stage, explorer.moves.actors)
        self._handed: dict[bytes, int] = {}
        self._told: dict[int, int] = {}
        self._kept: deque[list[Keyspace]] = deque(maxlen=_KEPT_TASKS)

    def close(self) -> None:
        """End the server."""
        self._explorer.stage.close()

    def expand(self, task: Task) -> Done:
        """Work out what some states lead to."""
        self._packer.steps.update(task.steps)
        self._told.update(dict.fromkeys(task.steps, 0))
        states = [self._packer.unpacked(each) for each in task.states]
        self._kept.append([state.keys for state in states])
        told: dict[int, Step] = {}
        handed: set[bytes] = set()
        expansions = [self._expansion(state, task, handed, told) for state in states]
        self._handed.update((mark, task.batch) for mark in handed if mark not in self._handed)
        self._told.update((place, task.batch) for place in told if place not in self._told)
        return Done(self.name, expansions, told)

    def _expansion(self, state: State, task: Task, handed: set[bytes], told: dict[int, Step]) -> Expansion:
        outcomes: list[Outcome] = []
        try:
            for outcome in self._judge.outcomes(state):
                after = self._parcel(outcome, task, handed, told)
                outcomes.append(outcome._replace(after=after))
            stuck = not any(outcome.move.kind == CALL for outcome in outcomes)
            return Expansion(outcomes, self._judge.at_end(state) if stuck else ())
        except Exception as error:  # noqa: BLE001  whatever an actor or a promise raises is raised where they are from
            return Expansion(outcomes, (), _portable(error))

    def _parcel(self, outcome: Outcome, task: Task, handed: set[bytes], told: dict[int, Step]) -> Parcel | None:
        """Return the state that a move leads to; None where it needs no sending."""
        if outcome.broken or outcome.mark in handed or self._handed.get(outcome.mark, task.batch) < task.batch:
            return None
        handed.add(outcome.mark)
        after: State = outcome.after
        self._kept[-1].append(after.keys)
        packed = self._packer.packed(after)
        told.update(
            lineage(
                packed.places,
                self._packer.steps,
                lambda place: place in told or self._told.get(place, task.batch) <= task.merged,
            )
        )
        goes_on = self._plan.depth is not None and after.depth >= self._plan.depth and self._judge.goes_on(after)
        return Parcel(packed, self._judge.of_keys(after), goes_on)


def _portable(error: Exception) -> Exception:
    """Return an error that can be sent, with what Python would print of where it was raised."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  its own
    except Exception:  # noqa: BLE001  an error's own pickling may raise anything
        return QlabError(f"{type(error).__name__}: {error}")
    return error.with_traceback(None)
