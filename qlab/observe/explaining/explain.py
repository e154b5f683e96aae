"""Why a job is where it is: a few statements for each state, each with the raw values it rests on.

What must happen for the job to move is in :mod:`qlab.observe.explaining.moving`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from qlab.observe.connection import Connection
from qlab.observe.evidence import Evidence, entry, hash_field
from qlab.observe.explaining import attempts
from qlab.observe.explaining.explanation import Explanation, Statement
from qlab.observe.explaining.family import parent_note
from qlab.observe.explaining.job_report import Case, gather
from qlab.observe.explaining.moving import NEXT, Statements
from qlab.observe.explaining.remains import nowhere, remains
from qlab.observe.explaining.schedule import scheduler_named
from qlab.observe.layout import Layout
from qlab.protocol.events import event_of, says_state
from qlab.protocol.keys import Role
from qlab.protocol.states import JobState
from qlab.snapshot.values import Entry
from qlab.text.decoded import quoted, when
from qlab.text.durations import format_at
from qlab.text.entry_ids import entry_ms

EVENTS_SHOWN = 12
"""So many of a job's latest events are told."""


def explain(connection: Connection, prefix: str, queue: str, id: str) -> Explanation:
    """Why a job is where it is; see :meth:`qlab.Observer.explain`."""
    case = gather(connection, prefix, queue, str(id))
    if case.state is JobState.UNKNOWN and case.view is None:
        scheduler = scheduler_named(connection, prefix, queue, str(id))
        if scheduler is not None:
            return scheduler
    told = [*_where(case), *_history(case), *NEXT[case.state](case), *_notes(case)]
    order = ("where", "history", "next", "note")
    told.sort(key=lambda statement: order.index(statement.topic))  # stable: within a topic as it came
    return Explanation(queue, str(id), case.state, case.now, tuple(told))


def _where(case: Case) -> Statements:
    if case.state is JobState.UNKNOWN:
        yield from nowhere(case)
    else:
        since, evidence = _since(case)
        yield Statement("where", f"It is in `{case.container}`{since}. {case.state.sentence}", evidence)
        yield from _several(case)
    yield from remains(case)


def _several(case: Case) -> Statements:
    """That more than one list or set holds it."""
    if len(case.places) > 1:
        names = " and ".join(f"`{role.value}`" for role in case.places)
        text = (
            f"It is in {len(case.places)} places at once: {names}. The state is that of the first in which getState "
            "looks. It may run twice, or vanish from one while the other keeps its id."
        )
        yield Statement("where", text, tuple(case.place(role) for role in case.places))


def _since(case: Case) -> tuple[str, tuple[Evidence, ...]]:
    """Since when the job is in its state: from its event where that is still there, else from its hash."""
    for each in reversed(case.events):
        if says_state(dict(each.fields).get("event", ""), case.state):
            at = entry_ms(each.id)
            return f", since {format_at(at)} ({when(at, case.now, future='')})", (entry(case.key(Role.EVENTS), each),)
    field = _FIELD_OF.get(case.state, "timestamp")
    stored = case.view.fields.get(field, "") if case.view else ""
    if not stored.isdecimal() or not int(stored):
        return "", ()
    word = ", added" if field == "timestamp" else ", since"
    return f"{word} {format_at(int(stored))} ({when(int(stored), case.now, future='')})", (case.field(field),)


_FIELD_OF = {JobState.ACTIVE: "processedOn", JobState.COMPLETED: "finishedOn", JobState.FAILED: "finishedOn"}


def _history(case: Case) -> Statements:
    skipped = len(case.events) - EVENTS_SHOWN
    if skipped > 0:
        yield Statement("history", f"{skipped:,} older events of it are in the stream.")
    for each, reports in _folded(case.events[-EVENTS_SHOWN:]):
        name = dict(each.fields).get("event", "?")
        at, meaning = format_at(entry_ms(each.id)), event_of(name).sentence
        also = f" (the last of {reports:,} such reports)" if reports > 1 else ""
        yield Statement("history", f"{at} {quoted(name, 30)}: {meaning}{also}", (entry(case.key(Role.EVENTS), each),))
    yield from _added(case)
    yield from attempts.attempts(case)


def _folded(events: Sequence[Entry]) -> Iterator[tuple[Entry, int]]:
    """Events one by one; of reports of progress that follow each other the last, with their number."""
    for name, some in groupby(events, key=lambda each: dict(each.fields).get("event")):
        found = list(some)
        yield from [(found[-1], len(found))] if name == "progress" else [(each, 1) for each in found]


def _added(case: Case) -> Statements:
    added = case.view.timestamp if case.view else 0
    if added and not case.events:
        gone = "Bull keeps no events" if case.layout is Layout.BULL else "its events are no longer in the stream"
        yield Statement("history", f"Added {format_at(added)}; {gone}.", (case.field("timestamp"),))


def _notes(case: Case) -> Statements:
    view = case.view
    if view is None:
        return
    if case.layout in (Layout.BULL, Layout.OLD):
        text = f"The queue's keys are those of {case.layout}; what holds for newer ones alone is left out here."
        version = hash_field(case.key(Role.META), case.page.container(case.queue, Role.META), "version")
        yield Statement("note", text, (version,))
    if view.fields.get("defa"):
        text = "Its failure is decided already: the next worker to take it fails it, without running it."
        yield Statement("note", text, (case.field("defa"),))
    if view.stalled_count:
        yield attempts.stalls(case, view)
    yield from parent_note(case)
