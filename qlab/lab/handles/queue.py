"""Queue: a handle on one of a lab's queues, an operation a method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import bullmq

from qlab.errors import JobMissing, UsageError
from qlab.lab import port, scripts
from qlab.lab.handles.job import Job
from qlab.lab.handles.names import check_id, check_name, check_worker, is_job_id
from qlab.lab.handles.no_job import NoJob
from qlab.lab.handles.options import checked_data, checked_entry, checked_number, copied
from qlab.lab.handles.queue_admin import QueueAdmin
from qlab.lab.handles.queue_upkeep import Upkeep
from qlab.lab.handles.schedulers import Schedulers
from qlab.lab.workers.worker import Worker
from qlab.protocol import operations
from qlab.protocol.api.worker_options import LOCK_MS
from qlab.protocol.keys import Role
from qlab.record.step import Call
from qlab.sentences.candidates import holdup, order_frame
from qlab.text.durations import Duration, parse_duration
from qlab.text.escape import repr_of, shorten, terminal

if TYPE_CHECKING:
    import pandas as pd

    from qlab.lab.lab import Lab

__all__ = ["Queue"]


class Queue(QueueAdmin, Upkeep, Schedulers):
    """A queue of a lab. Make one with :meth:`qlab.Lab.queue`.

    Attributes:
        lab: The lab it belongs to.
        name: Its name.
        lock_ms: How long a worker owns a job it took, ms.
        defaults: The options every job gets unless it says otherwise, as BullMQ takes them.
    """

    def __init__(self, lab: Lab, name: str, lock_ms: int, options: Mapping[str, Any]) -> None:
        super().__init__(lab, name, lock_ms, options)
        self._taken = count(1 + max(map(_number, lab.tokens.values()), default=0))

    # -- adding --------------------------------------------------------------------------------------------------------

    def add(self, name: str, data: Any = None, **options: Any) -> Job:
        """Add a job: `addStandardJob`, `addDelayedJob` or `addPrioritizedJob`, depending on its options.

        Args:
            name: The job's name, by which processors tell kinds of jobs apart.
            data: What the processor needs; it must be valid JSON.
            options: By BullMQ's names: delay, priority (1 goes first), lifo, jobId, attempts, backoff,
                removeOnComplete, removeOnFail, deduplication, parent (a job, or its id and queue key), keepLogs,
                stackTraceLimit, ….

        Returns:
            The job. If its id or deduplication id is already taken, BullMQ adds nothing and this is the job that holds
            it.

        Raises:
            OptionError: If BullMQ has no such option, or it cannot take that value.
            DataError: If JSON cannot carry the data, or it is too large.
            JobMissing: If there is no such parent.
        """
        check_name(name)
        wanted = {**self.defaults, **self.options(**options)}
        checked_data(data, wanted)
        call = Call(operations.ADD, self.name)

        def describe(job: bullmq.Job) -> tuple[Call, Any]:
            facts = {"deduplication": wanted["deduplication"]["id"]} if "deduplication" in wanted else {}
            if self._had(job.id):  # no job was made: what was asked for stands nowhere else
                facts |= {"name": name, "data": copied(data), "options": copied(wanted)}
            return Call(operations.ADD, self.name, str(job.id), facts), str(job.id)

        add = self.lab.do(
            call, f"{self.name}: add {shorten(name, 40)}", lambda: self._queue.add(name, data, wanted), describe
        )
        return Job(self, add)

    def add_bulk(self, jobs: Iterable[tuple[Any, ...]]) -> list[Job]:
        """Add many jobs in one transaction: BullMQ's ``addBulk``.

        Args:
            jobs: ``(name, data)`` or ``(name, data, options)`` each.

        Returns:
            The jobs, in order.

        Raises:
            OptionError, DataError, JobMissing: As for ``add``; then none is added.
            UsageError: If those are not jobs.
        """
        if not isinstance(jobs, Iterable):
            raise UsageError(f"{repr_of(jobs)} are not jobs to add; give a list of (name, data).")
        bulk = [self._bulk(*checked_entry(job)) for job in jobs]
        call = Call(operations.ADD_BULK, self.name, facts={"jobs": len(bulk)})

        def describe(added: list[bullmq.Job]) -> tuple[Call, Any]:
            ids = [str(job.id) for job in added]
            if len(set(ids)) == len(ids) and not any(map(self._had, ids)):
                return call, ids
            asked = [[job["name"], job["data"], job["opts"]] for job in bulk]
            return replace(call, facts={**call.facts, "bulk": copied(asked)}), ids

        added = self.lab.do(call, f"{self.name}: add {len(bulk)} jobs", lambda: self._add_bulk(bulk), describe)
        return [Job(self, job) for job in added]

    def _bulk(self, name: str, data: Any = None, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
        check_name(name)
        wanted = {**self.defaults, **self.options(**(options or {}))}
        return {"name": name, "data": checked_data(data, wanted), "opts": wanted}

    def _had(self, id: object) -> bool:
        """Return whether a job of that id was there before the step that is being recorded."""
        return self.job_key(str(id)) in self.lab.recording.last.state

    async def _add_bulk(self, bulk: list[dict[str, Any]]) -> list[bullmq.Job]:
        jobs = [
            bullmq.Job(self._queue, job["name"], job["data"], job["opts"], job["opts"].get("jobId")) for job in bulk
        ]
        await port.add_jobs(self._queue, jobs)
        return jobs

    # -- working -------------------------------------------------------------------------------------------------------

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
            if worker.queue.name != self.name or worker.queue.lab is not self.lab:
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
        if wait:
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
        held = Job(self, job, worker)
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

    # -- asking --------------------------------------------------------------------------------------------------------

    def job(self, id: str | int) -> Job:
        """Return a handle on an existing job.

        Raises:
            JobMissing: If there is no such job.
            UsageError: If that is not an id.
        """
        check_id(id)
        found = self.lab.peek(lambda: self._queue.getJob(str(id))) if is_job_id(str(id)) else None
        if found is None:
            raise JobMissing(
                f"Queue {shorten(terminal(self.name), 40)} has no job {shorten(terminal(id), 40)}; "
                "lab.snapshot().jobs() lists those there are."
            )
        token = self.lab.tokens.get((self.name, str(id)))
        if token is None or self._holder(str(id)) != token:
            return Job(self, found)
        found.token = token  # of a restored lab: whoever held the job there holds it here
        return Job(self, found, token.rpartition(":")[0] or None)

    def _holder(self, id: str) -> str | None:
        view = self.lab.present().job(id, self.name)
        return view.lock if view else None

    def counts(self) -> dict[str, int]:
        """Return how many jobs are in each state."""
        return self.lab.snapshot().counts_of(self.name)

    def order(self) -> pd.DataFrame:
        """Return which job would be taken next, and why, if no other job arrived: one row per job.

        Returns:
            Columns: place (from 1; NA: not due yet), job, name, state, priority (0: none), due (UTC; NaT: now), why.
            ``frame.attrs["holdup"]`` says what holds all of them up (a pause, a limit); it is empty if nothing does.
        """
        now = self.lab.snapshot()
        frame = order_frame(now, self.name)
        frame.attrs["holdup"] = holdup(now, self.name)
        return frame

    # -- ---------------------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """Return the queue's state as plain text, at most 100 columns wide."""
        from qlab.lab.handles.show import queue_text

        return queue_text(self)

    def __repr__(self) -> str:
        from qlab.lab.handles.show import queue_line

        return queue_line(self)

    def _repr_html_(self) -> str:
        from qlab.lab.handles.show import queue_html

        return queue_html(self)


def _number(token: str) -> int:
    number = token.rpartition(":")[2]
    return int(number) if number.isdecimal() else 0
