"""A job's life: its states as a bar, and its attempts as a table, from its events as far as the stream holds them."""

from __future__ import annotations

from collections.abc import Sequence

from qlab.app.web.board.pieces import moment, table
from qlab.observe.explaining.job_report import JobReport
from qlab.protocol.jobs.attempts import RUNNING
from qlab.protocol.states import FINISHED
from qlab.record.attempts import Attempt, attempts_of
from qlab.record.recording import Recording
from qlab.record.transition import Transition
from qlab.snapshot.job_view import JobView
from qlab.text.durations import format_ms
from qlab.text.escape import html, shorten
from qlab.text.words import plural

__all__ = ["attempts", "life"]

THIN = 0.4
"""The least width of a state in the bar, per cent."""


def played(report: JobReport) -> Recording:
    """Return the job's events, played back."""
    hashes = {report.id: dict(report.view.fields) if report.view else None}
    return Recording.from_events(report.events, report.queue, prefix=report.page.prefix, hashes=hashes)


def life(report: JobReport) -> str:
    """Return the states the job went through as a bar, each as wide as it lasted; nothing where its events are gone."""
    moves = [move for move in played(report).all_moves() if move.job == report.id]
    spans = _spans(moves, report.now)
    if not spans:
        return ""
    began, ended = spans[0][1], max(end for _state, _start, end in spans)
    whole = max(ended - began, 1)
    rects = "".join(_rect(state, 100 * (start - began) / whole, 100 * (end - start) / whole, end - start)
                    for state, start, end in spans)  # fmt: skip
    return (
        f"<p><small>Its life, {html(format_ms(ended - began))}</small></p>"
        f'<svg class="life" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{rects}</svg>'
    )


def _spans(moves: Sequence[Transition], now: int) -> list[tuple[str, int, int]]:
    """State, start and end (ms since the epoch) of each stretch; a finished job's last has no length."""
    ends = [*(move.at for move in moves[1:]), now]
    return [
        (move.target.value, move.at, move.at if move.target in FINISHED and at == len(moves) - 1 else end)
        for at, (move, end) in enumerate(zip(moves, ends, strict=False))
        if move.target is not None
    ]


def _rect(state: str, x: float, width: float, ms: int) -> str:
    wide = max(width, THIN)
    return (
        f'<rect class="s-{html(state)}" x="{min(x, 100 - wide):.2f}" y="0" width="{wide:.2f}" height="10">'
        f"<title>{html(state)}, {html(format_ms(ms))}</title></rect>"
    )


def attempts(report: JobReport, job: JobView) -> str:
    """Return the job's attempts: when each began, how long it had waited and took, and how it ended."""
    recording = played(report)
    made = [each for each in attempts_of(recording.first, recording.all_moves()) if each.job == report.id]
    if not made:
        return "" if not job.attempts_made else "<p>The stream no longer holds its events.</p>"
    rows = [_row(each, report.now) for each in made]
    gone = job.attempts_made - sum(each.outcome != RUNNING for each in made)
    note = f"<p><small>{plural(gone, 'older attempt')} left the event stream.</small></p>" if gone > 0 else ""
    heads = ("attempt", "began (UTC)", "delay before", "took", "how it ended")
    return table(heads, rows, "attempts", "words attempts") + note


def _row(each: Attempt, now: int) -> str:
    by = f" by {html(shorten(each.worker, 40))}" if each.worker else ""
    took = format_ms(max((each.ended or now) - each.started, 0))
    cells = (
        moment(each.started),
        html(format_ms(each.delay_ms)) if each.delay_ms else "none",
        html(took),
        f"{html(each.outcome)}{by} {html(shorten(each.error or '', 200))}",
    )
    return f'<tr><th scope="row">{each.attempt}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
