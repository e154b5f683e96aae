"""Why a job is where it is: a few statements for each state, each with the raw values it rests on.

What must happen for the job to move is in :mod:`qlab.observe.explaining.moving`.
"""

from __future__ import annotations

from qlab.observe.connection import Connection
from qlab.observe.discover import foreign, shown
from qlab.observe.evidence import Evidence, entry, hash_field
from qlab.observe.explaining import attempts
from qlab.observe.explaining.explanation import Explanation, Statement
from qlab.observe.explaining.family import parent_note
from qlab.observe.explaining.gathering import gather
from qlab.observe.explaining.history import history
from qlab.observe.explaining.job_report import JobReport
from qlab.observe.explaining.moving import NEXT, Statements
from qlab.observe.explaining.remains import became, not_json, nowhere, remains
from qlab.observe.explaining.schedule import scheduler_named
from qlab.observe.layout import Layout
from qlab.protocol.events import says_state
from qlab.protocol.keys import Role
from qlab.protocol.states import JobState
from qlab.text.decoded import when
from qlab.text.durations import format_at
from qlab.text.entry_ids import entry_ms

__all__ = ["explain", "explained"]


def explain(connection: Connection, prefix: str, queue: str, id: str) -> Explanation:
    """Return why a job is where it is; see :meth:`qlab.Observer.explain`."""
    job = gather(connection, prefix, queue, str(id))
    if job.state is JobState.UNKNOWN and job.view is None:
        scheduler = scheduler_named(connection, prefix, queue, str(id))
        if scheduler is not None:
            return scheduler
    return explained(connection, prefix, job)


def explained(connection: Connection, prefix: str, job: JobReport) -> Explanation:
    """Why a job is where it is, from what was gathered about it."""
    if job.layout is Layout.OTHER:
        return _left_alone(connection, prefix, job)
    text = [*_where(job), *history(job), *NEXT[job.state](job), *_notes(job)]
    order = ("where", "history", "next", "note")
    text.sort(key=lambda statement: order.index(statement.topic))  # stable: within a topic as it came
    name = shown(prefix, job.queue, job.layout)[1]
    return Explanation(name, job.id, job.state, job.now, tuple(text), became=became(job))


def _left_alone(connection: Connection, prefix: str, job: JobReport) -> Explanation:
    """Of a queue in which nothing is Bull's or BullMQ's only that is told, and where the id stands."""
    whose = foreign(connection, prefix, job.queue)
    text = (
        f"The keys of this queue are {whose}. qlab leaves them alone: what their names and values mean, and what would "
        "help, it cannot say."
    )
    places = tuple(job.place(role) for role in job.places)
    return Explanation(job.queue, job.id, JobState.UNKNOWN, job.now, (Statement("where", text, places),), became=whose)


_UNHELD = "Jobs that a worker has are there, but nobody holds a lock on this one."


def _where(job: JobReport) -> Statements:
    if job.state is JobState.UNKNOWN:
        yield from nowhere(job)
    else:
        since, evidence = _since(job)
        unheld = job.state is JobState.ACTIVE and job.below(Role.LOCK) is None
        means = _UNHELD if unheld else job.state.sentence
        yield Statement("where", f"It is in `{job.container}`{since}. {means}", evidence)
        yield from _several(job)
    yield from remains(job)


def _several(job: JobReport) -> Statements:
    """Say that more than one list or set holds it."""
    if len(job.places) > 1:
        names = " and ".join(f"`{role.value}`" for role in job.places)
        text = (
            f"It is in {len(job.places)} places at once: {names}. The state is that of the first in which getState "
            "looks. It may run twice, or vanish from one while the other keeps its id."
        )
        yield Statement("where", text, tuple(job.place(role) for role in job.places))


def _since(job: JobReport) -> tuple[str, tuple[Evidence, ...]]:
    """Return since when the job is in its state: from its event where that is still there, else from its hash."""
    for each in reversed(job.events):
        if says_state(dict(each.fields).get("event", ""), job.state):
            at = entry_ms(each.id)
            return f", since {format_at(at)} ({when(at, job.now, future='')})", (entry(job.key(Role.EVENTS), each),)
    field = _FIELD_OF.get(job.state, "timestamp")
    stored = job.view.fields.get(field, "") if job.view else ""
    if not stored.isdecimal() or not int(stored):
        return "", ()
    word = ", added" if field == "timestamp" else ", since"
    return f"{word} {format_at(int(stored))} ({when(int(stored), job.now, future='')})", (job.field(field),)


_FIELD_OF = {JobState.ACTIVE: "processedOn", JobState.COMPLETED: "finishedOn", JobState.FAILED: "finishedOn"}


def _notes(job: JobReport) -> Statements:
    view = job.view
    if view is None:
        return
    if job.layout in (Layout.BULL, Layout.OLD):
        text = f"The queue's keys are those of {job.layout}; what holds for newer ones alone is left out here."
        version = hash_field(job.key(Role.META), job.page.container(job.queue, Role.META), "version")
        yield Statement("note", text, (version,))
    if view.fields.get("defa") and not not_json(view.fields):  # a worker reads the job before it looks at this
        text = "Its failure is decided already: the next worker to take it fails it, without running it."
        yield Statement("note", text, (job.field("defa"),))
    if view.stalled_count:
        yield attempts.stalls(job, view)
    yield from parent_note(job)
