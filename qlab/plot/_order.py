"""Who would be taken next: the jobs of a queue in the order in which workers take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qlab.plot._anatomy import queue_of, why_absent
from qlab.plot.drawing.canvas import Canvas, Fill, Pen
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.drawing.style import INK, LOOKS, PAPER, QUIET, TITLE
from qlab.plot.drawing.text import counted_as, fit_inches
from qlab.sentences.candidates import Candidate, candidates, holdup, order_frame
from qlab.text.escape import shorten, terminal
from qlab.text.words import uncoded

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from qlab.snapshot.model import Snapshot

WIDTH = 11.0
ROWS = 14
"""This many jobs are drawn; how many more there are is written below."""
_MARGIN, _ROW, _HEAD = 0.35, 0.46, 1.05
_JOB, _WHY = 0.95, 4.75  # where the boxes and the reasons begin
_BIG, _PLACE, _SMALL = Pen(TITLE, bold=True), Pen(bold=True), Pen(colour=QUIET)


def order_table(snapshot: Snapshot, queue: str | None = None) -> pd.DataFrame:
    """Return the jobs of a queue that a worker may take: place, job, name, state, priority, due (UTC), why."""
    return order_frame(snapshot, queue_of(snapshot, queue))


@drawn_from(order_table)
def order(snapshot: Snapshot, queue: str | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw which jobs would be taken next from a queue, and why, if no other job arrived.

    Args:
        snapshot: The state, such as ``lab.snapshot()``.
        queue: The queue's name; None if the snapshot has only one.
        ax: Axes to draw on; None: a figure as high as it needs to be.

    Returns:
        The axes.

    Raises:
        UsageError: If no queue is named and there are several.
    """
    queue = queue_of(snapshot, queue)
    found = candidates(snapshot, queue)
    line = why_absent(snapshot, queue) or _line(found, holdup(snapshot, queue))
    shown = found[:ROWS]
    more = len(found) - len(shown)
    height = _HEAD + _ROW * (max(len(shown), 1) + bool(more)) + _MARGIN
    canvas = Canvas(ax, WIDTH, height)
    title = f"Who is taken next from {fit_inches(queue, 4.0, TITLE, bold=True)}" if queue else "Who is taken next"
    canvas.text(_MARGIN, 0.42, title, _BIG)
    canvas.text(_MARGIN, 0.78, line, _SMALL, room=WIDTH - 2 * _MARGIN)
    for number, each in enumerate(shown):
        _row(canvas, _HEAD + _ROW * (number + 0.5), each)
    if more:
        canvas.text(_JOB, _HEAD + _ROW * (len(shown) + 0.5), f"and {counted_as(more, 'more job')}", _SMALL)
    return describe(canvas.ax, title, _words(title, found, line))


def _line(found: list[Candidate], stop: str) -> str:
    if stop:
        return f"Nobody, as long as {stop}."
    if not found:
        return "Nobody: no job waits here."
    return "If no other job comes first." if found[0].place else "Nobody yet: no job here is due."


def _row(canvas: Canvas, middle: float, each: Candidate) -> None:
    look, later = LOOKS[each.state], each.place is None
    canvas.text(_JOB - 0.2, middle, "later" if later else f"{each.place}", _SMALL if later else _PLACE, across="right")
    fill = Fill(PAPER if later else look.colour, look.colour if later else INK, dashed=later)
    canvas.box(_JOB, middle - 0.17, _WHY - _JOB - 0.25, 0.34, fill)
    name = shorten(f"{each.job} {each.name}".strip(), 60)
    canvas.text(_JOB + 0.12, middle, name, Pen(colour=INK if later else look.ink), room=2.3)
    state = Pen(colour=QUIET if later else look.ink)
    canvas.text(_WHY - 0.37, middle, str(each.state), state, across="right", room=1.2)
    canvas.text(_WHY, middle, uncoded(each.why), _SMALL, room=WIDTH - _WHY - _MARGIN)


def _words(title: str, found: list[Candidate], line: str) -> str:
    return " ".join([f"{title}.", line, *map(_told, found[:3])])


def _told(each: Candidate) -> str:
    return f"{each.place or 'later'}: job {shorten(terminal(each.job), 30)}, {uncoded(each.why)}."
