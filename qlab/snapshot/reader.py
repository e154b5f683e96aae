"""Reading keys: one atomic, read-only script a time.

A snapshot made of SCAN, TYPE and one read for each key shows states that never existed: a key can vanish between two
of those commands. ``read.lua`` runs alone on the server, so everything it returns was true at one moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgpack  # type: ignore[import-untyped]
from redis.exceptions import NoScriptError

from qlab.snapshot.delta import Request
from qlab.snapshot.values import KeyState, unpacked

__all__ = ["READ_SHA", "Reader", "glob", "steady"]

Execute = Callable[..., Any]
"""Sends one command and returns its reply, text as bytes."""

JITTER_MS = 2
"""By so much a TTL read with PTTL may seem to move while it does not."""

_SCRIPT = files("qlab.snapshot").joinpath("read.lua").read_text(encoding="utf-8")
READ_SHA = hashlib.sha1(_SCRIPT.encode(), usedforsecurity=False).hexdigest()


class Reader:
    """Reads keys of one server.

    Args:
        execute: Sends a command to the server and returns its reply.
        expiretime: Whether the server has PEXPIRETIME (Redis 7.0 and later): an expiry is then read exactly, else
            within a millisecond or two.
    """

    def __init__(self, execute: Execute, *, expiretime: bool) -> None:
        self._execute, self._expiretime = execute, expiretime
        self.now = 0
        """The server's time at the last read, ms since the epoch."""

    def everything(
        self, prefix: str, *, memory: bool = False, streams: Mapping[str, KeyState] | None = None
    ) -> dict[str, KeyState]:
        """Every key under a prefix.

        Args:
            prefix: BullMQ's prefix, such as ``bull``; its keys are ``bull:…``.
            memory: Whether to ask for each key's memory as well, which costs the server time.
            streams: Streams as they were last read. One that still is as long and ends with the same entry is the same:
                the server says so instead of sending ten thousand events again.

        Returns:
            The keys' states by name.
        """
        held = {name: state for name, state in (streams or {}).items() if state.entries}
        ends = {name: {"size": state.size, "last": state.entries[-1].id} for name, state in held.items()}
        reply = self._call((), (), pattern=glob(prefix) + ":*", memory=memory, streams=ends)
        return {
            name: _state(name, raw) if raw[-1] else _state(name, raw).replace(value=held[name].value)
            for name, raw in _named(reply)
        }

    def keys(
        self,
        names: Sequence[str],
        known: Mapping[str, KeyState] | None = None,
        *,
        mark: str = "",
        changed: Callable[[], Collection[str]] | None = None,
        among: Collection[str] = (),
    ) -> dict[str, KeyState | None]:
        """Some keys, in one call.

        Args:
            names: The keys to read.
            known: The last known states, where ``names`` are the keys that BullMQ's scripts changed since. A long list,
                sorted set or stream is then read only where it may have changed, and read again whole where that does
                not account for its size (see :mod:`qlab.snapshot.delta`). None reads everything.
            mark: A text that stands last in the call as MONITOR shows it.
            among: All the keys that changed, where ``names`` are some of them.
            changed: Asked once the reply is there: which of the names really changed. The others' states are left out.

        Returns:
            Each key's state, or None where there is no such key.
        """
        if not names:
            return {}
        old = known or {}
        asked = sorted({*names, *among})
        requests = [Request.of(old.get(name), asked) for name in names]
        reply = self._call(names, requests, mark=mark)
        wanted = frozenset(names if changed is None else changed())  # asked once a name: never a list
        # A sorted set was probed for the jobs among the names: where other keys changed too, other jobs may have moved.
        probed = wanted <= set(asked)
        states = {
            name: _read(name, raw, request, probed=probed)
            for (name, raw), request in zip(_named(reply), requests, strict=True)
            if name in wanted
        }
        if not probed:  # now that all names are known, that part is enough
            self._again(states, [Request.of(old.get(name), sorted(wanted)) for name in _unsure(states)])
        self._again(states, [None] * len(_unsure(states)))
        return states if self._expiretime else {name: steady(state, old.get(name)) for name, state in states.items()}

    def _again(self, states: dict[str, KeyState | None], requests: Sequence[Request | None]) -> None:
        """Reads anew what a part did not account for."""
        names = _unsure(states)
        if names:
            read = zip(_named(self._call(names, requests)), requests, strict=True)
            states.update({name: _read(name, raw, request, probed=True) for (name, raw), request in read})

    def _call(
        self,
        names: Sequence[str],
        requests: Sequence[Request | None],
        *,
        pattern: str = "",
        memory: bool = False,
        streams: Mapping[str, Any] | None = None,
        mark: str = "",
    ) -> Sequence[Any]:
        options = {"pattern": pattern, "memory": memory, "expiretime": self._expiretime, "streams": streams or {}}
        messages = [_packed(request.message()) if request else _WHOLE for request in requests]
        # hiredis's packer takes no lone surrogates, so names are made bytes again here.
        encoded = (name.encode("utf-8", "surrogateescape") for name in names)
        arguments = (len(names), *encoded, _packed(options), *messages, mark)
        try:
            reply = self._execute("EVALSHA", READ_SHA, *arguments)
        except NoScriptError:
            self._execute("SCRIPT", "LOAD", _SCRIPT)
            reply = self._execute("EVALSHA", READ_SHA, *arguments)
        text: Sequence[Any] = msgpack.unpackb(reply, raw=True)
        self.now = text[0]
        return text


_UNSURE = KeyState("", "none", "", None, 0, value="")
"""Stands for a key whose part did not account for it."""


def _unsure(states: Mapping[str, KeyState | None]) -> list[str]:
    return [name for name, state in states.items() if state is _UNSURE]


_EACH = 7
"""So many elements of a reply describe one key; its name is the first, its value, packed, the last."""


def _named(reply: Sequence[Any]) -> Iterable[tuple[str, tuple[Any, ...]]]:
    """The names and what was read of them: (name, type, encoding, expiry, size, bytes, value)."""
    each = zip(*(reply[at::_EACH] for at in range(1, _EACH + 1)), strict=True)
    return ((raw[0].decode("utf-8", "surrogateescape"), raw) for raw in each)


_word = cache(bytes.decode)
"""A type's or an encoding's name, one text for all keys."""


def _state(name: str, raw: tuple[Any, ...]) -> KeyState:
    _, kind, encoding, expires_at, size, memory, packed = raw
    expiry = None if expires_at < 0 else expires_at
    used = None if memory < 0 else memory
    return KeyState(name, _word(kind), _word(encoding), expiry, size, raw=packed, bytes=used)


def _read(name: str, raw: tuple[Any, ...], request: Request | None, *, probed: bool) -> KeyState | None:
    kind = _word(raw[1])
    if kind == "none":
        return None
    state = _state(name, raw)
    if request is None or kind != request.known.type:
        return state
    pieced = request.complete(state, unpacked(raw[-1])) if probed or kind != "zset" else None
    return _UNSURE if pieced is None else pieced


def steady(state: KeyState | None, before: KeyState | None) -> KeyState | None:
    """The state with the expiry it had, where the two differ by no more than PTTL's inaccuracy."""
    if state is None or before is None or state.expires_at is None or before.expires_at is None:
        return state
    still = abs(state.expires_at - before.expires_at) <= JITTER_MS
    return state.replace(expires_at=before.expires_at) if still else state


def _packed(message: Mapping[str, Any]) -> bytes:
    packed: bytes = msgpack.packb(message, unicode_errors="surrogateescape")
    return packed


def glob(text: str) -> str:
    """The text as a glob pattern that matches only itself."""
    return "".join(f"\\{char}" if char in "*?[]\\^-" else char for char in text)


_WHOLE = _packed({})
