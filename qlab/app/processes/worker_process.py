"""Worker: the application's workers in a process of their own. SIGTERM and Ctrl-C let them finish what they have."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import bullmq
from redis.exceptions import RedisError

from qlab.app.processors import processor_of
from qlab.app.queues import NAMES, QUEUES, QueueName, job_options
from qlab.app.settings import Settings
from qlab.connect import connection_errors
from qlab.run.real.called import call, follow
from qlab.run.real.prompt_worker import close_worker, open_worker, reach

__all__ = ["STOP_S", "run", "work"]

STOP_S = 20
"""How long workers may take to finish what they have, s; then their jobs stall and wait for the next start."""
ASK_S = 0.5
"""How often workers whose parent is gone ask whether their server is still there, s."""

Tell = Callable[[str, QueueName, bullmq.Job, Any], None]
"""Is told of what happens: (`active` | `progress` | `completed` | `failed`, queue, job, value or error)."""


def run(
    settings: Settings,
    queues: Sequence[QueueName] = NAMES,
    tell: Tell | None = None,
    *,
    attended: bool = False,
    **options: Any,
) -> None:
    """Work until SIGTERM or SIGINT, then finish the jobs at work and return; a second one ends the process.

    Args:
        settings: The application's settings.
        queues: Whose jobs to work on.
        tell: Is told of what happens.
        attended: Stop when standard input ends, too: the process at the other end is gone.
        options: Options of BullMQ's Worker over the queues' own, such as ``lockDuration`` (ms).

    Raises:
        ServerError: If the server cannot be used: one of its kinds, as the case is.
    """

    async def until_told() -> None:
        stop, alone, loop = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()
        _heed((signal.SIGTERM, signal.SIGINT), loop, stop)
        leaving = asyncio.ensure_future(_leave(alone, stop, settings.url))
        if attended:
            threading.Thread(target=_attend, args=(loop, alone), daemon=True).start()
        with connection_errors(settings.url):
            await reach(settings.url)  # BullMQ itself would try for a minute
        await work(settings, queues, stop, tell, **options)
        leaving.cancel()

    asyncio.run(until_told())


def _heed(numbers: Sequence[signal.Signals], loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Let the first signal finish the jobs at work; for the impatient, let the next one end all at once."""

    def on_signal() -> None:
        stop.set()
        for number in numbers:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)

    for number in numbers:
        loop.add_signal_handler(number, on_signal)


def _attend(loop: asyncio.AbstractEventLoop, alone: asyncio.Event) -> None:
    """Wait, in a thread, for the end of standard input."""
    while os.read(sys.stdin.fileno(), 1_024):
        pass
    with contextlib.suppress(RuntimeError):  # the loop has ended
        loop.call_soon_threadsafe(alone.set)


async def _leave(alone: asyncio.Event, stop: asyncio.Event, url: str) -> None:
    """Stop once the parent is gone, gracefully while the server is up (BullMQ would wait for it forever)."""
    await alone.wait()
    stop.set()
    with contextlib.suppress(RedisError, OSError, TimeoutError):
        async with asyncio.timeout(STOP_S):
            while True:
                await reach(url)
                await asyncio.sleep(ASK_S)
    os._exit(1)


async def work(
    settings: Settings, queues: Sequence[QueueName], stop: asyncio.Event, tell: Tell | None = None, **options: Any
) -> None:
    """Work until ``stop`` is set, then let the jobs at work finish.

    Args:
        settings: The application's settings.
        queues: Whose jobs to work on.
        stop: Ends it.
        tell: Is told of what happens.
        options: Options of BullMQ's Worker over the queues' own.
    """
    async with contextlib.AsyncExitStack() as open_workers:
        for name in queues:
            worker = await _open(settings, name, tell, options)
            running = asyncio.ensure_future(worker.run())
            open_workers.push_async_callback(close_worker, worker, running)
        await stop.wait()


async def _open(settings: Settings, name: QueueName, tell: Tell | None, options: Mapping[str, Any]) -> bullmq.Worker:
    processor = processor_of(settings, name)

    async def process(job: bullmq.Job, _token: str) -> Any:
        if tell is not None:
            _follow(job, name, tell)
        return await call(processor, job)

    keep = {"removeOnComplete": job_options(settings, name)["removeOnComplete"]}
    whole = {"prefix": settings.prefix, "lockDuration": 30_000, **keep, **QUEUES[name].worker, **options}
    worker = await open_worker(settings.url, name, process, whole)
    if tell is not None:
        worker.on("completed", lambda job, result: tell("completed", name, job, result))
        worker.on("failed", lambda job, error: tell("failed", name, job, error))
    return worker


def _follow(job: bullmq.Job, name: QueueName, tell: Tell) -> None:
    """Tell of a job's start, and of each progress it reports from here on."""
    tell("active", name, job, None)
    follow(job, lambda progress: tell("progress", name, job, progress))
