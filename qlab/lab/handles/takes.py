"""Takes: what a worker asks of a queue: to wait for a job, to take one, to look for stalled ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, cast

import bullmq

from qlab.errors import UsageError
from qlab.lab import port, scripts
from qlab.lab.handles.job import Job
from qlab.lab.handles.names import check_worker
from qlab.lab.handles.no_job import NoJob
from qlab.lab.handles.options import checked_flag, checked_number
from qlab.lab.handles.queue_handle import QueueHandle, same_queue
from qlab.lab.workers.worker import Worker
from qlab.protocol import operations
from qlab.protocol.api.worker_options import LOCK_MS
from qlab.protocol.keys import Role
from qlab.record.step import Call
from qlab.text.durations import Duration, parse_duration
from qlab.text.escape import shorten

if TYPE_CHECKING:
    from qlab.lab.handles.queue import Queue
    from qlab.lab.lab import Lab

__all__ = ["Takes"]


class Takes(QueueHandle):
    """The operations of a queue's workers."""

    def __init__(self, lab: Lab, name: str, lock_ms: int, options: Mapping[str, Any]) -> None:
        super().__init__(lab, name, lock_ms, options)
        self._taken = count(1 + max(map(_number, lab.tokens.values()), default=0))

    def wait_for_job(self, worker: str = "worker-1") -> int | None:
        """Do what an idle worker does first: block on the marker (`BZPOPMIN`), which removes it.

        Nothing actually blocks: without a marker, the step says that a worker would sleep.

        Args:
            worker: The worker's name.

        Returns:
            When there is something to take, ms since the epoch; 0 for now; None if a worker would sleep.
        """
        check_worker(worker)
        marker = self.lab.present().container(self.name, Role.MARKER)
        call = Call(operations.WAIT_FOR_JOB, self.name, None, {"worker": worker})

        def describe(popped: Any) -> tuple[Call, Any]:
            due = None if popped is None else int(popped[2])
            return replace(call, facts={"worker": worker, "woken": popped is not None, "due_ms": due}), due

        pop = self.run_script(scripts.pop_marker if marker else scripts.pop_nothing)
        popped = self.lab.do(call, f"{self.name}: {shorten(worker, 24)} waits for a job", pop, describe)
        return None if popped is None else int(popped[2])

    def take(self, worker: str | Worker = "worker-1", *, wait: bool = False) -> Job | NoJob:
        """Take the next job for a worker, with a token and a lock: `moveToActive`, which first promotes the jobs that
        are due.

        Args:
            worker: The worker's name, which becomes part of the lock's token; or a worker made with ``lab.worker``,
                which takes by its own options.
            wait: First wait for the marker, as an idle worker does (:meth:`wait_for_job`), as a separate step; look for
                a job only if that wakes the worker.

        Returns:
            The job, now active. If none is ready, the queue is paused, or a limit is reached: a :class:`NoJob`, which
            is falsy and says why.

        Raises:
            UsageError: If that is not a worker's name, or the worker belongs to another queue.
        """
        if isinstance(worker, Worker):
            if not same_queue(self, worker.queue):
                raise UsageError(f"{worker!r} works on another queue; take from that: worker.take().")
            return worker.take(wait=wait)
        check_worker(worker)
        return self.take_as(worker, wait=wait)

    def take_as(self, taker: str | Worker, *, wait: bool = False) -> Job | NoJob:
        """Take the next job for a worker, even if it would not ask for one now; see :meth:`take`.

        Args:
            taker: The worker.
            wait: First wait for the marker, as an idle worker does.

        Returns:
            The job, now active, or a :class:`NoJob` that says why there is none.
        """
        worker, options = (taker.name, taker.options) if isinstance(taker, Worker) else (taker, self._worker_options())
        if checked_flag(wait, "wait"):
            due = self.wait_for_job(worker)
            if due is None or due > self.lab.clock.now_ms:
                return NoJob(next(reversed(self.lab.recording.steps), None))
        token = self.new_token(worker)
        own = taker.bullmq if isinstance(taker, Worker) else self._worker(worker)

        def describe(job: bullmq.Job | None) -> tuple[Call, Any]:
            facts = {"worker": worker, "limited": port.limited(own), **({"options": options} if options else {})}
            id = str(job.id) if job else None
            return Call(operations.TAKE, self.name, id, facts), id

        title = f"{self.name}: {shorten(worker, 24)} takes a job"
        call = Call(operations.TAKE, self.name, facts={"worker": worker})
        job = self.lab.do(call, title, lambda: own.moveToActive(token), describe)
        if not job:
            return NoJob(next(reversed(self.lab.recording.steps), None))
        held = Job(cast("Queue", self), job, worker)
        return held.held_by(taker) if isinstance(taker, Worker) else held

    def _worker_options(self) -> dict[str, Any]:
        """Return how the queue's workers differ from BullMQ's usual ones, by BullMQ's names."""
        return {} if self.lock_ms == LOCK_MS else {"lockDuration": self.lock_ms}

    def new_token(self, worker: str) -> str:
        """Return a token for a worker that takes a job. Every take gets a different one."""
        return f"{worker}:{next(self._taken)}"

    def check_stalled(
        self, max_stalled: int = 1, interval: Duration = "30s", *, worker: str | None = None
    ) -> list[str]:
        """Look for jobs that lost their worker: `moveStalledJobsToWait`. A job has stalled if it was active without a
        lock at two checks in a row.

        Args:
            max_stalled: How often a job may stall before it fails.
            interval: How long to keep other checks from running.
            worker: The name of the worker that runs the check, for ``recording.transitions()``; None: not known.

        Returns:
            The ids of the stalled jobs.
        """
        ms = checked_number(parse_duration(interval), "interval", least=1)
        most = checked_number(max_stalled, "max_stalled", least=0)
        self.lab.expect_ttl(Role.STALLED_CHECK, ms)
        if worker is not None:
            check_worker(worker)
        who, own = {} if worker is None else {"worker": worker}, self._worker(worker or "worker-1")

        def describe(_found: object) -> tuple[Call, Any]:  # called before the step is recorded: `last` is before it
            throttled = self.lab.recording.last.container(self.name, Role.STALLED_CHECK) is not None
            facts = {"throttled": throttled, "options": {"maxStalledCount": most, "stalledInterval": ms}, **who}
            return Call(operations.CHECK_STALLED, self.name, facts=facts), None

        return self.lab.do(
            Call(operations.CHECK_STALLED, self.name),
            f"{self.name}: check for stalled jobs",
            lambda: port.check_stalled(own, most, ms),
            describe,
        )


def _number(token: str) -> int:
    number = token.rpartition(":")[2]
    return int(number) if number.isdecimal() else 0
