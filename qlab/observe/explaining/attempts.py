"""What happened to a job: its attempts with their errors and stacks, and the lines its processor logged."""

from __future__ import annotations

from collections.abc import Iterator

from qlab.observe.evidence import element
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.job_report import JobReport
from qlab.observe.layout import attempts_run, is_bulls, is_old
from qlab.protocol.fields import STALLS_FIELDS, named_field
from qlab.protocol.keys import Role
from qlab.protocol.states import JobState
from qlab.replay.traces import split_trace
from qlab.snapshot.job_view import JobView
from qlab.text.decoded import quoted

__all__ = ["attempts", "stalls"]

Statements = Iterator[Statement]
TRACES_SHOWN = 5
FRAMES_SHOWN = 2
LINES_SHOWN = 3


def attempts(job: JobReport) -> Statements:
    """Return how often it was tried, each error with its innermost calls, and what it logged."""
    view = job.view
    if view is None:
        return
    if view.attempts_started or attempts_run(view):
        yield _counts(job, view)
    yield from _errors(job, view)
    yield from _logs(job)


def _counts(job: JobReport, view: JobView) -> Statement:
    allowed = "" if "opts" in job.unknown else f", {view.attempts} allowed"
    if is_old(view):
        ran, counts = attempts_run(view), ""
        if is_bulls(view):
            counts = f" (Bull counts the failed alone: {view.attempts_made})"
        text = f"Attempts: {ran} ended{counts}{allowed}."
        return Statement("history", text, (job.field("attemptsMade"), job.field("opts")))
    counts = f"{view.attempts_started} started, {view.attempts_made} ended{allowed}"
    return Statement("history", f"Attempts: {counts}.", (job.field("ats"), job.field("atm"), job.field("opts")))


def _errors(job: JobReport, view: JobView) -> Statements:
    traces = view.stacktrace
    for number, trace in list(enumerate(traces, 1))[-TRACES_SHOWN:]:
        error, calls = split_trace(trace)
        which = f"Attempt {number}" if len(traces) == view.attempts_made else "An attempt"
        frames = "; ".join(quoted(line, 120) for line in calls[:FRAMES_SHOWN])
        text = f"{which} failed: {quoted(error, 200)}{f' ({frames})' if frames else ''}."
        yield Statement("history", text, (job.field("stacktrace"),))
    if view.failed_reason and job.state is not JobState.FAILED:
        text = f"The last failed attempt said: {quoted(view.failed_reason, 200)}."
        yield Statement("history", text, (job.field("failedReason"),))


def _logs(job: JobReport) -> Statements:
    held = job.below(Role.LOGS)
    if held is None or held.type != "list":
        return
    lines, first = held.items[-LINES_SHOWN:], held.size - min(LINES_SHOWN, len(held.items))
    message = "; ".join(quoted(line, 120) for line in lines)
    which = "" if held.size <= LINES_SHOWN else f", the last {len(lines)}"
    text = f"Its processor logged {held.size:,} line{'' if held.size == 1 else 's'}{which}: {message}."
    evidence = (element(held.name, first + at, line) for at, line in enumerate(lines))
    yield Statement("history", text, tuple(evidence))


def stalls(job: JobReport, view: JobView) -> Statement:
    """Return how often it was found stalled."""
    times = "once" if view.stalled_count == 1 else f"{view.stalled_count} times"
    text = f"It was found stalled {times}: a worker let its lock expire."
    return Statement("note", text, (job.field(named_field(view.fields, STALLS_FIELDS)),))
