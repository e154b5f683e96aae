"""When a queue's job schedulers make their next jobs, and where a time zone's clocks change on the way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from qlab.plot._anatomy import queue_of, why_absent
from qlab.plot.drawing.canvas import Canvas, Pen
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.drawing.style import INK, LINE, LOOKS, QUIET, TITLE
from qlab.plot.drawing.text import counted_as, fit_inches
from qlab.protocol.schedulers import MOMENTS
from qlab.protocol.states import JobState
from qlab.sentences.timetable import Scheduled, timetable, timetable_frame
from qlab.text.clock_changes import ClockChange, clock_changes, zone
from qlab.text.durations import format_ms
from qlab.text.escape import shorten, terminal

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from qlab.snapshot.model import Snapshot

__all__ = ["schedule", "schedule_table"]

WIDTH = 11.0
ROWS = 8
"""This many schedulers are drawn; how many more there are is written below."""
_MARGIN, _HEAD, _ROW = 0.35, 0.95, 1.12
_LEFT, _RIGHT = 1.1, WIDTH - 1.1
_BIG, _NAME, _SMALL = Pen(TITLE, bold=True), Pen(bold=True), Pen(colour=QUIET)
_YEAR_MS = 300 * 86_400_000
_NEAR = 1.75  # what the words for a moment need, inches


def schedule_table(snapshot: Snapshot, queue: str | None = None) -> pd.DataFrame:
    """Return a queue's schedulers, one row each, as :meth:`qlab.Queue.schedulers` does, with npm's moments."""
    return timetable_frame(snapshot, queue_of(snapshot, queue))


@drawn_from(schedule_table)
def schedule(snapshot: Snapshot, queue: str | None = None, *, moments: int = MOMENTS, ax: Axes | None = None) -> Axes:
    """Draw the next moments of a queue's job schedulers, each in its own time zone.

    A dashed line marks where that zone's clocks go forward or back.

    Args:
        snapshot: The state, such as ``lab.snapshot()``.
        queue: The queue's name; optional if there is only one.
        moments: How many moments of each.
        ax: Axes to draw on; None: a figure as high as it needs to be.

    Returns:
        The axes.

    Raises:
        UsageError: If the snapshot holds several queues and none is named.
    """
    queue = queue_of(snapshot, queue)
    found = timetable(snapshot, queue, moments)
    shown, more = found[:ROWS], len(found) - ROWS
    canvas = Canvas(ax, WIDTH, _HEAD + _ROW * max(len(shown), 1) + (0.4 if more > 0 else 0) + 0.1)
    title, none = _title(queue), why_absent(snapshot, queue) or "It has no scheduler."
    canvas.text(_MARGIN, 0.42, title, _BIG)
    if not found:
        canvas.text(_MARGIN, 0.95, none, _SMALL, room=WIDTH - 2 * _MARGIN)
    for number, each in enumerate(shown):
        _row(canvas, _HEAD + _ROW * number, each)
    if more > 0:
        canvas.text(_MARGIN, _HEAD + _ROW * ROWS + 0.15, f"and {counted_as(more, 'more scheduler')}", _SMALL)
    return describe(canvas.ax, title, _words(title, found) if found else f"{title}. {none}")


def _title(queue: str) -> str:
    whose = f" of {fit_inches(queue, 4.0, TITLE, bold=True)}" if queue else ""
    return f"When the schedulers{whose} make their next jobs"


def _row(canvas: Canvas, top: float, each: Scheduled) -> None:
    canvas.text(_MARGIN, top + 0.1, each.id, _NAME, room=3.2)
    rule = f"{each.rule.text}{_past_end(each)}"
    canvas.text(_MARGIN + 3.4, top + 0.1, f"{rule}{_differs(each)}", _SMALL, room=WIDTH - 2 * _MARGIN - 3.4)
    if not each.moments:
        canvas.text(_LEFT, top + 0.5, "no next moment", _SMALL)
        return
    line = top + 0.5
    canvas.line([(_LEFT - 0.2, line), (_RIGHT + 0.2, line)], colour=LINE, width=2)
    for change in _changes(each):
        _mark(canvas, _place(each, change.at_ms), line, change)
    taken, years = -_NEAR, each.moments[-1] - each.moments[0] > _YEAR_MS
    for at in each.moments:
        x = _place(each, at)
        canvas.dot(x, line, size=9, face=LOOKS[JobState.DELAYED].colour)
        if x - taken >= _NEAR:
            canvas.text(x, line + 0.26, _clock(at, each.rule.tz, years=years), Pen(), across="center")
            taken = x


def _past_end(each: Scheduled) -> str:
    if each.past_end_ms is None:
        return ""
    return f"; with PyPI's BullMQ also {_clock(each.past_end_ms, each.rule.tz)}"


def _differs(each: Scheduled) -> str:
    return "; npm's cron-parser may differ there" if each.rule.differs(each.moments) else ""


def _changes(each: Scheduled) -> list[ClockChange]:
    return list(clock_changes(each.rule.tz, each.moments[0], each.moments[-1]))


def _place(each: Scheduled, at: int) -> float:
    first, last = each.moments[0], each.moments[-1]
    return _LEFT + (_RIGHT - _LEFT) * ((at - first) / (last - first) if last > first else 0.0)


def _mark(canvas: Canvas, x: float, line: float, change: ClockChange) -> None:
    canvas.line([(x, line - 0.19), (x, line + 0.12)], colour=INK, width=1.4, dashed=True)
    side = "right" if x > WIDTH / 2 else "left"
    canvas.text(
        x + (-0.08 if side == "right" else 0.08), line - 0.16,
        _turned(change), _SMALL, across="right" if side == "right" else "left",
    )  # fmt: skip


def _turned(change: ClockChange) -> str:
    way = "forward" if change.by_ms > 0 else "back"
    return f"clocks go {way} by {format_ms(abs(change.by_ms))}"


def _clock(at: int, tz: str | None, *, years: bool = True) -> str:
    moment = datetime.fromtimestamp(at / 1_000, zone(tz) or UTC)
    seconds = ":%S" if at % 60_000 else ""
    return moment.strftime(f"%d %b %Y %H:%M{seconds}" if years else f"%a %d %b %H:%M{seconds}")


def _words(title: str, found: list[Scheduled]) -> str:
    told = [f"{shorten(terminal(each.id), 40)}: {_told(each)}." for each in found[:ROWS]]
    more = [f"And {counted_as(len(found) - ROWS, 'more scheduler')}."] if len(found) > ROWS else []
    return " ".join([f"{title}.", *told, *more])


def _told(each: Scheduled) -> str:
    rule, tz = shorten(terminal(each.rule.text), 80), each.rule.tz
    if not each.moments:
        return f"{rule}, next never{_past_end(each)}"
    turned = [f"; {_turned(change)} on {_clock(change.at_ms, tz)}" for change in _changes(each)]
    return f"{rule}, next {_clock(each.moments[0], tz)}{_past_end(each)}{''.join(turned)}{_differs(each)}"
