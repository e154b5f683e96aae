"""Evidence: raw values, as they were read, that a sentence rests on. One constructor for each way to name a value.

The names say where the value can be looked up again: ``<key>``, ``<key> <field>`` (a hash), ``<key> <member>`` (a
member's score, or its place), ``<key> <entry id>`` (a stream), ``<key> length``, ``<key> time to live``.
"""

from __future__ import annotations

from typing import NamedTuple

from qlab.snapshot.values import Entry, KeyState
from qlab.text.decoded import number_text, quoted

__all__ = ["NO_KEY", "Evidence", "absent", "entry", "hash_field", "length", "score", "whole"]

NO_KEY, NONE = "(no key)", "(none)"


class Evidence(NamedTuple):
    """A raw value that a statement rests on.

    Attributes:
        key: The key it stands under, with the field, member or position behind it where there is one.
        raw: The value as Redis holds it.
    """

    key: str
    raw: str

    def text(self) -> str:
        """The value in one line."""
        return f"{quoted(self.key, 70)} = {quoted(self.raw, 90)}"


def absent(key: str) -> Evidence:
    """A key that is not there."""
    return Evidence(key, NO_KEY)


def length(key: str, state: KeyState | None) -> Evidence:
    """How many elements a key has."""
    return Evidence(f"{key} length", str(state.size if state else 0))


def hash_field(key: str, state: KeyState | None, name: str) -> Evidence:
    """A field of a hash, as it was read."""
    raw = NO_KEY if state is None else state.fields.get(name, NONE) if state.type == "hash" else f"({state.type})"
    return Evidence(f"{key} {name}", raw)


def score(key: str, state: KeyState | None, member: str) -> Evidence:
    """A member's score in a sorted set."""
    found = [each for name, each in (state.members if state else ()) if name == member]
    return Evidence(f"{key} {member}", number_text(found[0]) if found else NONE)


def whole(key: str, state: KeyState | None) -> Evidence:
    """A small key: the text of a string, the members and scores of a sorted set."""
    if state is None:
        return absent(key)
    if state.type == "zset":
        return Evidence(key, " ".join(f"{name} {number_text(each)}" for name, each in state.members))
    return Evidence(key, state.text if state.type == "string" else f"({state.type} of {state.size:,})")


def entry(stream: str, each: Entry) -> Evidence:
    """An entry of a stream, with all its fields."""
    return Evidence(f"{stream} {each.id}", " ".join(f"{name}={value}" for name, value in each.fields))
