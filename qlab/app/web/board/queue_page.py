"""A queue's page: its buttons, and its jobs by state, those first whose turn is next."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from qlab.app.managing import AT_ONCE, SELECTED
from qlab.app.queues import QUEUES, QueueName
from qlab.app.web.board.all_queues import toggle
from qlab.app.web.board.at_work import at_work
from qlab.app.web.board.job_form import job_form
from qlab.app.web.board.pieces import job_link, moment, safe_id, spark, table
from qlab.app.web.page_layout import button, page
from qlab.observe.connected.workers import Workers
from qlab.observe.looking.find import Found
from qlab.protocol.keys import STATE_OF_ROLE, STATE_ROLES, Role
from qlab.protocol.states import JobState
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot
from qlab.text.durations import format_ms
from qlab.text.escape import html, shorten
from qlab.text.words import plural

__all__ = ["PAGES", "SHOWN", "Look", "empty_page", "found_page", "queue_page"]

SHOWN = 25
"""This many jobs of a state are on a page."""
PAGES = 40
"""This many pages of a state there are: a thousand jobs, those whose turn is next."""


_SCRIPTS = ("new_job.js",)


class Look(NamedTuple):
    """What of a queue is looked at.

    Attributes:
        state: The one state whose jobs are listed; None for all.
        page: Which page of it, from 1.
    """

    state: JobState | None = None
    page: int = 1


Cell = Callable[[JobView], str]
Column = tuple[str, Cell]


def _text(value: object, width: int = 80) -> str:
    return html(shorten("" if value is None else value, width))


def _json(value: object) -> str:
    return html(shorten(json.dumps(value, ensure_ascii=True), 80))


def _took(job: JobView) -> str:
    known = job.finished_on and job.processed_on
    return format_ms(max(job.finished_on - job.processed_on, 0)) if known else ""  # type: ignore[operator]


_ADDED: Column = ("added", lambda job: moment(job.timestamp))
_ERROR: Column = ("last error", lambda job: _text(job.failed_reason))
_COLUMNS: Mapping[JobState, Sequence[Column]] = {
    JobState.WAITING: (_ADDED, _ERROR),
    JobState.PRIORITIZED: (("priority", lambda job: f"{job.priority:,}"), _ADDED),
    JobState.ACTIVE: (
        ("since", lambda job: moment(job.processed_on)),
        ("worker", lambda job: _text(job.worker, 40)),
        ("progress", lambda job: _json(job.progress)),
    ),
    JobState.DELAYED: (("due", lambda job: moment(job.due, due=True)), _ERROR),
    JobState.WAITING_CHILDREN: (_ADDED,),
    JobState.COMPLETED: (
        ("finished", lambda job: moment(job.finished_on)),
        ("took", _took),
        ("result", lambda job: _json(job.return_value)),
    ),
    JobState.FAILED: (("failed", lambda job: moment(job.finished_on)), _ERROR),
}
"""What a list tells of its jobs beside id, name and attempts; the order is that of the columns."""


class Bulk(NamedTuple):
    """What can be done to several jobs of a state.

    Attributes:
        selected: To those that are chosen.
        every: To all: words, the path below the queue's, and whether they are lost.
    """

    selected: Sequence[str] = ()
    every: Sequence[tuple[str, str, bool]] = ()


_BULK: Mapping[JobState, Bulk] = {
    JobState.WAITING: Bulk(("remove",)),
    JobState.PRIORITIZED: Bulk(("remove",)),
    JobState.DELAYED: Bulk(
        ("promote", "remove"), (("Promote all", "promote-all", False), ("Clean delayed", "clean?state=delayed", True))
    ),
    JobState.WAITING_CHILDREN: Bulk(("remove",)),
    JobState.COMPLETED: Bulk(
        ("retry", "remove"),
        (("Retry all", "retry-all?state=completed", False), ("Clean completed", "clean?state=completed", True)),
    ),
    JobState.FAILED: Bulk(
        ("retry", "remove"),
        (("Retry all", "retry-all?state=failed", False), ("Clean failed", "clean?state=failed", True)),
    ),
}


def queue_page(
    queue: QueueName,
    snapshot: Snapshot,
    samples: Mapping[str, Sequence[int]],
    *,
    paused: bool,
    workers: Workers,
    options: Mapping[str, Any],
    look: Look = Look(),  # noqa: B008  frozen
) -> str:
    """Return a queue.

    Args:
        queue: Its name.
        snapshot: A page of it.
        samples: By state, the counts of the last minutes, oldest first.
        paused: Whether it is paused.
        workers: Who works on it.
        options: Its jobs' options.
        look: What of it is looked at.
    """
    counts = snapshot.counts_of(queue)
    roles = [role for role in STATE_ROLES if look.state in (None, STATE_OF_ROLE[role])]
    lists = "".join(_listed(queue, snapshot, role, look) for role in roles)
    none = (
        f"<section><p>No {look.state.value} jobs.</p></section>" if look.state else "<section><p>No jobs.</p></section>"
    )
    note = '<p class="paused">Paused: workers take no jobs.</p>' if paused else ""
    top = f'<div class="row">{_buttons(queue, counts, paused=paused)}</div>{_tabs(queue, counts, samples, look)}'
    rules = _rules(queue, options)
    work = at_work(queue, snapshot, workers) if look.state in (None, JobState.ACTIVE) else ""
    form = job_form(queue, options)
    return page(
        f"Queue {queue}", f"{note}{top}{form}{work}{lists or none}{rules}", live=queue, at="/board", scripts=_SCRIPTS
    )


def empty_page(queue: QueueName, options: Mapping[str, Any]) -> str:
    """Return a queue to which no job has been added."""
    content = f"<p>No job has been added yet.</p>{job_form(queue, options)}{_rules(queue, options)}"
    return page(f"Queue {queue}", content, live=queue, at="/board", scripts=_SCRIPTS)


def _buttons(queue: QueueName, counts: Mapping[str, int], *, paused: bool) -> str:
    waiting, delayed = counts[JobState.WAITING] + counts[JobState.PRIORITIZED], counts[JobState.DELAYED]
    drain = f"/api/queues/{queue}/drain"
    ask = f"Remove the {waiting:,} jobs that wait? Others stay."
    more = f"Remove the {plural(waiting, 'job')} that wait and the {delayed:,} delayed? Others stay."
    also = button("Drain, delayed too", "POST", f"{drain}?delayed=true", confirm=more) if delayed else ""
    find = (
        '<label class="end">Find <input type="search" id="find" data-find data-keep maxlength="200" '
        'placeholder="id, name, data, error"></label>'
    )
    watch = f'<a class="button" href="/live/{queue}">Watch in the player</a>'
    return f"{toggle(queue, paused=paused)}{button('Drain', 'POST', drain, confirm=ask)}{also}{watch}{find}"


def _tabs(queue: str, counts: Mapping[str, int], samples: Mapping[str, Sequence[int]], look: Look) -> str:
    every = _tab(f"/board/{queue}", "all", sum(counts.values()), (), chosen=look.state is None)
    each = "".join(
        _tab(f"/board/{queue}?state={state}", state, number, samples.get(state, ()), chosen=look.state == state)
        for state, number in counts.items()
        if state != JobState.UNKNOWN
    )
    return f'<nav class="tabs" aria-label="states">{every}{each}</nav>'


def _tab(path: str, words: str, number: int, numbers: Sequence[int], *, chosen: bool) -> str:
    here = ' aria-current="page"' if chosen else ""
    return (
        f'<a class="tab s-{html(words)}" id="tab-{html(words)}" href="{html(path)}"{here}>{html(words)} '
        f"<b>{number:,}</b>{spark(numbers)}</a>"
    )


def _listed(queue: QueueName, snapshot: Snapshot, role: Role, look: Look) -> str:
    here = snapshot.in_turn(queue, role)[(look.page - 1) * SHOWN : look.page * SHOWN]
    state, held = STATE_OF_ROLE[role], snapshot.container(queue, role)
    size = held.size if held else 0
    if not here and not (look.page > 1 and size):
        return ""
    bulk = _BULK.get(state, Bulk())
    columns = _COLUMNS[state]
    rows = [_job_row(queue, id, snapshot.job(id, queue), role, columns, pick=bool(bulk.selected)) for id in here]
    pick = f'<input type="checkbox" data-all id="all-{role.value}" aria-label="Choose all that are shown">'
    heads = [*([pick] if bulk.selected else []), "job", "name", "attempts", *(name for name, _cell in columns)]
    bar = f'<div class="row"><h2>{html(role.value)}, {size:,}</h2>{_bulk(queue, role, bulk, size)}</div>'
    body = table(heads, rows, f"{role.value} jobs", "words jobs picked" if bulk.selected else "words jobs")
    return f"<section data-list>{bar}{body}{_more(queue, role, size, look)}</section>"


def _bulk(queue: QueueName, role: Role, bulk: Bulk, size: int) -> str:
    state, base = STATE_OF_ROLE[role].value, f"/api/queues/{queue}"
    chosen = "".join(
        f'<button type="button" disabled id="{verb}-{role.value}" data-bulk="{verb}" data-url="{base}/selected" '
        f'data-words="{verb.capitalize()}"{" class=danger" if verb == "remove" else ""} '
        f'data-confirm="{verb.capitalize()} the {{n}} {state} jobs that you chose?">{verb.capitalize()} chosen</button>'
        for verb in bulk.selected
    )
    bound = f" At most {AT_ONCE:,} at once." if size > AT_ONCE else ""
    lost = f"Remove {plural(size, f'{state} job')}, with data, results and logs?{bound}"
    moved = f"{{}}: {plural(size, f'{state} job')}?{bound}"
    every = "".join(
        button(words, "POST", f"{base}/{path}", **{"confirm": lost} if gone else {"ask": moved.format(words)})
        for words, path, gone in bulk.every
    )
    return f'<span class="end">{chosen}{every}</span>'


def _job_row(queue: str, id: str, job: JobView | None, role: Role, columns: Sequence[Column], *, pick: bool) -> str:
    name = f"{role.value}-{safe_id(id)}"
    link = job_link(queue, id, attributes=f'data-row id="job-{name}" ')
    box = f'<td><input type="checkbox" name="job" id="pick-{name}" value="{html(id)}" aria-label="Choose job {html(shorten(id, 40))}"></td>'  # noqa: E501
    told = [
        html(shorten(job.name, 60)) if job else "",
        f"{job.attempts_made} of {job.attempts}" if job else "",
        *(cell(job) if job else "" for _name, cell in columns),
    ]
    cells = "".join(f"<td>{each}</td>" for each in told)
    return f'<tr id="line-{name}">{box if pick else ""}<th scope="row">{link}</th>{cells}</tr>'


def _more(queue: str, role: Role, size: int, look: Look) -> str:
    if size <= SHOWN and look.page == 1:
        return ""
    state = STATE_OF_ROLE[role].value
    if look.state is None:
        return f'<p><a href="/board/{queue}?state={state}">All {size:,}</a>, {SHOWN} are shown.</p>'
    last = min(-(-size // SHOWN), PAGES)
    pages = [(look.page - 1, "Before"), (look.page + 1, "After")]
    links = " ".join(
        f'<a href="/board/{queue}?state={state}&amp;page={number}">{words}</a>'
        for number, words in pages
        if 1 <= number <= last
    )
    beyond = f" Only the first {SHOWN * PAGES:,} can be listed; Find looks through all." if size > SHOWN * PAGES else ""
    return f'<nav class="row" aria-label="pages of {role.value}">Page {look.page:,} of {last:,} {links}<small>{beyond}</small></nav>'  # noqa: E501


def _rules(queue: QueueName, options: Mapping[str, Any]) -> str:
    """Return what is special about the queue's jobs and workers, by BullMQ's names."""
    told = {**options, **{f"worker.{name}": value for name, value in QUEUES[queue].worker.items()}}
    rows = "".join(f"<dt>{html(name)}</dt><dd><code>{html(value)}</code></dd>" for name, value in told.items())
    return (
        '<details id="rules"><summary>Its rules</summary>'
        f"<dl>{rows}</dl><p><small>At most {SELECTED} jobs can be chosen at once.</small></p></details>"
    )


def found_page(queue: QueueName, found: Found) -> str:
    """Return the jobs in which a text stands."""
    rows = [
        f'<tr><th scope="row">{job_link(queue, each.id, attributes="data-row ")}</th><td>{html(each.state)}</td>'
        f"<td>{_text(each.name, 60)}</td><td>{html(each.field)}</td><td><code>{_text(each.excerpt)}</code></td></tr>"
        for each in found
    ]
    body = table(("job", "state", "name", "found in", "text"), rows, "found") if rows else "<p>Nothing.</p>"
    more = "" if found.whole else f" These are the first {len(found)}."
    about = f"<p>{plural(found.looked_at, 'job')} looked at for <code>{_text(found.text, 200)}</code>.{more}</p>"
    back = f'<p><a href="/board/{quote(queue)}">Queue {html(queue)}</a></p>'
    return page(f"Find in {queue}", f"{back}<section>{about}{body}</section>", at="/board")
