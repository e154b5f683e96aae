"""Expander: works out what the states of a search lead to, in the order in which they were found."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any, Protocol

from qlab.explore.engine.judge import Judge, Outcome, Verdicts
from qlab.explore.engine.state import State

__all__ = ["Expander", "Here"]


class Expander(Protocol):
    """Works out what states lead to. A state may be anything that has a ``number`` and a ``depth``.

    Attributes:
        here: Whether actors and promises run in this process.
    """

    here: bool

    def first(self, state: State) -> Any:
        """Return the first state, as this expander holds states."""

    def put(self, state: Any, mark: bytes) -> None:
        """Put a state at the end of the queue."""

    def more(self) -> bool:
        """Return whether there is a state whose moves were not returned yet."""

    def next(self) -> Any:
        """Return the first of those states, which is one of them no more."""

    def outcomes(self, state: Any) -> Iterable[Outcome]:
        """Return what the moves of the state that ``next`` has just returned lead to."""

    def of_keys(self, state: Any) -> Verdicts:
        """Return the promises about keys that a state breaks."""

    def at_end(self, state: Any) -> Verdicts:
        """Return the promises about the end that a state breaks in which no actor can move any more."""

    def goes_on(self, state: Any) -> bool:
        """Return whether anything can be tried in a state."""


class Here:
    """Works out one state after the other, in this process.

    Args:
        judge: Tries the moves.
    """

    def __init__(self, judge: Judge) -> None:
        self.here = True
        self._queue: deque[State] = deque()
        self.of_keys, self.at_end, self.goes_on = judge.of_keys, judge.at_end, judge.goes_on
        self.outcomes = judge.outcomes

    def first(self, state: State) -> State:
        """Return the first state."""
        return state

    def put(self, state: State, mark: bytes) -> None:  # noqa: ARG002  Expander's shape
        """Put a state at the end of the queue."""
        self._queue.append(state)

    def more(self) -> bool:
        """Return whether the queue holds a state."""
        return bool(self._queue)

    def next(self) -> State:
        """Return the first state of the queue, which leaves it."""
        return self._queue.popleft()
