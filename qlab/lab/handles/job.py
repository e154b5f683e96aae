"""Job: a handle on one job of a lab's queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import bullmq
from bullmq.custom_errors import UnrecoverableError

from qlab.lab import port
from qlab.lab.handles.job_calls import Family, Outcome, Signals
from qlab.lab.handles.options import checked_flag, checked_json, checked_number, copied
from qlab.lab.workers.tellable import tellable
from qlab.protocol import operations
from qlab.protocol.jobs.refusals import Refusal
from qlab.protocol.keys import Role, job_key
from qlab.protocol.operations import Operation
from qlab.protocol.states import JobState
from qlab.record.step import Call
from qlab.snapshot.job_view import JobView
from qlab.text.durations import Duration, parse_duration
from qlab.text.escape import shorten

if TYPE_CHECKING:
    from qlab.lab.handles.queue import Queue
    from qlab.lab.workers.worker import Worker

__all__ = ["Job"]

NO_TOKEN = "no token: this handle never took the job"  # noqa: S105  a message, not a password
"""What a handle shows for a lock when it has none. BullMQ compares tokens as text, and no worker has this one."""


class Job(Signals, Outcome, Family):
    """A handle on a queue's job. It asks Redis for the job's contents and place each time, and keeps only how to find
    it.

    Attributes:
        queue: The job's queue.
        id: Its id.
        name: Its name.
        worker: The name of the worker that took it through this handle, or None.
        taker: That worker, if it was made with ``lab.worker``.
    """

    taker: Worker | None = None
    _lent: Mapping[str, Any] = {}
    """Those of its options that are its taker's, by BullMQ's names."""

    def __init__(self, queue: Queue, job: bullmq.Job, worker: str | None = None) -> None:
        self.queue, self.id, self.name, self.worker = queue, str(job.id), str(job.name), worker
        self._job = job

    def held_by(self, worker: Worker) -> Job:
        """Return the same handle, held by a worker with options of its own."""
        self.taker, self._lent = worker, worker.settings.lend(self._job.opts)
        return self

    # -- what it is ----------------------------------------------------------------------------------------------------

    @property
    def view(self) -> JobView | None:
        """The job as it is now; None where it has been removed."""
        return self.queue.lab.present().job(self.id, self.queue.name)

    @property
    def state(self) -> JobState:
        """The job's state: the container its id is in."""
        return self.queue.lab.present().state_of(self.id, self.queue.name)

    @property
    def fields(self) -> Mapping[str, str]:
        """The job's hash, raw; empty where the job has been removed."""
        held = self.queue.lab.present().key(self.key)
        return held.fields if held else {}

    @property
    def key(self) -> str:
        """The name of the job's hash."""
        return job_key(self.queue.lab.prefix, self.queue.name, self.id)

    @property
    def data(self) -> Any:
        """The job's data."""
        return self._job.data

    @property
    def attempt(self) -> int:
        """The attempt that runs, or is next, from 1."""
        view = self.view
        return view.attempts_made + 1 if view else self._job.attemptsMade + 1

    @property
    def held(self) -> tuple[bullmq.Job, str]:
        """BullMQ's own job and the token that this handle holds it by: what a bullmq Worker hands its processor."""
        self._job.token = self._token
        return self._job, self._token

    # -- what a worker does --------------------------------------------------------------------------------------------

    def complete(self, value: Any = None) -> None:
        """Complete the job: `moveToFinished`.

        Args:
            value: What the processor returned; it must be valid JSON.

        Raises:
            LockLost: If the lock expired or was released.
            LockMismatch: If another worker holds it.
            WrongState: If the job is not active.
            PendingChildren, FailedChildren: If it has children that have not finished, or that failed.
            DataError: If JSON cannot carry the value.
        """
        checked_json(value, "return value")
        self._do(operations.COMPLETE, lambda: self._job.moveToCompleted(value, self._token), self._kept(value))

    def _kept(self, value: Any) -> dict[str, Any]:
        """Return the fact that tells what was returned, where the job's hash will not."""
        return {"value": copied(value)} if self._job.opts.get("removeOnComplete") else {}

    def fail(self, error: str | BaseException, *, unrecoverable: bool = False) -> None:
        """End the attempt with an error. BullMQ decides what follows: `moveToDelayed` with a backoff, `retryJob`
        without one, or `moveToFinished` if no attempt is left.

        Args:
            error: The error, or its text.
            unrecoverable: Fail for good, even with attempts left, as BullMQ's ``UnrecoverableError`` does.

        Raises:
            LockLost, LockMismatch, WrongState: As for ``complete``.
        """
        raised = tellable(error) if isinstance(error, BaseException) else Exception(str(error))
        final = checked_flag(unrecoverable, "unrecoverable") or isinstance(raised, UnrecoverableError)
        if unrecoverable and not isinstance(raised, UnrecoverableError):
            raised = UnrecoverableError(str(raised))
        facts = {"error": str(raised), "unrecoverable": final}
        title = f"fail job {self.id} ({shorten(raised, 40)})"
        traced = not self.queue.lab.virtual
        self._do(operations.FAIL, lambda: port.fail(self._job, raised, self._token, traced=traced), facts, title)

    def progress(self, progress: Any) -> None:
        """Report progress, a number or any JSON value: `updateProgress`."""
        checked_json(progress, "progress")
        self._do(operations.PROGRESS, lambda: self._job.updateProgress(progress), {"progress": progress})

    def log(self, text: str) -> None:
        """Add a row to the job's log: `addLog`; the option `keepLogs` limits how many are kept."""
        keep = int(self._job.opts.get("keepLogs") or 0)
        self._do(operations.LOG, lambda: self.queue.add_log(self.id, str(text), keep), {"text": str(text)})

    def extend_lock(self, duration: Duration | None = None) -> None:
        """Renew the lock: `extendLock`. A worker does so every half lock duration while it works.

        Args:
            duration: How long from now; None: the worker's lock duration.

        Raises:
            LockLost, LockMismatch, WrongState: As for ``complete``.
        """
        lock_ms = self.queue.lock_ms if self.taker is None else self.taker.settings.lock_ms
        ms = checked_number(lock_ms if duration is None else parse_duration(duration), "duration", least=1)
        self.queue.lab.expect_ttl(Role.LOCK, ms)

        async def extend() -> None:
            if not await port.extend_lock(self._job, self.id, self._token, ms):
                # BullMQ answers 0 and raises nothing.
                raise TypeError(f"{Refusal.LOCK_MISSING.phrase} for job {self.id}. extendLock")

        self._do(operations.EXTEND_LOCK, extend, {"duration_ms": ms})

    # -- what anybody may do -------------------------------------------------------------------------------------------

    def retry(self, *, reset_attempts: bool = False) -> None:
        """Run a failed or completed job again: `reprocessJob`.

        Args:
            reset_attempts: Count its attempts from zero again.

        Raises:
            WrongState: If it is neither failed nor completed.
        """
        state = "completed" if self.state is JobState.COMPLETED else "failed"
        checked_flag(reset_attempts, "reset_attempts")
        options = {"resetAttemptsMade": reset_attempts, "resetAttemptsStarted": reset_attempts}
        self._do(operations.RETRY, lambda: self._job.retry(state, options), {"reset_attempts": reset_attempts})

    def promote(self) -> None:
        """Move a delayed job to where workers take jobs from, before it is due: `promote`."""
        self._do(operations.PROMOTE, self._job.promote)

    def remove(self, *, children: bool = True) -> None:
        """Remove the job and all its keys: `removeJob`.

        Args:
            children: Whether to remove its children, too.

        Raises:
            LockMismatch: If a worker has it, or one of its children.
            WrongState: If it is the next job of a job scheduler.
            OptionError: If ``children`` is neither True nor False.
        """
        checked_flag(children, "children")

        async def remove() -> None:
            removed = await port.remove(self._job, children=children)
            if removed != 1:
                reason = (Refusal.OF_SCHEDULER if removed else Refusal.LOCKED).phrase
                raise TypeError(f"Job {self.id} {reason}. removeJob")

        self._do(operations.REMOVE, remove, {"options": {"removeChildren": children}})

    def change_priority(self, priority: int, *, lifo: bool = False) -> None:
        """Give the job another priority: `changePriority`.

        Args:
            priority: The new priority; 0 for none.
            lifo: Put it ahead of the jobs of the same priority, not behind them.
        """
        self.queue.options(priority=priority)
        change = {"priority": priority, "lifo": checked_flag(lifo, "lifo")}
        self._do(operations.CHANGE_PRIORITY, lambda: self._job.changePriority(change), change)

    def change_delay(self, delay: Duration) -> None:
        """Give a delayed job a new delay, counted from now: `changeDelay`.

        Raises:
            WrongState: If it is not delayed.
        """
        ms = parse_duration(delay)
        self._do(operations.CHANGE_DELAY, lambda: self.queue.change_delay(self.id, ms), {"delay_ms": ms})

    def update_data(self, data: Any) -> None:
        """Replace the job's data: `updateData`."""
        checked_json(data, "data")
        self._do(operations.UPDATE_DATA, lambda: self._job.updateData(data))

    # -- ---------------------------------------------------------------------------------------------------------------

    @property
    def token(self) -> str:
        """What this handle shows for the job's lock."""
        return self._token

    @property
    def _token(self) -> str:
        return self._job.token or NO_TOKEN

    def _do(
        self,
        operation: Operation,
        run: Any,
        facts: Mapping[str, Any] | None = None,
        title: str | None = None,
    ) -> Any:
        worker = {"worker": self.worker} if self.worker else {}
        kept = {"options": dict(self._lent)} if self._lent and operation.keeps in self._lent else {}
        call = Call(operation, self.queue.name, self.id, {**worker, **kept, **(facts or {})})

        def do() -> Any:
            return self.queue.lab.do(call, title or f"{operation.title} job {self.id}", run)

        return do() if self.taker is None else self.taker.act(self, operation, do)

    def text(self) -> str:
        """Return the job as plain text, at most 100 columns wide."""
        from qlab.lab.handles.show import job_text

        return job_text(self)

    def __repr__(self) -> str:
        from qlab.lab.handles.show import job_line

        return job_line(self)

    def _repr_html_(self) -> str:
        from qlab.lab.handles.show import job_html

        return job_html(self)
