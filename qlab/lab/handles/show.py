"""Jobs and queues of a lab as text and as HTML: where they are, why, and the keys that say so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from qlab.protocol.keys import STATE_OF_ROLE, STATE_ROLES, Key
from qlab.protocol.states import JobState
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot
from qlab.snapshot.show import KEY_COLUMNS, SHOWN, fit_columns, key_row, key_text
from qlab.snapshot.values import KeyState
from qlab.text import html
from qlab.text.durations import format_elapsed, format_ms
from qlab.text.escape import shorten, terminal
from qlab.text.words import plural

if TYPE_CHECKING:
    from qlab.lab.handles.job import Job
    from qlab.lab.handles.queue_handle import QueueHandle

__all__ = ["job_html", "job_line", "job_text", "lab_line", "queue_html", "queue_line", "queue_text"]

_NAME, _ID, _REASON = 24, 20, 60
_COLUMNS = ("job", "name", "state", "attempts", "what else")


class Row(NamedTuple):
    """A job in a queue's table: its id and name as they are, its state, its attempts, and what else there is to say."""

    id: str
    name: str
    state: JobState
    attempts: str
    note: str


def lab_line(where: str, prefix: str, queues: int, steps: int) -> str:
    """Return a lab in a few words, for its ``repr``."""
    made = f"{plural(queues, 'queue')}, {plural(steps, 'step')}"
    return fit_columns(f"Lab({shorten(terminal(where), 60)}, prefix {shorten(prefix, _ID)!r}, {made})")


def job_line(job: Job) -> str:
    """Return a job in a few words, for its ``repr``."""
    queue, id, name = (shorten(terminal(text), _ID) for text in (job.queue.name, job.id, job.name))
    return fit_columns(f"Job({queue}/{id} {name!r}, {job.state})")


def queue_line(queue: QueueHandle) -> str:
    """Return a queue in a few words, for its ``repr``."""
    held = ", ".join(f"{count:,} {state}" for state, count in _counts(queue) if count)
    return fit_columns(f"Queue({shorten(terminal(queue.name), _NAME)!r}: {held or 'empty'})")


def job_text(job: Job) -> str:
    """Return a job as plain text: its state and why, then its keys."""
    snapshot = job.queue.lab.recording.last
    facts = [f"  {name}: {text}" for name, text in _facts(job.view)]
    keys = [line for key, state in _keys(snapshot, job) for line in key_text(snapshot, key, state)]
    return "\n".join(fit_columns(terminal(line)) for line in (_job_title(job), *facts, *keys))


def job_html(job: Job) -> str:
    """Return a job as HTML: its state and why, then a table of its keys."""
    snapshot = job.queue.lab.recording.last
    facts = [(html.quiet(name), terminal(text)) for name, text in _facts(job.view)]
    title = html.join(shorten(terminal(f"{job.queue.name}/{job.id} {job.name}"), _REASON), " ", html.badge(job.state))
    keys = [key_row(snapshot, key, state) for key, state in _keys(snapshot, job)]
    tables = (html.table(("fact", "value"), facts) if facts else "", html.table(KEY_COLUMNS, keys) if keys else "")
    return html.card(title, "", *tables)


def _job_title(job: Job) -> str:
    named = f"{shorten(terminal(job.id), _ID)} {shorten(terminal(job.name), _NAME)}"
    return f"Job {job.queue.name}/{named}: {job.state}"


def _facts(view: JobView | None) -> Iterator[tuple[str, str]]:
    if view is None:
        yield "gone", "its hash does not exist any more"
        return
    yield "state", view.state.sentence
    yield "attempts", f"{view.attempts_made} of {view.attempts} made, {view.attempts_started} started"
    if view.due is not None:
        yield "due", _moment(view, view.due)
    if view.lock is not None:
        held = "" if view.lock_ms is None else f", for another {format_ms(view.lock_ms)}"
        yield "lock", f"{shorten(terminal(view.lock), _REASON)}{held}"
    if view.failed_reason:
        yield "last error", shorten(terminal(view.failed_reason), _REASON)
    if view.parent_key:
        yield "parent", shorten(terminal(view.parent_key), _REASON)


def _moment(view: JobView, moment: int) -> str:
    return format_elapsed(moment - view.snapshot.start)


def _keys(snapshot: Snapshot, job: Job) -> list[tuple[Key, KeyState]]:
    return [(key, state) for key, state in snapshot.named() if (key.queue, key.job) == (job.queue.name, job.id)]


def queue_text(queue: QueueHandle) -> str:
    """Return a queue as plain text: how many jobs are in each state, then the first of them."""
    snapshot = queue.lab.recording.last
    rows = [
        (shorten(terminal(row.id), _ID), shorten(terminal(row.name), _NAME), str(row.state), row.attempts, row.note)
        for row in _rows(snapshot, queue.name)
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    title = f"Queue {_queue_title(queue)}"
    return "\n".join(map(fit_columns, (title, *(f"  {line}" for line in lines), *_rest(snapshot, queue))))


def queue_html(queue: QueueHandle) -> str:
    """Return a queue as HTML: how many jobs are in each state, then a table of the first of them."""
    snapshot = queue.lab.recording.last
    badges = [html.badge(state, f"{count:,} {state}") for state, count in _counts(queue) if count]
    rows = [
        (_cell(row.id), shorten(terminal(row.name), _REASON), html.badge(row.state), row.attempts, row.note)
        for row in _rows(snapshot, queue.name)
    ]
    body = (html.table(_COLUMNS, rows), html.quiet(" ".join(_rest(snapshot, queue)))) if rows else ()
    return html.card(f"Queue {_queue_title(queue)}", html.join(*(html.join(badge, " ") for badge in badges)), *body)


def _cell(id: str) -> html.Html:
    return html.code(shorten(terminal(id), _REASON))


def _counts(queue: QueueHandle) -> list[tuple[str, int]]:
    return list(queue.lab.recording.last.counts_of(queue.name).items())


def _queue_title(queue: QueueHandle) -> str:
    snapshot = queue.lab.recording.last
    held = ", ".join(f"{count:,} {state}" for state, count in _counts(queue) if count)
    paused = ", paused" if snapshot.is_paused(queue.name) else ""
    name = shorten(terminal(queue.name), _REASON)
    return f"{name} at {format_elapsed(snapshot.at - snapshot.start)}: {held or 'no jobs'}{paused}"


def _rows(snapshot: Snapshot, queue: str) -> list[Row]:
    held = ((role, id) for role in STATE_ROLES for id in snapshot.ids(queue, role))
    return [_row(snapshot, queue, id, STATE_OF_ROLE[role]) for role, id in islice(held, SHOWN)]


def _row(snapshot: Snapshot, queue: str, id: str, state: JobState) -> Row:
    view = snapshot.job(id, queue)
    if view is None:
        return Row(id, "", state, "", "its hash is missing")
    notes = (f"{name}: {text}" for name, text in _facts(view) if name in ("due", "lock", "last error"))
    return Row(id, view.name, state, f"{view.attempts_made}/{view.attempts}", "; ".join(notes))


def _rest(snapshot: Snapshot, queue: QueueHandle) -> list[str]:
    more = sum(snapshot.counts_of(queue.name).values()) - SHOWN
    return [f"… and {more:,} more"] if more > 0 else []
