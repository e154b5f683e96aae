"""What happened to a job, by its events: each told from those before it, and what its hash says where they are gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from qlab.observe.evidence import entry
from qlab.observe.explaining import attempts
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.job_report import JobReport
from qlab.observe.layout import Layout
from qlab.protocol import operations
from qlab.protocol.events import Judged, judge
from qlab.protocol.keys import Role
from qlab.protocol.states import JobState
from qlab.snapshot.values import Entry
from qlab.text.decoded import quoted
from qlab.text.durations import format_at
from qlab.text.entry_ids import entry_ms

__all__ = ["history"]

Statements = Iterator[Statement]
EVENTS_SHOWN = 12
"""This many of a job's latest events are told."""


class Told(NamedTuple):
    """An event of the job, and what it means after those before it."""

    entry: Entry
    name: str
    meaning: str


def history(job: JobReport) -> Statements:
    """Return its latest events, its moments where there are none, its attempts and logs."""
    told = list(_told(job.events))
    skipped = len(told) - EVENTS_SHOWN
    if skipped > 0:
        yield Statement("history", f"{skipped:,} older events of it are in the stream.")
    for each, reports in _folded(told[-EVENTS_SHOWN:]):
        also = f" (the last of {reports:,} such reports)" if reports > 1 else ""
        text = f"{format_at(entry_ms(each.entry.id))} {quoted(each.name, 30)}: {each.meaning}{also}"
        yield Statement("history", text, (entry(job.key(Role.EVENTS), each.entry),))
    yield from _moments(job)
    yield from attempts.attempts(job)


def _told(events: Sequence[Entry]) -> Iterator[Told]:
    was: JobState | None = None
    fields = [dict(each.fields) for each in events]
    for each, (now, after) in zip(events, pairwise([*fields, {}]), strict=True):
        judged = judge(now, was, after)
        yield Told(each, now.get("event", "?"), _meaning(judged, was, now.get("prev", "")))
        was = judged.state


def _meaning(judged: Judged, was: JobState | None, prev: str) -> str:
    """Return what the event means; of a job that is ready or delayed again also what brought it there."""
    target = judged.event.state
    if target not in (JobState.WAITING, JobState.DELAYED):
        return judged.event.sentence
    where = "ready again" if target is JobState.WAITING else "delayed"
    if judged.operation == operations.FAIL:
        certain = prev == str(JobState.FAILED)  # up to BullMQ 4 retryJob.lua says so
        also = "" if certain else ", unless its processor put it back itself"
        return f"Its attempt failed, and it is {where}, to be tried again{also}."
    if judged.operation == operations.PROMOTE and was is None:
        return judged.event.sentence
    if judged.operation == operations.RELEASE and target is JobState.DELAYED:
        return f"{_RELEASED}, and now its own delay begins."
    return _BACK.get(judged.operation.name, judged.event.sentence).format(prev=prev or was)


_RELEASED = "Its children have finished, or were removed"
_BACK = {
    operations.RETRY.name: "It was retried by hand: out of `{prev}`, into line again.",
    operations.CHANGE_DELAY.name: "Its delay was changed, and started again.",
    operations.PROMOTE.name: "Its delay was over, or it was promoted: it is ready.",
    operations.RELEASE.name: (
        "It is ready: its children have finished, or were removed, or the failure of one lets it go on, or ends it."
    ),
    operations.CHECK_STALLED.name: "A check for stalled jobs found no lock, and put it back into line.",
}


def _folded(events: Sequence[Told]) -> Iterator[tuple[Told, int]]:
    """Yield events one by one; of reports of progress that follow each other the last, with their number."""
    for name, some in groupby(events, key=lambda each: each.name):
        found = list(some)
        yield from [(found[-1], len(found))] if name == "progress" else [(each, 1) for each in found]


def _moments(job: JobReport) -> Statements:
    """Return what the hash says of moments whose events are gone, or were never kept."""
    if job.view is None or job.events:
        return
    gone = "Bull keeps no events" if job.layout is Layout.BULL else "its events are no longer in the stream"
    moments = (
        ("timestamp", job.view.timestamp, f"Added {{}}; {gone}."),
        ("processedOn", job.view.processed_on, "A worker took it last at {}."),
        ("finishedOn", job.view.finished_on, "It ended at {}."),
    )
    for field, at, text in moments:
        if at:
            yield Statement("history", text.format(format_at(at)), (job.field(field),))
