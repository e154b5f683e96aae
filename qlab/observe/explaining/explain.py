"""Why a job is where it is: a few statements for each state, each with the raw values it rests on.

What must happen for the job to move is in :mod:`qlab.observe.explaining.moving`.
"""

from __future__ import annotations

from qlab.observe.connection import Connection
from qlab.observe.evidence import Evidence
from qlab.observe.explaining.explanation import Explanation, Statement
from qlab.observe.explaining.job_report import Case, gather
from qlab.observe.explaining.moving import NEXT, Statements
from qlab.observe.layout import Layout, is_old
from qlab.protocol.events import event_of, says_state
from qlab.protocol.fields import STALLS_FIELDS, named_field
from qlab.protocol.keys import Role
from qlab.protocol.states import JobState
from qlab.snapshot.job_view import JobView
from qlab.text.decoded import quoted, when
from qlab.text.durations import format_at
from qlab.text.entry_ids import entry_ms

EVENTS_SHOWN = 12
"""So many of a job's latest events are told."""


def explain(connection: Connection, prefix: str, queue: str, id: str) -> Explanation:
    """Why a job is where it is; see :meth:`qlab.Observer.explain`."""
    case = gather(connection, prefix, queue, str(id))
    told = [*_where(case), *_history(case), *NEXT[case.state](case), *_notes(case)]
    order = ("where", "history", "next", "note")
    told.sort(key=lambda statement: order.index(statement.topic))  # stable: within a topic as it came
    return Explanation(queue, str(id), case.state, case.now, tuple(told))


def _where(case: Case) -> Statements:
    if case.state is JobState.UNKNOWN:
        yield from _nowhere(case)
        return
    since, evidence = _since(case)
    yield Statement("where", f"It is in `{case.container}`{since}. {case.state.sentence}", evidence)


def _since(case: Case) -> tuple[str, tuple[Evidence, ...]]:
    """Since when the job is in its state: from its event where that is still there, else from its hash."""
    for each in reversed(case.events):
        if says_state(dict(each.fields).get("event", ""), case.state):
            at = entry_ms(each.id)
            raw = " ".join(f"{name}={value}" for name, value in each.fields)
            return f", since {format_at(at)} ({when(at, case.now, future='')})", (
                Evidence(f"{case.key(Role.EVENTS)} {each.id}", raw),
            )
    field = _FIELD_OF.get(case.state, "timestamp")
    stored = case.view.fields.get(field, "") if case.view else ""
    if not stored.isdecimal():
        return "", ()
    word = ", added" if field == "timestamp" else ", since"
    return f"{word} {format_at(int(stored))} ({when(int(stored), case.now, future='')})", (case.field(field),)


_FIELD_OF = {JobState.ACTIVE: "processedOn", JobState.COMPLETED: "finishedOn", JobState.FAILED: "finishedOn"}


def _nowhere(case: Case) -> Statements:
    if case.view is not None:
        yield Statement(
            "where",
            "It has a hash, but no list or set of the queue holds its id: it is an orphan, which no worker finds.",
            (case.field("name"), case.field("timestamp")),
        )
    elif case.events:
        yield Statement("where", "It no longer exists: it was removed; only its events are left.")
    else:
        yield Statement(
            "where",
            "There is no trace of it: it never existed in this queue, or it was removed and its events are trimmed.",
            (
                Evidence(case.job_key(), "(no key)"),
                Evidence(f"{case.key(Role.EVENTS)} length", f"{case.size(Role.EVENTS)}"),
            ),
        )


def _history(case: Case) -> Statements:
    skipped = len(case.events) - EVENTS_SHOWN
    if skipped > 0:
        yield Statement("history", f"{skipped:,} older events of it are in the stream.")
    for each in case.events[-EVENTS_SHOWN:]:
        fields = dict(each.fields)
        name = fields.get("event", "?")
        rest = " ".join(f"{field}={value}" for field, value in each.fields if field not in ("event", "jobId"))
        at, meaning = format_at(entry_ms(each.id)), event_of(name).sentence
        text = f"{at} {quoted(name, 30)}: {meaning}"
        yield Statement("history", text, (Evidence(f"{case.key(Role.EVENTS)} {each.id}", rest or name),))
    view = case.view
    if view is None:
        return
    if not case.events:
        gone = "Bull keeps no events" if case.layout is Layout.BULL else "its events are no longer in the stream"
        yield Statement("history", f"Added {format_at(view.timestamp)}; {gone}.", (case.field("timestamp"),))
    if view.attempts_started or view.attempts_made:
        yield _attempts(case, view)
    if view.failed_reason and case.state is not JobState.FAILED:
        yield Statement(
            "history",
            f"The last failed attempt said: {quoted(view.failed_reason, 200)}.",
            (case.field("failedReason"),),
        )


def _attempts(case: Case, view: JobView) -> Statement:
    if is_old(view):
        counts = f"{view.attempts_made} counted, {view.attempts} allowed"
        return Statement("history", f"Attempts: {counts}.", (case.field("attemptsMade"), case.field("opts")))
    counts = f"{view.attempts_started} started, {view.attempts_made} ended, {view.attempts} allowed"
    return Statement("history", f"Attempts: {counts}.", (case.field("ats"), case.field("atm"), case.field("opts")))


def _notes(case: Case) -> Statements:
    view = case.view
    if view is None:
        return
    if case.layout in (Layout.BULL, Layout.OLD):
        text = f"The queue's keys are those of {case.layout}; what holds for newer ones alone is left out here."
        yield Statement("note", text, (Evidence(f"{case.key(Role.META)} version", case.meta("version") or "(none)"),))
    if view.fields.get("defa"):
        text = "Its failure is decided already: the next worker to take it fails it, without running it."
        yield Statement("note", text, (case.field("defa"),))
    if view.stalled_count:
        times = "once" if view.stalled_count == 1 else f"{view.stalled_count} times"
        text = f"It was found stalled {times}: a worker let its lock expire."
        yield Statement("note", text, (case.field(named_field(view.fields, STALLS_FIELDS)),))
    if view.parent_key:
        yield Statement("note", "It is a child in a flow: its parent waits for it.", (case.field("parentKey"),))
