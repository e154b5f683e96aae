"""Parcels: states on their way from one process to another.

A state is sent as names: of what its keys hold, and of where its actors stand. What a name stands for, a
:class:`Term`, is sent once to each process. An actor's place cannot be sent, for a generator cannot: its term says how
the place was reached (:class:`Step`), so that the other process reaches it in the same way, which needs no server.
"""

from __future__ import annotations

import pickle
from collections.abc import Container, Iterable, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from qlab.explore.engine.actor import Actor
from qlab.explore.engine.effects import Happened
from qlab.explore.engine.judge import Verdicts
from qlab.explore.engine.place import NO_COMMAND, Place
from qlab.explore.engine.state import Budget, State
from qlab.explore.stage.keyspace import Held, Keyspace
from qlab.explore.stage.staged_lab import Stage

__all__ = ["Packed", "Packer", "Parcel", "Step", "Term", "UnknownTermError", "lineage", "names_in"]

_SIZE = 16
"""The length of a name, bytes."""
Content = tuple[bytes, bytes, bytes, bool]
"""A key's name, its type, its value as msgpack, and whether it has a TTL."""


class UnknownTermError(LookupError):
    """This process was not told what a name stands for."""


class Packed(NamedTuple):
    """A state as another process reads it.

    Attributes:
        rest: The ends of its keys, the time, the effects and the budgets.
        keys: The names of what its keys hold, one after the other.
        places: The names of where its actors stand.
        depth: How many moves led here.
    """

    rest: bytes
    keys: bytes
    places: bytes
    depth: int


class Step(NamedTuple):
    """How a place is reached from another; see :class:`~qlab.explore.engine.place.Origin`.

    Attributes:
        before: The place before, by its name.
        choice: Which of the calls offered there.
        now: When, ms since the epoch; None for an effect outside Redis.
        ran: Whether it ran a command.
        reply: What the command returned; for an effect, the answer.
        seen: The keys and their ends before and after, where the call looked at them.
    """

    before: bytes
    choice: int
    now: int | None
    ran: bool
    reply: Any
    seen: tuple[Any, Any] | None


Term = Content | Step
"""What a name stands for."""


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


def _split(names: bytes) -> list[bytes]:
    return [names[at : at + _SIZE] for at in range(0, len(names), _SIZE)]


def names_in(packed: Packed) -> list[bytes]:
    """Return the names in a state: of what its keys hold, and of where its actors stand."""
    return _split(packed.keys + packed.places)


def lineage(names: Iterable[bytes], terms: Mapping[bytes, Term], known: Container[bytes] = ()) -> dict[bytes, Term]:
    """Return the terms for some names, and for places those that lead to them, but for what is known and leads there.

    Args:
        names: The names.
        terms: What names stand for.
        known: The names that are known, and so what leads to them.
    """
    found: dict[bytes, Term] = {}
    for name in names:
        at: bytes | None = name
        while at is not None and at not in known and at not in found and at in terms:
            term = found[at] = terms[at]
            at = term.before if isinstance(term, Step) else None
    return found


def _name(what: bytes) -> bytes:
    return blake2b(what, digest_size=_SIZE).digest()


class Packer:
    """Packs and unpacks states.

    Args:
        stage: Where the actors act.
        actors: The actors.

    Attributes:
        terms: What names stand for.
    """

    def __init__(self, stage: Stage, actors: tuple[Actor, ...]) -> None:
        self._stage = stage
        self.terms: dict[bytes, Term] = {}
        self._places: dict[bytes, Place] = {}
        self._named: dict[Place, bytes] = {}
        self._held: dict[bytes, Held] = {}
        self._contents: dict[Held, bytes] = {}
        self._keyspaces: WeakValueDictionary[bytes, Keyspace] = WeakValueDictionary()
        for actor in actors:
            for word, place in (("start", actor.start), ("dead", actor.dead)):
                self._know(_name(f"{word} {actor.name}".encode("utf-8", "surrogatepass")), place)

    def packed(self, state: State) -> Packed:
        """Return a state as another process reads it."""
        rest = tuple(state.ends.items()), state.now, tuple(map(tuple, state.effects)), tuple(state.left)
        data = pickle.dumps(rest, pickle.HIGHEST_PROTOCOL)
        keys, places = map(self._content, state.keys.held.values()), map(self._place_name, state.places)
        return Packed(data, b"".join(keys), b"".join(places), state.depth)

    def unpacked(self, packed: Packed) -> State:
        """Return a state that another process has packed.

        Raises:
            UnknownTermError: If this process was not told what one of its names stands for.
        """
        ends, now, effects, left = pickle.loads(packed.rest)  # noqa: S301  a process of the same search made it
        places = tuple(map(self._place, _split(packed.places)))
        happened = tuple(Happened(*each) for each in effects)
        return State(self._keyspace(packed.keys), dict(ends), now, places, happened, Budget(*left), packed.depth)

    # -- keys ----------------------------------------------------------------------------------------------------------

    def _content(self, held: Held) -> bytes:
        name = self._contents.get(held)
        if name is None:
            content = held.name.encode("utf-8", "surrogateescape"), held.type.encode(), held.packed, held.ttl
            name = self._contents[held] = _name(pickle.dumps(content))
            self.terms[name], self._held[name] = content, held
        return name

    def _keyspace(self, names: bytes) -> Keyspace:
        found = self._keyspaces.get(names)
        if found is None:
            made = map(self._held_named, _split(names))
            found = self._keyspaces[names] = self._stage.store.keyspaces.of({held.name: held for held in made})
        return found

    def _held_named(self, name: bytes) -> Held:
        held = self._held.get(name)
        if held is None:
            held = self._held[name] = self._stage.store.keyspaces.key(*self._term(name))
            self._contents.setdefault(held, name)
        return held

    def _term(self, name: bytes) -> Any:
        try:
            return self.terms[name]
        except KeyError:
            raise UnknownTermError from None

    # -- places --------------------------------------------------------------------------------------------------------

    def _know(self, name: bytes, place: Place) -> None:
        self._places[name], self._named[place] = place, name

    def _place_name(self, place: Place) -> bytes:
        unnamed: list[Place] = []
        while place not in self._named:
            unnamed.append(place)
            assert place.origin is not None  # noqa: S101  all others are known from the beginning
            place = place.origin.place
        for each in reversed(unnamed):
            self._describe(each)
        return self._named[unnamed[0] if unnamed else place]

    def _describe(self, place: Place) -> None:
        origin: Any = place.origin
        seen = None if origin.seen is None else (self._scene(*origin.seen[0]), self._scene(*origin.seen[1]))
        ran = origin.reply is not NO_COMMAND
        step = Step(self._named[origin.place], origin.choice, origin.now, ran, origin.reply if ran else None, seen)
        name = _name(repr(tuple(step)).encode("utf-8", "surrogatepass"))
        self.terms[name] = step
        self._know(name, place)

    def _scene(self, keys: Keyspace, ends: Mapping[str, int]) -> tuple[Any, Any]:
        return tuple(self.terms[self._content(held)] for held in keys.held.values()), tuple(ends.items())

    def _scene_shown(self, scene: tuple[Any, Any]) -> tuple[Keyspace, Mapping[str, int]]:
        keyspaces = self._stage.store.keyspaces
        made = (keyspaces.key(*each) for each in scene[0])
        return keyspaces.of({held.name: held for held in made}), dict(scene[1])

    def _place(self, name: bytes) -> Place:
        unknown: list[bytes] = []
        while name not in self._places:
            unknown.append(name)
            name = self._term(name).before
        place = self._places[name]
        for each in reversed(unknown):
            place = self._reached(place, self._term(each))
            self._know(each, place)
        return place

    def _reached(self, place: Place, step: Step) -> Place:
        if step.now is None:
            return place.answered(step.choice, step.reply)
        stage = self._stage
        nothing: Any = ((), ())
        before, after = map(self._scene_shown, step.seen or (nothing, nothing))
        stage.keys, stage.ends = before
        place.request(step.choice, step.now)
        if not step.ran:
            return place.after(step.choice, step.now)
        stage.keys, stage.ends = after
        return place.after(step.choice, step.now, step.reply, before)
