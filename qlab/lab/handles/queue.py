"""Queue: a handle on one of a lab's queues, an operation a method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import bullmq

from qlab.errors import JobMissing, UsageError
from qlab.lab import port
from qlab.lab.handles.job import Job
from qlab.lab.handles.names import check_id, check_name, is_job_id
from qlab.lab.handles.options import checked_data, checked_entry, copied
from qlab.lab.handles.queue_admin import QueueAdmin
from qlab.lab.handles.queue_upkeep import Upkeep
from qlab.lab.handles.schedulers import Schedulers
from qlab.lab.handles.takes import Takes
from qlab.protocol import operations
from qlab.record.step import Call
from qlab.sentences.candidates import holdup, order_frame
from qlab.text.escape import repr_of, shorten, terminal

if TYPE_CHECKING:
    import pandas as pd


__all__ = ["Queue"]


class Queue(Takes, QueueAdmin, Upkeep, Schedulers):
    """A queue of a lab. Make one with :meth:`qlab.Lab.queue`.

    Attributes:
        lab: The lab it belongs to.
        name: Its name.
        lock_ms: How long a worker owns a job it took, ms.
        defaults: The options every job gets unless it says otherwise, as BullMQ takes them.
    """

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
                "lab.snapshot().jobs() lists the ones that exist."
            )
        token = self.lab.tokens.get((self.name, str(id)))
        if token is None or self._holder(str(id)) != token:
            return Job(self, found)
        found.token = token  # in a restored lab, the job's holder stays the same
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
