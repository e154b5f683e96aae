"""A job's page: why it is where it is, its attempts with times and errors, data, options, logs, and its flow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from qlab.app.report import REPORT
from qlab.app.web.board.flow_tree import tree
from qlab.app.web.board.job_life import attempts, life
from qlab.app.web.board.pieces import badge, code, moment, safe_id
from qlab.app.web.page_layout import button, page
from qlab.observe.explaining.explanation import TOPICS, Explanation
from qlab.observe.explaining.job_report import JobReport
from qlab.observe.looking.flow import FlowNode
from qlab.protocol.states import FINISHED, JobState
from qlab.replay.traces import split_trace
from qlab.snapshot.job_view import JobView
from qlab.text.escape import html, shorten
from qlab.text.html import marked

__all__ = ["job_page"]


def job_page(report: JobReport, job: JobView, explanation: Explanation, flow: FlowNode | None) -> str:
    """Return a job.

    Args:
        report: What the observer gathered about it.
        job: The job.
        explanation: Why it is where it is.
        flow: Its flow, from the top; None where it belongs to none.
    """
    state = explanation.state
    why = "".join(_topic(title, explanation, topic) for topic, title in TOPICS.items())
    logs = "".join(f"<li><code>{html(shorten(row, 400))}</code></li>" for row in job.logs)
    left = [
        (f"Attempts, {job.attempts_made} of {job.attempts}", _attempts(report, job)),
        ("Logs", f'<ol class="logs">{logs}</ol>' if logs else "<p>None.</p>"),
        ("Result", f"{code(job.return_value)}{_reports(job)}" if state is JobState.COMPLETED else "<p>None yet.</p>"),
        *([("Flow", tree(flow, report.page.prefix))] if flow else []),
    ]
    right = [("Why it is where it is", why), ("Data", code(job.data)), ("Options", code(dict(job.opts)))]
    crumbs = f'<a id="up" href="/board/{quote(job.queue)}">{html(job.queue)}</a>'
    about = f'<p class="row">{badge(state)} {html(shorten(job.name, 80))} <span>in {crumbs}</span> {_times(job)}</p>'
    top = f'{about}<div class="row">{_buttons(job, state)}</div>'
    body = f'<div class="two job"><div>{_sections(left)}</div><div>{_sections(right)}</div></div>'
    return page(f"Job {shorten(job.id, 60)}", top + body, live=job.queue, at="/board")


def _reports(job: JobView) -> str:
    """Links to the files of a report."""
    result = job.return_value if isinstance(job.return_value, dict) else {}
    files = [str(each) for each in result.values() if re.fullmatch(REPORT, str(each))]
    return "".join(f'<p><a href="/reports/{html(file)}">{html(file)}</a></p>' for file in files)


def _sections(parts: Sequence[tuple[str, str]]) -> str:
    return "".join(f"<section><h2>{title}</h2>{content}</section>" for title, content in parts)


def _times(job: JobView) -> str:
    known = (("added", job.timestamp), ("last attempt began", job.processed_on), ("finished", job.finished_on))
    told = ", ".join(f"{what} {moment(at)}" for what, at in known if at)
    due = f", due {moment(job.due, due=True)}" if job.due else ""
    progress = f", progress {html(shorten(job.progress, 60))}" if job.progress else ""
    return f"<small>{told}{due} (UTC){progress}</small>"


def _attempts(report: JobReport, job: JobView) -> str:
    errors = "".join(_error(number, trace) for number, trace in enumerate(job.stacktrace, 1))
    told = f"<h3>Errors</h3><ol>{errors}</ol>" if errors else "<p>None has failed.</p>"
    return f"{life(report)}{attempts(report, job)}{told}"


def _error(number: int, trace: str) -> str:
    said, _ = split_trace(trace)
    whole = f'<details id="stack-{number}"><summary>Stack</summary><pre>{html(shorten(trace, 4_000))}</pre></details>'
    return f"<li>{html(shorten(said, 400))}{whole}</li>"


def _buttons(job: JobView, state: JobState) -> str:
    where = f"/api/jobs/{quote(job.queue)}/{safe_id(job.id)}"
    name = shorten(job.id, 40)
    made = []
    if state in FINISHED:
        made.append(button("Retry", "POST", f"{where}/retry", key="r", ask=f"Run job {name} again?"))
        anew = f"Run job {name} again, with all its {job.attempts} attempts?"
        made.append(button("Retry, attempts anew", "POST", f"{where}/retry?anew=true", ask=anew))
    if state is JobState.DELAYED:
        made.append(button("Promote", "POST", f"{where}/promote", key="r", ask=f"Let job {name} run now?"))
    again = f"Queue another job with the name, data and options of job {name}?"
    made.append(button("Queue a copy", "POST", f"{where}/copy", ask=again))
    ask = f"Remove job {name} with its data and logs?"
    return "".join([*made, button("Remove", "DELETE", where, confirm=ask, key="Delete")])


def _topic(title: str, explanation: Explanation, topic: str) -> str:
    found = explanation.of(topic)
    if not found:
        return ""
    said = "".join(
        f"<li>{marked(each.text)}{''.join(f'<br><code>{html(one.text())}</code>' for one in each.evidence)}</li>"
        for each in found
    )
    return f"<p><b>{html(title)}</b></p><ul>{said}</ul>"
