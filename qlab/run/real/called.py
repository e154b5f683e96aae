"""Called: a processor as BullMQ's own Worker calls it, in its event loop or in a thread."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import sys
import threading
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from typing import Any, TypeVar

import bullmq

from qlab.lab.workers.worker import Worker
from qlab.record.takers import Taken
from qlab.run.working.calling import arguments_of

__all__ = ["AT_WORK", "call", "follow", "in_kernel", "is_cancelled", "note_taken"]

T = TypeVar("T")
Processor = Callable[..., Any]
AT_WORK: ContextVar[object] = ContextVar("AT_WORK", default=None)
"""Whose processor runs here, in the worker's event loop or in a thread."""


def follow(job: bullmq.Job, tell: Callable[[Any], None]) -> None:
    """Tell of each progress a job reports from here on, once it is stored."""
    report = job.updateProgress

    async def reported(progress: Any) -> None:
        await report(progress)
        tell(progress)

    job.updateProgress = reported


def note_taken(worker: Worker | None, job: bullmq.Job, name: str | None) -> None:
    """Tell the lab that a worker has a job; the job's hash tells it only of the first run.

    Args:
        worker: The lab's worker; None: it is nobody's.
        job: The job.
        name: The name that BullMQ knows the worker by; None: it has none.
    """
    if worker is not None and name and job.attemptsStarted > 1:
        worker.queue.lab.note_taken(Taken(worker.queue.name, str(job.id), job.attemptsStarted, name))


def in_kernel() -> bool:
    """Return whether this is a notebook's kernel."""
    ipykernel = sys.modules.get("ipykernel.kernelbase")  # whoever is in a kernel has it
    return ipykernel is not None and bool(ipykernel.Kernel.initialized())


async def call(processor: Processor, job: bullmq.Job, token: str = "", *signal: bullmq.AbortSignal) -> Any:
    """Return what a processor returns for a job; a plain one runs in a thread, so that the lock's renewal goes on."""
    given = (job, token, *signal)[: arguments_of(processor)]
    if inspect.iscoroutinefunction(processor):
        return await processor(*given)
    made, error = await _in_thread(lambda: _called(processor, given))
    if error is not None:
        raise error
    return await made if inspect.isawaitable(made) else made


async def _in_thread(do: Callable[[], T]) -> T:
    """Return what a function returns that raises nothing, from a thread of its own.

    ``asyncio.to_thread`` has few threads, so that most jobs of a large concurrency would wait for one; and it waits for
    them when the loop ends, even for one that never does. Nobody waits for these.
    """
    loop, context = asyncio.get_running_loop(), copy_context()
    done: asyncio.Future[T] = loop.create_future()

    def tell(found: T) -> None:
        if not done.done():
            done.set_result(found)

    def work() -> None:
        found = context.run(do)
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile: the worker has dropped the job
            loop.call_soon_threadsafe(tell, found)

    threading.Thread(target=work, name="qlab-processor", daemon=True).start()
    return await done


def _called(processor: Processor, given: tuple[Any, ...]) -> tuple[Any, BaseException | None]:
    """Return what a processor returns, and what it raises: a future that is given ``StopIteration`` never ends."""
    try:
        return processor(*given), None
    except BaseException as error:  # noqa: BLE001  it ends the attempt, and not the thread or the event loop
        return None, error


def is_cancelled(error: BaseException) -> bool:
    """Return whether this task is being cancelled: a processor may raise the same error of its own."""
    task = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling() > 0
