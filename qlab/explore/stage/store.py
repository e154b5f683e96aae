"""Store: reads all keys of the explorer's server, and writes back those that differ."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple

import hiredis
import msgpack  # type: ignore[import-untyped]

from qlab.errors import UsageError
from qlab.explore.stage.keyspace import SHAPES, Held, Keyspace, Keyspaces
from qlab.explore.stage.refused_commands import no_stream
from qlab.explore.stage.wire import Wire, bulk, packed, raised
from qlab.lab.lifetimes import HELD_MS, requested_ms
from qlab.protocol.keys import Role, parse_key
from qlab.snapshot.restore import RESTORE, RESTORE_SHA, restore_command
from qlab.text.decoded import quoted

__all__ = ["Effect", "Store"]

_DUMP = files("qlab.explore.stage").joinpath("dump.lua").read_text(encoding="utf-8")
_RESTORE, _GONE = bulk("EVALSHA", RESTORE_SHA), bulk("", "", "")
_SLACK_MS = 2
_STRETCHED = -2
"""What the dump says of a TTL that was stretched before."""


class Effect(NamedTuple):
    """What one command did.

    Attributes:
        reply: The server's reply; an error reply is a value too.
        keys: All keys after it.
        lives: The TTLs it set, ms, by key.
    """

    reply: Any
    keys: Keyspace
    lives: Mapping[str, int]

    def ends(self, before: Mapping[str, int], now: int) -> Mapping[str, int]:
        """Return when the keys with a TTL end, ms since the epoch, given when they ended before the command."""
        held = self.keys.held
        kept = {name: end for name, end in before.items() if name in held and held[name].ttl}
        if not self.lives:
            return before if kept.keys() == before.keys() else kept
        return {**kept, **{name: now + life for name, life in self.lives.items()}}


def _sent(held: Held) -> tuple[bytes, bytes]:
    """Return a key's part of the command that writes keys back: its name, and its arguments."""
    if held.sent is None:
        _, _, _, name, *given = restore_command({held.name: held.kept(HELD_MS)})
        held.sent = bulk(name), bulk(*given)
    return held.sent


class Store:
    """The keys of a server that is the explorer's alone.

    Args:
        wire: The connection to it.
        keyspaces: Makes keyspaces.

    Attributes:
        keyspaces: Makes keyspaces.
        there: What the server holds, once everything posted is done.
    """

    def __init__(self, wire: Wire, keyspaces: Keyspaces) -> None:
        self._wire, self.keyspaces = wire, keyspaces
        self._events: set[bytes] = set()
        self._expected: defaultdict[Role, set[int]] = defaultdict(set)
        sha = wire.call("SCRIPT", "LOAD", _DUMP)
        wire.call("SCRIPT", "LOAD", RESTORE)
        self._dump = packed("EVALSHA", sha, 0, HELD_MS)
        self.there = keyspaces.empty

    def expect(self, role: Role, duration_ms: int) -> None:
        """Note a duration that the TTL of keys of a role may be set to."""
        self._expected[role].add(duration_ms)

    def enter(self, keys: Keyspace) -> None:
        """Make the server hold these keys, by those that differ. It leaves with the next command, in the same write."""
        if keys is self.there:
            return
        there, wanted = self.there.held, keys.held
        changed = [_sent(held) for name, held in wanted.items() if there.get(name) is not held]
        changed += [(_sent(held)[0], _GONE) for name, held in there.items() if name not in wanted]
        head = b"*%d\r\n%b%b" % (3 + 4 * len(changed), _RESTORE, bulk(len(changed)))
        self._wire.post(b"".join((head, *(name for name, _ in changed), *(given for _, given in changed))))
        self.there = keys

    def run(self, command: bytes, replies: int) -> Effect:
        """Run a command (several replies: a transaction, whose last one counts) and look at what it did."""
        began = time.monotonic()
        *_, reply, dumped = self._wire.exchange((command, self._dump), replies + 1, raw_last=True)
        keys, lives = self._read(dumped, began)
        return Effect(reply, keys, lives)

    def look(self) -> Effect:
        """Look at the keys without running a command."""
        began = time.monotonic()
        [dumped] = self._wire.exchange((self._dump,), 1, raw_last=True)
        return Effect(None, *self._read(dumped, began))

    def _read(self, dumped: Any, began: float) -> tuple[Keyspace, Mapping[str, int]]:
        if isinstance(dumped, hiredis.ReplyError):
            raise raised(dumped)
        flat: Sequence[Any] = msgpack.unpackb(dumped, raw=True)
        held: dict[str, Held] = {}
        lives: dict[str, int] = {}
        for at in range(0, len(flat), 4):
            ttl = flat[at + 2]
            if flat[at + 1] not in SHAPES:
                self._leave_out(flat[at], flat[at + 1])
                continue
            each = self.keyspaces.key(flat[at], flat[at + 1], flat[at + 3], ttl != -1)
            held[each.name] = each
            if ttl == _STRETCHED:
                self._check_known(each.name)
            elif ttl >= 0:
                lives[each.name] = self._asked(each.key.role, ttl, began)
        self.there = self.keyspaces.of(held)
        return self.there, lives

    def _check_known(self, name: str) -> None:
        """Refuse a stretched TTL on a key that had none: nobody knows when it ends."""
        before = self.there.held.get(name)
        if before is None or not before.ttl:
            raise UsageError(
                f"Key {quoted(name)} got its TTL from another key, by RENAME or COPY perhaps, or one of centuries; the "
                "explorer cannot follow that: set it by PEXPIRE."
            )

    def _leave_out(self, name: bytes, type: bytes) -> None:
        """Refuse a key of a type that no state holds, but for BullMQ's own events: no script reads those."""
        if name not in self._events:
            text = name.decode("utf-8", "surrogateescape")
            if parse_key(text, self.keyspaces.prefix).role is not Role.EVENTS:
                raise no_stream(text, type.decode())
            self._events.add(name)

    def _asked(self, role: Role, left: int, began: float) -> int:
        """Return the TTL that was asked for, from what is left of it now."""
        elapsed = int((time.monotonic() - began) * 1000)
        return requested_ms(left, range(elapsed + _SLACK_MS), self._expected[role])
