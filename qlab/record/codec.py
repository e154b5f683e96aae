"""Key states and changes as JSON values, and back.

A change says what to do to the key before it: ``set`` it whole, ``del`` it, or edit its ``string``, ``list``, ``members``,
``hash``, ``zset`` or ``stream``; ``encoding`` and ``expires_at`` stand beside an edit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

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
from qlab.snapshot.model import State
from qlab.snapshot.values import Entries, Entry, KeyState, Value, zset

Json = Any


def state_to_json(state: KeyState) -> Json:
    """A key's state: type, encoding, expires_at (ms since the epoch or null) and value."""
    return {
        "type": state.type,
        "encoding": state.encoding,
        "expires_at": state.expires_at,
        "value": _VALUE_TO_JSON.get(state.type, str)(state.value),
    }


def state_from_json(name: str, json: Json) -> KeyState:
    """The state of the key with this name."""
    kind = json["type"]
    value: Value = _VALUE_FROM_JSON.get(kind, as_text)(json["value"])
    size = len(value.encode("utf-8", "surrogateescape")) if isinstance(value, str) else len(value)
    return KeyState(name, as_text(kind), as_text(json["encoding"]), _expiry(json["expires_at"]), size, value=value)


def _entries_to_json(entries: Any) -> Json:
    return [[entry.id, [list(pair) for pair in entry.fields]] for entry in entries]


def _entries_from_json(json: Json) -> tuple[Entry, ...]:
    return tuple(
        Entry(as_text(id), tuple((as_text(name), as_text(text)) for name, text in fields)) for id, fields in json
    )


def _texts(json: Json) -> tuple[str, ...]:
    return tuple(map(as_text, json))


def _hash_from_json(json: Json) -> Mapping[str, str]:
    return MappingProxyType({name: as_text(text) for name, text in sorted(json.items())})


def as_text(value: Json) -> str:
    """The value, which must be a text.

    Raises:
        TypeError: If it is none.
    """
    if not isinstance(value, str):
        raise TypeError(f"text expected, {type(value).__name__} found")
    return value


def _expiry(value: Json) -> int | None:
    return None if value is None else int(value)


def _number(score: float) -> float | str:
    # JSON has no infinity, Redis scores have: BullMQ never writes one, but a hand can.
    return score if abs(score) != float("inf") else str(score)


_VALUE_TO_JSON: Mapping[str, Callable[[Any], Json]] = {
    "list": list,
    "set": list,
    "hash": dict,
    "zset": lambda members: [[member, _number(score)] for member, score in members],
    "stream": _entries_to_json,
}
_VALUE_FROM_JSON: Mapping[str, Callable[[Json], Value]] = {
    "list": _texts,
    "set": _texts,
    "hash": _hash_from_json,
    "zset": lambda json: zset({as_text(member): float(score) for member, score in json}),
    "stream": lambda json: Entries(list(_entries_from_json(json))),
}


def change_to_json(change: Change) -> Json:
    """A change as JSON."""
    if isinstance(change, Gone):
        return {"key": change.key, "del": True}
    if isinstance(change, Born):
        return {"key": change.key, "set": state_to_json(change.state)}
    edit = _EDIT_TO_JSON[type(change)](change)
    return {"key": change.key, "encoding": change.encoding, "expires_at": change.expires_at, **edit}


_EDIT_TO_JSON: Mapping[type[Change], Callable[[Any], Json]] = {
    TtlChanged: lambda change: {},
    StringChanged: lambda change: {"string": change.value.after},
    ListChanged: lambda change: {
        "list": [[at, len(removed), list(inserted)] for at, removed, inserted in change.splices]
    },
    SetChanged: lambda change: {"members": {"add": list(change.added), "del": list(change.removed)}},
    HashChanged: lambda change: {"hash": _edits(change.fields, lambda text: text)},
    ZsetChanged: lambda change: {"zset": _edits(change.members, _number)},
    StreamChanged: lambda change: {"stream": {"append": _entries_to_json(change.appended), "trim": change.trimmed}},
}


def _edits(changes: Mapping[str, TextChange | ScoreChange], encode: Callable[[Any], Json]) -> Json:
    after = {name: each.after for name, each in changes.items()}
    kept = {name: encode(value) for name, value in after.items() if value is not None}
    return {"set": kept, "del": sorted(name for name, value in after.items() if value is None)}


def change_from_json(json: Json, before: State) -> Change:
    """The change that JSON describes; the state before it fills in what the change replaced."""
    key = as_text(json["key"])
    old = before.get(key)
    if "set" in json:
        state = state_from_json(key, json["set"])
        return Born(key, state.encoding, state.expires_at, state)
    if old is None:
        raise ValueError(f"a key changes that does not exist: {key[:60]}")
    if json.get("del"):
        return Gone(key, "", None, old)
    facts = (key, as_text(json["encoding"]), _expiry(json["expires_at"]))
    kind = next((name for name in _EDIT_FROM_JSON if name in json), None)
    if kind is None:
        return TtlChanged(*facts, before=old.expires_at)
    return _EDIT_FROM_JSON[kind](facts, old, json[kind])


Facts = tuple[str, str, int | None]


def _string(facts: Facts, old: KeyState, json: Json) -> Change:
    return StringChanged(*facts, TextChange(old.text, as_text(json)))


def _list(facts: Facts, old: KeyState, json: Json) -> Change:
    items, splices = list(old.items), []
    for position, deleted, inserted in json:
        removed = tuple(items[position : position + deleted])
        items[position : position + deleted] = inserted
        splices.append(Splice(int(position), removed, _texts(inserted)))
    return ListChanged(*facts, tuple(splices))


def _members(facts: Facts, old: KeyState, json: Json) -> Change:
    return SetChanged(*facts, _texts(json["add"]), _texts(json["del"]))


def _hash(facts: Facts, old: KeyState, json: Json) -> Change:
    after = {**dict.fromkeys(json["del"]), **{name: as_text(text) for name, text in json["set"].items()}}
    return HashChanged(*facts, {name: TextChange(old.fields.get(name), after[name]) for name in sorted(after)})


def _zset(facts: Facts, old: KeyState, json: Json) -> Change:
    known = dict(old.members)
    after = {**dict.fromkeys(json["del"]), **{name: float(score) for name, score in json["set"].items()}}
    return ZsetChanged(*facts, {name: ScoreChange(known.get(name), after[name]) for name in sorted(after)})


def _stream(facts: Facts, old: KeyState, json: Json) -> Change:
    return StreamChanged(*facts, _entries_from_json(json["append"]), int(json["trim"]))


_EDIT_FROM_JSON: Mapping[str, Callable[[Facts, KeyState, Json], Change]] = {
    "string": _string,
    "list": _list,
    "members": _members,
    "hash": _hash,
    "zset": _zset,
    "stream": _stream,
}
