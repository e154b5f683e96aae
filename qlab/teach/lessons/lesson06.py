"""Lesson 06, *Who wakes a delayed job?*: what is behind its predictions' options, and its exercises' checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.protocol.states import JobState
from qlab.snapshot.job_view import JobView
from qlab.teach.misconceptions import truth
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.text.clock_changes import zone
from qlab.text.durations import format_ms
from qlab.text.escape import repr_of, shorten
from qlab.text.words import listed, plural

__all__ = ["WHY"]

WHY: Mapping[str, Mapping[str, str]] = {
    "06-a": {
        "delayed": "It is due, but no one has looked. The script that gives the next worker a job will move it.",
        "wait": truth(11),
        "active": "Nothing runs until a worker takes it, however late it is.",
    },
    "06-a2": {
        "call-a": truth(12),
        "call-b": "Its score is the lower one, by 1: what is due in the same millisecond keeps its order.",
    },
    "06-b": {
        "1": "The job that was ready is still there. Taking it creates the next one.",
        "5": "Time alone creates no jobs: a job is created when a worker takes the one before it.",
        "6": "That would be the first one and five more. Those five are never created, not even later.",
    },
    "06-c": {
        "1": truth(24),
        "2": "Two ids are two schedulers. BullMQ cannot know that one was meant to replace the other.",
    },
    "06-d": {
        "0": "Nine o'clock exists on that day; the hour from two to three does not.",
        "1": "That is true with npm's cron-parser. PyPI's bullmq uses croniter, which finds one at eight as well.",
        "2": "At eight and at nine: croniter, which PyPI's bullmq uses, is first an hour off, then right.",
    },
}

BERLIN = zone("Europe/Berlin")
TEA_MS = 240_000
CHANGES = ("2026-03-27T12:00:00Z", "2026-10-23T12:00:00Z")
"""Two days before the clocks of Berlin change in 2026."""
DAY_MS = 86_400_000
BACKUPS = 5


def tea(lab: Lab) -> Iterator[Remark]:
    """06-a: a delayed job that a worker started when it was due."""
    job = next((job for job in lab.snapshot().all_jobs() if job.queue == "kitchen"), None)
    if job is None:
        yield not_yet("There is no job in `kitchen`.", "running the cell again: it adds one.")
        return
    due = job.timestamp + TEA_MS
    if job.state is JobState.DELAYED:
        left = due - lab.clock.now_ms
        said = f"is due in {format_ms(left)}" if left > 0 else "is due, and still in `delayed`"
        hint = 'mine.clock.advance("4m").' if left > 0 else "kitchen.take(): a worker has to ask."
        yield not_yet(f"`tea` {said}.", hint)
    if job.processed_on is None:
        yield not_yet(f"`tea` is in `{job.state.container}`, and no worker has started it.", "kitchen.take().")
        return
    if job.processed_on != due:
        early = job.processed_on < due
        by = format_ms(abs(job.processed_on - due))
        hint = "the clock, then a worker, without promote()." if early else "moving the clock by exactly four minutes."
        yield not_yet(f"`tea` started {by} {'too early' if early else 'late'}.", hint)
    yield fine("The clock made `tea` due, and a worker asked and started it at that moment.")


def weekdays(lab: Lab) -> Iterator[Remark]:
    """06-b: a scheduler in `office` whose jobs come at 08:30 in Berlin, from Monday to Friday; three are completed."""
    known = lab.queue_named("office").schedulers()
    if len(known) != 1:
        how_many = f"{len(known)} schedulers" if len(known) else "no scheduler"
        yield not_yet(f"`office` has {how_many}.", "office.schedule('report', cron=…, tz=…), once.")
    if wrong := _unwanted(lab.queue_named("office")):
        yield not_yet(
            f"A report would run on {wrong:%A at %H:%M}, Berlin time.",
            "the five cron fields: minute, hour, day, month, weekday; and a time zone.",
        )
    yield fine("The next ten runs are on weekdays at 08:30.")
    if others := sorted({job.name for job in lab.snapshot().all_jobs() if job.queue == "office"} - {"report"}):
        yield not_yet(f"Its jobs are named {shorten(others[0], 30)}.", "office.schedule('report', …).")
    done = [_berlin(job.processed_on or 0) for job in lab.snapshot().all_jobs() if _completed(job)]
    if odd := next((at for at in done if not _wanted(at)), None):
        yield not_yet(
            f"A worker took one on {odd:%A at %H:%M}.", "running the cell again, with this rule from the start."
        )
    if len(done) < 3:
        yield not_yet(f"{len(done)} of its jobs are completed.", "run(desk, office, 3).")
    yield fine(f"Completed: {listed([f'{at:%A %H:%M}' for at in done])}.")


def _completed(job: JobView) -> bool:
    return job.queue == "office" and job.state is JobState.COMPLETED and "rjk" in job.fields


def _wanted(at: datetime) -> bool:
    return at.weekday() < 5 and (at.hour, at.minute) == (8, 30)


def _unwanted(queue: Queue) -> datetime | None:
    """Return the first of the next ten jobs that does not come at 08:30 on a weekday, by a lab that runs the rule."""
    known = queue.schedulers().iloc[0]
    rule = {"cron": known["cron"], "tz": known["tz"]} if known["cron"] else {"every": int(known["every_ms"])}
    begun = [_berlin(at) for at in _runs(rule, "2026-01-01T00:00:00Z", 10)]
    return next((at for at in begun if not _wanted(at)), None)


def _berlin(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1_000, BERLIN)


def _runs(rule: Mapping[str, Any], start: str, jobs: int) -> list[int]:
    """When the jobs of a rule begin with a worker that is always there, ms since the epoch."""
    with Lab(trace=False, start=start) as lab:
        queue = lab.queue("runs")
        found: list[int] = []
        queue.schedule("rule", **rule)
        while len(found) < jobs:
            if job := queue.take():
                found.append(lab.clock.now_ms)
                job.complete()
            elif lab.clock.to_next() is None:
                break
    return found


def tidied(lab: Lab) -> Iterator[Remark]:
    """06-c: one scheduler named `report` in `tidy`, at 06:00 every day, with its one job."""
    known = lab.queue_named("tidy").schedulers()
    names = list(known["scheduler"])
    if old := [name for name in names if name != "report"]:
        yield not_yet(f"{listed(old)} still creates jobs." if len(old) == 1 else f"{listed(old)} still create jobs.",
                      f"tidy.unschedule({old[0]!r}).")  # fmt: skip
    if names != ["report"]:
        yield not_yet("`tidy` has no scheduler.", "tidy.schedule('report', cron=…).")
    hours = {(at.hour, at.minute) for at in known["moments"].iloc[0]}
    if hours != {(6, 0)} or len({at.date() for at in known["moments"].iloc[0]}) < 5:
        yield not_yet(f"`report` runs {known['rule'].iloc[0]}.", 'cron="0 6 * * *", without a time zone.')
    yield fine(f"One scheduler, {known['rule'].iloc[0]}.")


def steady(given: Any) -> Iterator[Remark]:
    """06-d: a rule whose jobs come 24 h apart, where the clocks of Berlin change too; with npm as well."""
    if not isinstance(given, Mapping):
        yield not_yet(f"{repr_of(given, 30)} is not a dict.", 'the words schedule takes: rule = {"cron": …}.')
    if given.get("cron") and not given.get("tz"):  # seen with cron-parser 5.10.3: without a zone, that of the process
        yield not_yet("Without a time zone, npm's cron-parser uses that of its machine.", 'naming one, with "tz".')
    for start in CHANGES:
        runs = _runs(given, start, BACKUPS)
        if len(runs) < BACKUPS:
            yield not_yet(f"After {plural(len(runs), 'backup')} it makes no more.", "a rule that does not end.")
        for before, after in pairwise(runs):
            if after - before != DAY_MS:
                day = datetime.fromtimestamp(after / 1_000, UTC)
                said = f"The backup of {day:%d %B %H:%M} UTC runs {format_ms(after - before)} after the one before."
                yield not_yet(said, "a time zone whose clocks never change.")
                return
    yield fine(f"{shorten(str(dict(given)), 60)}: 24 h apart in March and in October.")


HINTS: Mapping[str, tuple[str, ...]] = {
    "06-a": (
        "Two things are missing: time, and someone who asks.",
        "`mine.clock.advance(…)` moves the clock; `kitchen.take()` is a worker that asks.",
        "Exactly four minutes, then one `take`.",
    ),
    "06-b": (
        "A cron has five fields: minute, hour, day, month, weekday.",
        "Half past eight is `30 8`; Monday to Friday is `1-5`. The hour is Berlin's: use `tz=`.",
        '`office.schedule("report", cron=…, tz="Europe/Berlin")`, then `run(desk, office, 3)`.',
    ),
    "06-c": (
        "There are two schedulers. Which id should be left in the end?",
        "Neither of these: end both with `unschedule`, then schedule a new one.",
        '`tidy.schedule("report", cron="0 6 * * *")` after both are gone.',
    ),
    "06-d": (
        "Where does the hour shift? Only in a time zone whose clocks change.",
        "Name a time zone without daylight saving time, so that both libraries agree.",
        'Keep the cron, and use `"UTC"` as `tz`.',
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {
    "06-a": tea,
    "06-b": weekdays,
    "06-c": tidied,
    "06-d": steady,
}
