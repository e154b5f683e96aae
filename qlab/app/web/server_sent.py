"""Events: a job's status as server-sent events, as often as BullMQ's own event stream tells of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator

from anyio import CancelScope
from redis.asyncio import Redis
from redis.exceptions import RedisError

from qlab.app.queues import QueueName
from qlab.app.service import TIMEOUT_S, Service
from qlab.errors import JobMissing
from qlab.protocol.keys import Role, queue_key
from qlab.protocol.states import FINISHED
from qlab.web.listening import event

__all__ = ["follow"]

LISTEN_MS = 1_000
"""How long one look at the stream waits at most, ms: a client that has gone is noticed as often."""


async def follow(service: Service, queue: QueueName, id: str, seconds: int) -> AsyncGenerator[str, None]:
    """Yield the job's status now and after each of its events, until it has finished, is gone, or time is up.

    It ends when the service is closing, too, or the queue's server has gone: who still wants to know asks again.

    Args:
        service: The service.
        queue: The job's queue.
        id: Its id.
        seconds: How long at most.
    """
    settings = service.settings
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    with contextlib.suppress(JobMissing, RedisError):
        async with _connection(settings.url) as redis:
            stream = queue_key(settings.prefix, queue, Role.EVENTS)
            newest = await redis.xrevrange(stream, count=1)
            last = newest[0][0] if newest else "0-0"
            status = await service.status(queue, id)
            yield event("status", status)
            while not (status["state"] in FINISHED or service.closing.is_set() or loop.time() >= deadline):
                heard = await redis.xread({stream: last}, count=100, block=LISTEN_MS)
                entries = heard[0][1] if heard else []
                last = entries[-1][0] if entries else last
                if any(fields.get("jobId") == id for _, fields in entries):
                    status = await service.status(queue, id)
                    yield event("status", status)


@contextlib.asynccontextmanager
async def _connection(url: str) -> AsyncIterator[Redis]:
    """Yield a connection of its own, for it blocks; it is closed with the response."""
    longest = LISTEN_MS / 1_000 + TIMEOUT_S
    redis = Redis.from_url(
        url,
        decode_responses=True,
        encoding_errors="backslashreplace",
        socket_timeout=longest,
        socket_connect_timeout=TIMEOUT_S,
    )
    try:
        yield redis
    finally:
        # A listener that goes cancels the response, and everything that it still waits for: this must not be.
        with CancelScope(shield=True):
            await redis.aclose()
