"""Judge: what each move of a state leads to, and which promises it breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from qlab.explore.engine.moves import Move, Moves
from qlab.explore.engine.state import State
from qlab.explore.invariants.invariant import About, Invariant
from qlab.explore.moment import Moment
from qlab.explore.stage.canonical import Canonical

__all__ = ["Judge", "Outcome", "Verdicts"]

Verdicts = tuple[tuple[int, str], ...]
"""Broken promises: which one, by its number, and how, in a sentence."""


class Outcome(NamedTuple):
    """A move, and what it leads to.

    Attributes:
        move: The move.
        operation: What kind of move it is: the method's name, or what the environment did.
        error: The type of the error that it was refused with; empty where it was not.
        broken: The promises that the move breaks.
        scripts: BullMQ's scripts that it ran.
        mark: A hash that is equal for states with the same future.
        after: The state it leads to; None where a process has handed it over before.
    """

    move: Move
    operation: str
    error: str
    broken: Verdicts
    scripts: tuple[str, ...]
    mark: bytes
    after: Any


class Judge:
    """Tries the moves of a state, and checks what is to hold.

    Args:
        moves: What can happen.
        canonical: What of a key matters.
        invariants: What is to hold.
        every: Whether a state's other moves are tried after one that breaks a promise.
        symmetric: Whether actors of one kind are interchangeable.

    Attributes:
        moves: What can happen.
        invariants: What is to hold.
    """

    def __init__(
        self,
        moves: Moves,
        canonical: Canonical,
        invariants: Iterable[Invariant],
        *,
        every: bool = False,
        symmetric: bool = True,
    ) -> None:
        self.moves, self.invariants, self._every = moves, tuple(invariants), every
        self._canonical, self._symmetric = canonical, symmetric
        numbered = list(enumerate(self.invariants))
        self._about = {about: [each for each in numbered if each[1].about is about] for about in About}

    def mark(self, state: State) -> bytes:
        """Return a hash that is equal for states with the same future."""
        return state.digest(self._canonical, symmetric=self._symmetric)

    def outcomes(self, state: State) -> Iterator[Outcome]:
        """Yield the moves that a state has, each with what it leads to."""
        for move in self.moves.of(state):
            after = self.moves.after(state, move)
            if after is None:
                continue
            scripts, refused = self.moves.played, self.moves.refused(move, after)
            error = "" if refused is None else type(refused).__name__
            broken = self._checked(About.MOVE, after, state, move)
            mark = b"" if broken else self.mark(after)
            yield Outcome(move, self.moves.called(state, move), error, broken, scripts, mark, after)
            if broken and not self._every:
                return

    def at_first(self, state: State) -> Verdicts:
        """Return the promises that the first state breaks."""
        return self._checked(About.MOVE, state) or self.of_keys(state)

    def at_end(self, state: State) -> Verdicts:
        """Return the promises about the end that a state breaks in which no actor can move any more."""
        return self._checked(About.END, state)

    def of_keys(self, state: State) -> Verdicts:
        """Return the promises about keys that a state breaks; worked out once for equal keys."""
        notes = state.keys.notes
        for _, invariant in self._about[About.KEYS]:
            if invariant.name not in notes:
                notes[invariant.name] = invariant.check(state.keys)
        return tuple(
            (number, message) for number, invariant in self._about[About.KEYS] if (message := notes[invariant.name])
        )

    def goes_on(self, state: State) -> bool:
        """Return whether anything can be tried in a state."""
        return any(True for _ in self.moves.of(state))

    def _checked(self, about: About, state: State, before: State | None = None, move: Move | None = None) -> Verdicts:
        asked = self._about[about]
        if not asked:
            return ()
        moment = Moment(self.moves, state, None if before is None else Moment(self.moves, before), move)
        checked = ((number, invariant.check(moment)) for number, invariant in asked)
        return tuple((number, message) for number, message in checked if message)
