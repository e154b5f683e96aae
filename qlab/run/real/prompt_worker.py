"""PromptWorker: BullMQ's own Worker, on time and orderly.

Three cures. The Python port's (3.4.4) blocking connection never learns the server's version, so waits are rounded up to
whole seconds, and a delay of 200 ms ends after one second. The server ends a blocking wait only when its loop turns,
which is every 100 ms in an idle server (`hz 10`). And a job that is being fetched while BullMQ's worker closes would be
left in ``active``, to stall.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import CancelledError
from typing import Any

import bullmq
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from qlab.errors import OptionError, ServerUnreachable
from qlab.lab import port
from qlab.text.escape import repr_of, shorten, terminal
from qlab.text.nearest import did_you_mean

__all__ = [
    "LOOK_S", "READY_S", "PromptWorker", "check_options", "check_server", "close_worker", "open_worker", "reach",
]  # fmt: skip

UNDECLARED = ("drainDelay", "limiter", "metrics", "removeOnComplete", "removeOnFail", "runRetryDelay", "settings")
"""Options that bullmq 3.4.4 reads (worker.py, scripts.py) and leaves out of its ``WorkerOptions``."""
_OPTIONS = frozenset({*bullmq.types.WorkerOptions.__annotations__, *UNDECLARED})
NUDGE_S = 0.002
"""How long after the end of a wait the server is asked to notice it, s."""
NEVER = 2**53
"""A moment that does not come, ms since the epoch."""
LOOK_S = 1.0
"""How often a worker that is to end, or that somebody waits for, looks whether the server is still there, s."""
READY_S = 10.0
"""How long a worker may take to reach the server."""


class PromptWorker(bullmq.Worker):  # type: ignore[misc]  # bullmq has no types
    """BullMQ's Worker, which goes on in time when its wait is over, and leaves no job behind when it is closed."""

    limitUntil: float  # noqa: N815  BullMQ's name: what is left of the rate limit's window, ms
    _nudged: asyncio.Future[Any] | None = None
    _ending = False

    def hold_off(self, ms: int) -> None:
        """Take no job for this many ms, for the rate limit's window has not ended."""
        self.limitUntil = ms

    async def close(self, force: bool = False) -> None:
        """Look for no more jobs and, unless forced, let those at work, and those being fetched, end in ``run()``."""
        if not force:
            await self._finish()
        await super().close(force=force)

    async def _finish(self) -> None:
        self._ending = True
        self.opts["concurrency"] = 0
        if self.waiting:
            self.waiting.cancel()
        while self.processing and self.running:
            await asyncio.wait(self.processing)

    async def getNextJob(self, token: str) -> bullmq.Job | None:  # noqa: N802  BullMQ's name
        """Return the next job; none at the end, for a look that an error has put off."""
        return None if self._ending else await super().getNextJob(token)

    async def waitForJob(self) -> int:  # noqa: N802  BullMQ's name
        """Return when a job may be taken, ms since the epoch: block on the marker until then. At the end: never."""
        try:
            return NEVER if self._ending else await self._wait_for_job()
        except asyncio.CancelledError:
            if self._ending:
                return NEVER
            raise

    async def _wait_for_job(self) -> int:
        """As BullMQ's does; a PING turns the server's loop at the moment the next job is due."""
        if self.limitUntil > 0:
            # The Python port looks again after `drainDelay` (5 s); npm's waits for the rest of the window, as here.
            await asyncio.sleep(self.limitUntil / 1000)
            self.limitUntil = 0
            return 0
        if not self.blockUntil:
            return int(await super().waitForJob())
        loop, wait_s = asyncio.get_running_loop(), self.getBlockTimeout(self.blockUntil)
        timer = loop.call_later(wait_s + NUDGE_S, self._nudge)
        try:
            return int(await super().waitForJob())
        finally:
            timer.cancel()

    def _nudge(self) -> None:
        self._nudged = asyncio.ensure_future(self._ping())  # held, or it might be collected while it runs

    async def _ping(self) -> None:
        # A server that is gone is the wait's own trouble; and redis-py looks in vain for a connection of a closed pool.
        with contextlib.suppress(RedisError, OSError, KeyError):
            await self.client.ping()


async def reach(url: str) -> None:
    """Raise what redis raises unless a server answers there."""
    async with Redis.from_url(url, retry=Retry(NoBackoff(), 0), socket_connect_timeout=READY_S / 2) as client:
        await client.execute_command("PING")  # type: ignore[no-untyped-call]


async def open_worker(
    url: str, queue: str, processor: Callable[[bullmq.Job, str], Awaitable[Any]], options: dict[str, Any]
) -> PromptWorker:
    """Return a BullMQ worker that keeps delays to the millisecond; ``worker.run()`` sets it going.

    Args:
        url: The server.
        queue: The queue's name.
        processor: Gets the job and the lock's token.
        options: BullMQ's options for it.
    """
    worker = PromptWorker(queue, processor, {**options, "connection": url, "autorun": False})
    if options.get("name"):
        port.tell_name(worker)
    await port.connect_worker(worker)
    return worker


async def close_worker(
    worker: bullmq.Worker, running: asyncio.Future[Any], dropped: asyncio.Event | None = None
) -> None:
    """End a worker and its ``run()``: it takes no more jobs, and finishes those it has.

    Once the server is gone, it drops them: BullMQ would try forever to say how they ended.

    Args:
        worker: The worker.
        running: Its ``run()``.
        dropped: When this is set, at once or while it finishes its jobs, it drops them.
    """
    drop = asyncio.Event() if dropped is None else dropped

    async def end() -> None:
        await worker.close(force=drop.is_set())
        with contextlib.suppress(asyncio.CancelledError):
            await running

    ending, asked = asyncio.ensure_future(end()), asyncio.ensure_future(drop.wait())
    while ending not in (await asyncio.wait([ending, asked], timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED))[0]:
        if drop.is_set() or not await _is_there(worker):
            port.drop_jobs(worker)
            break
    asked.cancel()
    await ending
    await port.close_connections(worker)


def check_server(worker: bullmq.Worker, loop: asyncio.AbstractEventLoop) -> None:
    """Raise ServerUnreachable if a worker's server is gone. BullMQ tries to reach it for ever, and says nothing.

    Args:
        worker: The worker.
        loop: The event loop in which it works.
    """
    question = _is_there(worker)
    try:
        answer = asyncio.run_coroutine_threadsafe(question, loop)
    except RuntimeError:  # the loop has ended
        question.close()
        return
    try:
        gone = not answer.result(LOOK_S)
    except (TimeoutError, CancelledError):  # a processor holds the loop, or the worker ends
        answer.cancel()
        return
    if gone:
        raise ServerUnreachable(
            f"The worker of queue {terminal(shorten(worker.name, 40))} lost its connection to the server; see "
            "whether the server is running."
        )


async def _is_there(worker: bullmq.Worker) -> bool:
    try:
        await reach(worker.opts["connection"])
    except (RedisError, OSError):
        return False
    return True


def check_options(options: Mapping[str, Any]) -> None:
    """Raise OptionError where BullMQ's Worker has no such option."""
    unknown = next((name for name in options if name not in _OPTIONS), None)
    if unknown is None:
        return
    raise OptionError(f"BullMQ's Worker has no option {repr_of(unknown)}: {did_you_mean(unknown, _OPTIONS)}")
