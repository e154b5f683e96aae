"""Redaction: job data and return values replaced by their shape, so that what was seen may be shown to others.

A shape says of each value its type and size; names of fields stay, for without them a shape says little.
What stays as it is: ids, names, options, states, times, worker names, and error texts, which one needs to understand a
failure; ``"all"`` replaces those too. An application that puts people's data into job ids or field names must not rely
on this.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Literal

from qlab.errors import OptionError
from qlab.protocol.contents import HASH_FIELDS, PLAIN_ROLES, Contents, of_event_field, of_field
from qlab.protocol.keys import Role, parse_key
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import Entries, Entry, KeyState, Value
from qlab.text.decoded import to_json

__all__ = ["Redact", "check", "entry", "fields", "hidden", "shape", "snapshot", "state"]

Redact = bool | Literal["all"]
"""False: nothing is replaced. True: data, return values, progress and logs. ``"all"``: errors and their traces too."""

_DEEPEST = 20
_SURROGATE = re.compile("[\ud800-\udfff]")


def check(redact: object) -> Redact:
    """Return the option itself.

    Raises:
        OptionError: If it is neither False, True nor ``"all"``.
    """
    if redact is True or redact is False or redact == "all":
        return redact
    raise OptionError(f'redact is {redact!r}; give True, or "all" to replace error texts too.')


def hidden(redact: Redact) -> frozenset[Contents]:
    """Return which contents an option hides."""
    if not redact:
        return frozenset()
    return frozenset({Contents.DATA, Contents.ERRORS} if redact == "all" else {Contents.DATA})


def shape(value: Any, depth: int = 0) -> Any:
    """Return the shape of a JSON value: types and sizes, and the names of fields.

    ``{"to": "ada@example.com", "n": [1, 2]}`` → ``{"to": "string(15)", "n": ["number", "number"]}``. Of a list
    the first three are shown, then how many more there are.
    """
    if isinstance(value, dict):
        return {name: shape(each, depth + 1) for name, each in value.items()} if depth < _DEEPEST else "object"
    if isinstance(value, list):
        more = [f"… {len(value) - 3} more"] if len(value) > 3 else []
        return [*(shape(each, depth + 1) for each in value[:3]), *more] if depth < _DEEPEST else "array"
    if isinstance(value, str):
        return f"string({len(value)})"
    return "boolean" if isinstance(value, bool) else "null" if value is None else "number"


def shape_text(raw: str) -> str:
    """Return the shape of a JSON text, as JSON text."""
    text = json.dumps(shape(to_json(raw)), ensure_ascii=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)  # JSON's own escape: it has no UTF-8


def fields(given: Mapping[str, str], redact: Redact, role: Role = Role.JOB) -> Mapping[str, str]:
    """Return a hash of BullMQ's, redacted.

    Args:
        given: Its fields.
        redact: What to hide.
        role: What hash it is.
    """
    return _shaped(given, redact, partial(of_field, role))


def _shaped(given: Mapping[str, str], redact: Redact, of: Callable[[str], Contents]) -> Mapping[str, str]:
    out = hidden(redact)
    return MappingProxyType({name: shape_text(text) if of(name) in out else text for name, text in given.items()})


def entry(given: Entry, redact: Redact) -> Entry:
    """Return an event, redacted."""
    return given if not redact else Entry(given.id, tuple(_shaped(dict(given.fields), redact, of_event_field).items()))


def state(given: KeyState, prefix: str, redact: Redact) -> KeyState:
    """Return a key, redacted."""
    value = _value(given, parse_key(given.name, prefix).role, redact)
    return given if value is None else given.replace(value=value, size=given.size)


def snapshot(given: Snapshot, redact: Redact) -> Snapshot:
    """Return a snapshot, redacted: the same keys, counts and states."""
    if not redact:
        return given
    changed = given.state
    for name, held in given.state.items():
        hidden = state(held, given.prefix, redact)
        changed = changed if hidden is held else changed.set(name, hidden)
    return Snapshot(given.at, given.start, given.prefix, changed, given.sampled, unread=given.unread)


def _value(held: KeyState, role: Role, redact: Redact) -> Value | None:
    """Return the value to show instead; None where nothing is hidden. A role that nobody has classified is hidden."""
    if not redact or role in PLAIN_ROLES:
        return None
    if role in HASH_FIELDS and held.type == "hash":
        return fields(held.fields, redact, role)
    if role is Role.EVENTS and held.type == "stream":
        return Entries([entry(each, redact) for each in held.entries])
    if role is Role.LOGS and held.type == "list":
        return tuple(f"string({len(line)})" for line in held.items)
    if role in (Role.PROCESSED, Role.CHILD_FAILURES) and held.type == "hash":
        shown = role is Role.CHILD_FAILURES and Contents.ERRORS not in hidden(redact)
        return None if shown else MappingProxyType({name: shape_text(text) for name, text in held.fields.items()})
    return _unknown(held)


def _unknown(held: KeyState) -> Value | None:
    """Show only the type and size of a key that is not BullMQ's, and a stream's entry ids: it may hold anything."""
    if held.type == "stream":
        return Entries([Entry(each.id, ()) for each in held.entries])
    return "" if held.type == "string" else MappingProxyType({}) if held.type == "hash" else ()
