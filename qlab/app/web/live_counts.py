"""Live counts: every queue's counts and events as server-sent events, and as samples of the last minutes."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from typing import NamedTuple

from redis.exceptions import RedisError

from qlab.app.service import Service
from qlab.protocol.events import Event, event_of
from qlab.text.entry_ids import entry_ms
from qlab.web.listening import event

__all__ = ["Counts", "Happened", "Samples", "told_of"]

Counts = Mapping[str, Mapping[str, int]]
FRESH_S = 0.5
"""Counts and events are asked for at most so often, s, however many listen."""
SAMPLE_S = 5.0
"""A sample is kept every this many seconds."""
KEPT = 60
"""This many samples are kept: five minutes."""
NEWEST = 20
"""This many of each queue's newest events are read at a time."""
NEWS = 200
"""This many events are kept, of all queues together."""


class Happened(NamedTuple):
    """An event of a queue.

    Attributes:
        number: Its place among all that were read.
        queue: The queue.
        at: When, ms since the epoch.
        event: What it means.
        job: The job's id; "" where it is about the queue.
    """

    number: int
    queue: str
    at: int
    event: Event
    job: str


class Samples:
    """The counts of all queues, asked for once for all who look, and kept for the last five minutes.

    Args:
        service: The service.

    Attributes:
        kept: Moments (s, monotonic) and counts, oldest first.
        news: What happened, oldest first.
        number: How many events were read so far.
    """

    def __init__(self, service: Service) -> None:
        self._service, self._lock, self._asked = service, asyncio.Lock(), -FRESH_S
        self._counts: Counts = {}
        self._last: dict[str, str] = {}
        self.kept: deque[tuple[float, Counts]] = deque(maxlen=KEPT)
        self.news: deque[Happened] = deque(maxlen=NEWS)
        self.number = 0

    async def now(self) -> Counts:
        """Return the counts, at most half a second old."""
        async with self._lock:
            now = time.monotonic()
            if now - self._asked >= FRESH_S:
                self._counts, self._asked = await self._service.counts(), now
                await self._hear()
                if not self.kept or now - self.kept[-1][0] >= SAMPLE_S:
                    self.kept.append((now, self._counts))
        return self._counts

    async def _hear(self) -> None:
        """Read the events that are new, in the order in which they happened."""
        found = await self._service.events(self._last, NEWEST)
        self._last |= {queue: entries[-1][0] for queue, entries in found.items() if entries}
        fresh = [(entry_ms(id), queue, fields) for queue, entries in found.items() for id, fields in entries]
        for at, queue, fields in sorted(fresh, key=lambda each: each[0]):
            self.number += 1
            meant = event_of(fields.get("event", ""))
            self.news.append(Happened(self.number, queue, at, meant, fields.get("jobId", "")))

    def line(self, queue: str, state: str) -> list[int]:
        """Return one state's samples, oldest first."""
        return [counts[queue][state] for _, counts in self.kept]

    def moved_after(self, number: int) -> dict[str, list[str]]:
        """By queue, the ids of the jobs that events after that one are about."""
        moved: dict[str, dict[str, None]] = {}
        for each in self.news:
            if each.number > number:
                moved.setdefault(each.queue, {})[each.job] = None
        return {queue: list(ids) for queue, ids in moved.items()}

    async def keep(self) -> None:
        """Take samples forever, so that whoever opens the board sees the minutes before, too."""
        while True:
            await asyncio.sleep(SAMPLE_S)
            with contextlib.suppress(RedisError):
                await self.now()


async def told_of(service: Service, samples: Samples, seconds: int) -> AsyncGenerator[str, None]:
    """Yield the counts, now and whenever they change, and which jobs moved, until time is up or the service closes.

    It ends with ``gone`` where the queue's server does not answer.
    """
    loop = asyncio.get_running_loop()
    deadline, last, heard = loop.time() + seconds, None, None
    while not service.closing.is_set() and loop.time() < deadline:
        try:
            counts = await samples.now()
        except RedisError:
            yield event("gone", {})
            return
        moved: dict[str, list[str]] = {} if heard is None else samples.moved_after(heard)
        heard = samples.number
        yield ": here\n\n" if counts == last else event("counts", counts)
        if moved:
            yield event("moved", moved)
        last = counts
        with contextlib.suppress(TimeoutError):  # nothing happened for a second: look again
            await asyncio.wait_for(service.closing.wait(), 1)
