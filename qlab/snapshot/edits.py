"""Long lists and sorted sets that change a little from step to step: a beginning, and the edits since.

A queue of ten thousand waiting jobs loses one with each step. A recording that held the whole list once a step would
need memory that grows with the square of the queue. Here the states of a key that follow from each other share one log,
as a stream's :class:`~qlab.snapshot.values.Entries` do, and each keeps only how many of its edits have been made.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, cast

from qlab.snapshot.values import Edits, KeyState, Value, ZMember, rank

if TYPE_CHECKING:
    from qlab.snapshot.changes import Change

LONG = 64
"""A value of at most so many elements is held whole."""
FULL = 256
"""After so many edits the value is held whole again, so that none is ever far from one that is."""


class Editable(Protocol):
    """A value that can be edited in place."""

    def edit(self, change: Any) -> None:
        """Makes the edit."""

    def value(self) -> Value:
        """The value as it is now."""

    def __len__(self) -> int: ...


class Items:
    """The elements of a list."""

    def __init__(self, items: Sequence[str]) -> None:
        self._items = list(items)

    def edit(self, change: Any) -> None:
        """Makes a :class:`ListChanged`'s splices."""
        for position, removed, inserted in change.splices:
            self._items[position : position + len(removed)] = inserted

    def value(self) -> Value:
        """All elements, head first."""
        return tuple(self._items)

    def position(self, item: str) -> int:
        """Where an element is; workers take from the end, so that is looked at first."""
        return len(self._items) - 1 if self._items[-1:] == [item] else self._items.index(item)

    def __len__(self) -> int:
        return len(self._items)


class Members:
    """The members of a sorted set, in Redis's order."""

    def __init__(self, members: Sequence[ZMember]) -> None:
        self._members, self._scores = list(members), dict(members)

    def edit(self, change: Any) -> None:
        """Makes a :class:`ZsetChanged`'s changes."""
        for name, (_, score) in change.members.items():
            if name in self._scores:
                del self._members[self._place(ZMember(name, self._scores.pop(name)))]
            if score is not None:
                member = ZMember(name, score)
                self._members.insert(self._place(member), member)
                self._scores[name] = score

    def score(self, member: str) -> float | None:
        """A member's score; None where it is no member."""
        return self._scores.get(member)

    def value(self) -> Value:
        """All members."""
        return tuple(self._members)

    def _place(self, member: ZMember) -> int:
        # What is added mostly lies beyond what is there.
        if not self._members or member.score > self._members[-1].score:
            return len(self._members)
        return bisect_left(self._members, rank(member), key=rank)

    def __len__(self) -> int:
        return len(self._members)


EDITABLE: Mapping[str, Callable[[Any], Editable]] = {"list": Items, "zset": Members}


class Log:
    """A value, and the edits made to it since, one after the other.

    Args:
        kind: The key's Redis type, ``list`` or ``zset``.
        first: The value it begins with.
    """

    def __init__(self, kind: str, first: Value) -> None:
        self._kind, self._first = kind, first
        self._edits: list[Change] = []
        self.last = EDITABLE[kind](first)
        self._made, self._walker = 0, self.last  # made anew before it is used
        self._lock = Lock()  # a figure may look at a recording in one thread while another adds to it

    def __len__(self) -> int:
        return len(self._edits)

    def add(self, change: Change) -> None:
        """Makes one more edit."""
        with self._lock:
            self.last.edit(change)
            self._edits.append(change)

    def value(self, made: int) -> Value:
        """The value after so many edits."""
        with self._lock:
            return self._value(made)

    def _value(self, made: int) -> Value:
        if made == len(self._edits):
            return self.last.value()
        if self._walker is self.last or made < self._made:
            self._made, self._walker = 0, EDITABLE[self._kind](self._first)
        for change in self._edits[self._made : made]:  # recordings are mostly walked forwards
            self._walker.edit(change)
        self._made = made
        return self._walker.value()


class Edited(Edits):
    """A value in a log: the one after the first ``made`` edits."""

    __slots__ = ("_log", "_made")

    def __init__(self, log: Log, made: int) -> None:
        self._log, self._made = log, made

    def value(self) -> Value:
        """The value, worked out anew."""
        return self._log.value(self._made)

    @property
    def editable(self) -> Editable | None:
        """The value in a form that is quickly searched, where it is the log's last."""
        return self._log.last if self._made == len(self._log) else None

    @property
    def log(self) -> Log | None:
        """The log, where this value is its last one and it is not full: where one more edit may follow."""
        return self._log if self._made == len(self._log) < FULL else None


def position(held: KeyState, item: str) -> int:
    """Where an element of a list is.

    Raises:
        ValueError: If it is not in the list.
    """
    return cast("Items", _editable(held)).position(item)


def score(held: KeyState, member: str) -> float | None:
    """The score of a sorted set's member; None where it is no member."""
    return cast("Members", _editable(held)).score(member)


def _editable(held: KeyState) -> Editable:
    editable = held.edits.editable if isinstance(held.edits, Edited) else None
    return editable or EDITABLE[held.type](held.value)


def edited(before: KeyState, change: Change) -> KeyState:
    """The state of a long list or sorted set after an edit.

    Args:
        before: Its state before.
        change: A ``ListChanged`` or ``ZsetChanged``.
    """
    log = (before.edits.log if isinstance(before.edits, Edited) else None) or Log(before.type, before.value)
    log.add(change)
    after = Edited(log, len(log))
    return KeyState(change.key, before.type, change.encoding, change.expires_at, len(log.last), raw=after)
