"""Replaying: runs commands after replaying a state's whole history, instead of restoring its keys.

Slower, and simple enough to be believed: the tests hold that both give the same states and verdicts.
"""

from __future__ import annotations

from qlab.explore.engine.moves import CALL, Move
from qlab.explore.engine.place import Place
from qlab.explore.engine.state import State
from qlab.explore.stage.staged_lab import Stage
from qlab.explore.stage.staged_port import Request
from qlab.explore.stage.store import Effect

__all__ = ["Replaying"]


class Replaying:
    """Runs a command in a state that is reached again from the first one each time.

    Args:
        stage: Where it runs.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._came: dict[int, tuple[State, Move, State]] = {}

    def came(self, before: State, move: Move, after: State) -> None:
        """Note how a state was reached."""
        self._came[after.number] = (before, move, after)

    def play(self, state: State, request: Request) -> Effect:
        """Return what a command does in a state."""
        store = self._stage.store
        steps: list[tuple[State, Move, State]] = []
        at = state
        while at.number in self._came:
            steps.append(self._came[at.number])
            at = steps[-1][0]
        store.enter(at.keys)
        for before, move, after in reversed(steps):
            self._again(before, move, after)
        canonical = store.keyspaces.canonical
        if store.look().keys.digest(state.now, canonical) != state.keys.digest(state.now, canonical):
            raise AssertionError("replaying a state's history leads to other keys than restoring it")
        return store.run(request.packed, request.replies)

    def _again(self, before: State, move: Move, after: State) -> None:
        store = self._stage.store
        if move.kind == CALL:
            place: Place = before.places[move.actor]
            self._stage.keys, self._stage.ends = before.keys, before.ends  # a call may look at them
            request = None if place.did(move.choice) else place.request(move.choice, before.now)
            if request is not None:
                done = store.run(request.packed, request.replies)
                if done.ends(before.ends, before.now) != after.ends:
                    raise AssertionError("replaying a command sets other TTLs than it did before")
        elif after.keys is not before.keys:
            store.enter(after.keys)  # keys that ran out and locks that were renewed
