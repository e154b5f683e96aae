"""The kinds of change a key can undergo, one class each.

A change is complete: applied to the key's state before, it gives the state after. A recording therefore stores changes,
not snapshots.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from qlab.snapshot.edits import LONG, edited
from qlab.snapshot.values import Entries, Entry, KeyState, Value, zset

__all__ = [
    "Born",
    "Change",
    "Gone",
    "HashChanged",
    "ListChanged",
    "ScoreChange",
    "SetChanged",
    "SizeChanged",
    "Splice",
    "StreamChanged",
    "StringChanged",
    "TextChange",
    "TtlChanged",
    "ZsetChanged",
]


@dataclass(frozen=True)
class Change:
    """Something that happened to a key.

    No ``ABC``: each change of each step is asked of which kind it is, and asking an abstract class takes five times as
    long.

    Attributes:
        key: The key's name.
        encoding: How Redis holds the key now (``OBJECT ENCODING``).
        expires_at: When the key expires now, ms since the epoch; None without a TTL.
    """

    key: str
    encoding: str
    expires_at: int | None

    def apply(self, before: KeyState | None) -> KeyState | None:
        """Return the key's state after the change, given the state before it (None: the key did not exist)."""
        return self._applied(before)

    def text(self) -> str:
        """Return the change as plain text, a line for each atomic change, at most 100 columns wide."""
        from qlab.snapshot.show import change_text

        return change_text(self)

    def _applied(self, before: KeyState | None) -> KeyState | None:
        raise NotImplementedError

    def _after(self, before: KeyState | None, size: int, value: Value) -> KeyState:
        kind = before.type if before else "none"
        return KeyState(self.key, kind, self.encoding, self.expires_at, size, value=value)


@dataclass(frozen=True)
class Born(Change):
    """The key came into being, or was replaced by one of another type."""

    state: KeyState

    def _applied(self, _before: KeyState | None) -> KeyState:
        return self.state


@dataclass(frozen=True)
class Gone(Change):
    """The key ceased to be: deleted, expired, or emptied (Redis keeps no empty lists, sets, hashes)."""

    state: KeyState

    def _applied(self, _before: KeyState | None) -> None:
        return None


class TextChange(NamedTuple):
    """The old and new text; None means absent."""

    before: str | None
    after: str | None


@dataclass(frozen=True)
class StringChanged(Change):
    """A string has another text."""

    value: TextChange

    def _applied(self, before: KeyState | None) -> KeyState:
        after = self.value.after or ""
        return self._after(before, len(after.encode("utf-8", "surrogateescape")), after)


class Splice(NamedTuple):
    """At ``position`` in a list, some elements made way for others."""

    position: int
    removed: tuple[str, ...]
    inserted: tuple[str, ...]


@dataclass(frozen=True)
class ListChanged(Change):
    """A list gained or lost elements. Splices apply one after the other, each to the list the last one left."""

    splices: tuple[Splice, ...]

    def _applied(self, before: KeyState | None) -> KeyState:
        if before is not None and before.size > LONG:
            return edited(before, self)
        items = list(before.items) if before else []
        for position, removed, inserted in self.splices:
            items[position : position + len(removed)] = inserted
        return self._after(before, len(items), tuple(items))


@dataclass(frozen=True)
class SetChanged(Change):
    """A set gained or lost members."""

    added: tuple[str, ...]
    removed: tuple[str, ...]

    def _applied(self, before: KeyState | None) -> KeyState:
        members = (set(before.items if before else ()) - set(self.removed)) | set(self.added)
        return self._after(before, len(members), tuple(sorted(members)))


@dataclass(frozen=True)
class HashChanged(Change):
    """Fields of a hash were set, changed or deleted."""

    fields: Mapping[str, TextChange]

    def _applied(self, before: KeyState | None) -> KeyState:
        kept, joined = {**(before.fields if before else {})}, False
        for name, (_, text) in self.fields.items():
            if text is None:
                kept.pop(name, None)
            else:
                joined = joined or name not in kept
                kept[name] = text
        if joined:  # else the fields are in their order already
            kept = dict(sorted(kept.items()))
        return self._after(before, len(kept), MappingProxyType(kept))


class ScoreChange(NamedTuple):
    """A sorted set member's score before and after; None where it was or is not a member."""

    before: float | None
    after: float | None


@dataclass(frozen=True)
class ZsetChanged(Change):
    """A sorted set gained or lost members, or their scores changed."""

    members: Mapping[str, ScoreChange]

    def _applied(self, before: KeyState | None) -> KeyState:
        if before is not None and before.size > LONG:
            return edited(before, self)
        kept = tuple(member for member in (before.members if before else ()) if member[0] not in self.members)
        added = zset({name: score.after for name, score in self.members.items() if score.after is not None})
        # What is added mostly lies beyond what is there: then nothing needs sorting.
        beyond = not added or not kept or added[0].score > kept[-1].score
        value = kept + added if beyond else zset(dict(kept + added))
        return self._after(before, len(value), value)


@dataclass(frozen=True)
class StreamChanged(Change):
    """A stream gained entries at its end, or was trimmed at its beginning."""

    appended: tuple[Entry, ...]
    trimmed: int

    def _applied(self, before: KeyState | None) -> KeyState:
        entries = before.entries if before else ()
        known = entries if isinstance(entries, Entries) else Entries(list(entries))
        after = known.then(self.appended, self.trimmed)
        return self._after(before, len(after), after)


@dataclass(frozen=True)
class SizeChanged(Change):
    """The key is larger or smaller, and the page of it that was read is the same: what changed was not read."""

    before: int
    after: int

    def _applied(self, before: KeyState | None) -> KeyState | None:
        if before is None:
            return None
        return before.replace(size=self.after, expires_at=self.expires_at, encoding=self.encoding)


@dataclass(frozen=True)
class TtlChanged(Change):
    """Only the key's expiry (or its encoding) changed, not its value."""

    before: int | None

    def _applied(self, before: KeyState | None) -> KeyState | None:
        return before.replace(expires_at=self.expires_at, encoding=self.encoding) if before else None
