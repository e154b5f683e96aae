"""Watching a queue: its event stream, followed from now or from its beginning, with a page of the queue now and then.

Events are read as they come and played afterwards, when there is time: reading must keep ahead of the trimming of the
stream (about 10,000 events), playing need not. Each batch of events is read together with the hashes of its jobs, so
that the text of an error, which no event carries, is there before the job fails again.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
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
"""Events a call: about a millisecond of the server's time."""
KNOWN = 200_000
"""So many ids of jobs are kept in mind, to read the hash of each but once."""
_FAILING = frozenset({"failed", "delayed"})
HASHES = 200
"""Hashes of jobs a call."""
QUIET = 200
"""While a call brings fewer events than this, there is time to play them."""
BACKLOG = 100_000
"""So many events may wait to be played; then they are, however thick more come."""
PAUSE_S = 0.05
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
    _latest: int = 0
    _backlog: int = 0
    _told: bool = False
    _known: set[str] = field(default_factory=set)
    _pending: deque[Callable[[Replay], Iterator[Step]]] = field(default_factory=deque)

    def begin(self, *, from_start: bool) -> Snapshot:
        """Finds its place in the stream, and says what the queue looks like there."""
        page = self._page()
        stream = page.container(self.queue, Role.EVENTS)
        entries = stream.entries if stream else ()
        last = entries[-1].id if entries else "0-0"
        length, first, _last, added, after = self._info(last)
        if from_start:
            self.position = Position("0-0", 0, added - length if added >= 0 else -1)
            at = int(first.split("-")[0]) if first else page.at
            return empty(self.prefix, at)
        self.position = Position(last, 0, added - after if added >= 0 else -1)
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
            if self._quiet() or self._backlog > BACKLOG:
                yield from self._played(replay)
            elif not more:
                stop.wait(PAUSE_S)  # events come thick: fetch them in larger portions, which costs everybody less
            if progress:
                progress(self.events, time.monotonic() - began, self.remark)
        yield from self._last_look(replay)

    def _quiet(self) -> bool:
        """Whether there is time to play: events come slowly, so none is trimmed meanwhile."""
        return self._latest < QUIET

    def _last_look(self, replay: Replay) -> Iterator[Step]:
        try:
            while self._read(0):
                pass
            self._read_page()
        except QlabError as error:
            self.remark = f"the end is missing: {error}"
        yield from self._played(replay)

    def _played(self, replay: Replay) -> Iterator[Step]:
        self._backlog = 0
        while self._pending:
            yield from self._pending.popleft()(replay)

    def _read(self, patience_s: float, end: str = "+") -> bool:
        """Reads the next events, waiting a while for one; True where there are likely more already."""
        self._note_gap(self._info())
        entries = self.connection.execute("XRANGE", self._stream, f"({self.position.last}", end, "COUNT", BATCH)
        self._latest = len(entries)
        if not entries:
            if patience_s > 0:
                wait = max(int(patience_s * 1_000), 1)
                self.connection.execute("XREAD", "COUNT", 1, "BLOCK", wait, "STREAMS", self._stream, self.position.last)
            return False
        self._take(entries)
        return len(entries) == BATCH

    def _take(self, raw: Sequence[Any]) -> None:
        # Replies are kept as they came: taking them apart can wait until there is time.
        read = self._hashes(self._wanted(raw))
        self._pending.append(lambda replay: replay.batch(self._entries(raw), self._fields(read)))
        self.position.last = raw[-1][0]
        self.position.read += len(raw)
        self._backlog += len(raw)
        self.events += len(raw)

    def _wanted(self, raw: Sequence[Any]) -> list[str]:
        """The jobs whose hashes are to be read: those not seen yet, and those whose attempt may just have failed."""
        wanted: dict[str, None] = {}
        for _id, flat in raw:
            fields = dict(pairs(flat))
            id, event = fields.get("jobId"), fields.get("event")
            failed = event in _FAILING or (event == "waiting" and fields.get("prev") == "active")
            if id is not None and (failed or id not in self._known):
                wanted[id] = None
        self._known.update(wanted)
        if len(self._known) > KNOWN:
            self._known = set(wanted)
        return list(wanted)

    def _entries(self, raw: Sequence[Any]) -> list[Entry]:
        return [redacting.entry(entry(each), self.redact) for each in raw]

    def _fields(self, read: Mapping[str, Sequence[Any]]) -> Hashes:
        return {
            id: redacting.fields(dict(sorted(pairs(flat))), self.redact) if flat else None for id, flat in read.items()
        }

    def _hashes(self, ids: Sequence[str]) -> dict[str, Sequence[Any]]:
        found: dict[str, Sequence[Any]] = {}
        base = f"{self.prefix}:{self.queue}:"
        for at in range(0, len(ids), HASHES):
            some = ids[at : at + HASHES]
            found.update(zip(some, self.connection.run(_SCRIPT, [self._stream], ("jobs", base, *some)), strict=True))
        return found

    @property
    def _stream(self) -> str:
        return queue_key(self.prefix, self.queue, Role.EVENTS)

    def _info(self, *after: str) -> Any:
        return self.connection.run(_SCRIPT, [self._stream], ("info", *after))

    def _note_gap(self, info: Sequence[Any]) -> None:
        """Compares how many events there were with how many were read, whenever the two can be compared."""
        length, first, last, added, _after = info
        place = self.position
        if _order(last) < _order(place.last):
            self._say("The event stream began anew (the server lost it, or the queue was obliterated).")
            self.position = Position("0-0", 0, 0 if added >= 0 else -1)
            return
        passed = bool(first) and place.last != "0-0" and _order(first) > _order(place.last)
        if added < 0 or place.added < 0:  # Redis 6.2 does not count them
            if passed and not self._told:
                self._say("Events may be missing here: the stream was trimmed up to where the watcher was.")
            self._told = passed
        elif passed or last == place.last:
            lost = added - place.added - place.read - (length if passed else 0)
            if lost > 0:
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
