"""Keyspace: every key of the explorer's server at one moment.

Two states of the search mostly differ in a few keys. So a key's content (:class:`Held`) exists once, is decoded once
and hashed once, and a keyspace is a set of those. Equal keyspaces are the same object.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn, TypeVar
from weakref import WeakValueDictionary

import msgpack  # type: ignore[import-untyped]

from qlab.explore.stage.canonical import MASK, Canonical
from qlab.explore.stage.wire import Wire
from qlab.protocol.keys import Key, Role, parse_key
from qlab.snapshot.restore import Kept

__all__ = ["SHAPES", "Held", "Keyspace", "Keyspaces", "ReadOnly", "read_values"]

K = TypeVar("K")
V = TypeVar("V")


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise TypeError("What a moment holds belongs to the search and cannot be changed; change a copy of it: dict(…).")


class ReadOnly(dict[K, V]):
    """A dict that many states share, and that nobody changes: a promise that did would change what others see."""

    __slots__ = ()
    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[dict[K, V]], tuple[dict[K, V]]]:
        """Be copied, and sent, as a plain dict, which may be changed."""
        return dict, (dict(self),)


class Held:
    """One key and what it holds. Compared by identity: equal contents are the same object.

    Attributes:
        name: The key.
        type: Redis's type name.
        packed: The value as msgpack.
        ttl: Whether it has a TTL; its end is the state's affair, not the key's.
        key: The name, taken apart.
        value: A dict for a hash, a tuple for a list, ``(member, score)`` pairs for a sorted set, a sorted tuple for a
            set, text for a string.
        digest: A hash of what matters for the future; None where that depends on the time.
        sent: Its part of a command that writes keys back, as bytes: the name, and the arguments. Worked out once.
    """

    __slots__ = ("digest", "key", "name", "packed", "sent", "timed", "ttl", "type", "value")

    def __init__(self, name: str, type: str, packed: bytes, ttl: bool, prefix: str, canonical: Canonical) -> None:
        self.name, self.type, self.packed, self.ttl = name, type, packed, ttl
        self.key: Key = parse_key(name, prefix)
        self.value: Any = SHAPES[type.encode()](msgpack.unpackb(packed, unicode_errors="surrogateescape"))
        self.digest: int | None = canonical.digest(self.key, self.value)
        self.timed: dict[int, int] = {}
        self.sent: tuple[bytes, bytes] | None = None

    def kept(self, ttl_ms: int) -> Kept:
        """Return what it takes to write the key back."""
        return Kept(self.type, self.packed, ttl_ms if self.ttl else None)

    def __repr__(self) -> str:
        return f"Held({self.name!r}, {self.value!r})"


def _pairs(flat: list[str]) -> zip[tuple[str, str]]:
    return zip(flat[::2], flat[1::2], strict=True)


SHAPES: Mapping[bytes, Any] = {
    b"hash": lambda raw: ReadOnly(_pairs(raw)),
    b"list": tuple,
    b"set": lambda raw: tuple(sorted(raw)),
    b"string": lambda raw: raw,
    b"zset": lambda raw: tuple((member, float(score)) for member, score in _pairs(raw)),
}


_READ: Mapping[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "hash": (("HGETALL",), ()),
    "list": (("LRANGE",), (0, -1)),
    "set": (("SMEMBERS",), ()),
    "string": (("GET",), ()),
    "zset": (("ZRANGE",), (0, -1, "WITHSCORES")),
}


def read_values(wire: Wire) -> dict[str, Any]:
    """Return what every key of a server holds, as :class:`Held` has it, but for streams; nothing is changed."""
    kinds = {name: wire.call("TYPE", name) for name in wire.call("KEYS", "*")}
    return {
        name: SHAPES[kind.encode()](wire.call(*_READ[kind][0], name, *_READ[kind][1]))
        for name, kind in kinds.items()
        if kind in _READ
    }


class Keyspace:
    """Every key at one moment, by name.

    Attributes:
        held: The keys.
        effects: What commands were seen to do here: the memory of effects.
        notes: Room for what is computed from the keys alone.
    """

    __slots__ = ("__weakref__", "_sum", "_timed", "effects", "held", "locks", "notes")

    def __init__(self, held: Mapping[str, Held]) -> None:
        self.held: Mapping[str, Held] = ReadOnly(sorted(held.items()))  # the server's order is none
        self.effects: dict[Any, Any] = {}
        self.notes: dict[Any, Any] = {}
        self.locks = tuple(each for each in self.held.values() if each.key.role is Role.LOCK)
        self._sum = sum(each.digest for each in held.values() if each.digest is not None) & MASK
        self._timed = tuple(each for each in held.values() if each.digest is None)

    def digest(self, now: int, canonical: Canonical) -> int:
        """Return a hash of what matters for the future, whatever the order of the keys; times count relative to
        ``now``.
        """
        total = self._sum
        for each in self._timed:
            part = each.timed.get(now)
            if part is None:
                part = each.timed[now] = canonical.timed(each.key, each.value, now)
            total += part
        return total & MASK

    def of_role(self, role: Role) -> Iterator[Held]:
        """Return the keys that play a role, in any queue."""
        return (each for each in self.held.values() if each.key.role is role)

    def without(self, names: Iterable[str]) -> dict[str, Held]:
        """Return the keys but for some."""
        gone = frozenset(names)
        return {name: each for name, each in self.held.items() if name not in gone}


class Keyspaces:
    """Makes keyspaces, and sees to it that equal ones are one object.

    Args:
        prefix: BullMQ's key prefix.
        canonical: Says what of a key matters.
    """

    def __init__(self, prefix: str, canonical: Canonical) -> None:
        self.prefix, self.canonical = prefix, canonical
        self._held: dict[tuple[bytes, bytes, bytes, bool], Held] = {}
        self._equal: dict[tuple[str, str, Any, bool], Held] = {}
        self._known: WeakValueDictionary[frozenset[Held], Keyspace] = WeakValueDictionary()
        self.empty = self.of({})

    def of(self, held: Mapping[str, Held]) -> Keyspace:
        """Return the keyspace of these keys."""
        identity = frozenset(held.values())
        found = self._known.get(identity)
        if found is None:
            found = self._known[identity] = Keyspace(held)
        return found

    def key(self, name: bytes, type: bytes, packed: bytes, ttl: bool) -> Held:
        """Return a key as a dump shows it. A hash, or a set, is the same in whichever order the server gives it."""
        at = (name, type, packed, ttl)
        found = self._held.get(at)
        if found is None:
            text = name.decode("utf-8", "surrogateescape")
            made = Held(text, type.decode(), packed, ttl, self.prefix, self.canonical)
            found = self._held[at] = self._equal.setdefault((made.name, made.type, _unordered(made), ttl), made)
        return found


def _unordered(held: Held) -> Any:
    """Return what makes a key's content, without an order that says nothing."""
    if held.type == "hash":
        return frozenset(held.value.items())
    return held.value if held.type == "set" else held.packed
