"""A queue's job schedulers: their rules in words, and their next moments."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from qlab.protocol.keys import Role, detail_key, iteration_id
from qlab.protocol.schedulers import MOMENTS, Rule
from qlab.snapshot.model import Snapshot
from qlab.snapshot.tables import moments, printable
from qlab.text.decoded import to_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Scheduled", "timetable", "timetable_frame"]

COLUMNS = (
    "scheduler", "name", "rule", "every_ms", "cron", "tz", "offset_ms", "limit", "start", "end", "made", "next",
    "moments",
)  # fmt: skip
_TIMES = ("start", "end", "next")
_NUMBERS = ("every_ms", "offset_ms", "limit", "made")


class Scheduled(NamedTuple):
    """A job scheduler.

    Attributes:
        id: Its id.
        name: The name of its jobs.
        rule: When it makes them.
        offset_ms: By how much an interval is shifted against the clock, ms.
        start_ms: When it begins, ms since the epoch; None: at once.
        next_ms: Its next moment; None where none is set.
        moments: Its next moments, that one first.
        past_end_ms: One more, after its end, which comes where PyPI's package takes the jobs; None where none does,
            or ``moments`` has it.
    """

    id: str
    name: str
    rule: Rule
    offset_ms: int | None
    start_ms: int | None
    next_ms: int | None
    moments: tuple[int, ...]
    past_end_ms: int | None = None


def timetable(snapshot: Snapshot, queue: str, most: int = MOMENTS, *, pypi: bool = False) -> list[Scheduled]:
    """Return the schedulers of a queue, the next to make a job first.

    Args:
        snapshot: The state.
        queue: The queue's name.
        most: How many of the next moments of each.
        pypi: Whether PyPI's package takes the jobs, as in a lab; False: npm's.
    """
    held = snapshot.container(queue, Role.REPEAT)
    each_of = partial(_scheduled, snapshot, queue, most=most, pypi=pypi)
    return [each_of(each.member, each.score) for each in (held.members if held else ())]


def _scheduled(snapshot: Snapshot, queue: str, id: str, score: float, *, most: int, pypi: bool) -> Scheduled:
    hash = snapshot.key(detail_key(snapshot.prefix, queue, Role.SCHEDULER, id))
    fields = hash.fields if hash else {}
    rule, at = Rule.of(fields), int(score) if isfinite(score) else None
    offset, start = (_whole(fields.get(name)) for name in ("offset", "startDate"))
    found = Scheduled(id, fields.get("name", ""), rule, offset, start, at, ())
    if at is None or not hash:
        return found
    number = _number(snapshot, queue, id, at)
    past = None if pypi else rule.past_end(at, most, number)
    return found._replace(moments=rule.moments(at, most, number, pypi=pypi), past_end_ms=past)


def _number(snapshot: Snapshot, queue: str, id: str, at: int) -> int | None:
    """Return the number of a scheduler's next job in its series, as the job itself says; None if it does not."""
    job = snapshot.job(iteration_id(id, at), queue)
    repeat = job.opts.get("repeat") if job else None
    count = repeat.get("count") if isinstance(repeat, Mapping) else None
    return count if isinstance(count, int) else None


def _whole(raw: str | None) -> int | None:
    number = None if raw is None else to_number(raw)
    return None if number is None else int(number)


def timetable_frame(snapshot: Snapshot, queue: str, *, pypi: bool = False) -> pd.DataFrame:
    """Return a queue's schedulers as a table, one row each, with :data:`COLUMNS`; moments in UTC, durations in ms."""
    import pandas as pd

    rows = [tuple(map(printable, _row(each))) for each in timetable(snapshot, queue, pypi=pypi)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for column in _TIMES:
        frame[column] = moments(frame[column])
    return frame.astype(dict.fromkeys(_NUMBERS, "Int64"))


def _row(each: Scheduled) -> tuple[object, ...]:
    import pandas as pd

    rule = each.rule
    later = [pd.Timestamp(at, unit="ms", tz="UTC") for at in each.moments]
    return (
        each.id, each.name, rule.text, rule.every_ms, rule.pattern, rule.tz, each.offset_ms, rule.limit, each.start_ms,
        rule.end_ms, rule.made, each.next_ms, later,
    )  # fmt: skip
