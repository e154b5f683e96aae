"""The smallest pieces of a value or a change, each with its meaning: what tables, text and HTML are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from qlab.protocol.decode import decode
from qlab.protocol.events import meaning_of_event
from qlab.protocol.keys import DEFAULT_PREFIX, Key, Role, parse_key
from qlab.snapshot.changes import (
    Born,
    Change,
    Gone,
    HashChanged,
    ListChanged,
    SetChanged,
    SizeChanged,
    StreamChanged,
    StringChanged,
    TtlChanged,
    ZsetChanged,
)
from qlab.snapshot.values import Entry, KeyState
from qlab.text.decoded import number_text, when

__all__ = ["NO_LONGER", "Detail", "Reading", "change_lines", "elements"]


NO_LONGER = "no longer: "
"""What stands before the meaning of something that was removed."""


class Detail(NamedTuple):
    """One element of a value, or one atomic change.

    Attributes:
        change: ``born``, ``gone``, ``added``, ``removed``, ``changed``, ``trimmed``, ``size``, ``ttl`` or ``encoding``;
            empty for an element of a value.
        where: A list's position ``[0]``, a hash's field, a sorted set's member, a stream entry's id; empty for a
            string, for a set's member (which is its own value) and for what befalls the whole key.
        before: The raw text before; None where there was none.
        after: The raw text after, or now; None where there is none.
        meaning: What that raw text means; may be empty.
    """

    change: str
    where: str
    before: str | None
    after: str | None
    meaning: str

    @property
    def raw(self) -> str:
        """The raw text: now, or where there is none, before."""
        return (self.before or "") if self.after is None else self.after


class Reading(NamedTuple):
    """What decoding needs to know: whose key it is, and what time it is (ms since the epoch, or None)."""

    key: Key
    now: int | None

    @classmethod
    def of(cls, name: str, prefix: str = DEFAULT_PREFIX, now: int | None = None) -> Reading:
        """Return the reading for the key of this name."""
        return cls(parse_key(name, prefix), now)

    def meaning(self, member_or_field: str | None, raw: str | float) -> str:
        """Return what a value under the key means; empty where there is nothing to say."""
        decoded = decode(self.key, member_or_field, raw, self.now)
        return decoded.meaning if decoded else ""

    def line(self, change: str, where: str, before: str | None, after: str | None, probe: str | None = None) -> Detail:
        """Return a line about a text: the one after, else the one before."""
        raw = before if after is None else after
        return Detail(change, where, before, after, _tense(change, self.meaning(probe, raw or "")))

    def element(self, change: str, where: str, raw: str, probe: str | None = None) -> Detail:
        """Return a line about an element that joined (``added``), left (``removed``) or is simply there."""
        return self.line(change, where, *_sides(change, raw), probe)

    def meaning_of(self, entry: Entry) -> str:
        """Return what a stream's entry means; empty where there is nothing to say."""
        return meaning_of_event(dict(entry.fields)) if self.key.role is Role.EVENTS else ""

    def entry(self, change: str, entry: Entry) -> Detail:
        """Return a line about a stream's entry."""
        raw = " ".join(f"{name}={text}" for name, text in entry.fields)
        return Detail(change, entry.id, *_sides(change, raw), _tense(change, self.meaning_of(entry)))


def _tense(change: str, meaning: str) -> str:
    """Return what an element means, or meant: what has been removed is so no longer."""
    return f"{NO_LONGER}{meaning}" if change == "removed" and meaning else meaning


def _sides(change: str, raw: str) -> tuple[str | None, str | None]:
    return (raw, None) if change == "removed" else (None, raw)


def elements(state: KeyState, reading: Reading, change: str = "") -> Iterator[Detail]:
    """Yield the elements of a key's value, in its own order."""
    match state.type:
        case "string":
            yield reading.element(change, "", state.text)
        case "list":
            yield from (reading.element(change, f"[{at}]", item) for at, item in enumerate(state.items))
        case "set":
            yield from (reading.element(change, "", item) for item in state.items)
        case "hash":
            yield from (reading.element(change, name, text, name) for name, text in state.fields.items())
        case "zset":
            yield from (reading.element(change, name, number_text(score), name) for name, score in state.members)
        case "stream":
            yield from (reading.entry(change, entry) for entry in state.entries)


def change_lines(change: Change, reading: Reading, before: KeyState | None = None) -> Iterator[Detail]:
    """Yield the atomic changes a key underwent.

    Args:
        change: What happened to the key.
        reading: Whose key it is, and the time after the change.
        before: The key before it, where known: it tells whether TTL and encoding changed as well.
    """
    kind = type(change)
    yield from _CHANGES[kind](change, reading)
    if before is not None and kind is not Born and kind is not Gone:
        if kind is not TtlChanged and before.expires_at != change.expires_at:
            yield _ttl(before.expires_at, change.expires_at, reading)
        if before.encoding != change.encoding:
            yield Detail("encoding", "", before.encoding, change.encoding, "")


def _ttl(before: int | None, after: int | None, reading: Reading) -> Detail:
    old, new = (None if at is None else str(at) for at in (before, after))
    meaning = "never expires now" if after is None else when(after, reading.now, future="expires")
    return Detail("ttl", "", old, new, meaning)


def _born(change: Born, reading: Reading) -> Iterator[Detail]:
    yield Detail("born", "", None, change.state.type, reading.key.role.sentence)
    yield from elements(change.state, reading, "added")
    if change.expires_at is not None:
        yield _ttl(None, change.expires_at, reading)


def _gone(change: Gone, reading: Reading) -> Iterator[Detail]:
    yield Detail("gone", "", change.state.type, None, reading.key.role.sentence)
    yield from elements(change.state, reading, "removed")


def _string(change: StringChanged, reading: Reading) -> Iterator[Detail]:
    yield reading.line("changed", "", *change.value)


def _list(change: ListChanged, reading: Reading) -> Iterator[Detail]:
    for position, removed, inserted in change.splices:
        yield from (reading.element("removed", f"[{position + at}]", item) for at, item in enumerate(removed))
        yield from (reading.element("added", f"[{position + at}]", item) for at, item in enumerate(inserted))


def _set(change: SetChanged, reading: Reading) -> Iterator[Detail]:
    yield from (reading.element("removed", "", item) for item in change.removed)
    yield from (reading.element("added", "", item) for item in change.added)


def _hash(change: HashChanged, reading: Reading) -> Iterator[Detail]:
    yield from (reading.line(_kind(*text), name, *text, name) for name, text in change.fields.items())


def _zset(change: ZsetChanged, reading: Reading) -> Iterator[Detail]:
    for member, scores in change.members.items():
        before, after = (None if score is None else number_text(score) for score in scores)
        yield reading.line(_kind(before, after), member, before, after, member)


def _kind(before: Any, after: Any) -> str:
    return "added" if before is None else "removed" if after is None else "changed"


def _stream(change: StreamChanged, reading: Reading) -> Iterator[Detail]:
    if change.trimmed:
        entries = "entry" if change.trimmed == 1 else "entries"
        yield Detail("trimmed", "", str(change.trimmed), None, f"{entries} trimmed off the beginning")
    yield from (reading.entry("added", entry) for entry in change.appended)


def _size(change: SizeChanged, _reading: Reading) -> Iterator[Detail]:
    yield Detail("size", "", f"{change.before:,}", f"{change.after:,}", "outside the page that was read")


def _only_ttl(change: TtlChanged, reading: Reading) -> Iterator[Detail]:
    if change.before != change.expires_at:
        yield _ttl(change.before, change.expires_at, reading)


_CHANGES: Mapping[type[Change], Callable[[Any, Reading], Iterator[Detail]]] = {
    Born: _born,
    Gone: _gone,
    StringChanged: _string,
    ListChanged: _list,
    SetChanged: _set,
    HashChanged: _hash,
    ZsetChanged: _zset,
    StreamChanged: _stream,
    SizeChanged: _size,
    TtlChanged: _only_ttl,
}
