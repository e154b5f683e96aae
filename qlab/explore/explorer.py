"""Explorer: a stage with actors on it, to be searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from qlab.explore.engine.cast import World, cast
from qlab.explore.engine.found import Broken, Limits
from qlab.explore.engine.judge import Judge
from qlab.explore.engine.moves import Move, Moves, Restoring
from qlab.explore.engine.replaying import Replaying
from qlab.explore.engine.search import Search
from qlab.explore.engine.state import Budget, State
from qlab.explore.exploration import Counterexample
from qlab.explore.invariants.invariant import Invariant
from qlab.explore.recorded_path import record_path
from qlab.explore.stage.beginning import EMPTY, Beginning
from qlab.explore.stage.canonical import Canonical
from qlab.explore.stage.staged_lab import Stage

__all__ = ["Explorer"]


class Explorer:
    """A stage with actors on it.

    Args:
        world: Sets it up and names the actors.
        budget: What the environment may do.
        ages: Whether ages of jobs matter.
        memory: Whether effects of scripts are remembered.
        beginning: What the world's lab holds first.

    Attributes:
        first: The state they begin in.
        moves: Their moves.
    """

    def __init__(
        self, world: World, budget: Budget, *, ages: bool = False, memory: bool = True, beginning: Beginning = EMPTY
    ) -> None:
        self._world, self._beginning, self.canonical = world, beginning, Canonical(ages=ages)
        self.stage = Stage(self.canonical, beginning)
        try:
            actors = cast(self.stage, world)
            self.stage.settled()
            self.moves = Moves(self.stage, actors, Restoring(self.stage, memory=memory))
            places = tuple(actor.start for actor in actors)
            self.first = State(self.stage.keys, self.stage.ends, self.stage.now, places, (), budget, 0)
        except BaseException:
            self.stage.end()
            raise

    @contextmanager
    def opened(self) -> Iterator[None]:
        """End the stage's server after a block."""
        try:
            yield
        finally:
            self.stage.end()

    def replaying(self) -> Replaying:
        """Replay each state's history from now on, instead of restoring its keys."""
        player = Replaying(self.stage)
        self.moves.player = player
        return player

    def judge(self, invariants: Sequence[Invariant], *, every: bool = False, symmetric: bool = True) -> Judge:
        """Return what tries the moves and checks what is to hold."""
        return Judge(self.moves, self.canonical, invariants, every=every, symmetric=symmetric)

    def search(
        self, invariants: Sequence[Invariant], limits: Limits, *, every: bool = False, symmetric: bool = True
    ) -> Search:
        """Return a search for broken invariants, in this process."""
        return Search(self.judge(invariants, every=every, symmetric=symmetric), limits, every=every)

    def path(self, moves: Sequence[Move]) -> list[tuple[State, Move]]:
        """Return some moves from the first state on, each with the state before it."""
        state, path = self.first, []
        for move in moves:
            path.append((state, move))
            after = self.moves.after(state, move)
            assert after is not None  # noqa: S101  the same move was made before
            state = after
        return path

    def counterexample(self, broken: Broken) -> Counterexample:
        """Return a broken invariant with its moves in words and its recording."""
        path = self.path(broken.path)
        titles = tuple(self.moves.title(state, move) for state, move in path)
        recording = record_path(self._world, path, self._beginning)
        return Counterexample(broken.invariant, broken.message, titles, recording)
