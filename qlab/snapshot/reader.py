"""Reading keys: one atomic script a time.

A snapshot made of SCAN, TYPE and one read for each key shows states that never existed: a key can vanish between two
of those commands. ``read.lua`` runs alone on the server, so everything it returns was true at one moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import msgpack  # type: ignore[import-untyped]
from redis.exceptions import NoScriptError

from qlab.snapshot.delta import Request
from qlab.snapshot.values import KeyState, unpacked

__all__ = ["READ_SHA", "Question", "Reader", "glob"]

Execute = Callable[..., Any]
"""Sends one command and returns its reply, text as bytes."""

_SCRIPT = files("qlab.snapshot").joinpath("read.lua").read_text(encoding="utf-8")
READ_SHA = hashlib.sha1(_SCRIPT.encode(), usedforsecurity=False).hexdigest()


_NO_OPTIONS: Mapping[str, Any] = {}


@dataclass(slots=True)
class Question:
    """What is asked of some keys.

    Attributes:
        names: Their names.
        known: Their last known states.
        asked: The names, and those of the keys that changed beside them.
        requests: What is read of each; None: all.
        command: What is sent.
    """

    names: Sequence[str]
    known: Mapping[str, KeyState]
    asked: frozenset[str]
    requests: Sequence[Request | None]
    command: tuple[Any, ...]


class Reader:
    """Reads keys of one server.

    Args:
        execute: Sends a command to the server and returns its reply.
        expiretime: Whether the server has PEXPIRETIME (Redis 7.0 and later): an expiry is then read exactly, else
            within a millisecond or two.
        hold: The TTL, ms, that a read gives to a key that has less than half of it to live; what it tells is the one
            found. 0: a read changes nothing.
    """

    def __init__(self, execute: Execute, *, expiretime: bool, hold: int = 0) -> None:
        self._execute, self._expiretime = execute, expiretime
        self._defaults = {"expiretime": expiretime, "hold": hold}
        self._usual: dict[str, bytes] = {}  # packed, by the sentinel
        self.now = 0
        """The server's time at the last read, ms since the epoch."""
        self.held: dict[str, KeyState | None] = {}
        """The keys whose TTL reads have held, with the expiry they found; whoever counts lifetimes empties it."""

    def everything(
        self,
        prefix: str,
        *,
        memory: bool = False,
        streams: Mapping[str, KeyState] | None = None,
        hold: bool = False,
    ) -> dict[str, KeyState]:
        """Return every key under a prefix.

        Args:
            prefix: BullMQ's prefix, such as ``bull``; its keys are ``bull:…``.
            memory: Whether to ask for each key's memory as well, which costs the server time.
            streams: Streams as they were last read. One that still is as long and ends with the same entry is the same:
                the server says so instead of sending ten thousand events again; else it sends those that are new.
            hold: Whether to hold TTLs, as a read of some keys does.

        Returns:
            The keys' states by name.
        """
        held = {name: Request(state) for name, state in (streams or {}).items() if state.entries}
        messages = {name: request.message() for name, request in held.items()}
        options = {"pattern": glob(prefix) + ":*", "memory": memory, "streams": messages}
        if not hold:
            options["hold"] = 0
        states: dict[str, KeyState | None] = {
            name: _read(name, raw, held.get(name), probed=True) if raw[-1] else _same(name, raw, held[name])
            for name, raw in _named(self._run(self._command((), (), options)))
        }
        if _unsure(states):
            return self.everything(prefix, memory=memory, hold=hold)
        return {name: state for name, state in states.items() if state is not None}

    def keys(
        self,
        names: Sequence[str],
        known: Mapping[str, KeyState] | None = None,
        *,
        mark: str = "",
        changed: Callable[[], Collection[str]] | None = None,
        among: Collection[str] = (),
    ) -> dict[str, KeyState | None]:
        """Return some keys, in one call: a question and its answer.

        Args:
            names: The keys to read.
            known: The last known states; see :meth:`question`.
            mark: A text that stands last in the call as MONITOR shows it.
            among: All the keys that changed, where ``names`` are some of them.
            changed: Asked once the reply is there; see :meth:`answer`.

        Returns:
            Each key's state, or None where there is no such key.
        """
        if not names:
            return {}
        question = self.question(names, known, mark=mark, among=among)
        read = self._run(question.command)
        return self._answer(question, read, names if changed is None else changed())

    def question(
        self,
        names: Sequence[str],
        known: Mapping[str, KeyState] | None = None,
        *,
        mark: str = "",
        among: Collection[str] = (),
        sentinel: str = "",
    ) -> Question:
        """Return what to send to read some keys.

        Args:
            names: The keys to read.
            known: The last known states, where ``names`` are the keys that BullMQ's scripts changed since. A long list,
                sorted set or stream is then read only where it may have changed, and read again whole where that does
                not account for its size (see :mod:`qlab.snapshot.delta`). None reads everything.
            mark: A text that stands last in the call as MONITOR shows it.
            among: All the keys that changed, where ``names`` are some of them.
            sentinel: A key that nobody uses, for the read to touch.
        """
        old = known or {}
        asked = frozenset(names).union(among)
        in_order = sorted(asked)
        requests = [Request.of(old[name], in_order) if name in old else None for name in names]
        options = {"sentinel": sentinel} if sentinel else _NO_OPTIONS
        return Question(names, old, asked, requests, self._command(names, requests, options, mark))

    def answer(self, question: Question, reply: Any, changed: Collection[str]) -> dict[str, KeyState | None]:
        """Return the states of keys from the reply to a question.

        Args:
            question: The question.
            reply: What the server replied.
            changed: Which of the names really changed. The others' states are left out.
        """
        return self._answer(question, self._unpacked(reply), changed)

    def note(self, reply: Any) -> None:
        """Keep in mind the TTLs that a read has held, whose reply is not wanted otherwise."""
        self._unpacked(reply)

    def _answer(self, question: Question, read: Sequence[Any], changed: Collection[str]) -> dict[str, KeyState | None]:
        wanted = frozenset(changed)  # asked once a name: never a list
        # A sorted set was probed for the jobs among the names: where other keys changed too, other jobs may have moved.
        probed, old = wanted <= question.asked, question.known
        states: dict[str, KeyState | None] = {}
        unsure = []
        at = 1
        for name, request in zip(question.names, question.requests, strict=True):
            if name in wanted:
                states[name] = state = _read(name, read[at : at + _EACH], request, probed=probed)
                if state is _UNSURE:
                    unsure.append(name)
            at += _EACH
        if unsure:
            expiries = {name: raw[3] for name, raw in _named(read)}
            if not probed:  # now that all names are known, that part is enough
                among = sorted(wanted)
                self._again(states, [Request.of(old.get(name), among) for name in unsure], expiries)
            self._again(states, [None] * len(_unsure(states)), expiries)
        return states

    def _again(
        self, states: dict[str, KeyState | None], requests: Sequence[Request | None], expiries: Mapping[str, int]
    ) -> None:
        """Read again what a part did not account for; its TTL is what the first read found, which may have held it."""
        names = _unsure(states)
        if not names:
            return
        read = self._run(self._command(names, requests))
        for (name, raw), request in zip(_named(read), requests, strict=True):
            state = _read(name, raw, request, probed=True)
            held = state is not None and state is not _UNSURE and state.expires_at is not None
            states[name] = state.replace(expires_at=expiries[name]) if held and expiries[name] >= 0 else state  # type: ignore[union-attr]

    def _command(
        self,
        names: Sequence[str],
        requests: Sequence[Request | None],
        options: Mapping[str, Any] = _NO_OPTIONS,
        mark: str = "",
    ) -> tuple[Any, ...]:
        messages = [_packed(request.message()) if request else _WHOLE for request in requests]
        # hiredis's packer takes no lone surrogates, so names are made bytes again here.
        encoded = [name.encode("utf-8", "surrogateescape") for name in names]
        return ("EVALSHA", READ_SHA, len(names), *encoded, self._options(options), *messages, mark)

    def _options(self, options: Mapping[str, Any]) -> bytes:
        key = options.get("sentinel", "") if options.keys() <= {"sentinel"} else None
        if key is None:
            return _packed({**self._defaults, **options})
        if key not in self._usual:
            self._usual[key] = _packed({**self._defaults, **options})
        return self._usual[key]

    def _run(self, command: tuple[Any, ...]) -> Sequence[Any]:
        try:
            reply = self._execute(*command)
        except NoScriptError:
            self._execute("SCRIPT", "LOAD", _SCRIPT)
            reply = self._execute(*command)
        return self._unpacked(reply)

    def _unpacked(self, reply: Any) -> Sequence[Any]:
        held, _, _, packed = reply
        read: Sequence[Any] = msgpack.unpackb(packed, raw=True)
        self.now = read[0]
        if held:
            names = {_name(name) for name in held}
            self.held.update({name: _state(name, raw) for name, raw in _named(read) if name in names})
        return read


_UNSURE = KeyState("", "none", "", None, 0, value="")
"""Stands for a key whose part did not account for it."""


def _unsure(states: Mapping[str, KeyState | None]) -> list[str]:
    return [name for name, state in states.items() if state is _UNSURE]


_EACH = 7
"""This many elements of a reply describe one key; its name is the first, its value, packed, the last."""


def _each(read: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Return what was read of each key: (name, type, encoding, expiry, size, bytes, value)."""
    return (read[at : at + _EACH] for at in range(1, len(read), _EACH))


def _named(read: Sequence[Any]) -> Iterable[tuple[str, Sequence[Any]]]:
    """Return the names, and what was read of them."""
    return ((_name(raw[0]), raw) for raw in _each(read))


def _name(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


_word = cache(bytes.decode)
"""A type's or an encoding's name, one text for all keys."""


def _state(name: str, raw: Sequence[Any]) -> KeyState:
    _, kind, encoding, expires_at, size, memory, packed = raw
    expiry = None if expires_at < 0 else expires_at
    return KeyState(name, _word(kind), _word(encoding), expiry, size, None, packed, None if memory < 0 else memory)


def _read(name: str, raw: Sequence[Any], request: Request | None, *, probed: bool) -> KeyState | None:
    if raw[1] == b"none":
        return None
    state = _state(name, raw)
    if request is None or state.type != request.known.type:
        return state
    pieced = request.complete(state, unpacked(raw[-1])) if probed or state.type != "zset" else None
    return _UNSURE if pieced is None else pieced


def _same(name: str, raw: Sequence[Any], request: Request) -> KeyState:
    return _state(name, raw).replace(value=request.known.value)


_PACKER = msgpack.Packer(unicode_errors="surrogateescape")
"""One for all: ``msgpack.packb`` makes one each time, whose buffer of 256 kB the system maps and unmaps again."""


def _packed(message: Mapping[str, Any]) -> bytes:
    packed: bytes = _PACKER.pack(message)
    return packed


def glob(text: str) -> str:
    """Return the text as a glob pattern that matches only itself."""
    return "".join(f"\\{char}" if char in "*?[]\\^-" else char for char in text)


_WHOLE = _packed({})
