"""Long lists and sorted sets that change a little from step to step: one value, and the edits that lead to the others.

A queue of ten thousand waiting jobs loses one with each step. A recording that held the whole list once a step would
need memory that grows with the square of the queue. Here the states of a key that follow from each other share one log,
as a stream's :class:`~qlab.snapshot.values.Entries` do, and each keeps only how many of its edits have been made. An
edit can be made and taken back, so a value is walked to from the one that was looked at last.

What asks for a little of a value asks the log: whether it holds a job, where, with what score, what stands at its ends,
and what changed from one state to the next. Only ``value`` makes all of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from math import isfinite
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from qlab.snapshot.values import Edits, KeyState, Value, ZMember, rank

if TYPE_CHECKING:
    from qlab.snapshot.changes import Change

__all__ = ["LONG", "between", "edit_between", "edited", "ends", "first_score", "holds", "part", "position", "score"]

T = TypeVar("T")
LONG = 64
"""A value of at most this many elements is held whole."""


class Editable(Protocol):
    """A value that can be edited in place."""

    def edit(self, change: Any) -> None:
        """Make an edit."""

    def take_back(self, change: Any) -> None:
        """Take the last edit back."""

    def value(self) -> Value:
        """Return the value as it is now."""

    def __contains__(self, item: object) -> bool: ...

    def __len__(self) -> int: ...


class Items:
    """The elements of a list, whose ends are where they come and go."""

    def __init__(self, items: Iterable[str]) -> None:
        self._items = deque(items)
        self._count: Counter[str] | None = None  # made when somebody asks what is in it

    def edit(self, change: Any) -> None:
        """Make a ``ListChanged``'s splices."""
        for position, removed, inserted in change.splices:
            self._splice(position, removed, inserted)

    def take_back(self, change: Any) -> None:
        """Take a ``ListChanged``'s splices back, the last one first."""
        for position, removed, inserted in reversed(change.splices):
            self._splice(position, inserted, removed)

    def _splice(self, position: int, removed: Sequence[str], inserted: Sequence[str]) -> None:
        # At an end nothing else moves: to rotate there costs no more than what is spliced, and no more than the shorter
        # side elsewhere.
        self._items.rotate(-position)
        for _ in removed:
            self._items.popleft()
        self._items.extendleft(reversed(inserted))
        self._items.rotate(position)
        if self._count is not None:
            self._count.subtract(removed)
            self._count.update(inserted)

    def value(self) -> Value:
        """Return all elements, head first."""
        return tuple(self._items)

    def ends(self, count: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the first and the last elements, at most this many of each."""
        last = tuple(islice(reversed(self._items), count))
        return tuple(islice(self._items, count)), last[::-1]

    def part(self, first: int, last: int) -> tuple[str, ...]:
        """Return the elements from one place up to another, counted from the nearer end."""
        if first <= (behind := len(self._items) - last):
            return tuple(islice(self._items, first, last))
        return tuple(islice(reversed(self._items), behind, len(self._items) - first))[::-1]

    def position(self, item: str) -> int:
        """Return where an element is; workers take from the end, so that is looked at first.

        Raises:
            ValueError: If it is not in the list.
        """
        if not self._items or self._items[-1] != item:
            if item not in self._items:
                raise ValueError(f"{item!r} is not in list")
            return self._items.index(item)
        return len(self._items) - 1

    def __contains__(self, item: object) -> bool:
        if self._count is None:
            self._count = Counter(self._items)
        return self._count.get(item, 0) > 0  # type: ignore[call-overload, no-any-return]

    def __len__(self) -> int:
        return len(self._items)


class Members:
    """The members of a sorted set, in Redis's order."""

    def __init__(self, members: Sequence[ZMember]) -> None:
        self._members, self._scores = list(members), dict(members)

    def edit(self, change: Any) -> None:
        """Make a ``ZsetChanged``'s changes."""
        for name, (_, score) in change.members.items():
            self._set(name, score)

    def take_back(self, change: Any) -> None:
        """Take a ``ZsetChanged``'s changes back."""
        for name, (score, _) in change.members.items():
            self._set(name, score)

    def _set(self, name: str, score: float | None) -> None:
        if name in self._scores:
            del self._members[self._place(ZMember(name, self._scores.pop(name)))]
        if score is not None:
            member = ZMember(name, score)
            self._members.insert(self._place(member), member)
            self._scores[name] = score

    def score(self, member: str) -> float | None:
        """Return a member's score; None where it is not a member."""
        return self._scores.get(member)

    def first_score(self, least: float) -> float | None:
        """Return the lowest finite score that is at least so much; None where there is none."""
        at = bisect_left(self._members, least, key=lambda member: member.score)
        found = self._members[at].score if at < len(self._members) else None
        return found if found is not None and isfinite(found) else None

    def between(self, least: float, most: float) -> tuple[ZMember, ...]:
        """Return the members whose score is at least so much, and below so much."""
        first, last = (bisect_left(self._members, score, key=lambda member: member.score) for score in (least, most))
        return tuple(self._members[first:last])

    def value(self) -> Value:
        """Return all members."""
        return tuple(self._members)

    def _place(self, member: ZMember) -> int:
        # What is added mostly lies beyond what is there.
        if not self._members or member.score > self._members[-1].score:
            return len(self._members)
        return bisect_left(self._members, rank(member), key=rank)

    def __contains__(self, item: object) -> bool:
        return item in self._scores

    def __len__(self) -> int:
        return len(self._members)


EDITABLE: Mapping[str, Callable[[Any], Editable]] = {"list": Items, "zset": Members}


class Log:
    """A value that is edited, and the edits made to it, one after the other.

    Args:
        first: The state that it begins with.
    """

    def __init__(self, first: KeyState) -> None:
        self._kind, self._first = first.type, first.value
        self.first = first if first.edits is None else None
        self.edits: list[Change] = []
        # Whoever edits one of these takes it away meanwhile: what an interrupt leaves half-edited is rebuilt.
        self._last: Editable | None = None
        self._walker: Editable | None = None
        self._made = 0
        self._lock = Lock()  # a figure may look at a recording in one thread while another adds to it

    def __len__(self) -> int:
        return len(self.edits)

    def add(self, change: Change) -> int:
        """Make one more edit; return how many elements there are now."""
        with self._lock:
            last, self._last = self._newest(), None
            last.edit(change)
            self.edits.append(change)
            self._last = last
            return len(last)

    def ask(self, made: int, question: Callable[[Any], T]) -> T:
        """Ask the value as it is after this many edits, in the form that is quickly searched."""
        with self._lock:
            return question(self._newest() if made == len(self.edits) else self._walk(made))

    def _newest(self) -> Editable:
        if self._last is None:
            last = EDITABLE[self._kind](self._first)
            for change in self.edits:
                last.edit(change)
            self._last = last
        return self._last

    def _walk(self, made: int) -> Editable:
        walker, self._walker = self._walker, None
        if walker is None:
            walker, self._made = EDITABLE[self._kind](self._newest().value()), len(self.edits)
        for at in range(self._made, made):
            walker.edit(self.edits[at])
        for at in range(self._made - 1, made - 1, -1):
            walker.take_back(self.edits[at])
        self._walker, self._made = walker, made
        return walker


class Edited(Edits):
    """A value in a log: the one after the first ``made`` edits."""

    __slots__ = ("_log", "_made")

    def __init__(self, log: Log, made: int) -> None:
        self._log, self._made = log, made

    def value(self) -> Value:
        """Return the value, computed again."""
        made: Value = self.ask(lambda editable: editable.value())
        return made

    def ask(self, question: Callable[[Any], T]) -> T:
        """Ask the value in the form that is quickly searched."""
        return self._log.ask(self._made, question)

    @property
    def log(self) -> Log | None:
        """The log, where this value is its last one: where one more edit may follow."""
        return self._log if self._made == len(self._log) else None

    def edit_since(self, held: KeyState) -> Change | None:
        """Return the one edit that leads from a state of the key to this one; None where there is none, or more."""
        if not self._made:
            return None
        before = held.edits
        if isinstance(before, Edited):
            follows = before._log is self._log and before._made == self._made - 1
        else:
            follows = self._made == 1 and held is self._log.first
        return self._log.edits[self._made - 1] if follows else None


def edit_between(before: KeyState, after: KeyState) -> Change | None:
    """Return the one edit that lies between two states of a key, where their log tells; None: compare them."""
    return after.edits.edit_since(before) if isinstance(after.edits, Edited) else None


def _ask(held: KeyState, question: Callable[[Any], T]) -> T:
    return held.edits.ask(question) if isinstance(held.edits, Edited) else question(EDITABLE[held.type](held.value))


def holds(held: KeyState, id: str) -> bool:
    """Return whether an id is in a list, a set or a sorted set."""
    if isinstance(held.edits, Edited):
        return held.edits.ask(lambda editable: id in editable)
    return any(id == member for member, _ in held.members) if held.type == "zset" else id in held.items


def ends(held: KeyState, count: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the first and the last elements of a list, at most this many of each."""
    if isinstance(held.edits, Edited):
        found: tuple[tuple[str, ...], tuple[str, ...]] = held.edits.ask(lambda items: items.ends(count))
        return found
    return held.items[:count], held.items[-count:]


def part(held: KeyState, first: int, last: int) -> tuple[str, ...]:
    """Return the elements of a list from one place up to another."""
    return tuple(_ask(held, lambda items: items.part(first, last)) if held.edits else held.items[first:last])


def position(held: KeyState, item: str) -> int:
    """Return where an element of a list is.

    Raises:
        ValueError: If it is not in the list.
    """
    return _ask(held, lambda items: int(items.position(item)))


def score(held: KeyState, member: str) -> float | None:
    """Return the score of a sorted set's member; None where it is not a member."""
    found: float | None = _ask(held, lambda each: each.score(member)) if held.edits else dict(held.members).get(member)
    return found


def first_score(held: KeyState, least: float) -> float | None:
    """Return the lowest finite score of a sorted set that is at least so much; None where there is none."""
    found: float | None = _ask(held, lambda members: members.first_score(least))
    return found


def between(held: KeyState, least: float, most: float) -> tuple[ZMember, ...]:
    """Return the members of a sorted set whose score is at least so much, and below so much, in its order."""
    found: tuple[ZMember, ...] = _ask(held, lambda members: members.between(least, most))
    return found


def edited(before: KeyState, change: Change) -> KeyState:
    """Return the state of a long list or sorted set after an edit.

    Args:
        before: Its state before.
        change: A ``ListChanged`` or ``ZsetChanged``.
    """
    log = (before.edits.log if isinstance(before.edits, Edited) else None) or Log(before)
    size = log.add(change)
    after = Edited(log, len(log))
    return KeyState(change.key, before.type, change.encoding, change.expires_at, size, raw=after)
