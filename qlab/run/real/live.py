"""Live: BullMQ's own Worker, in real time, in a thread with an event loop of its own.

A plain processor runs in a thread, for it would block the loop that renews its lock.
"""

from __future__ import annotations

import asyncio
import contextlib
import difflib
import inspect
import sys
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import bullmq

from qlab.errors import OptionError, ServerUnreachable, UsageError
from qlab.lab import scripts
from qlab.lab.handles.options import checked_number
from qlab.run.real.bars import Bars
from qlab.run.real.prompt_worker import READY_S, close_worker, open_worker, reach
from qlab.run.signals import DelayedError, is_moved, is_rate_limit
from qlab.text.escape import mask_url, repr_of, shorten

if TYPE_CHECKING:
    from qlab.lab.handles.queue import Queue
    from qlab.lab.lab import Lab

__all__ = ["LiveWorker", "call", "follow"]

Processor = Callable[..., Any]
UNDECLARED = ("drainDelay", "limiter", "metrics", "removeOnComplete", "removeOnFail", "runRetryDelay", "settings")
"""Options that bullmq 3.4.4 reads (worker.py, scripts.py) and leaves out of its ``WorkerOptions``."""


def work(lab: Lab, queue: Queue | str, processor: Processor, concurrency: int = 1, **options: Any) -> LiveWorker:
    """Starts a real BullMQ Worker on a queue of a lab, in real time; it takes jobs until it is closed.

    Args:
        lab: A lab with a real clock: BullMQ's Worker lives by the server's time and the machine's.
        queue: The queue, or its name.
        processor: Gets BullMQ's own ``Job``, and the lock's token if it takes a second argument. A coroutine function,
            or a plain one, which then runs in a thread. After one of :mod:`qlab.run.signals` the job has not failed, as
            with npm's Worker; ``await job.moveToWait(token)`` is there for ``WaitingError``.
        concurrency: How many jobs it works on at once.
        options: Further options of BullMQ's Worker by its names, such as ``stalledInterval`` (ms).

    Returns:
        The worker, at work. It is a context manager; ``close`` lets it finish what it has. A notebook that displays it
        shows a progress bar for each of the jobs it has at once.

    Raises:
        UsageError: If the lab's clock is virtual.
        OptionError: If the concurrency makes no sense, or BullMQ's Worker has no such option.
        QueueMissing: If the lab has no such queue.
    """
    if lab.virtual:
        raise UsageError('A real worker needs real time; make a lab with clock="real", or use lab.run.')
    _check_options(options)
    handle = lab.queue_named(queue if isinstance(queue, str) else queue.name)
    settings = {"backoffStrategy": handle.strategy}
    whole = {"lockDuration": handle.lock_ms, "settings": settings, "prefix": lab.prefix, **options}
    return LiveWorker(str(lab.url), handle.name, processor, concurrency, whole)


_OPTIONS = frozenset({*bullmq.types.WorkerOptions.__annotations__, *UNDECLARED})


def _check_options(options: Mapping[str, Any]) -> None:
    unknown = next((name for name in options if name not in _OPTIONS), None)
    if unknown is None:
        return
    near = difflib.get_close_matches(unknown.replace("_", ""), _OPTIONS, 1)
    hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(sorted(_OPTIONS))}."
    raise OptionError(f"BullMQ's Worker has no option {repr_of(unknown)}: {hint}")


class LiveWorker:
    """A BullMQ Worker in a thread of its own.

    Args:
        url: The server.
        queue: The queue's name.
        processor: Gets BullMQ's ``Job``.
        concurrency: How many jobs it works on at once.
        options: Further options of BullMQ's Worker.

    Attributes:
        queue: The queue's name.
        done: How many attempts have ended well here.
        failed: How many have ended with an error.
        errors: What BullMQ reported beside that, as text, such as a lost lock.
        bars: How far the jobs at work are; a notebook that displays the worker shows them.

    Raises:
        ServerUnreachable: If the server does not answer.
    """

    def __init__(self, url: str, queue: str, processor: Processor, concurrency: int, options: dict[str, Any]) -> None:
        self.queue, self.done, self.failed = queue, 0, 0
        self.errors: list[str] = []
        self._url, self._processor = url, processor
        self._options = {**options, "concurrency": checked_number(concurrency, "concurrency", least=1)}
        self.bars = Bars(queue, concurrency)
        self._ended = threading.Condition()
        self._ready: threading.Event = threading.Event()
        self._refused: Exception | None = None
        self._force = False
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), name=f"qlab-{queue}", daemon=True)
        self._thread.start()
        self._await_start()

    def _await_start(self) -> None:
        if self._ready.wait(READY_S) and self._refused is None:
            return
        reason = shorten(self._refused or "it did not answer in time", 120)
        raise ServerUnreachable(
            f"The worker cannot reach {mask_url(self._url)} ({reason}); see whether the server is running."
        ) from self._refused

    async def _live(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            await reach(self._url)  # BullMQ itself would try for a minute
            worker = await open_worker(self._url, self.queue, self._called, self._options)
        except Exception as error:  # noqa: BLE001  it is raised where the worker was asked for
            self._refused = error
            self._ready.set()
            return
        self._worker = worker
        self._handle = bullmq.Queue(self.queue, {"connection": worker.client, "prefix": self._options["prefix"]})
        worker.on("completed", self._completed)
        worker.on("failed", self._failed)
        worker.on("error", lambda error, *_: self.errors.append(str(error)))
        running = asyncio.ensure_future(worker.run())
        self._ready.set()
        await self._stop.wait()
        await close_worker(worker, running, force=self._force)
        self.bars.close()

    async def _called(self, job: bullmq.Job, token: str) -> Any:
        row = self.bars.begin(job)
        follow(job, lambda progress: self.bars.report(row, progress))
        job.moveToWait = partial(scripts.move_to_wait, self._handle, job.id)  # npm's Job has it, PyPI's has not
        try:
            return await call(self._processor, job, token)
        except Exception as error:
            if is_rate_limit(error):
                self._worker.hold_off(await job.moveToWait(token))
            elif not is_moved(error):
                raise
            # PyPI's Worker leaves the job alone after this one; npm's knows two more (see qlab.run.signals).
            raise DelayedError from error
        finally:
            self.bars.end(row)

    def _completed(self, job: bullmq.Job, *_: object) -> None:
        self.bars.complete(job)
        with self._ended:
            self.done += 1
            self._ended.notify_all()

    def _failed(self, job: bullmq.Job, error: object, *_: object) -> None:
        self.bars.fail(job, error)
        with self._ended:
            self.failed += 1
            self._ended.notify_all()

    def wait(self, attempts: int, timeout_s: float = 30.0) -> bool:
        """Waits until so many attempts have ended here, well or not.

        Args:
            attempts: How many, counted from the worker's start.
            timeout_s: How long to wait at most, s.

        Returns:
            False if time ran out.
        """
        with self._ended:
            return self._ended.wait_for(lambda: self.done + self.failed >= attempts, timeout_s)

    def close(self, *, force: bool = False) -> None:
        """Stops taking jobs and waits for those at work; harmless the second time.

        Args:
            force: Drop the jobs at work: their locks expire, and the stalled check gives them to another worker.
        """
        if self._thread.is_alive():
            self._force = force
            with contextlib.suppress(RuntimeError):  # the loop may end between the two lines
                self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()

    @property
    def running(self) -> bool:
        """Whether it still takes jobs."""
        return self._thread.is_alive()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "at work" if self.running else "closed"
        return f"LiveWorker({self.queue!r}, {state}: {self.done} done, {self.failed} failed)"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """In a notebook the bars; in a terminal's IPython the same line as everywhere."""
        return self.bars.mimebundle(**options) if _in_kernel() else {"text/plain": repr(self)}


def follow(job: bullmq.Job, tell: Callable[[Any], None]) -> None:
    """Tells of each progress a job reports from here on, once it is stored."""
    report = job.updateProgress

    async def reported(progress: Any) -> None:
        await report(progress)
        tell(progress)

    job.updateProgress = reported


def _in_kernel() -> bool:
    ipykernel = sys.modules.get("ipykernel.kernelbase")  # whoever is in a kernel has it
    return ipykernel is not None and bool(ipykernel.Kernel.initialized())


async def call(processor: Processor, job: bullmq.Job, token: str = "") -> Any:
    """What a processor returns for a job; a plain one runs in a thread, so that the lock's renewal goes on."""
    given = (job, token) if _wants_token(processor) else (job,)
    if inspect.iscoroutinefunction(processor):
        return await processor(*given)
    made = await asyncio.to_thread(processor, *given)
    return await made if inspect.isawaitable(made) else made


def _wants_token(processor: Processor) -> bool:
    """Whether a processor takes the token beside the job."""
    try:
        parameters = inspect.signature(processor).parameters.values()
    except (TypeError, ValueError):  # some of C's functions have none to show
        return False
    places = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(each.kind in places and each.default is each.empty for each in parameters) >= 2
