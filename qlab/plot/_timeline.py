"""A row a job: where it was when, its attempts numbered, its waits labelled."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Literal, NamedTuple

from qlab.errors import UsageError
from qlab.plot._stays import Life, Stay, lives, stays_table
from qlab.plot.drawing.chart import (
    Margins,
    Over,
    Scale,
    draw_head,
    draw_scale,
    no_jobs,
    open_chart,
    room,
    say_empty,
    scale,
    state_patch,
    top_margin,
)  # fmt: skip
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.drawing.style import INK, LOOKS, PAPER, QUIET, SIZE
from qlab.plot.drawing.text import counted_as, fit_inches, width
from qlab.plot.runs._workers import workers
from qlab.protocol.states import FINISHED, NOT_STARTED, JobState
from qlab.text.durations import format_elapsed, format_ms
from qlab.text.escape import repr_of

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from qlab.record.recording import Recording

WIDTH = 12.0
MOST_ROWS = 60
"""So many jobs are drawn; the rest are counted."""
_LABEL_ROOM, _END_ROOM = 2.6, 2.2
_LINE = 1.35 * SIZE / 72  # what a line of text needs, inches
_PAD = 0.2  # so that a badge at either end is not cut


class Badge(NamedTuple):
    """How an attempt's number is framed: boxes differ in shape as well as in colour."""

    shape: str
    marker: str
    face: str
    edge: str
    ink: str


BADGES = {
    "completed": Badge("circle,pad=0.22", "o", LOOKS[JobState.COMPLETED].colour, INK, INK),
    "retried": Badge("circle,pad=0.22", "o", PAPER, LOOKS[JobState.FAILED].colour, INK),
    "failed": Badge("square,pad=0.25", "s", LOOKS[JobState.FAILED].colour, INK, INK),
    "stalled": Badge("larrow,pad=0.2", "<", PAPER, INK, INK),
    "waiting-children": Badge("round4,pad=0.3", "D", LOOKS[JobState.WAITING_CHILDREN].colour, INK, INK),
    "delayed": Badge("circle,pad=0.22", "o", PAPER, LOOKS[JobState.DELAYED].colour, INK),
    "waiting": Badge("circle,pad=0.22", "o", PAPER, LOOKS[JobState.WAITING].colour, INK),
    "prioritized": Badge("circle,pad=0.22", "o", PAPER, LOOKS[JobState.PRIORITIZED].colour, INK),
    "removed": Badge("square,pad=0.25", "s", PAPER, QUIET, QUIET),
    "": Badge("circle,pad=0.22", "o", LOOKS[JobState.ACTIVE].colour, INK, INK),
}
_BADGE_WORDS: dict[str, str] = {
    "": "attempt running",
    "waiting-children": "attempt waits for children",
    **{str(state): f"attempt put back in {state}" for state in NOT_STARTED},
}


@drawn_from(stays_table)
def timeline(
    recording: Recording,
    *,
    queue: str | None = None,
    over: Over | None = None,
    by: Literal["job", "worker"] = "job",
    ax: Axes | None = None,
) -> Axes:
    """Draws a row a job: its stays in each state as bars, its attempts as numbered badges, its delays labelled.

    In virtual time an attempt may take no time at all: its badge stands where it ran. Badges too close to tell apart
    become one (``1–3``). Of more than 60 jobs the 60 that moved most are drawn, and the rest counted.

    Args:
        recording: The recording.
        queue: Only this queue's jobs; None: all queues'.
        over: ``time``, or ``step``, which shows what happened while time stood still; None: time, if any has passed.
        by: ``job``; or ``worker``: a lane a worker, with the jobs that it had (:func:`qlab.plot.workers`).
        ax: Axes to draw on; None: a figure as high as it needs to be.

    Raises:
        UsageError: If ``over`` or ``by`` is none of these.
    """
    if by not in ("job", "worker"):
        raise UsageError(f'A timeline goes by "job" or by "worker", not {repr_of(by, 30)}; choose one of them.')
    if by == "worker":
        return workers(recording, queue=queue, over=over, ax=ax)
    found = lives(recording, queue)
    shown, along = _liveliest(found), scale(recording, over)
    names, ends = _names(shown, queue), [_end(life) for life in shown]
    states, outcomes = _present(shown, along)
    marks: dict[str, Artist] = {str(state): state_patch(state) for state in states}
    marks |= {_BADGE_WORDS.get(outcome, f"attempt {outcome}"): _badge_mark(outcome) for outcome in outcomes}
    if any(_overdue(stay, along) for life in shown for stay in life.stays):
        marks["due, but not taken yet"] = _due_mark()
    labels = list(marks)
    chart = _open(ax, names, ends, labels)
    title = _title(found, queue)
    if not shown:
        say_empty(chart, no_jobs(recording, queue))
        draw_head(chart, title, [], [])
        return describe(chart, title, f"{title}: there is nothing to draw.")
    draw_scale(chart, along, _PAD)
    _rows(chart, names, ends)
    for row, life in enumerate(shown):
        _draw_life(chart, row, life, along)
    draw_head(chart, title, list(marks.values()), labels)
    return describe(chart, title, _alternative(title, shown))


def _liveliest(found: Sequence[Life]) -> list[Life]:
    kept = {id(life) for life in sorted(found, key=lambda life: -len(life.stays))[:MOST_ROWS]}
    return [life for life in found if id(life) in kept]


def _names(shown: Sequence[Life], queue: str | None) -> list[str]:
    several = queue is None and len({life.queue for life in shown}) > 1
    words = (" ".join([life.queue] * several + [_short(life.job), life.name]) for life in shown)
    return [fit_inches(word, _LABEL_ROOM) for word in words]


def _short(job: str) -> str:
    return job if len(job) <= 12 else f"{job[:8]}…"  # a flow's ids are UUIDs


def _end(life: Life) -> str:
    stay = life.last
    if stay.outcome == "removed" or (stay.outcome and stay.state is JobState.ACTIVE):
        return "removed" if stay.outcome == "removed" else f"{stay.outcome}, removed"
    if stay.wait_ms is not None:
        return fit_inches(f"due at {format_elapsed(stay.began_ms + stay.wait_ms)}", _END_ROOM)
    return str(stay.state)


def _present(shown: Sequence[Life], along: Scale) -> tuple[list[JobState], list[str]]:
    stays = [stay for life in shown for stay in life.stays]
    timed = along.over == "time"  # then an attempt may take no time, and has no bar
    states = {stay.state for stay in stays if not timed or stay.ended_ms > stay.began_ms}
    outcomes = {stay.outcome for stay in stays if stay.state is JobState.ACTIVE}
    return [state for state in JobState if state in states], [outcome for outcome in BADGES if outcome in outcomes]


def _open(ax: Axes | None, names: Sequence[str], ends: Sequence[str], labels: Sequence[str]) -> Axes:
    rows = max(len(names), 1)
    row = 0.46 if rows <= 12 else 0.36 if rows <= 30 else 0.28
    left = max(map(width, names), default=0.5) + 0.4
    right = max(map(width, ends), default=0.2) + 0.35
    margins = Margins(left, right, top_margin(labels, WIDTH - left - right), 0.65)
    return open_chart(ax, WIDTH, margins.top + margins.bottom + max(rows * row + 0.2, 0.9), margins)


def _rows(chart: Axes, names: Sequence[str], ends: Sequence[str]) -> None:
    rows = len(names)
    every = max(ceil(_LINE * rows / room(chart)[1]), 1)  # on low axes not every row has room for its words
    chart.set_ylim(rows - 0.4, -0.6)
    chart.set_yticks(range(0, rows, every), labels=names[::every])
    chart.tick_params(axis="y", length=0)
    chart.spines["left"].set_visible(False)
    for row in range(0, rows, every):
        chart.annotate(
            ends[row], (1, row), xycoords=("axes fraction", "data"), xytext=(6, 0), textcoords="offset points",
            va="center_baseline", color=QUIET,
        )  # fmt: skip


def _draw_life(chart: Axes, row: int, life: Life, along: Scale) -> None:
    for stay in life.stays:
        _bar(chart, row, stay, along)
    began = along.place(life.stays[0].began_ms, life.stays[0].began_step)
    chart.plot([began, began], [row - 0.38, row + 0.38], color=INK, linewidth=1.6, solid_capstyle="butt", zorder=3)
    taken = _draw_attempts(chart, row, life.attempts, along)
    for stay in life.stays:
        if stay.wait_ms is not None:
            _label_wait(chart, row, stay, along, taken)


def _bar(chart: Axes, row: int, stay: Stay, along: Scale) -> None:
    look, finished = LOOKS[stay.state], stay.state in FINISHED
    left, right = _reach(stay, along)
    chart.barh(
        row, right - left, left=left, height=0.24 if finished else 0.6, color=look.colour, hatch=look.hatch,
        edgecolor=INK, linewidth=0.7, zorder=2,
    )  # fmt: skip
    if _overdue(stay, along):
        due = along.place(stay.began_ms + (stay.wait_ms or 0), 0)
        chart.plot([due, due], [row - 0.3, row + 0.3], color=INK, linewidth=2.4, zorder=3, solid_capstyle="butt")


def _reach(stay: Stay, along: Scale) -> tuple[float, float]:
    """From where to where a stay reaches along the axis; over steps one that has not ended reaches to the axis' end."""
    open_end = along.over == "step" and not stay.outcome
    end = along.last if open_end else along.place(stay.ended_ms, stay.ended_step)
    return along.place(stay.began_ms, stay.began_step), end


def _overdue(stay: Stay, along: Scale) -> bool:
    """Whether a job stayed in `delayed` beyond its time: it leaves when a worker next asks for a job."""
    return along.over == "time" and stay.wait_ms is not None and stay.began_ms + stay.wait_ms < stay.ended_ms


def _due_mark() -> Artist:
    from matplotlib.lines import Line2D

    return Line2D([], [], linestyle="none", marker="|", markersize=14, markeredgecolor=INK, markeredgewidth=2.4)


Interval = tuple[float, float]


def _inches(chart: Axes, along: Scale) -> float:
    """How many inches one unit of the axis takes."""
    return (room(chart)[0] - 2 * _PAD) / max(along.span, 1e-9)


def _draw_attempts(chart: Axes, row: int, attempts: Sequence[Stay], along: Scale) -> list[Interval]:
    """Draws the badges, and returns the room they take, in inches along the axis."""
    unit = _inches(chart, along)
    taken: list[Interval] = []
    for group in _groups(attempts, along, unit):
        text = _number(group)
        x = sum(along.place(stay.began_ms, stay.began_step) for stay in group) / len(group)
        badge = BADGES.get(group[-1].outcome, BADGES["removed"])
        shape = badge.shape if len(text) == 1 else "round,pad=0.22"
        chart.text(
            x, row, text, size=SIZE, ha="center", va="center_baseline", color=badge.ink, zorder=4,
            weight="normal" if badge.face == PAPER else "bold",
            bbox={"boxstyle": shape, "facecolor": badge.face, "edgecolor": badge.edge, "linewidth": 1.8},
        )  # fmt: skip
        taken.append((x * unit - _half(text), x * unit + _half(text)))
    return taken


def _half(text: str) -> float:
    return max(width(text, bold=True) / 2 + 0.07, 0.13)


def _number(group: Sequence[Stay]) -> str:
    first, last = group[0].attempt, group[-1].attempt
    return str(first) if first == last else f"{first}–{last}"


def _groups(attempts: Sequence[Stay], along: Scale, unit: float) -> list[list[Stay]]:
    """Attempts whose badges would touch go together."""
    groups: list[list[Stay]] = []
    for stay in attempts:
        x = along.place(stay.began_ms, stay.began_step) * unit
        if groups:
            last = groups[-1]
            middle = sum(along.place(each.began_ms, each.began_step) for each in last) / len(last) * unit
            if x - middle < _half(_number(last)) + _half(str(stay.attempt)) + 0.04:
                last.append(stay)
                continue
        groups.append([stay])
    return groups


def _label_wait(chart: Axes, row: int, stay: Stay, along: Scale, taken: Sequence[Interval]) -> None:
    text, unit = format_ms(max(stay.wait_ms or 0, 0)), _inches(chart, along)
    left, right = (at * unit for at in _reach(stay, along))
    left = max([left, *(end for start, end in taken if start <= left <= end)])
    right = min([right, *(start for start, end in taken if start <= right <= end)])
    if right - left < width(text) + 0.12 or any(left < (start + end) / 2 < right for start, end in taken):
        return
    chart.text(
        (left + right) / 2 / unit, row, text, ha="center", va="center_baseline", zorder=4,
        bbox={"boxstyle": "square,pad=0.08", "facecolor": PAPER, "edgecolor": "none"},
    )  # fmt: skip


def _badge_mark(outcome: str) -> Artist:
    from matplotlib.lines import Line2D

    badge = BADGES[outcome]
    return Line2D(
        [], [], linestyle="none", marker=badge.marker, markersize=11, markerfacecolor=badge.face,
        markeredgecolor=badge.edge, markeredgewidth=1.8,
    )  # fmt: skip


def _title(found: Sequence[Life], queue: str | None) -> str:
    where = "" if queue is None else f" of {fit_inches(queue, 3)}"
    more = f" (the {MOST_ROWS} that moved most, +{len(found) - MOST_ROWS:,} more)" if len(found) > MOST_ROWS else ""
    them = "it" if len(found) == 1 else "them"
    return f"{counted_as(len(found), 'job')}{where}, and what became of {them}{more}" if found else f"No jobs{where}"


def _alternative(title: str, shown: Sequence[Life]) -> str:
    text = (
        f"Job {fit_inches(life.job, 2)}: {counted_as(len(life.attempts), 'attempt')}, {_end(life)}."
        for life in shown[:12]
    )
    rest = f" And {len(shown) - 12} more." if len(shown) > 12 else ""
    return f"{title}. A row a job, over time. {' '.join(text)}{rest}"
