"""Key states and changes as JSON values, and back.

A change says what to do to the key before it: ``set`` it whole, ``del`` it, or edit its ``string``, ``list``,
``members``, ``hash``, ``zset`` or ``stream``; ``encoding`` and ``expires_at`` stand beside an edit.

What is read has the shape of :mod:`.lines` already; what does not fit the state before it raises ValueError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from math import isqrt
from types import MappingProxyType
from typing import Any

from msgspec import UNSET, convert

from qlab.record.format.checks import Json, score_to_json
from qlab.record.format.lines import ChangeLine, FieldsLine, MembersLine, Score, ScoresLine, StateLine, StreamLine
from qlab.snapshot.changes import (
    Born,
    Change,
    Gone,
    HashChanged,
    ListChanged,
    ScoreChange,
    SetChanged,
    Splice,
    StreamChanged,
    StringChanged,
    TextChange,
    TtlChanged,
    ZsetChanged,
)
from qlab.snapshot.diff import COMPARED
from qlab.snapshot.edits import part, score
from qlab.snapshot.values import Entries, Entry, KeyState, Value, zset

__all__ = ["change_from_line", "change_to_json", "state_from_line", "state_to_json"]

# -- states ------------------------------------------------------------------------------------------------------------


def state_to_json(state: KeyState) -> Json:
    """Return a key's state: type, encoding, expires_at (ms since the epoch or null) and value.

    Where the value is only a page of a larger key, as an observer reads it, ``size`` is the key's true size.
    """
    json = {
        "type": state.type,
        "encoding": state.encoding,
        "expires_at": state.expires_at,
        "value": _value_to_json(state),
    }
    return json if state.size == _size(state.value) else {**json, "size": state.size}


def _size(value: Value) -> int:
    return len(value.encode("utf-8", "surrogateescape")) if isinstance(value, str) else len(value)


def _value_to_json(state: KeyState) -> Json:
    match state.type:
        case "list" | "set":
            return list(state.items)
        case "hash":
            return dict(state.fields)
        case "zset":
            return [(member, score_to_json(score)) for member, score in state.members]
        case "stream":
            return _entries_to_json(state.entries)
    return str(state.value)  # a string, or a module's type, of which only the name is known


def _entries_to_json(entries: Sequence[Entry]) -> Json:
    return list(entries)  # an entry and its pairs are tuples, JSON's arrays


def state_from_line(name: str, line: StateLine) -> KeyState:
    """Return the state of the key with this name."""
    value = _VALUES.get(line.type, _text)(line.value)
    size = _size(value) if line.size is UNSET else line.size
    if not size and line.type in ("list", "set", "hash", "zset"):
        raise ValueError(f"a {line.type} is empty, and Redis keeps none that is")
    return KeyState(name, line.type, line.encoding, line.expires_at, size, value=value)


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise ValueError("a key's value is not a text")  # noqa: TRY004  what is wrong with a file is a ValueError
    return value


def _set(value: Json) -> tuple[str, ...]:
    return tuple(sorted(convert(value, set[str])))


def _hash(value: Json) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise ValueError("a hash's value is not an object")  # noqa: TRY004
    return MappingProxyType(dict(sorted(value.items())))


def _zset(value: Json) -> Value:
    return zset({member: float(score) for member, score in convert(value, tuple[tuple[str, Score], ...])})


def _stream(value: Json) -> Value:
    return Entries(list(_shared(convert(value, tuple[Entry, ...]))))


_VALUES: Mapping[str, Callable[[Json], Value]] = {
    "list": lambda value: convert(value, tuple[str, ...]),
    "set": _set,
    "hash": _hash,
    "zset": _zset,
    "stream": _stream,
}
SHORT = 32
"""So long at most is a text that is shared; there are as many others as there are jobs."""


def _shared(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries whose short fields are the same objects where they are equal, for each event tells the same few words."""
    return tuple(
        Entry(id, tuple(_one_of(pair) if len(pair[1]) <= SHORT else pair for pair in fields)) for id, fields in entries
    )


@lru_cache(maxsize=1_024)
def _one_of(pair: tuple[str, str]) -> tuple[str, str]:
    return pair


# -- changes -----------------------------------------------------------------------------------------------------------


def change_to_json(change: Change) -> Json:
    """Return a change as JSON."""
    if isinstance(change, Gone):
        return {"key": change.key, "del": True}
    if isinstance(change, Born):
        return {"key": change.key, "set": state_to_json(change.state)}
    edit = _EDITS_TO_JSON.get(type(change))  # none where only its expiry or its encoding changed
    json = {"encoding": change.encoding, "expires_at": change.expires_at, "key": change.key}
    return json if edit is None else {**json, **edit(change)}


def _hash_to_json(change: HashChanged) -> Json:
    return {"hash": _set_and_del({name: text.after for name, text in change.fields.items()})}


def _zset_to_json(change: ZsetChanged) -> Json:
    scores = ((name, it.after) for name, it in change.members.items())
    return {"zset": _set_and_del({name: None if score is None else score_to_json(score) for name, score in scores})}


def _set_and_del(after: Mapping[str, Json]) -> Json:
    kept = {name: value for name, value in after.items() if value is not None}
    return {"set": kept, "del": sorted(name for name in after if name not in kept) if len(kept) < len(after) else []}


_EDITS_TO_JSON: Mapping[type[Change], Callable[[Any], Json]] = {
    StringChanged: lambda change: {"string": change.value.after},
    ListChanged: lambda change: {"list": [(at, len(removed), inserted) for at, removed, inserted in change.splices]},
    SetChanged: lambda change: {"members": {"add": change.added, "del": change.removed}},
    HashChanged: _hash_to_json,
    ZsetChanged: _zset_to_json,
    StreamChanged: lambda change: {"stream": {"append": change.appended, "trim": change.trimmed}},
}


def change_from_line(line: ChangeLine, key: str, old: KeyState | None) -> Change:
    """Return the change that a line describes; the key's state before it fills in what the change replaced.

    Raises:
        ValueError: If there can be no such change of it.
    """
    if line.whole is not UNSET:
        state = state_from_line(key, line.whole)
        return Born(key, state.encoding, state.expires_at, state)
    if old is None:
        raise ValueError("a key changes that does not exist")
    if line.gone:
        return Gone(key, "", None, old)
    if line.encoding is UNSET or line.expires_at is UNSET:
        raise ValueError("it lacks an edit's encoding or expires_at")
    return _edit(line, (key, line.encoding, line.expires_at), old)


Facts = tuple[str, str, int | None]


def _edit(line: ChangeLine, facts: Facts, old: KeyState) -> Change:
    edits = (line.text, line.splices, line.members, line.fields, line.scores, line.stream)
    kinds = [at for at, edit in enumerate(edits) if edit is not UNSET]
    if not kinds:
        return TtlChanged(*facts, before=old.expires_at)
    if len(kinds) > 1:
        raise ValueError("a change is of no known kind")
    type, edited = _EDITS[kinds[0]]
    if type != old.type:
        raise ValueError(f"a {old.type} is changed as if it were a {type}")
    return edited(edits[kinds[0]], facts, old)


def _edit_string(text: str, facts: Facts, old: KeyState) -> Change:
    return StringChanged(*facts, TextChange(old.text, text))


MOST_SPLICES = 2 * isqrt(COMPARED) + 2
"""One step changes a list in at most this many places; where more would have to be compared, it is replaced."""


def _edit_list(splices: Sequence[tuple[int, int, tuple[str, ...]]], facts: Facts, old: KeyState) -> Change:
    if len(splices) > MOST_SPLICES:
        raise ValueError(f"a list changes in more than {MOST_SPLICES:,} places")
    if len(splices) == 1:  # nearly always so: then the list is not made whole for it
        [(at, deleted, inserted)] = splices
        _within(at, deleted, old.size if old.edits else len(old.items))
        return ListChanged(*facts, (Splice(at, part(old, at, at + deleted), inserted),))
    items, made = list(old.items), []
    for at, deleted, inserted in splices:
        _within(at, deleted, len(items))
        made.append(Splice(at, tuple(items[at : at + deleted]), inserted))
        items[at : at + deleted] = inserted
    return ListChanged(*facts, tuple(made))


def _within(at: int, deleted: int, length: int) -> None:
    if at + deleted > length:
        raise ValueError("a list changes beyond its end")


def _edit_set(members: MembersLine, facts: Facts, _old: KeyState) -> Change:
    return SetChanged(*facts, members.added, members.removed)


def _edit_hash(fields: FieldsLine, facts: Facts, old: KeyState) -> Change:
    after: dict[str, str | None] = {**dict.fromkeys(fields.removed), **fields.kept}
    return HashChanged(*facts, {name: TextChange(old.fields.get(name), after[name]) for name in sorted(after)})


def _edit_zset(scores: ScoresLine, facts: Facts, old: KeyState) -> Change:
    kept = {name: float(number) for name, number in scores.kept.items()}
    after: dict[str, float | None] = {**dict.fromkeys(scores.removed), **kept}
    return ZsetChanged(*facts, {name: ScoreChange(score(old, name), after[name]) for name in sorted(after)})


def _edit_stream(stream: StreamLine, facts: Facts, old: KeyState) -> Change:
    if stream.trimmed > old.size + len(stream.appended):
        raise ValueError("a stream is trimmed beyond its length")
    return StreamChanged(*facts, _shared(stream.appended), stream.trimmed)


_EDITS: Sequence[tuple[str, Callable[[Any, Facts, KeyState], Change]]] = (
    ("string", _edit_string),
    ("list", _edit_list),
    ("set", _edit_set),
    ("hash", _edit_hash),
    ("zset", _edit_zset),
    ("stream", _edit_stream),
)
"""For each kind of edit, in the order of a line's: the type of key that it edits, and the change."""
