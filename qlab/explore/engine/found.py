"""Found: what a search found, and when it is to stop."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from qlab.explore.engine.moves import Move
from qlab.explore.invariants.invariant import Invariant

__all__ = ["Broken", "Found", "Limits"]


class Limits(NamedTuple):
    """When to stop though there is more.

    Attributes:
        depth: The most moves in a row; None: any number.
        states: The most states.
        seconds: The longest time, s.
    """

    depth: int | None
    states: int
    seconds: float


class Broken(NamedTuple):
    """A broken invariant.

    Attributes:
        invariant: Which one.
        message: How, in a sentence.
        path: The moves that lead there.
        states: The numbers of the states on the way, the first one's first; the last move's own is not among them.
    """

    invariant: Invariant
    message: str
    path: tuple[Move, ...]
    states: tuple[int, ...] = ()


@dataclass
class Found:
    """What a search found.

    Attributes:
        states: How many different states.
        moves: How many moves were tried.
        depth: The most moves in a row.
        ends: How many states in which no actor can move.
        cut: Why it stopped before it had seen everything; empty if it had.
        seconds: How long it took.
        broken: The broken invariants, the shortest first.
        by_depth: New states by the number of moves to them.
        kinds: Moves by operation.
        refusals: Refused moves by operation and error.
        scripts: BullMQ's scripts that were played, each with the fewest moves in a row that end with it.
        edges: The moves as numbers of states, from and to, two a move.
    """

    states: int = 0
    moves: int = 0
    depth: int = 0
    ends: int = 0
    cut: str = ""
    seconds: float = 0.0
    broken: list[Broken] = field(default_factory=list)
    by_depth: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    refusals: Counter[tuple[str, str]] = field(default_factory=Counter)
    scripts: dict[str, int] = field(default_factory=dict)
    edges: array[int] = field(default_factory=lambda: array("l"))
