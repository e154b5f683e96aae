"""Bell: wakes everybody who waits for news of a class; it can be rung from any thread."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator

__all__ = ["Bell"]


class Bell:
    """Rung when something is new. Listeners then look for themselves, so nothing piles up for a slow one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heard: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}

    @contextlib.contextmanager
    def heard(self) -> Iterator[asyncio.Event]:
        """Yield an event of this loop that is set whenever the bell rings, until the block ends."""
        event = asyncio.Event()
        with self._lock:
            self._heard[event] = asyncio.get_running_loop()
        try:
            yield event
        finally:
            with self._lock:
                del self._heard[event]

    def ring(self) -> None:
        """Wake all who listen."""
        with self._lock:
            waiting = list(self._heard.items())
        for event, loop in waiting:
            with contextlib.suppress(RuntimeError):  # its loop has ended meanwhile
                loop.call_soon_threadsafe(event.set)
