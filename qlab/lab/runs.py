"""LabRuns: from a lab to whole workers, in virtual time and in real time, and to an application's code."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from bullmq import Worker

from qlab.code.nestjs import save_nestjs
from qlab.doors import door
from qlab.errors import OptionError, UsageError
from qlab.files import path_of
from qlab.lab.caller import Caller
from qlab.lab.clock import Time
from qlab.lab.handles.names import queue_name
from qlab.lab.lifetimes import Lifetimes
from qlab.lab.server_io.lending import lend
from qlab.lab.server_io.session import Session
from qlab.lab.workers.worker import Worker as LabWorker
from qlab.lab.workers.worker_settings import WorkerSettings
from qlab.protocol.keys import Role
from qlab.record.script import NestModule
from qlab.text.durations import Duration
from qlab.text.escape import repr_of

if TYPE_CHECKING:
    from qlab.lab.handles.queue import Queue
    from qlab.lab.lab import Lab
    from qlab.run.real.live import LiveWorker
    from qlab.run.result import Run
    from qlab.run.station import Processors

__all__ = ["LabRuns"]


class LabRuns(Caller):
    """What a lab passes on to the floor above it; :mod:`qlab.run` describes both where they live."""

    _queues: dict[str, Queue]
    _session: Session
    workers_lent: Sequence[Worker] = ()
    """The bullmq Workers that an application started while the lab was lent to it."""
    drained_with: Processors | None = None
    """The processors that ``drain`` was given last."""

    _made: tuple[LabWorker, ...] = ()

    @property
    def workers(self) -> list[LabWorker]:
        """The workers made so far with :meth:`worker`, in order."""
        return list(self._made)

    @property
    def queues(self) -> list[Queue]:
        """The queues made so far, in order."""
        return list(self._queues.values())

    def run(  # noqa: PLR0913  all but the first have a name and a default
        self,
        processors: Processors,
        workers: Any = 1,
        until: Duration | None = None,
        *,
        concurrency: int | dict[str, int] = 1,
        arrivals: Any = (),
        meanwhile: Iterable[tuple[Duration, Callable[[], Any]]] = (),
        detail: Literal["keys", "transitions"] = "keys",
        stalled_interval: Duration = "30s",
        max_stalled: int = 1,
    ) -> Run:
        """Run processors in virtual time, as discrete events; see :func:`qlab.run.simulate.run`.

        Args:
            processors: A processor for each queue by name; or a single one if the lab has one queue.
            workers: How many workers each queue has, or which.
            until: How long the run lasts; None: until nothing is left to happen.
            concurrency: How many jobs each worker works on at once, or that by queue.
            arrivals: Jobs that arrive during the run.
            meanwhile: What an operator does during the run: ``[("10m", email.pause), …]``.
            detail: ``keys``: each operation is a step; ``transitions``: only moves are recorded.
            stalled_interval: How often a stalled check runs, unless a worker says so.
            max_stalled: How often a job may stall before it fails, unless a worker says so.

        Returns:
            The run: its recording, and tables of waits, service times and queue lengths.

        Raises:
            UsageError: If a queue is not the lab's, the clock is real, or the run would never end.
            OptionError: If a number makes no sense.
            DurationError: If ``until`` is not a duration.
        """
        run: Callable[..., Run] = door("Lab.run")
        return run(
            cast("Lab", self),
            processors,
            workers,
            until,
            concurrency=concurrency,
            arrivals=arrivals,
            meanwhile=meanwhile,
            detail=detail,
            stalled=(stalled_interval, max_stalled),
        )

    def to_nestjs(self, folder: str | Path | None = None) -> NestModule:
        """Write what this lab has done as a NestJS module, for npm's BullMQ and ``@nestjs/bullmq``.

        ``queues.module.ts`` registers the queues with their default job options, ``calls.service.ts`` has a method for
        each call, and ``processors.ts`` a class for each worker, whose work you write. Files with these names are
        replaced only if qlab wrote them; other files in the folder stay as they are.

        Args:
            folder: Where to write; it is created if it does not exist. None: nowhere.

        Returns:
            The files, and what they cannot express.

        Raises:
            ExportError: If a file cannot be written, or would replace one that is not qlab's; then none is written.
        """
        defaults = {queue.name: queue.defaults for queue in self.queues}
        return save_nestjs(self.recording, defaults, None if folder is None else path_of(folder, "queues"))

    def worker(  # noqa: PLR0913  all but the first have a name and a default
        self,
        queue: Queue | str,
        name: str | None = None,
        *,
        concurrency: int | None = None,
        limiter: tuple[int, Duration] | Mapping[str, Any] | None = None,
        lock_duration: Duration | None = None,
        lock_renew_time: Duration | None = None,
        skip_lock_renewal: bool | None = None,
        max_stalled: int | None = None,
        stalled_interval: Duration | None = None,
        metrics: int | None = None,
        remove_on_complete: Any = None,
        remove_on_fail: Any = None,
        autorun: bool | None = None,
        **unknown: Any,
    ) -> LabWorker:
        """Create a worker of a queue, with options of its own: for ``queue.take``, ``lab.run`` and ``lab.work``.

        Args:
            queue: The queue, or its name.
            name: The worker's name; None: ``worker-1``, ``worker-2``, … in order of creation.
            concurrency: How many jobs it works on at once; 1 by default.
            limiter: How many jobs may start in how much time, such as ``(10, "1s")``. Workers of a queue share the
                window; a limit of the queue itself (``queue.limit``) takes precedence.
            lock_duration: How long it owns a job that it took; None: as the queue says.
            lock_renew_time: How often it renews its locks; None: twice per lock duration.
            skip_lock_renewal: Never renew them. An option of npm's; PyPI's worker has none, and ``lab.work`` honours
                it.
            max_stalled: How often a job may stall before it fails; 1 by default.
            stalled_interval: How often it looks for stalled jobs; every 30 s by default.
            metrics: How many minutes of finished jobs to count in the keys `metrics:…`.
            remove_on_complete: Which completed jobs to keep, for jobs whose own `removeOnComplete` does not say.
            remove_on_fail: Which failed jobs to keep, for jobs whose own `removeOnFail` does not say.
            autorun: False: it takes jobs by itself only after ``run`` is called.
            unknown: Any other name, which is refused.

        Returns:
            The worker.

        Raises:
            OptionError: If there is no such option, it cannot take that value, or the name is taken.
            QueueMissing: If the lab has no such queue.
            UsageError: If it is the queue of another lab.
        """
        self._check_open()
        handle = self._queues_named(queue)
        used = {each.name for each in self._made if each.queue is handle and each.state not in ("closed", "crashed")}
        free = (f"worker-{number}" for number in itertools.count(1) if f"worker-{number}" not in used)
        given = {
            "concurrency": concurrency, "limiter": limiter, "lock_duration": lock_duration,
            "lock_renew_time": lock_renew_time, "skip_lock_renewal": skip_lock_renewal, "max_stalled": max_stalled,
            "stalled_interval": stalled_interval, "metrics": metrics, "remove_on_complete": remove_on_complete,
            "remove_on_fail": remove_on_fail, "autorun": autorun, **unknown,
        }  # fmt: skip
        settings = WorkerSettings.checked(next(free) if name is None else name, handle.lock_ms, given)
        if settings.name in used:
            raise OptionError(f"Queue {repr_of(handle.name)} has a worker {repr_of(name)} already; give another name.")
        self.expect_ttl(Role.LOCK, settings.lock_ms)
        if settings.limiter:
            self.expect_ttl(Role.LIMITER, settings.limiter["duration"])
        self._made = (*self._made, LabWorker(handle, settings))
        return self._made[-1]

    def _queues_named(self, queue: Queue | str) -> Queue:
        lab = cast("Lab", self)
        return lab.queue_named(queue_name(queue, lab))

    def work(
        self, queue: Queue | LabWorker | str, processor: Callable[..., Any], concurrency: int = 1, **options: Any
    ) -> LiveWorker:
        """Start a real BullMQ Worker, in real time; see :func:`qlab.run.real.work.work`.

        Args:
            queue: The queue, its name, or a worker made with :meth:`worker`.
            processor: Gets BullMQ's own ``Job``, and the token and the signal if it takes them.
            concurrency: How many jobs it works on at once.
            options: Further options of BullMQ's Worker, by its names.

        Returns:
            The worker, running; also a context manager.

        Raises:
            UsageError: If the lab's clock is virtual, or it is the queue of another lab.
            OptionError: If the concurrency makes no sense, or BullMQ's Worker has no such option.
            QueueMissing: If the lab has no such queue.
        """
        work: Callable[..., LiveWorker] = door("Lab.work")
        return work(cast("Lab", self), queue, processor, concurrency, **options)

    def drain(self, processors: Processors | None = None, *, most: int = 10_000) -> Run:
        """Run everything that is due, and stop when only time would bring more; see :func:`qlab.run.drain.drain`.

        Args:
            processors: As for :meth:`run`; None: the ones given last.
            most: How many jobs may be taken before qlab assumes an endless loop.

        Returns:
            The run: a recording of what was done.

        Raises:
            UsageError: If there is no processor, a queue is not the lab's, or more than ``most`` jobs are taken.
        """
        drain: Callable[..., Run] = door("Lab.drain")
        return drain(cast("Lab", self), processors, most)

    @contextmanager
    def lent(self) -> Iterator[list[Worker]]:
        """Redirect every bullmq connection of this process to the lab; see :mod:`qlab.lab.server_io.lending`.

        Yields:
            The Workers that the application starts in the block; ``drain`` does their work.
        """
        self._check_open()
        with lend(self._session.tracker, self._recorder.look, *self._context()) as workers:
            self.workers_lent = workers
            try:
                yield workers
            finally:
                self.workers_lent = []

    @contextmanager
    def inside(self) -> Iterator[tuple[Time, Lifetimes, Callable[[], None]]]:
        """Lend a whole run the lab's time and its keys' lifetimes, for it to move both by itself; the trace is off.

        Yields:
            Both, and a function that waits until the server has ended the lifetimes that were to end; call it every few
            hundred scripts, for it also reads what the server tells of changed keys. Where that is more than there were
            at the last look, the server tells no more, and the next look is at everything.

        Raises:
            UsageError: If the clock is real.
        """
        if self._lifetimes is None:
            raise UsageError('A run moves the clock, so it needs a virtual one; make a lab with clock="virtual".')
        monitor = self._session.monitor
        with monitor.off() if monitor else nullcontext(), self._session.tracker.busy():
            self._lent, self._lent_in = True, threading.get_ident()
            try:
                yield self._time, self._lifetimes, self._keep_up
            finally:
                self._lent = False

    def _keep_up(self) -> None:
        tracker = self._session.tracker
        tracker.execute("ECHO", "qlab-run")
        tracker.enough(len(self.recording.last.state))
