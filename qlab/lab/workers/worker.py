"""Worker: a worker of one of a lab's queues, with its options and what it has at work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import bullmq

from qlab.errors import FailedChildren, JobError, PendingChildren, UsageError
from qlab.lab.handles.job import Job
from qlab.lab.handles.names import job_id, name_of
from qlab.lab.handles.no_job import NoJob
from qlab.lab.handles.options import checked_flag
from qlab.lab.handles.queue_handle import same_queue
from qlab.lab.workers.worker_settings import WorkerSettings
from qlab.protocol import operations
from qlab.protocol.api.worker_options import MAX_STALLED, STALLED_MS
from qlab.protocol.operations import Operation
from qlab.record.step import Call
from qlab.text.escape import repr_of, shorten, terminal
from qlab.text.words import plural

if TYPE_CHECKING:
    from qlab.lab.handles.queue import Queue

__all__ = ["Body", "Worker"]

T = TypeVar("T")
ENDS = frozenset({
    operations.COMPLETE, operations.FAIL, operations.MOVE_TO_DELAYED, operations.MOVE_TO_WAIT,
    operations.MOVE_TO_WAITING_CHILDREN,
})  # fmt: skip
"""After one of these a worker has the job no longer."""


class Body(Protocol):
    """What works in a worker's name: in a run in virtual time, or in real time."""

    @property
    def busy(self) -> bool:
        """Whether it has a job at work."""
        ...

    @property
    def at_work(self) -> Sequence[str]:
        """The ids of what it has at work by itself, beside the worker's own ``jobs``."""
        ...

    def changed(self) -> None:
        """Look again whether the worker takes jobs: it was paused, resumed, started or closed."""

    def die(self) -> None:
        """Die here and now, with what the worker has at work."""

    def cancel(self, id: str, reason: str | None) -> bool:
        """Abort the signal of a job at work; False where there is none."""
        ...


class Worker:
    """A worker of a lab's queue. Create one with ``lab.worker``; pass it to ``take``, ``lab.run`` and ``lab.work``.

    Attributes:
        queue: Its queue.
        settings: How it works.
        jobs: The jobs it is working on, by hand or in a run in virtual time.
        body: What currently works in its name; None: nobody but you, by hand.
        started: Whether it takes jobs at all: at once, or with ``autorun=False`` after ``run`` was called.
        paused: Whether it is paused.
        closing: Whether it has stopped taking jobs for good.
        dead: Whether it has crashed.
    """

    def __init__(self, queue: Queue, settings: WorkerSettings) -> None:
        self.queue, self.settings = queue, settings
        self.jobs: list[Job] = []
        self.body: Body | None = None
        self.started, self.paused, self.closing, self.dead = settings.autorun, False, False, False

    @property
    def name(self) -> str:
        """Its name."""
        return self.settings.name

    @property
    def asks(self) -> bool:
        """Whether it asks for jobs by itself."""
        return self.started and not (self.paused or self.closing or self.dead)

    @property
    def free(self) -> bool:
        """Whether a run can use it: it is alive, has no job, and nobody works in its name."""
        return not (self.dead or self.closing or self.jobs) and self.body is None

    @property
    def ended(self) -> bool:
        """Whether it has crashed, or has closed and has no job left."""
        return self.state in {"crashed", "closed"}

    @property
    def state(self) -> str:
        """``running``, ``not started``, ``paused``, ``closing``, ``closed`` or ``crashed``."""
        if self.dead:
            return "crashed"
        if self.closing:
            return "closing" if self.jobs or (self.body is not None and self.body.busy) else "closed"
        return "paused" if self.paused else "running" if self.started else "not started"

    # -- by hand -------------------------------------------------------------------------------------------------------

    def take(self, *, wait: bool = False) -> Job | NoJob:
        """Take the next job, as ``queue.take(worker)`` does: `moveToActive`.

        Args:
            wait: First wait for the marker, as an idle worker does.

        Returns:
            The job. A :class:`NoJob` if there is none, or if the worker would not ask: it is paused, closed or dead, or
            has as many jobs as its concurrency allows. In that case nothing runs, and there is no step.
        """
        refusal = self._refusal()
        if refusal:
            return NoJob(reason=refusal)
        return self.take_next(wait=wait)

    def take_next(self, *, wait: bool = False) -> Job | NoJob:
        """Take the next job, whether or not the worker would ask now."""
        job = self.queue.take_as(self, wait=wait)
        if isinstance(job, Job):
            self.jobs.append(job)
        return job

    def _refusal(self) -> str:
        name, most = terminal(self.name), self.settings.concurrency
        if self.dead or self.closing or self.paused:
            return f"{name} is {self.state} and asks for no job."
        if self.body is not None:
            return f"{name} takes its jobs by itself now."
        if len(self.jobs) >= most:
            return f"{name} has {plural(most, 'job')} at work, as many as its concurrency allows."
        return ""

    def check_stalled(self) -> list[str]:
        """Look for stalled jobs as this worker does: ``queue.check_stalled`` with its own ``max_stalled``."""
        most, interval = self.settings.max_stalled, self.settings.stalled_ms
        return self.queue.check_stalled(MAX_STALLED if most is None else most, interval or STALLED_MS, worker=self.name)

    @cached_property
    def bullmq(self) -> bullmq.Worker:
        """BullMQ's own Worker behind it, on the lab's connection, driven by hand."""
        settings = self.settings
        lab = self.queue.lab
        return lab.through(lambda: self.queue.make_worker(settings.name, settings.lock_ms, settings.of_bullmq()))

    @property
    def options(self) -> Mapping[str, Any]:
        """Its options that differ from what BullMQ's Worker assumes, by BullMQ's names."""
        return self.settings.of_bullmq()

    def act(self, job: Job, operation: Operation, run: Callable[[], T]) -> T:
        """Do something with a job that this worker took, and let go of it if that ends it.

        Args:
            job: The job.
            operation: What is done.
            run: Does it.

        Returns:
            What ``run`` returned.

        Raises:
            UsageError: If the worker is dead.
        """
        if self.dead and operation in _BY_WORKER:
            raise UsageError(
                f"{terminal(self.name)} has crashed and can do nothing with job {shorten(terminal(job.id), 40)}; "
                "let the lock expire and call check_stalled twice, and another worker gets the job."
            )
        try:
            done = run()
        except JobError as error:
            if operation in ENDS and not isinstance(error, PendingChildren | FailedChildren):
                self._let_go(job)
            raise
        if operation in ENDS and done is not False:
            self._let_go(job)
        return done

    def _let_go(self, job: Job) -> None:
        self.jobs = [each for each in self.jobs if each is not job]

    # -- its life ------------------------------------------------------------------------------------------------------

    # One rule: to be told what it is already changes nothing, and is no step; one that has ended begins nothing more.

    def run(self) -> None:
        """Start a worker made with ``autorun=False``: from now on it takes jobs by itself."""
        self._become(operations.RUN_WORKER, "started", True)

    def pause(self) -> None:
        """Take no more jobs until ``resume``; running jobs continue. This affects only this worker: ``queue.pause``
        stops all.
        """
        self._become(operations.PAUSE_WORKER, "paused", True)

    def resume(self) -> None:
        """Take jobs again."""
        self._become(operations.RESUME_WORKER, "paused", False)

    def close(self, *, force: bool = False) -> None:
        """Stop taking jobs for good, and end once the running jobs have ended; harmless the second time.

        Args:
            force: Drop the running jobs: their locks expire, and the stalled check gives them to another worker.
        """
        if checked_flag(force, "force") and not self.ended:
            self._live(operations.CLOSE_WORKER, self._drop, {"force": True})
        elif not self.closing and not self.dead:
            self._live(operations.CLOSE_WORKER, self._close)
        else:
            self._tell()  # it is closing: this call waits for its end, as the first one does

    def _close(self) -> None:
        self.closing = True

    def _drop(self) -> None:
        self.closing = True
        self._end()

    def crash(self) -> None:
        """Die here and now, as with kill -9: the locks stay until they expire, and the stalled check finds the jobs.
        One that has ended stays as it is.
        """
        if not self.ended:
            self._live(operations.CRASH_WORKER, self._die)

    def _die(self) -> None:
        self.dead = True
        self._end()

    def _end(self) -> None:
        self.jobs = []
        if self.body is not None:
            self.body.die()

    def cancel(self, job: object, reason: str | None = None) -> bool:
        """Ask the processor of a running job to stop by aborting its signal (BullMQ's ``Worker.cancelJob``).

        The processor decides what happens: nothing changes in Redis. Only a processor that takes the signal, its third
        argument, notices.

        Args:
            job: The job, as a handle or as a processor gets it, or its id.
            reason: Why; the signal's ``reason``.

        Returns:
            False if this worker is not running that job, or its processor takes no signal.

        Raises:
            UsageError: If that is no job of its queue, or the worker is closed or dead.
        """
        self._check_alive()
        id = self._id_of(job)
        heard: list[bool] = []

        def cancel() -> None:
            heard.append(self.body is not None and self.body.cancel(id, reason))

        why = {} if reason is None else {"reason": str(reason)}
        self._live(operations.CANCEL_JOB, cancel, why, id, lambda: {"heard": heard[0]})
        return heard[0]

    def _id_of(self, job: object) -> str:
        queue = getattr(job, "queue", self.queue)  # of a processor's job its name, of BullMQ's own another class
        if not (same_queue(self.queue, queue) if isinstance(job, Job) else name_of(queue) == self.queue.name):
            raise UsageError(f"{repr_of(job)} is a job of another queue; {terminal(self.name)} can cancel its own.")
        return job_id(job)

    def _live(
        self,
        operation: Operation,
        change: Callable[[], None],
        facts: Mapping[str, Any] | None = None,
        job: str | None = None,
        found: Callable[[], Mapping[str, Any]] = dict,
    ) -> None:
        """Record a step in this worker's life: BullMQ asks Redis for nothing."""
        own, body = [each.id for each in self.jobs], self.body
        call = Call(operation, self.queue.name, job, {"worker": self.name, **(facts or {})})

        async def live() -> None:
            change()

        def describe(_: None) -> tuple[Call, Any]:
            ids = [*own, *(body.at_work if body is not None else ())]  # a body that is killed tells what it left
            return Call(operation, call.queue, job, {**call.facts, **({"ids": ids} if ids else {}), **found()}), None

        what = operation.title.replace("worker", shorten(self.name, 24)) if job is None else f"cancel job {job}"
        title = f"{self.queue.name}: {what}"
        self.queue.lab.do(call, title, live, describe)
        self._tell()

    def _tell(self) -> None:
        body = self.body  # another thread may end it meanwhile
        if body is not None:
            body.changed()

    def _become(self, operation: Operation, flag: str, now: bool) -> None:
        self._check_alive()
        if getattr(self, flag) is not now:
            self._live(operation, lambda: setattr(self, flag, now))

    def _check_alive(self) -> None:
        if self.ended:
            raise UsageError(f"{terminal(self.name)} is {self.state}; make another worker: lab.worker(queue).")

    def __repr__(self) -> str:
        at_work = f", {plural(len(self.jobs), 'job')} at work" if self.jobs else ""
        queue, name = (shorten(terminal(each), 24) for each in (self.queue.name, self.name))
        return f"Worker({queue}/{name}, {self.state}{at_work})"


_BY_WORKER = ENDS | {operations.EXTEND_LOCK, operations.PROGRESS, operations.LOG, operations.RELEASE_LOCK}
"""What a dead worker can do no more."""
