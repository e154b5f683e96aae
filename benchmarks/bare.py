"""BullMQ without qlab: a server, a queue, a worker, and a loop to call them in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import bullmq
import redis.asyncio

from qlab.lab.server_io import server

OPTIONS = {"attempts": 1, "removeOnComplete": True}
DATA = {"to": "ada@example.com"}


@dataclass
class Bare:
    """A queue ``email`` on a server of its own.

    Attributes:
        loop: Where its coroutines run.
        queue: BullMQ's Queue.
        worker: BullMQ's Worker, not running.
    """

    loop: asyncio.AbstractEventLoop
    queue: bullmq.Queue
    worker: bullmq.Worker

    def fill(self, jobs: int) -> None:
        """Add jobs, a thousand a time."""
        for at in range(0, jobs, 1000):
            bulk = [{"name": "welcome", "data": DATA, "opts": OPTIONS} for _ in range(min(1000, jobs - at))]
            self.loop.run_until_complete(self.queue.addBulk(bulk))

    def cycles(self, count: int) -> None:
        """Add, take and complete a job, ``count`` times: three scripts each."""
        self.loop.run_until_complete(self._cycles(count))

    async def _cycles(self, count: int) -> None:
        for _ in range(count):
            await self._cycle()

    async def _cycle(self) -> None:
        await self.queue.add("welcome", DATA, OPTIONS)
        job = await self.worker.moveToActive("token")
        await job.moveToCompleted({"messageId": "m-1"}, "token")

    def works(self, count: int) -> None:
        """The same as a worker does it, who then looks in vain for the next job: four scripts each."""
        self.loop.run_until_complete(self._works(count))

    async def _works(self, count: int) -> None:
        for _ in range(count):
            await self._cycle()
            await self.worker.moveToActive("token")


@contextmanager
def bare() -> Iterator[Bare]:
    """A server with nothing in it, and BullMQ's own objects on it; closed at the end."""
    running = server.start()
    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(_connect(str(running.url)))
    settings = {"connection": connection, "prefix": "bull"}
    try:
        yield Bare(loop, bullmq.Queue("email", settings), loop.run_until_complete(_worker(settings)))
    finally:
        loop.run_until_complete(connection.aclose())
        loop.close()
        running.close()


async def _connect(url: str) -> redis.asyncio.Redis:
    # As a lab connects (see qlab.lab.server_io.session), so that the two differ in nothing but the lab.
    return redis.asyncio.Redis.from_url(url, decode_responses=True, single_connection_client=True, socket_timeout=None)


async def _worker(settings: dict[str, object]) -> bullmq.Worker:
    return bullmq.Worker("email", None, {**settings, "autorun": False, "lockDuration": 30_000})
