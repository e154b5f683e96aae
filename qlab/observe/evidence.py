"""Evidence: raw values, as they were read, that a sentence rests on. One constructor for each way to name a value.

The names say where the value can be looked up again:

- ``<key>``: a string, a small sorted set with its scores, or ``(no key)``
- ``<key> <field>``, ``<key> <field> length``: of a hash, the value or its bytes
- ``<key> <member>``: a member's score; ``<key> <index>``: a list's element; ``<key> <entry id>``: a stream's entry
- ``<key> holds <member>``: 1 or 0; ``<key> member``: one that it holds
- ``<key> right of <id>``: how many elements of a list stand right of one
- ``<key> rank of <member>``: its rank in a sorted set; ``<key> length``; ``<key> time to live``
- ``INFO …``, ``CONFIG …``, ``CLIENT LIST …``, ``CLUSTER KEYSLOT …``: what the server says of itself

A value too large to be read is named with its bytes: ``(not read: 150,008 bytes)``.
"""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import NamedTuple

from qlab.snapshot.model import Unread
from qlab.snapshot.values import Entry, KeyState
from qlab.text.columns import NARROWEST, WIDTH
from qlab.text.decoded import number_text, quoted
from qlab.text.escape import shorten

__all__ = [
    "NONE",
    "NO_KEY",
    "Evidence",
    "absent",
    "element",
    "entry",
    "field",
    "field_length",
    "hash_field",
    "holds",
    "length",
    "member",
    "placed",
    "rank",
    "right_of",
    "score",
    "scored",
    "size",
    "text",
    "ttl",
    "whole",
]

NO_KEY, NONE = "(no key)", "(none)"
_INDENT = " " * 6
LINE, SHORTEST = 89, 30
"""So long are a name and its value together, where the name leaves as much as ``SHORTEST`` for the value."""


class Evidence(NamedTuple):
    """A raw value that a statement rests on.

    Attributes:
        key: The key it stands under, with the field, member or position behind it where there is one.
        raw: The value as Redis holds it.
    """

    key: str
    raw: str

    def text(self) -> str:
        """Return the value in one line: its name whole, for it is looked up by that, and of the value what has room."""
        name = quoted(self.key, 400)
        if name.endswith(" member"):  # a key as well
            return f"{name} = {quoted(self.raw, 400)}"
        return f"{name} = {shorten(quoted(self.raw, 90), max(LINE - len(name), SHORTEST))}"

    def lines(self, width: int) -> list[str]:
        """Return the value as it stands below a sentence: in one line, or on a terminal narrower than 100 columns in
        lines broken between words. A word wider than a line stays whole, so that a key can be copied.
        """
        text = f"{_INDENT}{self.text()}"
        if width >= WIDTH or len(text) <= width:
            return [text]
        whole = max(width, NARROWEST)
        return wrap(self.text(), whole, initial_indent=_INDENT, subsequent_indent=f"{_INDENT}  ",
                    break_long_words=False, break_on_hyphens=False)  # fmt: skip


def absent(key: str) -> Evidence:
    """Return a key that is not there."""
    return Evidence(key, NO_KEY)


def text(key: str, raw: str | None) -> Evidence:
    """Return a string; None where there is no such key."""
    return absent(key) if raw is None else Evidence(key, raw)


def size(key: str, number: int) -> Evidence:
    """Return how many elements a key has, as it was counted."""
    return Evidence(f"{key} length", str(number))


def length(key: str, state: KeyState | None) -> Evidence:
    """Return how many elements a key has."""
    return size(key, state.size if state else 0)


def field(key: str, name: str, raw: str | None) -> Evidence:
    """Return a field of a hash, read by itself; None where the hash has none."""
    return Evidence(f"{key} {name}", NONE if raw is None else raw)


def hash_field(key: str, state: KeyState | None, name: str, unread: Iterable[Unread] = ()) -> Evidence:
    """Return a field of a hash, as a page has it; ``unread`` is what that page left out."""
    if state is None or state.type != "hash":
        return Evidence(f"{key} {name}", NO_KEY if state is None else f"({state.type})")
    if name in state.fields:
        return Evidence(f"{key} {name}", state.fields[name])
    left = {each.field: each.amount for each in unread if each.key == key}
    if name in left:
        return field(key, name, _not_read(left[name]))
    return field(key, name, f"(not read: one of {left['']:,} fields)" if "" in left else None)


def field_length(key: str, name: str, bytes: int) -> Evidence:
    """Return how long a field of a hash is, bytes."""
    return Evidence(f"{key} {name} length", str(bytes))


def _not_read(bytes: int) -> str:
    return f"(not read: {bytes:,} bytes)"


def scored(key: str, member: str, score: float | str | None) -> Evidence:
    """Return a member's score, read by itself; None where the set does not hold it."""
    return Evidence(f"{key} {member}", NONE if score is None else number_text(float(score)))


def score(key: str, state: KeyState | None, member: str) -> Evidence:
    """Return a member's score in a sorted set, as a page has it."""
    return scored(key, member, next((each for name, each in (state.members if state else ()) if name == member), None))


def holds(key: str, member: str, held: bool = True) -> Evidence:
    """Return whether a list, set, hash or sorted set holds something."""
    return Evidence(f"{key} holds {member}", str(int(held)))


def placed(key: str, state: KeyState | None, id: str) -> Evidence:
    """Return that a list or sorted set holds an id, as a page has it: 1 or 0, or the id's score."""
    if state is not None and state.type == "list":
        return holds(key, id, id in state.items)
    return score(key, state, id)


def member(key: str, raw: str) -> Evidence:
    """Return a member of a set, as it stands there: of a flow's, the key of a child."""
    return Evidence(f"{key} member", raw)


def element(key: str, index: int, raw: str) -> Evidence:
    """Return an element of a list: from 0 on from its left end, from -1 on from its right."""
    return Evidence(f"{key} {index}", raw)


def right_of(key: str, id: str, number: int) -> Evidence:
    """Return how many elements of a list stand right of one: nearer to the end that workers take from."""
    return Evidence(f"{key} right of {id}", str(number))


def rank(key: str, member: str, number: int) -> Evidence:
    """Return a member's rank in a sorted set: how many stand before it."""
    return Evidence(f"{key} rank of {member}", str(number))


def ttl(key: str, ms: int | None) -> Evidence:
    """Return how long a key has left, ms; None where it has no TTL."""
    return Evidence(f"{key} time to live", NONE if ms is None else f"{ms} ms")


def whole(key: str, state: KeyState | None) -> Evidence:
    """Return a small key: the text of a string, the members and scores of a sorted set."""
    if state is None:
        return absent(key)
    if state.type == "zset":
        return Evidence(key, " ".join(f"{name} {number_text(each)}" for name, each in state.members))
    if state.type == "string" and state.size > len(state.text.encode("utf-8", "surrogateescape")):
        return Evidence(key, _not_read(state.size))
    return Evidence(key, state.text if state.type == "string" else f"({state.type} of {state.size:,})")


def entry(stream: str, each: Entry) -> Evidence:
    """Return an entry of a stream, with all its fields."""
    return Evidence(f"{stream} {each.id}", " ".join(f"{name}={value}" for name, value in each.fields))
