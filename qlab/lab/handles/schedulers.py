"""Schedulers: jobs that come again and again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import bullmq

from qlab.errors import OptionError
from qlab.lab.handles.job import Job
from qlab.lab.handles.names import check_name
from qlab.lab.handles.options import checked_data, checked_flag, checked_number, copied
from qlab.lab.handles.queue_handle import QueueHandle
from qlab.protocol import operations
from qlab.record.step import Call
from qlab.sentences.timetable import timetable_frame
from qlab.text.clock_changes import zone
from qlab.text.durations import Duration, format_ms, parse_at, parse_duration
from qlab.text.escape import repr_of, shorten

if TYPE_CHECKING:
    import pandas as pd

    from qlab.lab.handles.queue import Queue

__all__ = ["Schedulers"]

Moment = str | datetime | float


class Schedulers(QueueHandle):
    """A queue's job schedulers."""

    def schedule(  # noqa: PLR0913  all but the first have a name and a default
        self,
        scheduler: str,
        name: str | None = None,
        data: Any = None,
        *,
        every: Duration | None = None,
        cron: str | None = None,
        tz: str | None = None,
        limit: int | None = None,
        offset: Duration | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        immediately: bool = False,
        count: int | None = None,
        **options: Any,
    ) -> Job | None:
        """Create or change a job scheduler: `addJobScheduler`. Its next job is added at once, delayed; taking that job
        adds the one after it.

        Args:
            scheduler: The scheduler's id; calling again with the same id replaces it.
            name: The name of its jobs; None: the scheduler's id.
            data: The data of its jobs.
            every: The time between two jobs. Or:
            cron: A cron expression of five fields, or of six with the seconds first.
            tz: The time zone of ``cron``, such as ``Europe/Berlin``; None: UTC.
            limit: How many jobs to make in all.
            offset: By how much to shift ``every`` against the clock; BullMQ ignores it for ``cron``.
            start: No job before this moment: ``"2026-03-01T09:00:00Z"``, a datetime, or ms since the epoch.
            end: No job after this moment; but of a ``cron``, PyPI's BullMQ makes one more, where npm's makes none. An
                end before ``start`` is taken, and the first job is made all the same.
            immediately: Make the first job at once; BullMQ does so for ``cron`` only, and not with ``start``.
            count: How many jobs have already been made: counted against ``limit``.
            options: Options of its jobs.

        Returns:
            The next job, or None if there is none to come.

        Raises:
            OptionError: If not exactly one of ``every`` and ``cron`` is given, or an option makes no sense.
        """
        repeat = _repeat(every, cron, limit=limit, offset=offset, start=start, end=end, count=count, tz=tz)
        if checked_flag(immediately, "immediately"):
            repeat["immediately"] = _begins_at_once(start)
        _check_scheduler(scheduler)
        name = scheduler if name is None else name
        check_name(name)
        rule = f"every {format_ms(repeat['every'])}" if "every" in repeat else f"cron {shorten(cron, 40)}"
        wanted = {**self.defaults, **self.options(**options)}
        checked_data(data, wanted)
        asked = {"repeat": repeat, "name": name, "data": copied(data), "options": copied(wanted)}
        call = Call(operations.SCHEDULE, self.name, facts={"scheduler": scheduler, "rule": rule, **asked})

        async def upsert() -> bullmq.Job | None:
            try:
                return await self._queue.upsertJobScheduler(scheduler, repeat, name, data, wanted)
            except UnicodeEncodeError:
                raise
            except (ValueError, KeyError) as error:  # croniter's complaints
                why = str(error.args[0] if error.args else error).rstrip(".")  # a KeyError puts its words in quotes
                raise OptionError(f"This schedule ({rule}) is invalid: {why}; fix it.") from error

        def describe(job: bullmq.Job | None) -> tuple[Call, Any]:
            return call, str(job.id) if job else None

        job = self.lab.do(call, f"{self.name}: schedule {shorten(scheduler, 40)}", upsert, describe)
        return Job(cast("Queue", self), job) if job else None  # a queue is what these operations are part of

    def schedulers(self) -> pd.DataFrame:
        """Return this queue's job schedulers, the next to make a job first.

        Returns:
            Columns: scheduler, name, rule (in words), every_ms, cron, tz, offset_ms, limit, start, end, made (how many
            jobs so far), next, and moments, a list of the next five, that one first. Moments are UTC.
        """
        return timetable_frame(self.lab.snapshot(), self.name, pypi=True)

    def unschedule(self, scheduler: str) -> bool:
        """Remove a job scheduler and its waiting job: `removeJobScheduler`.

        Returns:
            False if there was none.
        """
        _check_scheduler(scheduler)
        facts = {"scheduler": scheduler}
        return not self._manage(operations.UNSCHEDULE, lambda: self._queue.removeJobScheduler(scheduler), facts)


def _repeat(every: Duration | None, cron: str | None, **given: Any) -> dict[str, Any]:
    """Return a scheduler's rule as BullMQ takes it (``RepeatOptions``), checked; without what is not given."""
    if (every is None) == (cron is None):
        raise OptionError('A scheduler has either every="10m" or cron="0 9 * * *"; give exactly one of them.')
    for text in (cron, given["tz"]):
        if not isinstance(text, str | None):
            raise OptionError(f'{repr_of(text)} is not text; write cron="0 9 * * *", tz="Europe/Berlin".')
    if given["tz"] is not None and zone(given["tz"]) is None:  # with `every` BullMQ would never look at it
        raise OptionError(f"{repr_of(given['tz'])} is not a time zone; give the name of one, such as Europe/Berlin.")
    repeat = {
        "every": None if every is None else checked_number(parse_duration(every), "every", least=1),
        "pattern": cron,
        "tz": given["tz"],
        "limit": _number(given["limit"], "limit", 1),
        "offset": None if given["offset"] is None else parse_duration(given["offset"]),
        "startDate": _at(given["start"]),
        "endDate": _at(given["end"]),
        "count": _number(given["count"], "count", 0),
    }
    return {name: value for name, value in repeat.items() if value is not None}


def _begins_at_once(start: Moment | None) -> bool:
    if start is not None:
        raise OptionError("A scheduler starts immediately or at its start time, not both; leave out one of them.")
    return True


def _number(value: int | None, name: str, least: int) -> int | None:
    return None if value is None else checked_number(value, name, least=least)


def _at(moment: Moment | None) -> int | None:
    return None if moment is None else parse_at(moment)


def _check_scheduler(name: object) -> None:
    if not isinstance(name, str) or not name:
        raise OptionError("A scheduler needs a string as its name; write queue.schedule('tick', …).")
