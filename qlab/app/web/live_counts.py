"""Live counts: every queue's counts as server-sent events, and as samples of the last minutes."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncGenerator, Mapping

from redis.exceptions import RedisError

from qlab.app.service import Service
from qlab.web.listening import event

__all__ = ["Samples", "told_of"]

Counts = Mapping[str, Mapping[str, int]]
FRESH_S = 0.5
"""Counts are asked for at most so often, s, however many listen."""
SAMPLE_S = 5.0
"""A sample is kept every so many seconds."""
KEPT = 60
"""So many samples are kept: five minutes."""


class Samples:
    """The counts of all queues, asked for once for all who look, and kept for the last five minutes.

    Samples are taken while somebody looks: a board that nobody has open costs the server nothing.

    Args:
        service: The service.

    Attributes:
        kept: Moments (s, monotonic) and counts, oldest first.
    """

    def __init__(self, service: Service) -> None:
        self._service, self._lock, self._asked = service, asyncio.Lock(), -FRESH_S
        self._counts: Counts = {}
        self.kept: deque[tuple[float, Counts]] = deque(maxlen=KEPT)

    async def now(self) -> Counts:
        """Return the counts, at most half a second old."""
        async with self._lock:
            now = time.monotonic()
            if now - self._asked >= FRESH_S:
                self._counts, self._asked = await self._service.counts(), now
                if not self.kept or now - self.kept[-1][0] >= SAMPLE_S:
                    self.kept.append((now, self._counts))
        return self._counts

    def line(self, queue: str, state: str) -> list[int]:
        """Return one state's samples, oldest first."""
        return [counts[queue][state] for _, counts in self.kept]


async def told_of(service: Service, samples: Samples, seconds: int) -> AsyncGenerator[str, None]:
    """Yield the counts now, and whenever they have changed, as events, until time is up or the service is closing."""
    loop = asyncio.get_running_loop()
    deadline, last = loop.time() + seconds, None
    while not service.closing.is_set() and loop.time() < deadline:
        try:
            counts = await samples.now()
        except RedisError:
            return
        yield ": here\n\n" if counts == last else event("counts", counts)
        last = counts
        with contextlib.suppress(TimeoutError):  # nothing happened for a second: look again
            await asyncio.wait_for(service.closing.wait(), 1)
