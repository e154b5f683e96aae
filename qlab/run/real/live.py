"""Live: BullMQ's own Worker, in real time, in a thread with an event loop of its own.

A plain processor runs in a thread, for it would block the loop that renews its lock.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Self

import bullmq
from redis.exceptions import RedisError

from qlab.errors import QlabError, ServerUnreachable, UsageError
from qlab.lab import scripts
from qlab.lab.handles.options import checked_number, checked_seconds
from qlab.lab.workers.tellable import tellable
from qlab.lab.workers.worker import Worker
from qlab.run.real.bars import Bars
from qlab.run.real.called import AT_WORK, call, follow, in_kernel, is_cancelled, note_taken
from qlab.run.real.prompt_worker import LOOK_S, READY_S, check_server, close_worker, open_worker, reach
from qlab.run.signals import DelayedError, is_moved, is_rate_limit
from qlab.run.working.calling import arguments_of
from qlab.text.escape import mask_url, shorten, terminal

__all__ = ["LiveWorker"]

Processor = Callable[..., Any]
ENDS_S = 10.0
"""How long a worker that drops its jobs may take to end, s."""


class LiveWorker:
    """A BullMQ Worker in a thread of its own.

    Args:
        url: The server.
        queue: The queue's name.
        processor: Gets BullMQ's ``Job``.
        concurrency: How many jobs it works on at once.
        options: Further options of BullMQ's Worker.
        worker: The lab's worker in whose name it works; None: nobody's.

    Attributes:
        queue: The queue's name.
        worker: The lab's worker in whose name it works: ``pause``, ``resume``, ``crash`` and ``cancel`` are there.
        done: How many attempts have ended well here.
        failed: How many have ended with an error.
        errors: What BullMQ reported beside that, as text, such as a lost lock.
        bars: How far the jobs at work are; a notebook that displays the worker shows them.

    Raises:
        ServerUnreachable: If the server does not answer.
    """

    def __init__(
        self,
        url: str,
        queue: str,
        processor: Processor,
        concurrency: int,
        options: dict[str, Any],
        worker: Worker | None = None,
    ) -> None:
        self.worker = worker
        self.queue, self.done, self.failed = queue, 0, 0
        self.errors: list[str] = []
        self._url, self._processor = url, processor
        self._options = {**options, "concurrency": checked_number(concurrency, "concurrency", least=1)}
        self.bars = Bars(queue, concurrency)
        self._ended = threading.Condition()
        self._ready: threading.Event = threading.Event()
        self._refused: Exception | None = None
        self._force, self._running, self._unwanted = False, True, False
        self._thread = threading.Thread(target=self._work, name=f"qlab-{queue}", daemon=True)
        try:
            self._thread.start()
            self._await_start()
        except BaseException:  # Ctrl-C, too: nobody would have it, and it would take jobs
            self._abandon()
            raise
        if worker is not None:
            worker.body = self

    def _await_start(self) -> None:
        if self._ready.wait(READY_S) and self._refused is None:
            return
        reason = shorten(self._refused or "it did not answer in time", 120)
        raise ServerUnreachable(
            f"The worker cannot reach {mask_url(self._url)} ({reason}); see whether the server is running."
        ) from self._refused

    def _abandon(self) -> None:
        self._unwanted = True
        if hasattr(self, "_dropped"):  # else it finds that nobody wants it before it takes a job
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._stop.set)

    def _work(self) -> None:
        try:
            asyncio.run(self._live())
        finally:
            self._running = False
            with self._ended:
                self._ended.notify_all()

    async def _live(self) -> None:
        self._loop, self._stop, self._dropped = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        if self._unwanted:
            self._stop.set()
        try:
            await reach(self._url)  # BullMQ itself would try for a minute
            called = self._called_with_signal if arguments_of(self._processor) == 3 else self._called
            worker = await open_worker(self._url, self.queue, called, self._options)
        except Exception as error:  # noqa: BLE001  it is raised where the worker was asked for
            self._refused = error
            self._ready.set()
            return
        self._worker = worker
        self._handle = bullmq.Queue(self.queue, {"connection": worker.client, "prefix": self._options["prefix"]})
        worker.on("completed", self._completed)
        worker.on("failed", self._failed)
        worker.on("error", lambda error, *_: self.errors.append(str(error)))
        self._started = asyncio.Event()
        self._follow_owner()
        running = asyncio.ensure_future(self._run())
        self._ready.set()
        await self._stop.wait()
        self._started.set()
        await close_worker(worker, running, self._dropped)
        self.bars.close()

    async def _run(self) -> None:
        await self._started.wait()
        if not self._stop.is_set():
            await self._worker.run()

    # -- what its owner does to it: see qlab.lab.workers.worker.Body ---------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether it is still there."""
        return self._thread.is_alive()

    @property
    def at_work(self) -> Sequence[str]:
        """The ids of the jobs whose processor runs; once it is killed, of those it has left in `active`."""
        return self.bars.at_work

    def changed(self) -> None:
        """Do as the lab's worker does: it was paused, resumed, started or closed."""
        if self.worker is not None and self.worker.closing:
            self._end()
        else:
            self._in_loop(self._follow_owner)

    def die(self) -> None:
        """Drop the jobs at work and end; their locks stay until they expire."""
        self._end(force=True)

    def cancel(self, id: str, reason: str | None) -> bool:
        """Abort the signal of a job at work (``Worker.cancelJob``); False where there is none."""

        async def cancel() -> bool:
            return bool(self._worker.cancelJob(id, reason))

        if not self._thread.is_alive():
            return False
        if threading.current_thread() is self._thread:
            return bool(self._worker.cancelJob(id, reason))
        return asyncio.run_coroutine_threadsafe(cancel(), self._loop).result(READY_S)

    def _in_loop(self, do: Callable[[], None]) -> None:
        async def done() -> None:
            do()

        if threading.current_thread() is self._thread:
            do()
        elif self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(done(), self._loop).result(READY_S)

    def _follow_owner(self) -> None:
        """Start, pause or resume as the lab's worker says."""
        if self.worker is None or self.worker.started:
            self._started.set()
        if self.worker is not None and self.worker.paused != self._worker.paused:
            if self.worker.paused:
                self._pausing = asyncio.ensure_future(self._worker.pause(True))  # held, or it might be collected
            else:
                self._worker.resume()

    async def _called(self, job: bullmq.Job, token: str) -> Any:
        # BullMQ counts the parameters: without a third one it makes no signal, and cancelJob finds none to abort.
        return await self._called_with_signal(job, token)

    async def _called_with_signal(self, job: bullmq.Job, token: str, *signal: bullmq.AbortSignal) -> Any:
        AT_WORK.set(self)
        note_taken(self.worker, job, self._options.get("name"))
        row = self.bars.begin(job)
        follow(job, lambda progress: self.bars.report(row, progress))
        job.moveToWait = partial(scripts.move_to_wait, self._handle, job.id)  # npm's Job has it, PyPI's has not
        try:
            returned = await call(self._processor, job, token, *signal)
        except BaseException as error:
            if is_cancelled(error):
                raise  # this task, by a worker that drops its jobs: the row stays, as the job stays in `active`
            self.bars.end(row)
            if is_rate_limit(error):
                self._worker.hold_off(await job.moveToWait(token))
            elif not is_moved(error):
                raise tellable(error)  # noqa: B904  most often the error itself; any other must not show this one
            # PyPI's Worker leaves the job alone after this one; npm's knows two more (see qlab.run.signals).
            raise DelayedError from error
        self.bars.end(row)
        return returned

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
        """Wait until this many attempts have ended here, well or not.

        Args:
            attempts: How many, counted from the worker's start.
            timeout_s: How long to wait at most, s.

        Returns:
            False if time ran out, or the worker has ended before.

        Raises:
            OptionError: If one of the two is no such number.
            ServerUnreachable: If the server is gone: no attempt ends any more.
        """
        most, wanted = checked_seconds(timeout_s, "timeout_s"), checked_number(attempts, "attempts", least=0)
        until = time.monotonic() + most
        while not self._wait(wanted, min(LOOK_S, until - time.monotonic())) and self.running:
            if time.monotonic() >= until:
                return False
            check_server(self._worker, self._loop)
        return self.done + self.failed >= wanted

    def _wait(self, attempts: int, seconds: float) -> bool:
        with self._ended:
            return self._ended.wait_for(lambda: self.done + self.failed >= attempts or not self.running, seconds)

    def close(self, *, force: bool = False) -> None:
        """Stop taking jobs and wait for those at work; harmless the second time. What the worker has done until then is
        in the lab's recording. A processor of this worker that calls it is not waited for: it would wait for itself.

        Args:
            force: Drop the jobs at work: their locks expire, and the stalled check gives them to another worker. A
                plain processor goes on in its thread, for Python cannot end that, and nobody waits for it.

        Raises:
            UsageError: If the worker is forced and does not end, because a processor holds its event loop.
        """
        self._end(force=force)
        if self.worker is not None and AT_WORK.get() is not self:
            with contextlib.suppress(QlabError, RedisError, OSError):  # it ends without its server, too
                self.worker.queue.lab.present()

    def _end(self, *, force: bool = False) -> None:
        if self._thread.is_alive():
            self._force = self._force or force  # a crashed worker that is closed has crashed
            with contextlib.suppress(RuntimeError):  # the loop may end between these lines
                if self._force:
                    self._loop.call_soon_threadsafe(self._dropped.set)
                self._loop.call_soon_threadsafe(self._stop.set)
            if AT_WORK.get() is self:
                return
            self._join()
        if self.worker is not None and self.worker.body is self:
            self.worker.body, self.worker.closing = None, True

    def _join(self) -> None:
        self._thread.join(ENDS_S if self._force else None)
        if self._thread.is_alive():
            raise UsageError(
                f"The worker of queue {terminal(shorten(self.queue, 40))} has not ended in {ENDS_S:g} s, for an "
                "asynchronous processor holds its event loop, or a thread of that; let the processor await what it "
                "waits for, or write def instead of async def."
            )

    @property
    def running(self) -> bool:
        """Whether it still takes jobs."""
        return self._running

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "at work" if self.running else "closed"
        return f"LiveWorker({self.queue!r}, {state}: {self.done} done, {self.failed} failed)"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """In a notebook the bars; in a terminal's IPython the same line as everywhere."""
        return self.bars.mimebundle(**options) if in_kernel() else {"text/plain": repr(self)}
