"""Exploration: what the explorer found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qlab.explore.engine.found import Found
from qlab.explore.invariants.invariant import Invariant
from qlab.record.recording import Recording

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Counterexample", "Exploration", "watch"]


_watching: list[list[Exploration]] = []


@contextmanager
def watch() -> Iterator[list[Exploration]]:
    """Note the explorations that are made in a block; for the pytest plugin."""
    seen: list[Exploration] = []
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.remove(seen)


@dataclass(frozen=True, eq=False)
class Counterexample:
    """A shortest way to a broken promise.

    Attributes:
        invariant: The promise.
        message: How it is broken, in a sentence.
        moves: The moves that lead there, in words.
        recording: The same moves on a lab, step by step, for ``qlab.Player``, ``to_html`` and ``save``.
    """

    invariant: Invariant
    message: str
    moves: tuple[str, ...]
    recording: Recording = field(repr=False)

    def text(self) -> str:
        """Return the counterexample as plain text."""
        from qlab.explore.show import counterexample_text

        return counterexample_text(self)

    def _repr_html_(self) -> str:
        from qlab.explore.show import counterexample_html

        return counterexample_html(self)


@dataclass(frozen=True, eq=False, repr=False)
class Exploration:
    """What the explorer found.

    Attributes:
        counterexamples: The broken promises, the shortest way to each; one unless ``every`` was asked for.
        invariants: The promises that were checked.
        found: The counts.
    """

    counterexamples: Sequence[Counterexample]
    invariants: Sequence[Invariant]
    found: Found = field(repr=False)

    def __post_init__(self) -> None:
        for watching in _watching:
            watching.append(self)

    @property
    def holds(self) -> bool:
        """Whether every promise holds in every state: no counterexample, and nothing left unseen."""
        return self.complete and not self.counterexamples

    @property
    def complete(self) -> bool:
        """Whether every state was seen."""
        return not self.found.cut

    @property
    def cut(self) -> str:
        """Why the search stopped before it had seen everything; empty if it saw everything."""
        return self.found.cut

    @property
    def counterexample(self) -> Counterexample | None:
        """The shortest counterexample, or None."""
        return self.counterexamples[0] if self.counterexamples else None

    @property
    def states(self) -> int:
        """How many different states were seen."""
        return self.found.states

    @property
    def moves(self) -> int:
        """How many moves were tried."""
        return self.found.moves

    @property
    def depth(self) -> int:
        """The most moves in a row."""
        return self.found.depth

    @property
    def ends(self) -> int:
        """In how many states no actor can move any more."""
        return self.found.ends

    def by_depth(self) -> pd.DataFrame:
        """Return new states by the number of moves that lead to them: columns moves, states."""
        from qlab.explore.tables import by_depth

        return by_depth(self.found)

    def moves_by_kind(self) -> pd.DataFrame:
        """Return how often each operation was tried: columns operation, moves, refused."""
        from qlab.explore.tables import moves_by_kind

        return moves_by_kind(self.found)

    def refused(self) -> pd.DataFrame:
        """Return which moves were refused: columns operation, error, moves."""
        from qlab.explore.tables import refused

        return refused(self.found)

    def text(self) -> str:
        """Return what was found, as plain text."""
        from qlab.explore.show import exploration_text

        return exploration_text(self)

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        from qlab.explore.show import exploration_html

        return exploration_html(self)
