"""Reading a long key only where it may have changed, and noticing when that was not enough.

A step of the lab knows which keys a script changed, and a script that moves a job also writes one of that job's keys.
So among the changed keys stand the ids that may have come or gone, and a container of thousands need not be read whole:

* a **list** grows and shrinks at its ends (LPUSH, RPUSH, RPOPLPUSH): both ends are read and laid over what was known;
* a **sorted set** is asked for the scores of the jobs whose keys changed;
* a **stream** only grows at its end and is trimmed at its beginning: the entries after the last known one are read.

Each answer carries the container's true size. Where what was pieced together has another size, or shows no change in a
key that did change, something else happened (an LREM from the middle of a list, say), and the caller reads the key
whole. What no part can show is two changes by hand that make up for each other, such as rescoring one member of a long
sorted set while the job of another is written: what code that is not BullMQ's has changed is therefore read whole. A
stream's part is exact whoever wrote it: its ids only grow, so no entry can come to stand before another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qlab.snapshot.changes import ListChanged, ScoreChange, Splice, ZsetChanged
from qlab.snapshot.edits import edited, ends, score
from qlab.snapshot.values import Entries, KeyState, entry

__all__ = ["LONG", "Request"]

LONG = 64
"""Lists and sorted sets of at most this many elements are simply read whole."""
ENDS = 24
"""How many elements are read at each end of a long list, at most."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to read of one long key.

    Attributes:
        known: The key as it was last read.
        probe: The members of a sorted set whose scores may have changed.
        ends: How many elements are read at each end of a list: it has moved by half of them at most.
    """

    known: KeyState
    probe: tuple[str, ...] = ()
    ends: int = ENDS

    @classmethod
    def of(cls, known: KeyState | None, changed: Sequence[str]) -> Request | None:
        """Return what is enough to read of a key, given its known state and the names of all changed keys; None: all of
        it.
        """
        if known is None or not known.size:
            return None
        if known.type == "stream":  # even a short one: its entries are the bulk of a small queue
            return cls(known)
        if known.size <= LONG:
            return None
        if known.type == "list":  # a job that comes or goes has a key that changed, too
            return cls(known, ends=min(ENDS, 2 * len(changed)))
        base, _, suffix = known.name.rpartition(":")
        # `repeat` holds scheduler ids, not job ids; and many ids at once are no cheaper than the whole.
        if known.type != "zset" or suffix == "repeat" or len(changed) > LONG:
            return None
        ids = tuple(dict.fromkeys(_ids(f"{base}:", changed)))
        return cls(known, ids) if ids else None

    def message(self) -> dict[str, Any]:
        """Return the request as ``read.lua`` takes it."""
        if self.known.type == "list":
            return {"ends": self.ends}
        if self.known.type == "stream":
            entries: Entries = self.known.value  # type: ignore[assignment]  # a stream's value is Entries
            return {"after": entries.newest.id, "size": self.known.size}
        return {"probe": self.probe}

    def complete(self, state: KeyState, part: Any) -> KeyState | None:
        """Return the key's state, from what was known of it and the part that was read.

        Args:
            state: The key as it is now, but for its value; made for this call, which may give it its value.
            part: The part, as ``read.lua`` returned it.

        Returns:
            The state, or None where the part does not account for the key's size, or shows no change at all.
        """
        return _PIECED[self.known.type](self, state, part)


def _ids(base: str, changed: Sequence[str]) -> Iterator[str]:
    """Yield the ids of the jobs that changed keys may belong to: ``7:lock`` may be job 7's, or a job of that name."""
    for name in changed:
        if name.startswith(base):
            rest = name[len(base) :]
            owner = rest.rpartition(":")[0]
            yield from (rest, owner) if owner else (rest,)


def _list(request: Request, state: KeyState, part: Any) -> KeyState | None:
    known = request.known
    first, last = ends(known, 2 * request.ends)
    head, tail = tuple(part[0]), tuple(part[1])
    front, back = _shift(head, first, request.ends), _shift(tail[::-1], last[::-1], request.ends)
    if front is None or back is None or front == back == 0 or known.size + front + back != state.size:
        return None
    splices = []
    if front:
        splices.append(Splice(0, (), head[:front]) if front > 0 else Splice(0, first[:-front], ()))
    if back:
        came, went = (tail[-back:], ()) if back > 0 else ((), last[back:])
        splices.append(Splice(known.size + front - len(went), went, came))
    return edited(known, ListChanged(known.name, state.encoding, state.expires_at, tuple(splices)))


def _shift(seen: tuple[str, ...], items: tuple[str, ...], read: int) -> int | None:
    """Return how many elements joined (positive) or left (negative) at the front of a list; None: cannot be told."""
    for count in range(read // 2 + 1):
        if seen[count:] == items[: len(seen) - count]:
            return count
        if seen == items[count : count + len(seen)]:
            return -count
    return None


def _zset(request: Request, state: KeyState, part: Any) -> KeyState | None:
    known, changes, joined = request.known, {}, 0
    for member, raw in sorted(zip(request.probe, part, strict=True)):
        before, after = score(known, member), None if raw == "" else float(raw)
        if before != after:
            changes[member] = ScoreChange(before, after)
            joined += (before is None) - (after is None)
    if not changes or known.size + joined != state.size:
        return None
    return edited(known, ZsetChanged(known.name, state.encoding, state.expires_at, changes))


def _stream(request: Request, state: KeyState, part: Any) -> KeyState | None:
    (first, appended), size = part, state.size
    entries: Entries = request.known.entries  # type: ignore[assignment]  # a stream's value is Entries
    trimmed = entries.place(first[0][0]) if first else 0
    if trimmed is None or len(entries) - trimmed + len(appended) != size or not (trimmed or appended):
        return None
    return state.fill(entries.then([entry(raw) for raw in appended], trimmed))


_PIECED: dict[str, Callable[[Request, KeyState, Any], KeyState | None]] = {
    "list": _list,
    "zset": _zset,
    "stream": _stream,
}
