"""What one Redis key holds: its type, encoding, expiry and value.

The five Redis types become five Python shapes, all immutable and in an order that does not depend on the server:

========  ==============================================  =======================================
type      value                                           order
========  ==============================================  =======================================
string    ``str``
list      ``tuple[str, ...]``                             the list's own, head first
set       ``tuple[str, ...]``                             sorted
hash      ``Mapping[str, str]``                           by field
zset      ``tuple[ZMember, ...]``                         by score, then by member, as Redis has it
stream    ``Entries`` of ``Entry``                        oldest first
========  ==============================================  =======================================

Text is UTF-8 with ``surrogateescape``: any bytes come through unchanged and can be written back.
"""

from __future__ import annotations

import builtins
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, overload

import msgpack  # type: ignore[import-untyped]

__all__ = [
    "SHAPES",
    "Edits",
    "Entries",
    "Entry",
    "KeyState",
    "Value",
    "ZMember",
    "entry",
    "pairs",
    "rank",
    "unpacked",
    "zset",
]


class ZMember(NamedTuple):
    """A sorted set's member and its score."""

    member: str
    score: float


class Entry(NamedTuple):
    """A stream's entry: its id and its fields, in the order they were added."""

    id: str
    fields: tuple[tuple[str, str], ...]


class Entries(Sequence[Entry]):
    """A stream's entries: a window on a log that only grows.

    A queue's event stream gains an entry or two with each script. Every snapshot shares one log and keeps only where
    its window begins and ends, so that a long recording does not hold the stream once a step.
    """

    __slots__ = ("_log", "_start", "_stop")

    def __init__(self, log: list[Entry], start: int = 0, stop: int | None = None) -> None:
        self._log, self._start, self._stop = log, start, len(log) if stop is None else stop

    def then(self, appended: Sequence[Entry], trimmed: int) -> Entries:
        """Return the window after ``trimmed`` entries left at its beginning and others joined at its end."""
        if self._stop != len(self._log):  # somebody else has grown the log: branch off a copy
            return Entries([*self, *appended], trimmed)
        self._log.extend(appended)
        return Entries(self._log, self._start + trimmed)

    def place(self, id: str) -> int | None:
        """Return where the entry of an id stands, by halving, for ids only grow; None where there is none."""
        at = bisect_left(self, _moment(id), key=lambda entry: _moment(entry.id))
        return at if at < len(self) and self[at].id == id else None

    def since(self, older: Sequence[Entry]) -> tuple[tuple[Entry, ...], int]:
        """Return what joined at the end of an older window, and how many left at its beginning, to make this one."""
        if isinstance(older, Entries) and older._log is self._log and older._start <= self._start <= older._stop:
            return tuple(self._log[older._stop : self._stop]), self._start - older._start
        first = self[0].id if self else None
        trimmed = next((at for at, old in enumerate(older) if old.id == first), len(older))
        kept = tuple(older[trimmed:])
        if self[: len(kept)] != kept:  # an entry was deleted from the middle (XDEL): all of them make way
            return self[:], len(older)
        return self[len(kept) :], trimmed

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, index: int | slice) -> Entry | tuple[Entry, ...]:
        if isinstance(index, slice):
            first, last, step = index.indices(len(self))
            if step == 1:
                return tuple(self._log[self._start + first : self._start + last])
            return tuple(self[at] for at in range(first, last, step))
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError("no such entry")
        return self._log[self._start + at]

    @property
    def newest(self) -> Entry:
        """The last entry; there must be one. Each step of a lab asks for it."""
        return self._log[self._stop - 1]

    @property
    def oldest(self) -> Entry:
        """The first entry; there must be one."""
        return self._log[self._start]

    def __len__(self) -> int:
        return self._stop - self._start

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._log[self._start : self._stop])

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Entries):
            return self[:] == other[:]
        return isinstance(other, tuple) and self[:] == other

    __hash__ = None  # type: ignore[assignment]  # compared by content, never a key

    def __repr__(self) -> str:
        return f"Entries({len(self)})"


def _moment(id: str) -> tuple[int, int]:
    ms, _, number = id.partition("-")
    return int(ms), int(number)


Value = str | tuple[str, ...] | Mapping[str, str] | tuple[ZMember, ...] | Sequence[Entry]


class Edits:
    """A long value that is held as what changed since an earlier one (:mod:`qlab.snapshot.edits`).

    No ``ABC``: each key of each step asks whether it is one, and asking an abstract class takes five times as long.
    """

    __slots__ = ()

    def value(self) -> Value:
        """Return the value, computed again."""
        raise NotImplementedError


class KeyState:
    """One key as a snapshot saw it.

    Attributes:
        name: The key.
        type: Redis's type name: ``string``, ``list``, ``set``, ``hash``, ``zset`` or ``stream``.
        encoding: How Redis holds it (``OBJECT ENCODING``), such as ``listpack``.
        expires_at: When the key expires, ms since the epoch, or None without a TTL.
        size: Number of elements, fields, members or entries; a string's length in bytes.
        bytes: Memory used (``MEMORY USAGE``), or None where it was not asked for.
        edits: Where a long value is held as what changed since an earlier one; else None.
    """

    __slots__ = ("_raw", "_value", "bytes", "edits", "encoding", "expires_at", "name", "size", "type")

    def __init__(
        self,
        name: str,
        type: str,
        encoding: str,
        expires_at: int | None,
        size: int,
        value: Value | None = None,
        raw: Any = None,
        bytes: int | None = None,
    ) -> None:
        # One after the other, and by position: a step makes half a dozen, and tuples and names take half as long again.
        self.name = name
        self.type = type
        self.encoding = encoding
        self.expires_at = expires_at
        self.size = size
        self.bytes = bytes
        self._value = value
        self._raw = raw
        self.edits = raw if isinstance(raw, Edits) else None

    @property
    def value(self) -> Value:
        """The key's value, in the shape its type has here (see the module)."""
        if self.edits is not None:  # not kept: there may be one a step, each as long as the queue
            return self.edits.value()
        # Built when first asked for: a snapshot of ten thousand jobs is mostly never looked at.
        if self._value is None:
            raw = unpacked(self._raw) if isinstance(self._raw, builtins.bytes) else self._raw
            self._value = raw() if callable(raw) else SHAPES.get(self.type, _opaque)(raw)
            self._raw = None
        return self._value

    @property
    def items(self) -> tuple[str, ...]:
        """The elements of a list or the members of a set."""
        return self.value if self.type in ("list", "set") else ()  # type: ignore[return-value]

    @property
    def fields(self) -> Mapping[str, str]:
        """The fields of a hash."""
        return self.value if self.type == "hash" else _NO_FIELDS  # type: ignore[return-value]

    @property
    def members(self) -> tuple[ZMember, ...]:
        """The members of a sorted set with their scores."""
        return self.value if self.type == "zset" else ()  # type: ignore[return-value]

    @property
    def entries(self) -> Sequence[Entry]:
        """The entries of a stream."""
        return self.value if self.type == "stream" else ()  # type: ignore[return-value]

    @property
    def text(self) -> str:
        """The text of a string."""
        return self.value if self.type == "string" else ""  # type: ignore[return-value]

    def fill(self, value: Value) -> KeyState:
        """Give a state the value that was worked out for it, before anybody else has seen it; return it."""
        self._value = value
        self._raw = None
        return self

    def replace(
        self,
        *,
        value: Value | None = None,
        encoding: str | None = None,
        expires_at: int | None = -1,
        size: int | None = None,
    ) -> KeyState:
        """Return a copy with the given attributes changed.

        Args:
            value: The new value.
            encoding: How Redis holds it.
            expires_at: When it expires, ms since the epoch; None removes the TTL.
            size: Its size.

        Returns:
            The copy.
        """
        return KeyState(
            self.name,
            self.type,
            self.encoding if encoding is None else encoding,
            self.expires_at if expires_at == -1 else expires_at,
            self.size if size is None else size,
            self._value if value is None else value,
            self._raw if value is None else None,
            self.bytes,
        )

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, KeyState):
            return NotImplemented
        mine = (self.name, self.type, self.encoding, self.expires_at, self.value)
        return mine == (other.name, other.type, other.encoding, other.expires_at, other.value)

    __hash__ = None  # type: ignore[assignment]  # holds mappings

    def __repr__(self) -> str:
        return f"KeyState({self.name!r}, {self.type}, size={self.size})"


_NO_FIELDS: Mapping[str, str] = MappingProxyType({})


def unpacked(packed: builtins.bytes) -> Any:
    """Return a value that a script packed as msgpack, its text as UTF-8 with ``surrogateescape``."""
    return msgpack.unpackb(packed, unicode_errors="surrogateescape")


def pairs(flat: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Return the pairs of a flat reply ``[a, 1, b, 2]``."""
    return zip(flat[::2], flat[1::2], strict=True)


def entry(raw: Sequence[Any]) -> Entry:
    """Return a stream entry from Redis's reply ``[id, [field, value, …]]``."""
    words = iter(raw[1])  # a lab decodes thousands at a time: `pairs` would copy each one's words twice
    return Entry(raw[0], tuple(zip(words, words, strict=True)))


def rank(member: tuple[str, float]) -> tuple[float, builtins.bytes]:
    """Return a member's place in Redis's order: by score, then by the member's bytes."""
    return member[1], member[0].encode("utf-8", "surrogateescape")


def zset(members: Mapping[str, float]) -> tuple[ZMember, ...]:
    """Return members in Redis's order."""
    return tuple(ZMember(member, score) for member, score in sorted(members.items(), key=rank))


def _opaque(_raw: Any) -> str:
    return ""  # a module's type: its name is shown, its content has no reader here


SHAPES: Mapping[str, Any] = {
    "string": lambda raw: raw,
    "list": tuple,
    "set": lambda raw: tuple(sorted(raw)),
    "hash": lambda raw: MappingProxyType(dict(sorted(pairs(raw)))),
    "zset": lambda raw: tuple(ZMember(member, float(score)) for member, score in pairs(raw)),
    "stream": lambda raw: Entries([entry(item) for item in raw]),
}
"""How a raw reply becomes a value, by type. A type we do not know (a module's) keeps its name and an empty value."""
