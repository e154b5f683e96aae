"""Restore: write keys back as they were, in one atomic script.

The counterpart of :mod:`qlab.snapshot.reader`. Pass only the keys that differ from what the server holds: keys that are
not named stay as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from typing import Any, NamedTuple

import msgpack  # type: ignore[import-untyped]
from redis.exceptions import NoScriptError

from qlab.snapshot.values import KeyState

__all__ = ["RESTORE", "RESTORE_SHA", "Kept", "kept", "restore", "restore_command"]

Execute = Callable[..., Any]
"""Sends one command and returns its reply."""

RESTORE = files("qlab.snapshot").joinpath("restore.lua").read_text(encoding="utf-8")
RESTORE_SHA = hashlib.sha1(RESTORE.encode(), usedforsecurity=False).hexdigest()


class Kept(NamedTuple):
    """What it takes to write one key.

    Attributes:
        type: Redis's type name.
        packed: The value as msgpack, in the shape that ``read.lua`` returns.
        ttl_ms: How long the key is to live, in ms; None without a TTL.
    """

    type: str
    packed: bytes
    ttl_ms: int | None = None


_GONE = ("", b"", b"")


def restore(execute: Execute, keys: Mapping[str, Kept | None]) -> None:
    """Write keys back in one script; None deletes a key.

    Args:
        execute: Sends a command to the server and returns its reply.
        keys: What each key is to hold.
    """
    if not keys:
        return
    command = restore_command(keys)
    try:
        execute(*command)
    except NoScriptError:
        execute("SCRIPT", "LOAD", RESTORE)
        execute(*command)


def restore_command(keys: Mapping[str, Kept | None]) -> tuple[Any, ...]:
    """Return the command that writes the keys, for whoever sends it together with others. The script must be loaded."""
    names = [name.encode("utf-8", "surrogateescape") for name in keys]  # hiredis packs no lone surrogates
    arguments = [argument for key in keys.values() for argument in _arguments(key)]
    return ("EVALSHA", RESTORE_SHA, len(names), *names, *arguments)


def _arguments(key: Kept | None) -> tuple[Any, ...]:
    if key is None:
        return _GONE
    return key.type, key.packed, b"" if key.ttl_ms is None else key.ttl_ms


def kept(state: KeyState, at: int) -> Kept:
    """Return a key of a snapshot in the form that can be written back.

    Args:
        state: The key. A type that qlab has no reader for (a module's) cannot be restored.
        at: The moment it is restored at, ms since the epoch, from which its TTL counts. A TTL that has ended becomes
            1 ms, so that the server lets the key expire.
    """
    left = None if state.expires_at is None else max(state.expires_at - at, 1)
    packed: bytes = msgpack.packb(_flat(state), unicode_errors="surrogateescape")
    return Kept(state.type, packed, left)


def _flat(state: KeyState) -> Any:
    if state.type == "hash":
        return [text for pair in state.fields.items() for text in pair]
    if state.type == "zset":
        return [part for member in state.members for part in (member.member, _score(member.score))]
    if state.type == "stream":
        return [[entry.id, list(_fields(entry.fields))] for entry in state.entries]
    return state.text if state.type == "string" else list(state.items)


def _fields(pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for pair in pairs:
        yield from pair


def _score(score: float) -> str:
    """Return the score as text that Redis reads back as the same double."""
    return f"{score:.17g}"
