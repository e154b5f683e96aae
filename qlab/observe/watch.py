"""Watching a queue: its event stream, followed from now or from its beginning, with a page of the queue now and then.

Events are read as they come and played afterwards, when there is time: reading must keep ahead of the trimming of the
stream (about 10,000 events), playing need not. Each batch of events is read together with the hashes of its jobs, so
that the text of an error, which no event carries, is there before the job fails again.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from qlab.decoded import quoted
from qlab.errors import QlabError, ServerUnreachable
from qlab.keys import Role, queue_key
from qlab.observe.connection import Connection, Script
from qlab.observe.page import read_page
from qlab.record.replay import Hashes, Replay, empty
from qlab.record.step import Step
from qlab.snapshot import redact as redacting
from qlab.snapshot.model import Snapshot
from qlab.snapshot.redact import Redact
from qlab.snapshot.values import Entry, entry, pairs

_SCRIPT = Script.load("follow.lua")
BATCH = 2_000
"""Events a call: some 2 ms of the server's time."""
HASHES = 200
"""Hashes of jobs a call."""
BELL_MS = 200
"""So long the server may let us wait for the next event (XREAD BLOCK) before we look at the clock again."""
PAGE = 50
EVERY_S = 5.0
"""Between two pages of the queue, in seconds."""
RETRY_S = (0.1, 0.2, 0.5, 1.0)
"""How long to wait before connecting again, the last from then on."""

Progress = Callable[[int, float, str], None]
"""Told the number of events, the seconds that have passed, and a remark such as ``connection lost``."""


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
class Watch:
    """One watch of one queue.

    Args:
        connection: A connection of its own.
        prefix: The queue's prefix.
        queue: Its name.
        redact: What of the jobs' contents to replace by its shape.
    """

    connection: Connection
    prefix: str
    queue: str
    redact: Redact = False
    events: int = 0
    remark: str = ""
    _pending: deque[Callable[[Replay], Iterator[Step]]] = field(default_factory=deque)

    def begin(self, *, from_start: bool) -> Snapshot:
        """Finds its place in the stream, and says what the queue looks like there."""
        page = self._page()
        stream = page.container(self.queue, Role.EVENTS)
        entries = stream.entries if stream else ()
        length, first, _last, added, _ = self._follow("(", "-", 1)
        if from_start:
            self.position = Position("0-0", 0, added - length if added >= 0 else -1)
            at = int(first.split("-")[0]) if first else page.at
            return empty(self.prefix, at)
        self.position = Position(entries[-1].id if entries else "0-0", 0, added)
        return page

    def steps(self, first: Snapshot, stop: threading.Event, until: float, progress: Progress | None) -> Iterator[Step]:
        """The steps, as they happen, until ``stop`` is set or ``time.monotonic()`` reaches ``until``."""
        replay, began, paged, failures = Replay(first, self.queue), time.monotonic(), time.monotonic(), 0
        while not stop.is_set() and time.monotonic() < until:
            try:
                more = self._read(min(until - time.monotonic(), BELL_MS / 1_000))
                if time.monotonic() - paged >= EVERY_S and not more:
                    self._read_page()
                    paged = time.monotonic()
                failures, self.remark = 0, ""
            except ServerUnreachable as error:
                more, self.remark = False, f"connection lost ({quoted(error, 60)}); trying again"
                stop.wait(min(RETRY_S[min(failures, len(RETRY_S) - 1)], max(until - time.monotonic(), 0)))
                failures += 1
            if not more:
                yield from self._played(replay)
            if progress:
                progress(self.events, time.monotonic() - began, self.remark)
        yield from self._last_look(replay)

    def _last_look(self, replay: Replay) -> Iterator[Step]:
        try:
            while self._read(0):
                pass
            self._read_page()
        except QlabError as error:
            self.remark = f"the end is missing: {error}"
        yield from self._played(replay)

    def _played(self, replay: Replay) -> Iterator[Step]:
        while self._pending:
            yield from self._pending.popleft()(replay)

    def _read(self, patience_s: float, end: str = "+") -> bool:
        """Reads the next events, waiting a while for one; True where there are likely more already."""
        reply = self._follow(self.position.last, end, BATCH)
        self._note_gap(reply)
        entries = [entry(raw) for raw in reply[4]]
        if not entries:
            if patience_s > 0:
                wait = max(int(patience_s * 1_000), 1)
                stream = queue_key(self.prefix, self.queue, Role.EVENTS)
                self.connection.execute("XREAD", "COUNT", 1, "BLOCK", wait, "STREAMS", stream, self.position.last)
            return False
        self._take(entries)
        return len(entries) == BATCH

    def _take(self, entries: Sequence[Entry]) -> None:
        ids = list(dict.fromkeys(text for each in entries for name, text in each.fields if name == "jobId"))
        hashes = self._hashes(ids)
        shown = [redacting.entry(each, self.redact) for each in entries]
        self._pending.append(lambda replay: replay.batch(shown, hashes))
        self.position.last = entries[-1].id
        self.position.read += len(entries)
        self.events += len(entries)

    def _hashes(self, ids: Sequence[str]) -> Hashes:
        found: dict[str, Any] = {}
        stream, base = queue_key(self.prefix, self.queue, Role.EVENTS), f"{self.prefix}:{self.queue}:"
        for at in range(0, len(ids), HASHES):
            some = ids[at : at + HASHES]
            for id, flat in zip(some, self.connection.run(_SCRIPT, [stream], ("jobs", base, *some)), strict=True):
                found[id] = redacting.fields(dict(sorted(pairs(flat))), self.redact) if flat else None
        return found

    def _follow(self, after: str, end: str, count: int) -> Any:
        stream = queue_key(self.prefix, self.queue, Role.EVENTS)
        start = "0-0" if after == "(" else after
        return self.connection.run(_SCRIPT, [stream], ("events", start, "+" if end == "-" else end, count))

    def _note_gap(self, reply: Sequence[Any]) -> None:
        length, first, last, added, _entries = reply
        place = self.position
        if _order(last) < _order(place.last):
            self._say("The event stream began anew (the server lost it, or the queue was obliterated).")
            self.position = Position("0-0", 0, 0 if added >= 0 else -1)
        elif first and place.last != "0-0" and _order(first) > _order(place.last):
            lost = added - place.added - place.read - length if added >= 0 and place.added >= 0 else None
            if lost is None:
                self._say("Events may be missing here: the stream was trimmed up to where the watcher was.")
            elif lost > 0:
                self._say(f"{lost:,} events are missing here: the stream was trimmed before they could be read.")
                place.read += lost

    def _say(self, text: str) -> None:
        at = int(time.time() * 1_000)
        self._pending.append(lambda replay: iter((replay.remark(text, at),)))

    def _page(self) -> Snapshot:
        page = redacting.snapshot(read_page(self.connection, self.prefix, self.queue, limit=PAGE), self.redact)
        whole = page.state
        for name, held in page.state.items():  # a recording holds what was seen, and counts that
            whole = whole.set(name, held.replace(size=len(held.value)))
        return Snapshot(page.at, page.start, page.prefix, whole, sampled=True)

    def _read_page(self) -> None:
        """Reads a page, then the events up to its moment, so that they are played in order."""
        raw = read_page(self.connection, self.prefix, self.queue, limit=PAGE)
        page = redacting.snapshot(raw, self.redact)
        stream = raw.container(self.queue, Role.EVENTS)
        last = stream.entries[-1].id if stream and stream.entries else "0-0"
        while _order(self.position.last) < _order(last) and self._read(0, last):
            pass
        self._pending.append(lambda replay: iter((replay.page(page),)))


def _order(id: str) -> tuple[int, int]:
    at, _dash, sequence = id.partition("-")
    return int(at), int(sequence or 0)
