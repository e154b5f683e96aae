"""Stop: a server that is ended in order, by a signal or by a thread that waits for its end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Iterator, Sequence
from typing import Any, Self, cast

import uvicorn

from qlab.errors import ServerStartError

__all__ = ["Server", "Stop", "ended", "served"]

AGAIN_S = 0.1
"""A task that has not ended is cancelled again after so long, s."""


class Server(uvicorn.Server):
    """uvicorn's server, which leaves the signals to the code that started it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


class Stop:
    """SIGINT and SIGTERM from the beginning to the end: the first ends all in order, and no other disturbs that."""

    def __init__(self) -> None:
        self._told, self._loop = asyncio.Event(), cast("asyncio.AbstractEventLoop | None", None)
        self.asked = False

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._tell) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _tell(self, *_: object) -> None:
        self.asked = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._told.set)

    async def wait(self) -> None:
        """Return once one of them has come."""
        self._loop = asyncio.get_running_loop()
        if not self.asked:
            await self._told.wait()


async def ended(task: asyncio.Future[Any]) -> None:
    """Cancel a task until it has ended, whatever it ends in.

    Once may not do: ``asyncio.wait_for``, by which redis-py writes, loses a cancellation that comes at the moment at
    which it is done (before Python 3.12).
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=AGAIN_S)


@contextlib.contextmanager
def served(config: uvicorn.Config, listeners: Sequence[socket.socket] = ()) -> Iterator[int]:
    """Run a server in a thread until the block ends; yield the port.

    Args:
        config: Its settings.
        listeners: The sockets it listens at, which it closes; none: one at the host and port of the settings.

    Raises:
        ServerStartError: If it does not start.
    """
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=[list(listeners) or None], name="qlab-web", daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.01)  # between two looks
    if not server.started:
        raise ServerStartError("The web server ended before it was ready; its output says why.")
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
