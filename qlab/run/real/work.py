"""work: starts BullMQ's own Worker on a lab's queue, in real time; behind ``lab.work``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from qlab.errors import OptionError, UsageError
from qlab.lab.handles.names import check_connection_name, queue_name
from qlab.lab.workers.worker import Worker
from qlab.protocol.api.worker_options import pypi_options
from qlab.run.real.live import LiveWorker
from qlab.run.real.prompt_worker import check_options
from qlab.run.working.calling import check_processor

if TYPE_CHECKING:
    from qlab.lab.handles.queue import Queue
    from qlab.lab.lab import Lab

__all__ = ["work"]

Processor = Callable[..., Any]


def work(
    lab: Lab, queue: Queue | Worker | str, processor: Processor, concurrency: int = 1, **options: Any
) -> LiveWorker:
    """Start a real BullMQ Worker on a lab's queue, in real time; it takes jobs until it is closed.

    Args:
        lab: A lab with a real clock: BullMQ's Worker uses the time of the server and the machine.
        queue: The queue, or its name; or a worker made with ``lab.worker``, which works by its own options.
        processor: Gets BullMQ's own ``Job``, the lock's token if it takes a second argument, and BullMQ's
            ``AbortSignal`` if it takes a third. A coroutine function, or a plain one, which then runs in a thread. If
            it raises an error of :mod:`qlab.run.signals`, the job has not failed, as with npm's Worker; for
            ``WaitingError`` there is ``await job.moveToWait(token)``.
        concurrency: How many jobs it works on at once.
        options: Further options of BullMQ's Worker by its names, such as ``stalledInterval`` (ms). A worker made with
            ``lab.worker`` has its own.

    Returns:
        The worker, running. It is a context manager; ``close`` lets it finish its jobs. A notebook that displays it
        shows a progress bar for each of its current jobs.

    Raises:
        UsageError: If the lab's clock is virtual, it is the queue of another lab, or the processor cannot be
            called with a job.
        OptionError: If the concurrency makes no sense, BullMQ's Worker has no such option, or Redis no such name for a
            connection.
        QueueMissing: If the lab has no such queue.
    """
    if lab.virtual:
        raise UsageError('A real worker needs real time; make a lab with clock="real", or use lab.run.')
    check_options(options)
    check_processor(processor, queue.queue.name if isinstance(queue, Worker) else queue_name(queue, lab))
    if isinstance(queue, Worker):
        return _by_worker(lab, queue, processor, {"concurrency": concurrency} if concurrency != 1 else options)
    handle = lab.queue_named(queue_name(queue, lab))
    check_connection_name(options.get("name"))
    own = lab.worker(handle, options.get("name"), concurrency=concurrency)
    try:
        whole = _whole(lab, own, {"lockDuration": handle.lock_ms, **options})
        return LiveWorker(str(lab.url), handle.name, processor, concurrency, whole, own)
    except BaseException:  # Ctrl-C, too
        own.closing = True  # it was made for this, and never began
        raise


def _by_worker(lab: Lab, own: Worker, processor: Processor, more: Mapping[str, Any]) -> LiveWorker:
    if more:
        raise OptionError(f"{own!r} already has its options; leave {next(iter(more))} out, or give it to lab.worker.")
    if own.queue.lab is not lab or not own.free:
        raise UsageError(f"{own!r} cannot work here; give a worker of this lab that is alive and has no job at work.")
    settings = own.settings
    check_connection_name(own.name)
    options = {"name": own.name, "lockDuration": settings.lock_ms, **pypi_options(settings.of_bullmq())}
    return LiveWorker(str(lab.url), own.queue.name, processor, settings.concurrency, _whole(lab, own, options), own)


def _whole(lab: Lab, own: Worker, options: Mapping[str, Any]) -> dict[str, Any]:
    settings = {"backoffStrategy": own.queue.strategy}
    return {"settings": settings, "prefix": lab.prefix, **options}
