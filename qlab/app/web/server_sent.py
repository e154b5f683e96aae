"""Events: a job's status as server-sent events, as often as BullMQ's own event stream tells of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from anyio import CancelScope
from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from qlab.app.queues import QueueName
from qlab.app.service import TIMEOUT_S, Service
from qlab.errors import JobMissing
from qlab.protocol.keys import Role, queue_key
from qlab.protocol.states import FINISHED

__all__ = ["Listening", "follow"]

SLOW_S = 5
"""How long a listener may take over the last of what it is told, s."""
LISTEN_MS = 1_000
"""How long one look at the stream waits at most, ms: a client that has gone is noticed as often."""


class Listening(StreamingResponse):
    """A stream of events, as an answer. It counts as a listener until it ends, however it ends.

    Args:
        service: The service.
        told: The events.
        seconds: How long at most.
    """

    def __init__(self, service: Service, told: AsyncIterator[str], seconds: int) -> None:
        super().__init__(told, media_type="text/event-stream")
        self._service, self._most_s = service, seconds + SLOW_S
        service.listeners += 1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it; a listener that does not read has no longer than others."""
        try:
            async with asyncio.timeout(self._most_s):
                await super().__call__(scope, receive, send)
        except TimeoutError:
            pass  # uvicorn ends the connection: the answer is not whole
        finally:
            self._service.listeners -= 1


async def follow(service: Service, queue: QueueName, id: str, seconds: int) -> AsyncIterator[str]:
    """The job's status now and after each of its events, until it has finished, is gone, or time is up.

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
            yield event(status)
            while not (status["state"] in FINISHED or service.closing.is_set() or loop.time() >= deadline):
                heard = await redis.xread({stream: last}, count=100, block=LISTEN_MS)
                entries = heard[0][1] if heard else []
                last = entries[-1][0] if entries else last
                if any(fields.get("jobId") == id for _, fields in entries):
                    status = await service.status(queue, id)
                    yield event(status)


@contextlib.asynccontextmanager
async def _connection(url: str) -> AsyncIterator[Redis]:
    """A connection of its own, for it blocks; it is closed with the response."""
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


def event(status: dict[str, object]) -> str:
    """A status as one event. JSON has no bare line breaks, so it is one line."""
    return f"event: status\ndata: {json.dumps(status)}\n\n"
