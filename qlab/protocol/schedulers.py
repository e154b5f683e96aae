"""A job scheduler's rule: in words, its next moments, and where it ends.

Sources: getSchedulerData and storeJobScheduler in the Lua scripts; ``job-scheduler.ts`` of npm's 6.7.0,
``job_scheduler.py`` of PyPI's 3.4.4, which asks croniter; before BullMQ 5.16 the member of ``repeat`` was the rule
itself, ``<name>:<job id>:<end>:<zone>:<pattern or every>`` (getRepeatKey in ``repeat.ts``), or a hash of it;
``hasLegacyRepeatableKeyShape`` in 6.7.0's ``job-scheduler.ts``, and nextJobFromJobData in its ``worker.ts``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from qlab.text.cron import cron_words
from qlab.text.decoded import to_number
from qlab.text.durations import format_ms

__all__ = ["MOMENTS", "Rule", "is_legacy_repeatable"]

MOMENTS = 5
"""This many of the next moments are told."""


_LEGACY_KEY = re.compile(r"[^:]*:[^:]*:[0-9]*:[^:]*:(?:.* .*|[0-9]+)", re.DOTALL)


def is_legacy_repeatable(id: str, fields: Mapping[str, str]) -> bool:
    """Return whether BullMQ 6 refuses to continue a member of `repeat`: it makes no more jobs.

    Its id is a rule itself, and its hash, where it has one, counts no jobs. A repeatable job whose id is a hash of its
    rule, or one's own key, becomes a job scheduler as soon as its next job is taken.

    Args:
        id: The member.
        fields: The hash ``repeat:<id>``; empty where there is none.
    """
    return "ic" not in fields and _LEGACY_KEY.fullmatch(id) is not None


class Rule(NamedTuple):
    """When a scheduler makes jobs.

    Attributes:
        every_ms: The distance between two of them, ms; None for a cron pattern.
        pattern: The cron pattern; None for a distance.
        tz: The pattern's time zone; None where none is given.
        limit: How many jobs it makes at most; None for no limit.
        end_ms: When it ends, ms since 1970; None for never.
        made: How many it has made.
    """

    every_ms: int | None
    pattern: str | None
    tz: str | None
    limit: int | None
    end_ms: int | None
    made: int

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Rule:
        """Return the rule in a scheduler's hash; what is not a number counts as not set."""
        numbers = (_whole(fields.get(name)) for name in ("every", "limit", "endDate", "ic"))
        every, limit, end, made = numbers
        return cls(every, fields.get("pattern") or fields.get("cron"), fields.get("tz"), limit, end, made or 0)

    @property
    def text(self) -> str:
        """The rule in words: ``every weekday at 06:00, Europe/Amsterdam`` or ``every 1 h``."""
        if self.pattern:
            return cron_words(self.pattern, self.tz)
        return f"every {format_ms(self.every_ms)}" if self.every_ms else "by no rule that its hash holds"

    def ended(self, now_ms: int) -> str:
        """Return why it makes no more jobs; "" where it does."""
        if self.limit is not None and self.made >= self.limit:
            return f"its limit of {self.limit} is reached"
        if self.end_ms is not None and self.end_ms <= now_ms:
            return "its end date has passed"
        return ""

    def moments(
        self, next_ms: int, most: int = MOMENTS, number: int | None = None, *, pypi: bool = False
    ) -> tuple[int, ...]:
        """Return the next moments, ``most`` of them, from the one that is set, ms since 1970; few where it ends before.

        Only the first where the pattern cannot be read. That one has its job, so it comes in any case. Taking a job
        makes the next: for a distance unless the end has passed by then, so that one job comes after it (the Worker's
        ``upsertJobScheduler`` asks the clock); for a pattern unless the next is after the end, as npm's cron-parser
        says. PyPI's 3.4.4 asks only the clock there too (``upsertJobScheduler``), so that one more comes.

        Args:
            next_ms: The one that is set.
            most: How many.
            number: Its number in the series, as it says itself (``repeat.count`` of its options: it begins with
                the count that was given, and again when the scheduler is replaced); None: as many as were made.
            pypi: Whether PyPI's package takes the jobs, as in a lab.
        """
        first = self.made if number is None else number
        left = most if self.limit is None else min(most, max(self.limit - first + 1, 1))
        found: list[int] = []
        for at, _number in zip(self._from(next_ms), range(left), strict=False):
            if found and self.end_ms is not None and (found[-1] if self.every_ms or pypi else at) > self.end_ms:
                break
            found.append(at)
        return tuple(found)

    def past_end(self, next_ms: int, most: int = MOMENTS, number: int | None = None) -> int | None:
        """Return the moment after the end that comes where PyPI's package takes the jobs; None where none does.

        The arguments are those of :meth:`moments`.
        """
        npm, pypi = (self.moments(next_ms, most, number, pypi=each) for each in (False, True))
        return pypi[-1] if len(pypi) > len(npm) else None

    def _from(self, next_ms: int) -> Iterator[int]:
        yield next_ms
        if self.every_ms:
            at = next_ms
            while True:
                yield (at := at + self.every_ms)
        if self.pattern:
            yield from _cron(self.pattern, self.tz, next_ms)

    def differs(self, moments: tuple[int, ...]) -> bool:
        """Return whether clocks change near these moments: there PyPI's croniter and npm's cron-parser differ.

        Seen with croniter of bullmq 3.4.4 and cron-parser of 6.7.0, for a daily pattern: in spring one job more, an
        hour early; in autumn one that is an hour late. Of a half-hourly pattern two are missing in autumn.
        """
        if not self.pattern or not self.tz or not moments:
            return False
        zone = _zone(self.tz)
        first, last = (datetime.fromtimestamp(at / 1_000, UTC) for at in (moments[0], moments[-1]))
        days = range(-1, (last - first).days + 3)
        offsets = [(first + timedelta(days=day)).astimezone(zone).utcoffset() or timedelta() for day in days]
        return any(after != before for before, after in pairwise(offsets))


def _cron(pattern: str, tz: str | None, after_ms: int) -> Iterator[int]:
    from croniter import croniter  # type: ignore[import-untyped]

    try:
        begin = datetime.fromtimestamp(after_ms / 1_000, _zone(tz))
        moments = croniter(pattern, begin, second_at_beginning=True)
        while True:
            yield int(moments.get_next(datetime).timestamp() * 1_000)
    except (ValueError, KeyError, OverflowError, OSError):  # croniter's own errors are ValueErrors
        return


def _zone(tz: str | None) -> tzinfo:
    try:
        return ZoneInfo(tz) if tz else UTC
    except (ValueError, KeyError, OSError):
        return UTC


def _whole(raw: str | None) -> int | None:
    number = None if raw is None else to_number(raw)
    return None if number is None else int(number)
