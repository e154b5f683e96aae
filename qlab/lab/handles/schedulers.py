"""Schedulers: jobs that come again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import bullmq

from qlab.errors import OptionError
from qlab.lab.handles.job import Job
from qlab.lab.handles.options import check_name, checked_data, checked_number, copied
from qlab.lab.handles.queue_handle import QueueHandle
from qlab.protocol import operations
from qlab.record.step import Call
from qlab.text.durations import Duration, format_ms, parse_duration
from qlab.text.escape import repr_of, shorten

if TYPE_CHECKING:
    from qlab.lab.handles.queue import Queue

__all__ = ["Schedulers"]


class Schedulers(QueueHandle):
    """A queue's job schedulers."""

    def schedule(
        self,
        scheduler: str,
        name: str | None = None,
        data: Any = None,
        *,
        every: Duration | None = None,
        cron: str | None = None,
        tz: str | None = None,
        limit: int | None = None,
        **options: Any,
    ) -> Job | None:
        """Makes or changes a job scheduler: `addJobScheduler`. Its next job stands ready, delayed; taking that one
        makes the one after it.

        Args:
            scheduler: The scheduler's id; a second call with it replaces the first.
            name: The name of its jobs; None: the scheduler's id.
            data: The data of its jobs.
            every: The time between two jobs. Or:
            cron: A cron expression of five fields, or six with the seconds first.
            tz: The time zone that ``cron`` is meant in, such as ``Europe/Berlin``; None: UTC.
            limit: How many jobs to make in all.
            options: Options of its jobs.

        Returns:
            The next job, or None where none is to come.

        Raises:
            OptionError: If not exactly one of ``every`` and ``cron`` is given, or one makes no sense.
        """
        if (every is None) == (cron is None):
            raise OptionError('A scheduler has either every="10m" or cron="0 9 * * *"; give one of the two.')
        _check_scheduler(scheduler)
        name = scheduler if name is None else name
        check_name(name)
        for text in (cron, tz):
            if not isinstance(text, str | None):
                raise OptionError(f'{repr_of(text)} is no text; write cron="0 9 * * *", tz="Europe/Berlin".')
        ms = None if every is None else checked_number(parse_duration(every), "every", least=1)
        most = None if limit is None else checked_number(limit, "limit", least=1)
        repeat = {
            name: value
            for name, value in (("every", ms), ("pattern", cron), ("tz", tz), ("limit", most))
            if value is not None
        }
        rule = f"every {format_ms(ms)}" if ms else f"cron {shorten(cron, 40)}"
        wanted = {**self.defaults, **self.options(**options)}
        checked_data(data, wanted)
        asked = {"repeat": repeat, "name": name, "data": copied(data), "options": copied(wanted)}
        call = Call(operations.SCHEDULE, self.name, facts={"scheduler": scheduler, "rule": rule, **asked})

        async def upsert() -> bullmq.Job | None:
            try:
                return await self._queue.upsertJobScheduler(scheduler, repeat, name, data, wanted)
            except UnicodeEncodeError:
                raise
            except (ValueError, KeyError) as error:  # croniter's and zoneinfo's complaints
                why = str(error.args[0] if error.args else error).rstrip(".")  # a KeyError puts its words in quotes
                raise OptionError(f"This schedule ({rule}) makes no sense: {why}; correct it.") from error

        def describe(job: bullmq.Job | None) -> tuple[Call, Any]:
            return call, str(job.id) if job else None

        job = self.lab.do(call, f"{self.name}: schedule {shorten(scheduler, 40)}", upsert, describe)
        return Job(cast("Queue", self), job) if job else None  # a queue is what these operations are part of

    def unschedule(self, scheduler: str) -> bool:
        """Removes a job scheduler and the job it has waiting: `removeJobScheduler`.

        Returns:
            False if there was none.
        """
        _check_scheduler(scheduler)
        facts = {"scheduler": scheduler}
        return not self._manage(operations.UNSCHEDULE, lambda: self._queue.removeJobScheduler(scheduler), facts)


def _check_scheduler(name: object) -> None:
    if not isinstance(name, str) or not name:
        raise OptionError("A scheduler needs a name of its own that is a text; write queue.schedule('tick', …).")
