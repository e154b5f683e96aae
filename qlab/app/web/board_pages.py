"""The board's pages: all queues, a queue with its jobs in the order of their turn, a job with its explanation."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from qlab.app.web.page_layout import button, page
from qlab.observe.explaining.explanation import TOPICS, Explanation
from qlab.protocol.keys import STATE_OF_ROLE, STATE_ROLES, Role
from qlab.protocol.states import FINISHED, JobState
from qlab.replay.traces import split_trace
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot
from qlab.text.durations import format_at
from qlab.text.escape import html, shorten
from qlab.text.html import marked

__all__ = ["SHOWN", "board_page", "job_page", "queue_page"]

Counts = Mapping[str, Mapping[str, int]]
SHOWN = 25
"""So many jobs of each state are listed."""


def board_page(
    counts: Counts, paused: Collection[str], samples: Mapping[tuple[str, str], Sequence[int]], top: str = ""
) -> str:
    """Return all queues: a row a queue, a column a state, with the last minutes under each number.

    Args:
        counts: By queue and state.
        paused: The queues that are paused.
        samples: By queue and state, the counts of the last minutes, oldest first.
        top: What stands above, as HTML: the experiment.
    """
    states = list(next(iter(counts.values()), {}))
    head = "".join(f'<th scope="col">{html(state)}</th>' for state in states)
    rows = "".join(_row(queue, counts[queue], queue in paused, samples) for queue in counts)
    empty = '<th scope="col">queue</th>'
    table = f'<table class="cells"><thead><tr>{empty}{head}</tr></thead><tbody>{rows}</tbody></table>'
    region = f'<div class="wide" role="region" aria-label="queues" tabindex="0">{table}</div>'
    demo = button("A bit of everything", "POST", "/api/jobs/demo")
    return page("Queues", f'{top}<section><h2>Queues</h2>{region}<div class="row">{demo}</div></section>', live=True)


def _row(queue: str, states: Mapping[str, int], paused: bool, samples: Mapping[tuple[str, str], Sequence[int]]) -> str:
    note = " (paused)" if paused else ""
    cells = "".join(
        f'<td data-label="{html(state)}" data-zero="{str(not number).lower()}">{number:,}'
        f"{_spark(samples.get((queue, state), ()))}</td>"
        for state, number in states.items()
    )
    return f'<tr><th scope="row"><a href="/board/{html(queue)}">{html(queue)}{note}</a></th>{cells}</tr>'


def _spark(numbers: Sequence[int]) -> str:
    """Return the last minutes of a count as a line; nothing where it was always 0."""
    most = max(numbers, default=0)
    if not most or len(numbers) < 2:
        return ""
    points = [f"{100 * at / (len(numbers) - 1):.1f} {17 - 16 * each / most:.1f}" for at, each in enumerate(numbers)]
    return (
        f'<svg viewBox="0 0 100 18" preserveAspectRatio="none" aria-hidden="true"><path d="M{"L".join(points)}"/></svg>'
    )


def queue_page(queue: str, snapshot: Snapshot, paused: bool) -> str:
    """Return a queue: its buttons, then its jobs by state, those first whose turn is next."""
    counts = snapshot.counts_of(queue)
    base = f"/api/queues/{quote(queue)}"
    turn = button("Resume", "POST", f"{base}/resume") if paused else button("Pause", "POST", f"{base}/pause")
    waiting = counts[JobState.WAITING] + counts[JobState.PRIORITIZED]
    drain = button("Drain", "POST", f"{base}/drain", confirm=f"Remove the {waiting:,} jobs that wait? Others stay.")
    cleans = "".join(_clean(base, state, counts[state]) for state in FINISHED)
    lists = "".join(_listed(queue, snapshot, role) for role in STATE_ROLES)
    state = "<p>Paused: workers take no jobs.</p>" if paused else ""
    content = f'{state}<div class="row">{turn}{drain}{cleans}</div>{lists or "<p>No jobs.</p>"}'
    return page(f"Queue {queue}", content, live=True)


def _clean(base: str, state: JobState, number: int) -> str:
    ask = f"Remove {number:,} {state} jobs, with their results and logs?"
    return button(f"Clean {state}", "POST", f"{base}/clean?state={state}", confirm=ask)


def _listed(queue: str, snapshot: Snapshot, role: Role) -> str:
    ids = snapshot.ids(queue, role)
    if not ids:
        return ""
    turn = ids[::-1] if role.redis_type == "list" or STATE_OF_ROLE[role] in FINISHED else ids
    rows = "".join(_job_row(queue, id, snapshot.job(id, queue)) for id in turn[:SHOWN])
    number = snapshot.counts_of(queue)[STATE_OF_ROLE[role]]
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("job", "name", "attempts", "last error"))
    table = f'<table class="words"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    more = f"<p><small>{number - SHOWN:,} more.</small></p>" if number > SHOWN else ""
    region = f'<div class="wide" role="region" aria-label="{role.value} jobs" tabindex="0">{table}</div>'
    return f"<section><h2>{html(role.value)}, {number:,}</h2>{region}{more}</section>"


def _job_row(queue: str, id: str, job: JobView | None) -> str:
    link = f'<a href="/board/{quote(queue)}/{quote(id, safe="")}">{html(shorten(id, 40))}</a>'
    name, attempts, error = (
        (job.name, f"{job.attempts_made} of {job.attempts}", job.failed_reason) if job else ("", "", "")
    )
    cells = "".join(f"<td>{html(shorten(each or '', 80))}</td>" for each in (name, attempts, error))
    return f'<tr><th scope="row">{link}</th>{cells}</tr>'


def job_page(job: JobView, logs: Sequence[str], explanation: Explanation) -> str:
    """Return a job: why it is where it is, its attempts, data, options and logs, and what can be done with it."""
    state = explanation.state
    buttons = f'<div class="row">{_job_buttons(job, state)}</div>'
    why = "".join(_topic(title, explanation, topic) for topic, title in TOPICS.items())
    errors = "".join(_error(trace) for trace in job.stacktrace)
    parts = (
        ("Why it is where it is", why),
        ("Times", _times(job)),
        ("Data", _code(job.data)),
        ("Options", _code(dict(job.opts))),
        (
            f"Attempts, {job.attempts_made} of {job.attempts}",
            f"<ol>{errors}</ol>" if errors else "<p>None has failed.</p>",
        ),
        ("Result", _code(job.return_value) if state is JobState.COMPLETED else "<p>None yet.</p>"),
        ("Logs", "".join(f"<pre>{html(shorten(row, 400))}</pre>" for row in logs) or "<p>None.</p>"),
    )
    sections = "".join(f"<section><h2>{title}</h2>{content}</section>" for title, content in parts)
    back = f'<p><a href="/board/{quote(job.queue)}">Queue {html(job.queue)}</a> · {html(job.name)} · {html(state)}</p>'
    return page(f"Job {shorten(job.id, 60)}", f'{back}{buttons}<div class="two">{sections}</div>', live=True)


def _error(trace: str) -> str:
    said, _ = split_trace(trace)
    whole = f"<details><summary>Stack</summary><pre>{html(shorten(trace, 4_000))}</pre></details>"
    return f"<li>{html(shorten(said, 400))}{whole}</li>"


def _job_buttons(job: JobView, state: JobState) -> str:
    where = f"/api/jobs/{quote(job.queue)}/{quote(job.id, safe='')}"
    made = [button("Retry", "POST", f"{where}/retry")] if state in FINISHED else []
    made += [button("Promote", "POST", f"{where}/promote")] if state is JobState.DELAYED else []
    ask = f"Remove job {shorten(job.id, 40)} with its data and logs?"
    return "".join([*made, button("Remove", "DELETE", where, confirm=ask)])


def _topic(title: str, explanation: Explanation, topic: str) -> str:
    found = explanation.of(topic)
    if not found:
        return ""
    said = "".join(
        f"<li>{marked(each.text)}{''.join(f'<br><code>{html(one.text())}</code>' for one in each.evidence)}</li>"
        for each in found
    )
    return f"<p><b>{html(title)}</b></p><ul>{said}</ul>"


def _times(job: JobView) -> str:
    known = (("added", job.timestamp), ("last attempt began", job.processed_on), ("finished", job.finished_on))
    return f"<dl>{''.join(f'<dt>{what}</dt><dd>{html(format_at(at))}</dd>' for what, at in known if at)}</dl>"


def _code(value: Any) -> str:
    return f"<pre>{html(shorten(json.dumps(value, indent=2, ensure_ascii=True), 4_000))}</pre>"
