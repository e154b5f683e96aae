"""Search: breadth first through all states, so that the first counterexample found is a shortest one."""

from __future__ import annotations

import re
import time
from array import array
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from typing import Any

from qlab.explore.engine.expander import Expander, Here
from qlab.explore.engine.found import Broken, Found, Limits
from qlab.explore.engine.judge import Judge, Outcome, Verdicts
from qlab.explore.engine.moves import CALL, Move
from qlab.explore.engine.state import State
from qlab.explore.patience import OverdueError, overdue, within

__all__ = ["INTERRUPTED", "LOST", "Search"]

INTERRUPTED = "it was interrupted"
"""Why a search was cut by Ctrl-C."""
LOST = "the executor lost a worker or was shut down"
"""Why a search was cut by its executor."""
_SHOWN_EACH_S = 0.2


class Search:
    """A search from one state.

    Args:
        judge: Tries the moves, and checks what is to hold.
        limits: When to stop.
        every: Whether to go on after the first broken promise.
        expander: Works out what states lead to; None: here, one after the other.
    """

    def __init__(self, judge: Judge, limits: Limits, *, every: bool = False, expander: Expander | None = None) -> None:
        self._judge, self._limits, self._every = judge, limits, every
        self._expander: Expander = expander or Here(judge)
        self._told: set[tuple[str, str]] = set()
        self._seen: dict[bytes, int] = {}
        self._parents = array("l")
        self._by: list[Move | None] = []
        self._began = self._shown = 0.0
        self.found = Found()
        self.whole = True
        """Whether it stopped between two moves: within one, a talk with the server may have been cut short."""
        self.on_new: Callable[[State, Move, State], None] | None = None
        """Called with each new state, the move to it and the state before."""
        self.on_progress: Callable[[Found], None] | None = None

    def run(self, first: State) -> Found:
        """Search until everything is seen, a limit is reached, or (unless ``every``) an invariant is broken."""
        found = self.found
        self._began = self._shown = time.monotonic()
        try:
            found.cut = self._run(first)
        except KeyboardInterrupt:
            found.cut, self.whole = INTERRUPTED, False
        except OverdueError as error:
            found.cut, self.whole = f"{self._too_late()}{error}", False
        except BrokenExecutor:
            found.cut = LOST
        found.seconds = time.monotonic() - self._began
        return found

    def _run(self, first: State) -> str:
        with within(self._left()):
            self._begin(first)
        # An executor makes its processes by fork, perhaps, which is not safe beside the thread of `within`.
        with within(self._left(), wakes=self._expander.here):
            return self._go_on()

    def _begin(self, state: State) -> None:
        first, mark = self._expander.first(state), self._judge.mark(state)
        self._admit(first, None, None, mark)
        if self._sound(self._judge.at_first(state), first):
            self._expander.put(first, mark)

    def _go_on(self) -> str:
        deepest = ""
        while self._expander.more():
            if stop := self._stop():
                return stop
            node = self._expander.next()
            if self._limits.depth is not None and node.depth >= self._limits.depth:
                deepest = deepest or self._deeper(node)
            elif stop := self._expand(node):
                return stop
        return "" if self.found.broken and not self._every else deepest

    def _stop(self) -> str:
        """Return why to stop now; empty where the search goes on, which is shown from time to time."""
        now = time.monotonic()
        if self.found.broken and not self._every:
            return "a promise is broken"
        if overdue():
            return self._too_late()
        if self.on_progress and now - self._shown > _SHOWN_EACH_S:
            self.on_progress(self.found)
            self._shown = now
        most = self._limits.states
        return f"{most:,} states were reached" if self.found.states >= most else ""

    def _left(self) -> float:
        return self._began + self._limits.seconds - time.monotonic()

    def _too_late(self) -> str:
        return f"{self._limits.seconds:g} s were over"

    def _deeper(self, node: Any) -> str:
        return f"{self._limits.depth} moves in a row were reached" if self._expander.goes_on(node) else ""

    def _expand(self, node: Any) -> str:
        """Note all moves of a state. Return why to stop in the middle of them, for there may be many; else nothing."""
        stuck = True
        for outcome in self._expander.outcomes(node):
            if stop := self._stop():
                return stop
            stuck = stuck and outcome.move.kind != CALL
            if not self._step(node, outcome) and not self._every:
                return ""
        if stuck:
            self.found.ends += 1
            self._sound(self._expander.at_end(node), node)
        return ""

    def _step(self, node: Any, outcome: Outcome) -> bool:
        """Note a move and where it leads. False if it breaks a promise: what follows would break it too."""
        found, move, after = self.found, outcome.move, outcome.after
        found.moves += 1
        found.kinds[outcome.operation] += 1
        for script in outcome.scripts:
            found.scripts.setdefault(script, node.depth + 1)
        if outcome.error:
            found.refusals[outcome.operation, outcome.error] += 1
        if not self._sound(outcome.broken, node, move):
            return False
        number, sound = self._seen.get(outcome.mark), True
        if number is None:
            self._admit(after, node, move, outcome.mark)
            number, sound = after.number, self._sound(self._expander.of_keys(after), node, move)
            if sound:
                self._expander.put(after, outcome.mark)
        found.edges.extend((node.number, number))
        return sound

    def _admit(self, node: Any, before: Any, move: Move | None, mark: bytes) -> None:
        found = self.found
        node.number = found.states
        self._seen[mark] = node.number
        self._parents.append(-1 if before is None else before.number)
        self._by.append(move)
        found.states += 1
        found.depth = max(found.depth, node.depth)
        found.by_depth[node.depth] += 1
        if self.on_new is not None and move is not None:
            self.on_new(before, move, node)

    def _sound(self, broken: Verdicts, node: Any, move: Move | None = None) -> bool:
        """Return whether no promise is broken; note those that are, by the way to a state and a move from there."""
        for number, message in broken:
            self._note(number, message, node, move)
        return not broken

    def _note(self, number: int, message: str, node: Any, move: Move | None) -> None:
        invariant = self._judge.invariants[number]
        kind = (invariant.name, re.sub(r"\d+", "#", message))
        if kind in self._told:
            return
        self._told.add(kind)
        moves, states = self._path(node.number)
        path = (*moves, *(() if move is None else (move,)))
        self.found.depth = max(self.found.depth, len(path))  # a state that breaks a promise is not followed up
        self.found.broken.append(Broken(invariant, message, path, states))

    def _path(self, number: int) -> tuple[tuple[Move, ...], tuple[int, ...]]:
        """Return the moves to a state, and the states on the way, its own the last."""
        moves: list[Move] = []
        states = [number]
        while (move := self._by[number]) is not None:
            number = self._parents[number]
            moves.append(move)
            states.append(number)
        return tuple(reversed(moves)), tuple(reversed(states))
