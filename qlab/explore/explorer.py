"""Explorer: plays every interleaving of given actors on the real scripts."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from qlab.errors import UsageError
from qlab.explore.engine.cast import World, cast
from qlab.explore.engine.found import Broken, Limits
from qlab.explore.engine.moves import Move, Moves, Restoring
from qlab.explore.engine.replaying import Replaying
from qlab.explore.engine.search import Search
from qlab.explore.engine.state import Budget, State
from qlab.explore.exploration import Counterexample, Exploration
from qlab.explore.invariants import ALWAYS
from qlab.explore.invariants.invariant import About, Invariant, Predicate, as_invariant
from qlab.explore.progress import Progress
from qlab.explore.recorded_path import record_path
from qlab.explore.stage.canonical import Canonical
from qlab.explore.stage.staged_lab import Stage
from qlab.text.escape import repr_of

__all__ = ["Explorer", "explore"]


def explore(  # noqa: PLR0913  all but the first have a name and a default
    world: World,
    *,
    crashes: int = 0,
    late: int = 0,
    ticks: int = 0,
    always: Sequence[Invariant | Predicate] = (),
    finally_: Sequence[Invariant | Predicate] = (),
    promises: Sequence[Invariant] = ALWAYS,
    depth: int | None = None,
    states: int = 100_000,
    seconds: float = 30,
    every: bool = False,
    memory: bool = True,
    ages: bool = False,
) -> Exploration:
    """Play every interleaving of some actors on real BullMQ scripts, and check promises in every state.

    An actor is a generator function. Each ``yield`` hands over one call, such as ``queue.take`` or
    ``partial(queue.add, "mail")``, and is answered with what the call returned; an error BullMQ raises is thrown into
    the generator. A tuple is a choice: each of its calls is tried. A call of several scripts is several moves. Raw
    Redis commands (``partial(lab.redis.lpush, key, 1)``) are moves as well, a blocking one when it has something to
    return. ``did("charge", id)`` is an effect outside Redis.

    Args:
        world: Sets up queues in a lab and returns the actors by name. Actors with the same function are
            interchangeable.
        crashes: How many actors may crash, each at any point where it holds a job, is within a call of several
            scripts, or has done something that it was to follow up.
        late: How many times a lock may run out though its worker lives on.
        ticks: How many times the clock may move to what is due next. Workers that run renew their locks.
        always: Promises to check in every state, beside ``promises``: named ones of :mod:`qlab.explore.invariants`, or
            functions of a :class:`~qlab.explore.moment.Moment` that return a sentence where it breaks them, else None.
            They must not depend on absolute times.
        finally_: Promises to check where no actor can move any more.
        promises: The promises of BullMQ that are always checked.
        depth: The most moves in a row; None: any number.
        states: The most states.
        seconds: The longest time, s.
        every: Go on after the first broken promise, and give the shortest way to each, by promise and kind.
        memory: Remember what each script did to which keys. Quicker, and takes memory.
        ages: Whether it matters how long ago a job was added, started or finished: say so where a model uses
            ``clean(grace=…)`` or ``removeOn…: {"age": …}``.

    Returns:
        What was found. It holds only if every state was seen and no promise was broken. An interrupt (Ctrl-C) ends
        the search and keeps what was found.

    Raises:
        UsageError: If the world names no actors, or an actor yields what is not a call.
    """
    budget = Budget(*(_count(value, name) for value, name in ((crashes, "crashes"), (late, "late"), (ticks, "ticks"))))
    invariants = [
        *promises,
        *(as_invariant(each, About.MOVE) for each in always),
        *(as_invariant(each, About.END) for each in finally_),
    ]
    explorer = Explorer(world, budget, ages=ages, memory=memory)
    with explorer.opened(), _no_collection():
        search = explorer.search(invariants, Limits(depth, states, seconds), every=every)
        with Progress(search):
            found = search.run(explorer.first)
        broken = [explorer.counterexample(each) for each in found.broken]
    return Exploration(broken, invariants, found)


def _count(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise UsageError(f"{name} must be a whole number of at least 0, not {repr_of(value, 30)}; give {name}=1.")
    return value


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the garbage collector, which would walk through all states time and again; none of them is a cycle."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Explorer:
    """A stage with actors on it.

    Args:
        world: Sets it up and names the actors.
        budget: What the environment may do.
        ages: Whether ages of jobs matter.
        memory: Whether effects of scripts are remembered.

    Attributes:
        first: The state they begin in.
        moves: Their moves.
    """

    def __init__(self, world: World, budget: Budget, *, ages: bool = False, memory: bool = True) -> None:
        self._world, self.canonical = world, Canonical(ages=ages)
        self.stage = Stage(self.canonical)
        try:
            actors = cast(self.stage, world)
            self.stage.settled()
            self.moves = Moves(self.stage, actors, Restoring(self.stage, memory=memory))
            places = tuple(actor.start for actor in actors)
            self.first = State(self.stage.keys, self.stage.ends, self.stage.now, places, (), budget, 0)
        except BaseException:
            self.stage.close()
            raise

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Ends the stage's server after a block."""
        try:
            yield
        finally:
            self.stage.close()

    def replaying(self) -> Replaying:
        """Replay each state's history from now on, instead of restoring its keys."""
        player = Replaying(self.stage)
        self.moves.player = player
        return player

    def search(
        self, invariants: Sequence[Invariant], limits: Limits, *, every: bool = False, symmetric: bool = True
    ) -> Search:
        """A search for broken invariants."""
        return Search(self.moves, self.canonical, invariants, limits, every=every, symmetric=symmetric)

    def path(self, moves: Sequence[Move]) -> list[tuple[State, Move]]:
        """Some moves from the first state on, each with the state before it."""
        state, path = self.first, []
        for move in moves:
            path.append((state, move))
            after = self.moves.after(state, move)
            assert after is not None  # noqa: S101  the same move was made before
            state = after
        return path

    def counterexample(self, broken: Broken) -> Counterexample:
        """A broken invariant with its moves in words and its recording."""
        path = self.path(broken.path)
        titles = tuple(self.moves.title(state, move) for state, move in path)
        return Counterexample(broken.invariant, broken.message, titles, record_path(self._world, path))
