"""A queue's event stream, read on from a position; what was trimmed before it could be read is noticed and told."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from qlab.observe.connection import Connection, Script
from qlab.protocol.keys import Role, queue_key
from qlab.text.entry_ids import entry_ms, entry_order

__all__ = ["BATCH", "EventStream"]

_SCRIPT = Script.load("watching/follow.lua")
BATCH = 2_000
"""Events a call: about a millisecond of the server's time."""
BELL_MS = 200
"""So long the server may let us wait for the next event (XREAD BLOCK) before we look at the clock again."""
SHORTEST_S, LONGEST_S = 0.01, 0.2
"""Between two readings while events come: few large readings cost the server and its workers less than many small."""
FIRST_RATE = 20.0
"""Events a second, until it is known how fast they come."""


@dataclass
class Position:
    """Where in the stream the watcher is.

    Attributes:
        last: The id of the last event read.
        read: How many were read since ``added`` was taken.
        added: How many had been added to the stream when the watch began; -1 where the server does not count them.
    """

    last: str
    read: int = 0
    added: int = -1


@dataclass
class EventStream:
    """One queue's event stream and a reader's position in it.

    Args:
        connection: Where to read.
        prefix: The queue's prefix.
        queue: Its name.
    """

    connection: Connection
    prefix: str
    queue: str
    position: Position = field(default_factory=lambda: Position("0-0"))
    _length: int = 0
    _rate: float = FIRST_RATE
    _read_at: float = field(default_factory=time.monotonic)
    _told: bool = False

    @property
    def key(self) -> str:
        """The stream's key."""
        return queue_key(self.prefix, self.queue, Role.EVENTS)

    def begin(self, last: str, *, from_start: bool) -> int | None:
        """Take a position: after the event ``last``, or before all.

        Returns:
            From the start: when the first event was added, ms since the epoch, or None where there is none.
        """
        length, first, _last, added, after = self._info(last)
        if not from_start:
            self.position = Position(last, 0, added - after if added >= 0 else -1)
            return None
        self.position = Position("0-0", 0, added - length if added >= 0 else -1)
        return entry_ms(first) if first else None

    def gap(self) -> str | None:
        """Return a sentence about events missing before the next reading, or None if none are known to be."""
        length, first, last, added, _after = self._info()
        place, self._length = self.position, length
        if entry_order(last) < entry_order(place.last):
            self.position = Position("0-0", 0, 0 if added >= 0 else -1)
            return "The event stream started over (the server lost it, or the queue was obliterated)."
        passed = bool(first) and place.last != "0-0" and entry_order(first) > entry_order(place.last)
        if added < 0 or place.added < 0:  # Redis 6.2 does not count them
            text, self._told = self._told, passed
            return MAYBE if passed and not text else None
        if not passed and last != place.last:
            return None  # the two counts cannot be compared before all is read
        lost = added - place.added - place.read - (length if passed else 0)
        if lost <= 0:
            return None
        place.read += lost
        return f"{lost:,} events are missing here: the stream was trimmed before they could be read."

    def read(self, end: str = "+") -> Sequence[Any]:
        """Return the next events, at most ``BATCH``, as the server has them: ``[id, [field, value, …]]``, all bytes.

        They are next until they are :meth:`passed`.
        """
        entries: Sequence[Any] = self.connection.execute(
            "XRANGE", self.key, f"({self.position.last}", end, "COUNT", BATCH, raw=True
        )
        if len(entries) == BATCH and entries[-1][1][1] == b"added":  # the event after it belongs to the same add
            entries = entries[:-1]
        now = time.monotonic()
        self._rate = max(len(entries) / max(now - self._read_at, 1e-3), 1e-3)
        self._read_at = now
        return entries

    def passed(self, entries: Sequence[Any]) -> None:
        """Take the position behind these events."""
        self.position.last = entries[-1][0].decode()
        self.position.read += len(entries)

    @property
    def pause_s(self) -> float:
        """How long to let events gather before the next reading: until about a quarter of the stream is new."""
        portion = min(BATCH, self._length / 4)
        return min(max(portion / self._rate, SHORTEST_S), LONGEST_S)

    def bell(self, patience_s: float) -> bool:
        """Wait for an event, at most so long and no longer than ``BELL_MS``; say whether one came."""
        wait = max(int(min(patience_s * 1_000, BELL_MS)), 1)
        rung = self.connection.execute(
            "XREAD", "COUNT", 1, "BLOCK", wait, "STREAMS", self.key, self.position.last, raw=True
        )
        self._read_at = time.monotonic()
        return bool(rung)

    def _info(self, *after: str) -> Any:
        return self.connection.run(_SCRIPT, [self.key], after)


MAYBE = "Events may be missing here: the stream was trimmed up to where the watcher was."
