"""Upkeep: what an operator does to a queue's keys beside its jobs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from qlab.errors import OptionError, UsageError
from qlab.lab import scripts
from qlab.lab.handles.job import Job
from qlab.lab.handles.options import checked_json, checked_number
from qlab.lab.handles.queue_handle import QueueHandle, same_queue
from qlab.protocol import operations
from qlab.protocol.events import EVENTS, UNCARRIED
from qlab.protocol.keys import Role
from qlab.record.step import Call
from qlab.text.durations import Duration, parse_duration
from qlab.text.escape import repr_of, shorten

__all__ = ["Upkeep"]


class Upkeep(QueueHandle):
    """A queue's locks, events, rate limit, deduplication ids and orphans."""

    def extend_locks(self, jobs: Iterable[Job], duration: Duration | None = None) -> list[str]:
        """Renew the locks of several jobs in one script: `extendLocks`, as a worker does for all of its jobs at once.

        Args:
            jobs: Jobs that were taken from this queue.
            duration: How long from now; None: the queue's lock duration.

        Returns:
            The ids of the jobs that lost their lock.

        Raises:
            UsageError: If those are not jobs of this queue.
            OptionError: If that is not a duration a lock can have.
        """
        ms = checked_number(self.lock_ms if duration is None else parse_duration(duration), "duration", least=1)
        self.lab.expect_ttl(Role.LOCK, ms)
        locks = {job.id: job.token for job in self._own(jobs)}
        operation = operations.EXTEND_LOCKS

        def describe(lost: list[str]) -> tuple[Call, Any]:
            facts = {"duration_ms": ms, "jobs": len(locks), "lost": lost, "ids": list(locks)}
            return Call(operation, self.name, None, facts), lost

        run = self.run_script(scripts.extend_locks, locks, ms)
        return self.lab.do(Call(operation, self.name), f"{self.name}: renew {len(locks)} locks", run, describe)

    def _own(self, jobs: object) -> list[Job]:
        """Return jobs that are this queue's; raise UsageError for anything else."""
        if not isinstance(jobs, Iterable) or isinstance(jobs, str | bytes):
            raise UsageError(f"{repr_of(jobs)} are not jobs; give a list of those that were taken: [queue.take()].")
        held = list(jobs)
        for job in held:
            if not isinstance(job, Job) or not same_queue(self, job.queue):
                raise UsageError(f"{repr_of(job)} is not a job of this queue; give jobs that were taken from it.")
        return held

    def limit_now(self, duration: Duration) -> None:
        """Keep workers from starting jobs for a while, from now: BullMQ's ``Queue.rateLimit``.

        BullMQ checks this only where it knows a `max`: from :meth:`limit`, or a worker's own limiter.
        """
        ms = checked_number(parse_duration(duration), "duration", least=1)
        self.lab.expect_ttl(Role.LIMITER, ms)
        self._manage(operations.LIMIT_NOW, lambda: self._queue.rateLimit(ms), {"duration_ms": ms})

    def remove_rate_limit(self) -> bool:
        """End the rate limit's window now: BullMQ's ``Queue.removeRateLimitKey``.

        Returns:
            Whether there was one.
        """
        return bool(self._manage(operations.REMOVE_RATE_LIMIT, self._queue.removeRateLimitKey))

    def trim_events(self, length: int) -> int:
        """Trim the event stream to roughly a length: BullMQ's ``Queue.trimEvents``.

        Returns:
            How many events were removed. Redis trims whole nodes, of about 100 entries.
        """
        most = checked_number(length, "length", least=0)
        return int(self._manage(operations.TRIM_EVENTS, lambda: self._queue.trimEvents(most), {"length": most}))

    def emit(self, event: str, most: int = 1000, **fields: Any) -> str:
        """Add an application's own event to the stream: BullMQ's ``QueueEventsProducer``.

        Args:
            event: Its name.
            most: Roughly how many events the stream keeps; npm's default.
            fields: What it carries: text as it is, everything else as JSON.

        Returns:
            The event's id.

        Raises:
            UsageError: If that is not a name, or the name of one of BullMQ's events, or BullMQ cannot send a field.
            OptionError: If ``most`` is not such a number.
        """
        check_event(event)
        if event in EVENTS:
            raise UsageError(f"BullMQ has an event {repr_of(event)} itself; give yours a different name.")
        if unsent := UNCARRIED & fields.keys():
            raise UsageError(f"BullMQ's publishEvent cannot send a field {min(unsent)!r}; give the field another name.")
        length = _most(most)
        carried = {name: value if isinstance(value, str) else _json(value) for name, value in fields.items()}
        operation = operations.EMIT
        run = self.run_script(scripts.emit, event, carried, length)
        call = Call(operation, self.name, None, {"text": event, "fields": carried, "length": length})
        return str(self.lab.do(call, f"{self.name}: emit {shorten(event, 40)}", run))

    def deduplication_job_id(self, id: str) -> str | None:
        """Return the id of the job that holds a deduplication id, or None.

        Raises:
            UsageError: If that is not a deduplication id.
        """
        check_deduplication_id(id)
        found = self.lab.peek(lambda: self._queue.getDeduplicationJobId(id))
        return None if found is None else str(found)

    def remove_orphans(self) -> list[str]:
        """Remove the jobs that no list or set of the queue holds: `removeOrphanedJobs` (npm has it since 5.70.2).

        Returns:
            Their ids.
        """
        held = self.lab.present()
        jobs = [view.id for view in held.all_jobs() if view.queue == self.name]
        orphans = [id for id in jobs if (self.name, id) not in held.places]
        operation = operations.REMOVE_ORPHANS

        def describe(removed: int) -> tuple[Call, Any]:
            return Call(operation, self.name, None, {"removed": removed}), orphans

        run = self.run_script(scripts.remove_orphans, jobs)
        self.lab.do(Call(operation, self.name), f"{self.name}: remove orphans", run, describe)
        return orphans


def check_event(event: object) -> None:
    """Raise UsageError unless that can be an event's name."""
    if not isinstance(event, str) or not event:
        raise UsageError(f"{repr_of(event)} cannot name an event; give a string, such as 'report-ready'.")


def check_deduplication_id(id: object) -> None:
    """Raise UsageError unless that can be a deduplication id."""
    if not isinstance(id, str) or not id:
        raise UsageError(f"{repr_of(id)} cannot be a deduplication id; give a string, such as the option's id.")


def _most(given: object) -> int:
    if isinstance(given, Mapping):
        raise OptionError(f"An event's fields have names; write queue.emit('ready', id=7), not {repr_of(given)}.")
    return checked_number(given, "most", least=1)


def _json(value: Any) -> str:
    return json.dumps(checked_json(value, "event"), separators=(",", ":"))
