"""Watching a queue: its event stream, followed from now or from its beginning, with a page of the queue now and then.

Events are read as they come and played when there is time. A watcher shares the machine, or at least the server, with
the workers that it watches: while events come thick it reads few and large portions, reads no hash but those of jobs
that may have failed, and plays nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qlab.errors import QlabError, ServerUnreachable
from qlab.observe.connection import Connection
from qlab.observe.page import read_page
from qlab.observe.watching.backlog import Backlog
from qlab.observe.watching.hashes import JobHashes
from qlab.observe.watching.stream import BATCH, EventStream
from qlab.protocol.keys import Role
from qlab.record.step import Step
from qlab.replay.replay import Replay, empty
from qlab.snapshot import redact as redacting
from qlab.snapshot.model import Snapshot
from qlab.snapshot.redact import Redact
from qlab.text.decoded import quoted
from qlab.text.durations import in_calendar
from qlab.text.entry_ids import entry_order

__all__ = ["EVERY_S", "Progress", "Watch"]

CROWD = 200
"""This many events in one reading are a crowd: the workers are busy, and playing can wait."""
RESPITE_S = 0.5
"""How long no crowd must have come before there is time to play."""
SLICE_S = 0.02
"""So long is played before the next look at the stream."""
THICK = 1_000
"""From this many events a reading on, the hashes of jobs that did not fail are left for later."""
MOST_WAITING = 500_000
"""This many events may wait to be played (about 50 MB); then they are, however thick more come."""
GATHER_S = 0.02
"""After the first event: what belongs together, such as ``added`` and ``waiting``, is read together."""
PAGE = 50
EVERY_S = 5.0
"""Between two pages of the queue, in seconds."""
RETRY_S = (0.1, 0.2, 0.5, 1.0)
"""How long to wait before connecting again, the last from then on."""

Progress = Callable[[int, float, str], None]
"""Told the number of events, the seconds that have passed, and a remark such as ``connection lost``."""


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

    def __post_init__(self) -> None:
        self.events, self.remark, self._failures = 0, "", 0
        self._crowded = -RESPITE_S
        self.stream = EventStream(self.connection, self.prefix, self.queue)
        self.hashes = JobHashes(self.connection, self.prefix, self.queue)
        self.backlog = Backlog(self.hashes, self.redact)

    def begin(self, *, from_start: bool) -> Snapshot:
        """Find its place in the stream, and say what the queue looks like there."""
        page = self._page()
        first = self.stream.begin(self._newest(page), from_start=from_start)
        if from_start:
            return empty(self.prefix, page.at if first is None else in_calendar(first))
        return self._recorded(page)

    def steps(self, first: Snapshot, stop: threading.Event, until: float, progress: Progress | None) -> Iterator[Step]:
        """Yield the steps, as they happen, until ``stop`` is set or ``time.monotonic()`` reaches ``until``."""
        replay, began = Replay(first, self.queue), time.monotonic()
        self._paged = began
        while not stop.is_set() and (left := until - time.monotonic()) > 0:
            if self._look(left, stop):
                yield from self.backlog.play(replay, SLICE_S)
            if progress:
                progress(self.events, time.monotonic() - began, self.remark)
        for step in self._last_look(replay):
            yield step
            if progress:
                progress(self.events, time.monotonic() - began, self.remark)

    def _look(self, left_s: float, stop: threading.Event) -> bool:
        """Read what is next, then rest until reading is worth while again; or say that there is time to play."""
        try:
            read = self.read()
            if read < BATCH and time.monotonic() - self._paged >= EVERY_S:
                self._read_page()
                self._paged = time.monotonic()
            play = self._may_play(read)
            if not play:
                self._rest(read, left_s, stop)
            self._failures, self.remark = 0, ""
        except ServerUnreachable as error:
            self.remark = f"connection lost ({quoted(error, 60)}); trying again"
            stop.wait(min(RETRY_S[min(self._failures, len(RETRY_S) - 1)], left_s))
            self._failures += 1
            return True
        return play

    def _may_play(self, read: int) -> bool:
        """Return whether there is time to play: no crowd of events has come for a while; or whether it must be."""
        if read >= CROWD:
            self._crowded = time.monotonic()
        calm = time.monotonic() - self._crowded > RESPITE_S
        return len(self.backlog) > 0 and (calm or self.backlog.events > MOST_WAITING)

    def _rest(self, read: int, left_s: float, stop: threading.Event) -> None:
        if read:
            stop.wait(min(self.stream.pause_s, left_s))
        elif self.stream.bell(left_s):
            stop.wait(GATHER_S)

    def _last_look(self, replay: Replay) -> Iterator[Step]:
        try:
            while self.read():
                pass
            self._read_page()
            self.remark = "playing what was read"
        except QlabError as error:
            self.remark = f"the end is missing: {error}"
            self.backlog.remark(f"The end is missing, because the server could not be read: {quoted(error, 200)}")
        while len(self.backlog):
            yield from self.backlog.play(replay, SLICE_S)

    def read(self, end: str = "+") -> int:
        """Read the next events, those up to ``end``, into the backlog; say how many there were.

        Raises:
            QlabError: If the server cannot be read.
        """
        if gap := self.stream.gap():
            self.backlog.remark(gap)
        events = self.stream.read(end)
        if events:
            self._take(events)
            self.stream.passed(events)  # not before: what was lost with the connection is read again
        return len(events)

    def _take(self, events: Sequence[Any]) -> None:
        wanted = self.hashes.failing(events)
        if len(events) < THICK:
            wanted += self.hashes.unseen(events)
        self.backlog.batch(events, self.hashes.read(wanted))
        self.events += len(events)

    def _page(self) -> Snapshot:
        return read_page(self.connection, self.prefix, self.queue, limit=PAGE)

    def _recorded(self, page: Snapshot) -> Snapshot:
        """Return a page as a recording holds it: what was seen, with counts of that."""
        page = redacting.snapshot(page, self.redact)
        whole = page.state
        for name, held in page.state.items():
            seen = len(held.value) or held.size  # of what is hidden whole, the size alone is known
            whole = whole.set(name, held.replace(size=seen))
        return Snapshot(page.at, page.start, page.prefix, whole, sampled=True)

    def _read_page(self) -> None:
        """Read a page, then the events up to its moment, so that they are played in order."""
        page = self._page()
        last = self._newest(page)
        while entry_order(self.stream.position.last) < entry_order(last) and self.read(last):
            pass
        self.backlog.page(redacting.snapshot(page, self.redact))

    def _newest(self, page: Snapshot) -> str:
        """Return the id of the newest event on a page; ``0-0`` where there is none."""
        stream = page.container(self.queue, Role.EVENTS)
        return stream.entries[-1].id if stream and stream.entries else "0-0"
