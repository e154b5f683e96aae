"""Moment: what an invariant sees of a state, and of the move that led there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from qlab.explore.engine.effects import Happened
from qlab.explore.engine.moves import CALL, Move, Moves
from qlab.explore.engine.state import State
from qlab.explore.stage.keyspace import Keyspace, ReadOnly
from qlab.protocol.operations import Operation, operation
from qlab.snapshot.model import Snapshot

if TYPE_CHECKING:
    from qlab.observe.doctor.finding import Report

__all__ = ["Moment", "Standing"]


class Standing(NamedTuple):
    """How an actor stands.

    Attributes:
        alive: False once it has crashed.
        done: Whether it has made its last move.
        moves: How many of its calls were answered.
        holds: The jobs it holds a lock on: ``(queue, id)``.
    """

    alive: bool
    done: bool
    moves: int
    holds: tuple[tuple[str, str], ...]


class Moment:
    """A state of the search as an invariant sees it.

    Attributes:
        before: The moment before the move; None in the first state.
    """

    def __init__(self, moves: Moves, state: State, before: Moment | None = None, move: Move | None = None) -> None:
        self._moves, self._state, self.before, self._move = moves, state, before, move

    @property
    def now(self) -> int:
        """The time, ms since the epoch."""
        return self._state.now

    @property
    def keys(self) -> Keyspace:
        """All keys, undecorated: quicker to look at than ``snapshot``."""
        return self._state.keys

    @cached_property
    def snapshot(self) -> Snapshot:
        """All keys as a snapshot, as in a lab: ``state_of``, ``job``, ``ids``, ``counts``. Made when asked for."""
        return self._moves.shown(self._state)

    @cached_property
    def diagnosis(self) -> Report:
        """What the doctor finds wrong: its report, as of an observer. It takes milliseconds, so ask in ``finally_``."""
        return self._moves.diagnosed(self._state)

    @cached_property
    def effects(self) -> Mapping[Happened, int]:
        """What was done outside Redis, and how often: ``{charge(1): 2}``."""
        counts: dict[Happened, int] = {}
        for happened in self._state.effects:
            counts[happened] = counts.get(happened, 0) + 1
        return ReadOnly(counts)

    @cached_property
    def actors(self) -> Mapping[str, Standing]:
        """The actors by name."""
        held: dict[int, list[tuple[str, str]]] = {}
        for index, name, _ in self._state.owned():
            key = self._state.keys.held[name].key
            held.setdefault(index, []).append((key.queue, key.job or ""))
        return ReadOnly(
            {
                place.actor.name: Standing(
                    place.alive, place.alive and not place.calls, len(place.log), tuple(held.get(index, ()))
                )
                for index, place in enumerate(self._state.places)
            }
        )

    @property
    def move(self) -> str:
        """The move that led here, in a few words; empty in the first state."""
        if self._move is None or self.before is None:
            return ""
        return self._moves.title(self.before._state, self._move)

    @property
    def call(self) -> str:
        """What kind of move it was: the method's name such as ``complete``, or ``crash``, ``late``, ``tick``."""
        if self._move is None or self.before is None:
            return ""
        return self._moves.called(self.before._state, self._move)

    @property
    def operation(self) -> Operation:
        """The operation that made the move, to be compared with those of :mod:`qlab.protocol.operations`."""
        return operation(self.call)

    @property
    def actor(self) -> str | None:
        """Who made the move; None where nobody did."""
        if self._move is None or self._move.kind != CALL:
            return None
        return self._moves.actors[self._move.actor].name

    @property
    def refused(self) -> Exception | None:
        """The error that the move ended in, or None."""
        return None if self._move is None else self._moves.refused(self._move, self._state)

    @property
    def target(self) -> object:
        """What the move was made on: a job's or a queue's handle; None for anything else."""
        if self._move is None or self.before is None or self._move.kind != CALL:
            return None
        return self._moves.target(self.before._state, self._move)
