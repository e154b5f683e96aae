"""Search: breadth first through all states, so that the first counterexample found is a shortest one."""

from __future__ import annotations

import re
import time
from array import array
from collections import deque
from collections.abc import Callable, Iterable

from qlab.explore.engine.found import Broken, Found, Limits
from qlab.explore.engine.moves import CALL, Move, Moves
from qlab.explore.engine.state import State
from qlab.explore.invariants.invariant import About, Invariant
from qlab.explore.moment import Moment
from qlab.explore.stage.canonical import Canonical

__all__ = ["Search"]

_SHOWN_EACH_S = 0.2


class Search:
    """A search from one state.

    Args:
        moves: What can happen.
        canonical: What of a key matters.
        invariants: What is to hold.
        limits: When to stop.
        every: Whether to go on after the first broken invariant.
        symmetric: Whether actors of one kind are interchangeable.
    """

    def __init__(
        self,
        moves: Moves,
        canonical: Canonical,
        invariants: Iterable[Invariant],
        limits: Limits,
        *,
        every: bool = False,
        symmetric: bool = True,
    ) -> None:
        self._moves, self._canonical, self._limits = moves, canonical, limits
        self._every, self._symmetric = every, symmetric
        self._about = {about: [each for each in invariants if each.about is about] for about in About}
        self._told: set[tuple[str, str]] = set()
        self._seen: dict[bytes, int] = {}
        self._parents = array("l")
        self._by: list[Move | None] = []
        self.found = Found()
        self.on_new: Callable[[State, Move, State], None] | None = None
        """Called with each new state, the move to it and the state before."""
        self.on_progress: Callable[[Found], None] | None = None

    def run(self, first: State) -> Found:
        """Search until everything is seen, a limit is reached, or (unless ``every``) an invariant is broken."""
        began = time.monotonic()
        found = self.found
        try:
            found.cut = self._run(first, began)
        except KeyboardInterrupt:
            found.cut = "it was interrupted"
        found.seconds, found.scripts = time.monotonic() - began, self._moves.scripts
        return found

    def _run(self, first: State, began: float) -> str:
        self._admit(first, None, None)
        queue = deque([first] if self._sound(first, None, None) else [])
        limits, found, shown = self._limits, self.found, began
        deepest = ""
        while queue:
            if found.broken and not self._every:
                return "a promise is broken"
            now = time.monotonic()
            if now - began > limits.seconds:
                return f"{limits.seconds:g} s were over"
            if found.states >= limits.states:
                return f"{limits.states:,} states were reached"
            if self.on_progress and now - shown > _SHOWN_EACH_S:
                self.on_progress(found)
                shown = now
            state = queue.popleft()
            if limits.depth is not None and state.depth >= limits.depth:
                deepest = deepest or self._deeper(state)
                continue
            self._expand(state, queue)
        return "" if found.broken and not self._every else deepest

    def _deeper(self, state: State) -> str:
        more = any(True for _ in self._moves.of(state))
        return f"{self._limits.depth} moves in a row were reached" if more else ""

    def _expand(self, state: State, queue: deque[State]) -> None:
        stuck = True
        for move in self._moves.of(state):
            after = self._moves.after(state, move)
            if after is None:
                continue
            stuck = stuck and move.kind != CALL
            if not self._step(state, move, after, queue) and not self._every:
                return
        if stuck:
            self.found.ends += 1
            self._checked(About.END, None, None, state)

    def _step(self, state: State, move: Move, after: State, queue: deque[State]) -> bool:
        """Note a move and where it leads. False if it breaks a promise: what follows would break it too."""
        self.found.moves += 1
        self._count(state, move, after)
        if not self._checked(About.MOVE, state, move, after):
            return False
        mark, sound = after.digest(self._canonical, symmetric=self._symmetric), True
        number = self._seen.get(mark)
        if number is None:
            self._admit(after, state, move, mark)
            number, sound = after.number, self._sound(after, state, move)
            if sound:
                queue.append(after)
        self.found.edges.extend((state.number, number))
        return sound

    def _count(self, state: State, move: Move, after: State) -> None:
        operation = self._moves.called(state, move)
        self.found.kinds[operation] += 1
        if (error := self._moves.refused(move, after)) is not None:
            self.found.refusals[operation, type(error).__name__] += 1

    def _admit(self, state: State, before: State | None, move: Move | None, mark: bytes | None = None) -> None:
        found = self.found
        state.number = found.states
        self._seen[mark or state.digest(self._canonical, symmetric=self._symmetric)] = state.number
        self._parents.append(-1 if before is None else before.number)
        self._by.append(move)
        found.states += 1
        found.depth = max(found.depth, state.depth)
        found.by_depth[state.depth] += 1
        if self.on_new is not None and before is not None and move is not None:
            self.on_new(before, move, state)

    def _sound(self, state: State, before: State | None, move: Move | None) -> bool:
        first = before is None and not self._checked(About.MOVE, None, None, state)
        return not first and self._checked(About.KEYS, before, move, state)

    def _checked(self, about: About, before: State | None, move: Move | None, state: State) -> bool:
        """Whether all invariants of a kind hold; notes those that do not."""
        held = True
        moment: Moment | None = None
        for invariant in self._about[about]:
            if about is About.KEYS:
                message = self._of_keys(invariant, state)
            else:
                moment = moment or self._moment(state, before, move)
                message = invariant.check(moment)
            if message:
                held = False
                self._note(invariant, message, state, before, move)
        return held

    def _of_keys(self, invariant: Invariant, state: State) -> str | None:
        notes = state.keys.notes
        if invariant.name not in notes:
            notes[invariant.name] = invariant.check(state.keys)
        message: str | None = notes[invariant.name]
        return message

    def _moment(self, state: State, before: State | None, move: Move | None) -> Moment:
        earlier = None if before is None else Moment(self._moves, before)
        return Moment(self._moves, state, earlier, move)

    def _note(self, invariant: Invariant, message: str, state: State, before: State | None, move: Move | None) -> None:
        kind = (invariant.name, re.sub(r"\d+", "#", message))
        if kind in self._told:
            return
        self._told.add(kind)
        moves = self._path(state.number if before is None else before.number)
        if before is not None and move is not None:
            moves.append(move)
        self.found.broken.append(Broken(invariant, message, tuple(moves)))

    def _path(self, number: int) -> list[Move]:
        path: list[Move] = []
        while (move := self._by[number]) is not None:
            path.append(move)
            number = self._parents[number]
        return path[::-1]
