"""Diff: what changed between two snapshots, typed, key by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from qlab.protocol.keys import parse_key
from qlab.snapshot.changes import (
    Born,
    Change,
    Gone,
    HashChanged,
    ListChanged,
    ScoreChange,
    SetChanged,
    SizeChanged,
    Splice,
    StreamChanged,
    StringChanged,
    TextChange,
    TtlChanged,
    ZsetChanged,
)
from qlab.snapshot.edits import edit_between
from qlab.snapshot.model import Snapshot, State, reading_order
from qlab.snapshot.values import Entries, KeyState
from qlab.text.words import plural

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COMPARED", "Diff", "splice"]


@dataclass(frozen=True, eq=False, repr=False)
class Diff:
    """What changed from one snapshot to another.

    Attributes:
        before: The earlier snapshot.
        after: The later one.
        changes: A change for each key that changed, in reading order: a queue's own keys, then its jobs'.
    """

    before: Snapshot
    after: Snapshot
    changes: tuple[Change, ...]

    @classmethod
    def between(cls, before: Snapshot, after: Snapshot, names: Iterable[str] | None = None) -> Diff:
        """Compare two snapshots.

        Args:
            before: The earlier snapshot.
            after: The later one.
            names: The keys that may differ, if that is known; otherwise all are compared.

        Returns:
            What changed.
        """
        names = set(before.state) | set(after.state) if names is None else names
        found = [change for name in names if (change := _change(name, before.state, after.state)) is not None]
        ordered = sorted(found, key=lambda change: reading_order(parse_key(change.key, after.prefix)))
        return cls(before, after, tuple(ordered))

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def of(self, name: str) -> Change | None:
        """Return the change of one key, or None if it did not change."""
        return next((change for change in self.changes if change.key == name), None)

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each atomic change: key, queue, role, job, change, where, before, after."""
        from qlab.snapshot.show import diff_frame

        return diff_frame(self)

    def text(self) -> str:
        """Return the changes as plain text, at most 100 columns wide."""
        from qlab.snapshot.show import diff_text

        return diff_text(self)

    def __eq__(self, other: object) -> bool:
        return self.changes == other.changes if isinstance(other, Diff) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Diff({plural(len(self.changes), 'key')} changed)"

    def _repr_html_(self) -> str:
        from qlab.snapshot.show import diff_html

        return diff_html(self)


def _change(name: str, before: State, after: State) -> Change | None:
    old, new = before.get(name), after.get(name)
    if old is new or old is None or new is None or old.type != new.type:
        return _appeared(name, old, new)
    facts = (name, new.encoding, new.expires_at)
    if old.type in _COMPARE and (change := _COMPARE[old.type](facts, old, new)) is not None:
        return change
    if old.size != new.size:
        return SizeChanged(*facts, old.size, new.size)
    same = (old.encoding, old.expires_at) == (new.encoding, new.expires_at)
    return None if same else TtlChanged(*facts, before=old.expires_at)


def _appeared(name: str, old: KeyState | None, new: KeyState | None) -> Change | None:
    if old is new:
        return None
    if new is not None:
        return Born(name, new.encoding, new.expires_at, new)
    return Gone(name, "", None, old) if old is not None else None


Facts = tuple[str, str, int | None]


def _string(facts: Facts, old: KeyState, new: KeyState) -> Change | None:
    return StringChanged(*facts, TextChange(old.text, new.text)) if old.text != new.text else None


def _list(facts: Facts, old: KeyState, new: KeyState) -> Change | None:
    if isinstance(edit := edit_between(old, new), ListChanged):
        return ListChanged(*facts, edit.splices)
    splices = tuple(splice(old.items, new.items))
    return ListChanged(*facts, splices) if splices else None


def _set(facts: Facts, old: KeyState, new: KeyState) -> Change | None:
    was, now = set(old.items), set(new.items)
    return SetChanged(*facts, tuple(sorted(now - was)), tuple(sorted(was - now))) if was != now else None


def _hash(facts: Facts, old: KeyState, new: KeyState) -> Change | None:
    fields = {name: TextChange(*pair) for name, pair in _differing(old.fields, new.fields)}
    return HashChanged(*facts, fields) if fields else None


def _zset(facts: Facts, old: KeyState, new: KeyState) -> Change | None:
    if isinstance(edit := edit_between(old, new), ZsetChanged):
        return ZsetChanged(*facts, edit.members)
    members = {name: ScoreChange(*pair) for name, pair in _differing(dict(old.members), dict(new.members))}
    return ZsetChanged(*facts, members) if members else None


def _stream(facts: Facts, old: KeyState, new: KeyState) -> Change | None:
    entries = new.entries if isinstance(new.entries, Entries) else Entries(list(new.entries))
    appended, trimmed = entries.since(old.entries)
    return StreamChanged(*facts, appended, trimmed) if appended or trimmed else None


_COMPARE: Mapping[str, Callable[[Facts, KeyState, KeyState], Change | None]] = {
    "string": _string,
    "list": _list,
    "set": _set,
    "hash": _hash,
    "zset": _zset,
    "stream": _stream,
}


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, tuple[Any, Any]]]:
    names = sorted({*old, *new})
    return [(name, (old.get(name), new.get(name))) for name in names if old.get(name) != new.get(name)]


COMPARED = 1_000_000
"""Where more pairs of elements would have to be compared, a list's changed part is said to be replaced as a whole."""


def splice(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Splice]:
    """Yield the splices that turn one list into the other, to be applied in order."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    if not middle_old or not middle_new:  # something only joined or only left, at one place: nearly always so
        if middle_old or middle_new:
            yield Splice(start, middle_old, middle_new)
        return
    if len(middle_old) * len(middle_new) > COMPARED:
        yield Splice(start, middle_old, middle_new)
        return
    drift = start
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Splice(i1 + drift, middle_old[i1:i2], middle_new[j1:j2])
            drift += (j2 - j1) - (i2 - i1)


def _common(old: tuple[str, ...], new: tuple[str, ...]) -> int:
    """Return how many elements two lists share from their beginning."""
    if old[: len(new)] == new[: len(old)]:
        return min(len(old), len(new))
    return next(at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
