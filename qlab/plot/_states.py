"""BullMQ's state machine, with how often each way was taken in a recording."""

from __future__ import annotations

from collections import Counter
from math import log2
from typing import TYPE_CHECKING, NamedTuple

from qlab.plot._arrows import ARROWS, DRAWN, WC, A, C, D, F, P, W, moves_table, others, taken
from qlab.plot.drawing.canvas import Canvas, Fill, Height, Pen, Point, Side
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.drawing.seen import seen_of
from qlab.plot.drawing.style import FAINT, INK, LINE, LOOKS, PAPER, QUIET, SHADE, TITLE
from qlab.plot.drawing.text import counted_as, fit_inches, wrapped
from qlab.protocol.states import Edge, JobState

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from qlab.record.recording import Recording

WIDTH, HEIGHT = 13.6, 7.8
NODE = (2.5, 1.0)
CENTRES = {
    P: (3.0, 2.65), W: (3.0, 4.85), A: (7.95, 3.75), WC: (7.95, 1.75), D: (6.55, 6.25),
    C: (12.05, 2.65), F: (12.05, 4.85),
}  # fmt: skip
FRAME = (1.6, 1.9, 2.8, 3.85)


class Way(NamedTuple):
    """Where an arrow runs, and where its label stands."""

    points: tuple[Point, ...]
    at: Point
    across: Side = "center"
    down: Height = "center"


WAYS = {
    "take": Way(((4.25, 4.85), (5.6, 4.85), (6.3, 4.1), (6.7, 4.1)), (4.55, 4.75), "left", "bottom"),
    "take-prioritized": Way(((4.25, 2.65), (5.6, 2.65), (6.3, 3.4), (6.7, 3.4)), (4.55, 2.55), "left", "bottom"),
    "back": Way(((6.7, 3.75), (4.4, 3.75)), (5.45, 3.75)),
    "backoff": Way(((8.6, 4.25), (8.6, 6.25), (7.8, 6.25)), (8.7, 5.6), "left"),
    "due": Way(((5.3, 6.25), (3.4, 6.25), (3.4, 5.75)), (3.55, 6.35), "left", "top"),
    "children": Way(((7.95, 3.25), (7.95, 2.25)), (7.85, 2.75), "right"),
    "released": Way(((6.7, 1.75), (5.2, 1.75), (4.4, 2.1)), (5.75, 1.65), "center", "bottom"),
    "complete": Way(((9.2, 3.55), (9.6, 3.55), (10.25, 2.75), (10.8, 2.75)), (10.65, 2.6), "right", "bottom"),
    "fail": Way(((9.2, 3.95), (9.6, 3.95), (10.25, 4.75), (10.8, 4.75)), (10.65, 4.9), "right", "top"),
    "retry-completed": Way(((12.05, 2.15), (12.05, 0.95), (3.0, 0.95), (3.0, 1.9)), (5.0, 0.95)),
    "retry-failed": Way(((12.05, 5.35), (12.05, 7.15), (2.4, 7.15), (2.4, 5.75)), (9.9, 7.15)),
    "rank": Way(((3.0, 4.35), (3.0, 3.15)), (3.0, 3.75)),
    "add-waiting": Way(((0.5, 4.85), (1.75, 4.85)), (0.95, 4.75), "center", "bottom"),
    "add-prioritized": Way(((0.5, 2.65), (1.75, 2.65)), (0.95, 2.55), "center", "bottom"),
    "add-delayed": Way(((6.55, 5.15), (6.55, 5.75)), (6.7, 5.15), "left"),
    "add-waiting-children": Way(((10.3, 1.75), (9.2, 1.75)), (9.85, 1.65), "center", "bottom"),
}


@drawn_from(moves_table)
def states(recording: Recording, *, queue: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw BullMQ's state machine, each arrow labelled with how often it was taken; arrows never taken are faint.

    Arrows that mean the same are drawn as one: what becomes ready goes into the frame, to `prioritized` if the job has
    a priority, otherwise to `wait`. For a watched queue the boxes and the title say how many jobs were seen, out of how
    many there were at the last look. ``states.table(recording)`` lists every edge separately, with the scripts that
    make it.

    Args:
        recording: The recording.
        queue: Only this queue's jobs; None: all queues'.
        ax: Axes to draw on; None: a figure of 13 × 8 inches.

    Returns:
        The axes.
    """
    counted = taken(recording, queue)
    held, seen = _held(recording, queue), seen_of(recording, queue)
    canvas = Canvas(ax, WIDTH, HEIGHT)
    title = _title(recording, counted, queue) + (f"; {seen.words}" if seen.words else "")
    canvas.text(0.3, 0.35, title, Pen(TITLE, bold=True), room=WIDTH - 0.6)
    canvas.box(*FRAME, Fill(SHADE), radius=0.2, level=1)
    canvas.text(FRAME[0] + 0.12, FRAME[1] + FRAME[3] - 0.13, "ready for a worker", Pen(colour=QUIET))
    for name in WAYS:
        _way(canvas, name, counted)
    for state in DRAWN:
        there = seen.of(str(state))
        _node(canvas, state, held[state], f"of {there:,} seen" if there is not None else "now", counted)
    _footnote(canvas, counted)
    return describe(canvas.ax, title, _alternative(counted, title))


def _held(recording: Recording, queue: str | None) -> Counter[str]:
    last = recording.last
    held: Counter[str] = Counter()
    for name in last.queues if queue is None else (queue,):
        held.update(last.counts_of(name))
    return held


def _title(recording: Recording, counted: Counter[Edge], queue: str | None) -> str:
    where = "" if queue is None else f" in {fit_inches(queue, 4, TITLE)}"
    moves = counted.total()
    if not moves:
        return f"No job has moved{where} in this recording"
    return f"How jobs moved{where}: {counted_as(moves, 'move')} in {counted_as(len(recording), 'step')}"


def _way(canvas: Canvas, name: str, counted: Counter[Edge]) -> None:
    way, arrow = WAYS[name], ARROWS[name]
    count = arrow.count(counted)
    thick = 1.6 + min(log2(count), 6) * 0.4 if count else 1.0
    colour = INK if count else LINE
    for points in (way.points, way.points[::-1])[: 2 if name == "rank" else 1]:  # a rank changes both ways
        canvas.line(points, colour=colour, width=thick, head=True, dashed=not count)
    if name.startswith("add"):
        canvas.dot(*way.points[0], size=9, face=colour, edge=colour)
    on_line = way.down == "center" and way.across == "center"
    label = arrow.label(counted)
    canvas.text(
        *way.at, label, Pen(colour=INK if count else FAINT, bold=bool(count)),
        across=way.across, down=way.down, halo=SHADE if name == "rank" else PAPER if on_line else None,
    )  # fmt: skip


def _node(canvas: Canvas, state: JobState, held: int, there: str, counted: Counter[Edge]) -> None:
    (x, y), (width, height) = CENTRES[state], NODE
    left, top = x - width / 2, y - height / 2
    look, removed = LOOKS[state], counted[state, None]
    canvas.box(left, top, width, height, Fill(edge=INK, line=1.4))
    canvas.box(left, top, 0.26, height, Fill(look.colour, INK, look.hatch), radius=0.06)
    canvas.text(left + 0.38, top + 0.25, str(state), Pen(13, bold=True))
    canvas.text(left + 0.38, top + 0.52, f"{state.redis_type} {state.container}", Pen(colour=QUIET, mono=True))
    canvas.text(left + 0.38, top + 0.78, f"{held:,} {there}", Pen(colour=INK if held else FAINT, bold=bool(held)))
    if removed:
        canvas.text(left + width - 0.1, top + 0.78, f"{removed:,}× removed", Pen(bold=True), across="right")


def _footnote(canvas: Canvas, counted: Counter[Edge]) -> None:
    rest = others(counted)
    words = f"Not drawn: {', '.join(rest)}." if rest else "Dashed and faint: never taken here."
    for at, line in enumerate(wrapped(words, WIDTH - 0.6)[:1]):
        canvas.text(0.3, HEIGHT - 0.25 + at * 0.22, line, Pen(colour=QUIET))


def _alternative(counted: Counter[Edge], title: str) -> str:
    ways = sorted(counted.items(), key=lambda item: (-item[1], str(item[0])))
    text = "; ".join(f"{source or 'new'} to {target or 'removed'} {_times(count)}" for (source, target), count in ways)
    return f"The state machine of BullMQ's jobs. {title}. {text}."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"
