"""Key states and changes as JSON values, and back.

A change says what to do to the key before it: ``set`` it whole, ``del`` it, or edit its ``string``, ``list``,
``members``, ``hash``, ``zset`` or ``stream``; ``encoding`` and ``expires_at`` stand beside an edit.

What is read is checked: whatever is not as it is written here raises TypeError, ValueError or KeyError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import isqrt
from types import MappingProxyType

from qlab.record.format.checks import (
    Json,
    a_list,
    a_score,
    a_text,
    a_whole,
    an_expiry,
    an_object,
    score_to_json,
    texts,
)
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
from qlab.snapshot.edits import score
from qlab.snapshot.model import State
from qlab.snapshot.values import Entries, Entry, KeyState, Value, zset

__all__ = ["change_from_json", "change_to_json", "state_from_json", "state_to_json"]

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
            return [[member, score_to_json(score)] for member, score in state.members]
        case "stream":
            return _entries_to_json(state.entries)
    return str(state.value)  # a string, or a module's type, of which only the name is known


def _entries_to_json(entries: Sequence[Entry]) -> Json:
    return [[entry.id, [list(pair) for pair in entry.fields]] for entry in entries]


def state_from_json(name: str, json: Json) -> KeyState:
    """Return the state of the key with this name."""
    kind = a_text(an_object(json)["type"])
    value = _VALUES.get(kind, a_text)(json["value"])
    size = a_whole(json["size"], most=2**63 - 1) if "size" in json else _size(value)
    if not size and kind in ("list", "set", "hash", "zset"):
        raise ValueError(f"a {kind} is empty, and Redis keeps none that is")
    return KeyState(a_text(name), kind, a_text(json["encoding"]), an_expiry(json["expires_at"]), size, value=value)


def _set(json: Json) -> tuple[str, ...]:
    return tuple(sorted(set(texts(json))))


def _hash(json: Json) -> Mapping[str, str]:
    return MappingProxyType({a_text(name): a_text(text) for name, text in sorted(an_object(json).items())})


def _zset(json: Json) -> Value:
    return zset({a_text(member): a_score(score) for member, score in a_list(json)})


def _entries(json: Json) -> tuple[Entry, ...]:
    return tuple(Entry(a_text(id), tuple(map(_pair, a_list(fields)))) for id, fields in a_list(json))


def _pair(json: Json) -> tuple[str, str]:
    name, text = a_list(json)
    return _shared(a_text(name)), _shared(a_text(text))


SHORT = 32
"""So long at most is a text that is shared; there are as many others as there are jobs."""


def _shared(text: str) -> str:
    """Return a text; of short ones that are equal the same object, for each event tells the same few words."""
    return _one_of(text) if len(text) <= SHORT else text


@lru_cache(maxsize=1_024)
def _one_of(text: str) -> str:
    return text


_VALUES: Mapping[str, Callable[[Json], Value]] = {
    "list": texts,
    "set": _set,
    "hash": _hash,
    "zset": _zset,
    "stream": lambda json: Entries(list(_entries(json))),
}

# -- changes -----------------------------------------------------------------------------------------------------------


def change_to_json(change: Change) -> Json:
    """Return a change as JSON."""
    if isinstance(change, Gone):
        return {"key": change.key, "del": True}
    if isinstance(change, Born):
        return {"key": change.key, "set": state_to_json(change.state)}
    return {"key": change.key, "encoding": change.encoding, "expires_at": change.expires_at, **_edit_to_json(change)}


def _edit_to_json(change: Change) -> Json:
    json: Json = {}  # stays so where only its expiry or its encoding changed
    match change:
        case StringChanged(value=value):
            json = {"string": value.after}
        case ListChanged(splices=splices):
            json = {"list": [[at, len(removed), list(inserted)] for at, removed, inserted in splices]}
        case SetChanged(added=added, removed=removed):
            json = {"members": {"add": list(added), "del": list(removed)}}
        case HashChanged(fields=fields):
            json = {"hash": _set_and_del({name: text.after for name, text in fields.items()})}
        case ZsetChanged(members=members):
            scores = {name: None if it.after is None else score_to_json(it.after) for name, it in members.items()}
            json = {"zset": _set_and_del(scores)}
        case StreamChanged(appended=appended, trimmed=trimmed):
            json = {"stream": {"append": _entries_to_json(appended), "trim": trimmed}}
    return json


def _set_and_del(after: Mapping[str, Json]) -> Json:
    kept = {name: value for name, value in after.items() if value is not None}
    return {"set": kept, "del": sorted(name for name in after if name not in kept)}


def change_from_json(json: Json, before: State) -> Change:
    """Return the change that JSON describes; the state before it fills in what the change replaced."""
    key = a_text(an_object(json)["key"])
    old = before.get(key)
    if "set" in json:
        state = state_from_json(key, json["set"])
        return Born(key, state.encoding, state.expires_at, state)
    if old is None:
        raise ValueError("a key changes that does not exist")
    if json.get("del") is True:
        return Gone(key, "", None, old)
    return _edit(json, (key, a_text(json["encoding"]), an_expiry(json["expires_at"])), old)


Facts = tuple[str, str, int | None]


def _edit(json: Json, facts: Facts, old: KeyState) -> Change:
    kinds = set(json) - {"key", "encoding", "expires_at"}
    if not kinds:
        return TtlChanged(*facts, before=old.expires_at)
    [kind] = kinds & set(_EDITS) or {""}
    if len(kinds) > 1 or kind not in _EDITS:
        raise ValueError("a change is of no known kind")
    type, edit = _EDITS[kind]
    if type != old.type:
        raise ValueError(f"a {old.type} is changed as if it were a {type}")
    return edit(json[kind], facts, old)


def _edit_string(json: Json, facts: Facts, old: KeyState) -> Change:
    return StringChanged(*facts, TextChange(old.text, a_text(json)))


MOST_SPLICES = 2 * isqrt(COMPARED) + 2
"""In so many places at most does one step change a list: where more would have to be compared, it is replaced."""


def _edit_list(json: Json, facts: Facts, old: KeyState) -> Change:
    items, splices = list(old.items), []
    if len(a_list(json)) > MOST_SPLICES:
        raise ValueError(f"a list changes in more than {MOST_SPLICES:,} places")
    for position, deleted, inserted in json:
        at = a_whole(position, 0, len(items))
        end = at + a_whole(deleted, 0, len(items) - at)
        splices.append(Splice(at, tuple(items[at:end]), texts(inserted)))
        items[at:end] = inserted
    return ListChanged(*facts, tuple(splices))


def _edit_set(json: Json, facts: Facts, _old: KeyState) -> Change:
    return SetChanged(*facts, texts(an_object(json)["add"]), texts(json["del"]))


def _edit_hash(json: Json, facts: Facts, old: KeyState) -> Change:
    kept = {a_text(name): a_text(text) for name, text in an_object(an_object(json)["set"]).items()}
    after = {**dict.fromkeys(texts(json["del"])), **kept}
    return HashChanged(*facts, {name: TextChange(old.fields.get(name), after[name]) for name in sorted(after)})


def _edit_zset(json: Json, facts: Facts, old: KeyState) -> Change:
    kept = {a_text(name): a_score(number) for name, number in an_object(an_object(json)["set"]).items()}
    after = {**dict.fromkeys(texts(json["del"])), **kept}
    return ZsetChanged(*facts, {name: ScoreChange(score(old, name), after[name]) for name in sorted(after)})


def _edit_stream(json: Json, facts: Facts, old: KeyState) -> Change:
    appended = _entries(an_object(json)["append"])
    return StreamChanged(*facts, appended, a_whole(json["trim"], 0, old.size + len(appended)))


_EDITS: Mapping[str, tuple[str, Callable[[Json, Facts, KeyState], Change]]] = {
    "string": ("string", _edit_string),
    "list": ("list", _edit_list),
    "members": ("set", _edit_set),
    "hash": ("hash", _edit_hash),
    "zset": ("zset", _edit_zset),
    "stream": ("stream", _edit_stream),
}
