"""Parcels: states on their way from one process to another.

Keys are sent as they are. An actor's place is not: a generator cannot be sent. What is sent is how the place was
reached (:class:`Step`), so that the other process reaches it in the same way, once; it needs no server for that.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from qlab.explore.engine.actor import NO_COMMAND, Actor, Origin, Place
from qlab.explore.engine.effects import Happened
from qlab.explore.engine.judge import Verdicts
from qlab.explore.engine.state import Budget, State
from qlab.explore.stage.canonical import digest
from qlab.explore.stage.keyspace import Held, Keyspace
from qlab.explore.stage.staged_lab import Stage

__all__ = ["Packed", "Packer", "Parcel", "Step", "lineage"]


class Packed(NamedTuple):
    """A state as another process reads it.

    Attributes:
        data: Its keys, their ends, the time, the effects and the budgets.
        places: Where the actors stand, as names of steps.
        depth: How many moves led here.
    """

    data: bytes
    places: tuple[int, ...]
    depth: int


class Step(NamedTuple):
    """How a place is reached from another; see :class:`~qlab.explore.engine.actor.Origin`.

    Attributes:
        before: The place before, by its name.
        choice: Which of the calls offered there.
        now: When, ms since the epoch; None for an effect outside Redis.
        ran: Whether it ran a command.
        reply: What the command returned; for an effect, the answer.
        seen: The keys and their ends before and after, where the call looked at them.
    """

    before: int
    choice: int
    now: int | None
    ran: bool
    reply: Any
    seen: tuple[Any, Any] | None


class Parcel:
    """A state that another process has found.

    Attributes:
        packed: The state.
        unsound: The promises about keys that it breaks.
        goes_on: Whether anything can be tried there; only said at the greatest depth.
        depth: How many moves led here.
        mark: A hash that is equal for states with the same future.
        number: Its number in the order in which states were found.
    """

    __slots__ = ("depth", "goes_on", "mark", "number", "packed", "unsound")

    def __init__(self, packed: Packed, unsound: Verdicts, goes_on: bool) -> None:
        self.packed, self.unsound, self.goes_on = packed, unsound, goes_on
        self.depth, self.mark, self.number = packed.depth, b"", -1


def lineage(
    places: Iterable[int], steps: Mapping[int, Step], known: Callable[[int], bool] = lambda _: False
) -> dict[int, Step]:
    """Return the steps that lead to some places, but for those that are known and what leads to them.

    Args:
        places: The places, by their names.
        steps: How places are reached.
        known: Whether a place is known, and so what leads to it.
    """
    found: dict[int, Step] = {}
    for place in places:
        at = place
        while at in steps and at not in found and not known(at):
            found[at] = steps[at]
            at = steps[at].before
    return found


class Packer:
    """Packs and unpacks states.

    Args:
        stage: Where the actors act.
        actors: The actors.

    Attributes:
        steps: How places are reached, by their names.
    """

    def __init__(self, stage: Stage, actors: tuple[Actor, ...]) -> None:
        self._stage = stage
        self.steps: dict[int, Step] = {}
        self._places: dict[int, Place] = {}
        self._names: dict[Place, int] = {}
        self._sent: dict[Held, tuple[bytes, bytes, bytes, bool]] = {}
        for actor in actors:
            for word, place in (("start", actor.start), ("dead", actor.dead)):
                self._know(digest((word, actor.name)), place)

    def packed(self, state: State) -> Packed:
        """Return a state as another process reads it."""
        rest = tuple(state.ends.items()), state.now, tuple(map(tuple, state.effects)), tuple(state.left)
        data = pickle.dumps((self._keys(state.keys), *rest), pickle.HIGHEST_PROTOCOL)
        return Packed(data, tuple(map(self._named, state.places)), state.depth)

    def unpacked(self, packed: Packed) -> State:
        """Return a state that another process has packed. The steps to its places must be known."""
        keys, ends, now, effects, left = pickle.loads(packed.data)  # noqa: S301  a process of the same search made it
        places = tuple(map(self._place, packed.places))
        happened = tuple(Happened(*each) for each in effects)
        return State(self._keyspace(keys), dict(ends), now, places, happened, Budget(*left), packed.depth)

    def _keys(self, keys: Keyspace) -> tuple[tuple[bytes, bytes, bytes, bool], ...]:
        sent = self._sent
        for held in keys.held.values():
            if held not in sent:
                sent[held] = held.name.encode("utf-8", "surrogateescape"), held.type.encode(), held.packed, held.ttl
        return tuple(sent[held] for held in keys.held.values())

    def _scene(self, keys: Keyspace, ends: Mapping[str, int]) -> tuple[Any, Any]:
        return self._keys(keys), tuple(ends.items())

    def _keyspace(self, keys: Iterable[tuple[bytes, bytes, bytes, bool]]) -> Keyspace:
        keyspaces = self._stage.store.keyspaces
        made = (keyspaces.key(*each) for each in keys)
        return keyspaces.of({held.name: held for held in made})

    def _know(self, name: int, place: Place) -> None:
        self._places[name], self._names[place] = place, name

    def _named(self, place: Place) -> int:
        name = self._names.get(place)
        if name is None:
            assert place.origin is not None  # noqa: S101  all others are known from the beginning
            step = self._step(place.origin)
            name = digest((step.before, step.choice, step.now, step.ran, repr(step.reply), step.seen))
            self.steps[name] = step
            self._know(name, place)
        return name

    def _step(self, origin: Origin) -> Step:
        seen = None if origin.seen is None else (self._scene(*origin.seen[0]), self._scene(*origin.seen[1]))
        ran = origin.reply is not NO_COMMAND
        before = self._named(origin.place)
        return Step(before, origin.choice, origin.now, ran, origin.reply if ran else None, seen)

    def _place(self, name: int) -> Place:
        place = self._places.get(name)
        if place is None:
            step = self.steps[name]
            place = self._reached(self._place(step.before), step)
            self._know(name, place)
        return place

    def _reached(self, place: Place, step: Step) -> Place:
        if step.now is None:
            return place.answered(step.choice, step.reply)
        stage = self._stage
        nothing: Any = ((), ())
        before, after = ((self._keyspace(keys), dict(ends)) for keys, ends in step.seen or (nothing, nothing))
        stage.keys, stage.ends = before
        place.request(step.choice, step.now)
        if not step.ran:
            return place.after(step.choice, step.now)
        stage.keys, stage.ends = after
        return place.after(step.choice, step.now, step.reply, before)
