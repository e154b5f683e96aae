"""A row a job: where it was when, its attempts numbered, its waits labelled."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Literal

from qlab.errors import UsageError
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
from qlab.plot.lives._badges import BADGE_WORDS, BADGES, PAD, Interval, badge_mark, draw_attempts, inches, per_unit
from qlab.plot.lives._stays import Life, Stay, lives, stays_table
from qlab.plot.lives._window import chosen, title_of, window
from qlab.plot.runs._workers import workers
from qlab.protocol.states import FINISHED, JobState
from qlab.replay.applying import LATE_MS
from qlab.text.durations import Duration, format_elapsed, format_ms
from qlab.text.escape import repr_of

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from qlab.record.recording import Recording

WIDTH = 12.0
SHORTEST = 0.05
"""No bar is narrower, in inches: one that lasts less is drawn so wide, and the legend says for how long that stands."""
_LABEL_ROOM, _END_ROOM = 2.6, 2.2
_LINE = 1.35 * SIZE / 72  # what a line of text needs, inches


@drawn_from(stays_table)
def timeline(
    recording: Recording,
    *,
    queue: str | None = None,
    over: Over | None = None,
    by: Literal["job", "worker"] = "job",
    since: Duration | None = None,
    until: Duration | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one row per job: its stays in each state as bars, its attempts as numbered badges, its delays labelled.

    In virtual time an attempt may take no time at all: its badge marks when it ran. Badges too close to tell apart
    become one (``1–3``). With more than 60 jobs, the 60 that moved most are drawn and the rest are counted. A stay too
    short to be seen is drawn wider than it lasted; the legend says how wide.

    Args:
        recording: The recording.
        queue: Only this queue's jobs; None: all queues'.
        over: ``time``, or ``step``, which shows what happened while time stood still; None: time, if any has passed.
        by: ``job``; or ``worker``: one lane per worker, with the jobs it had (:func:`qlab.plot.workers`).
        since: Begin there: a time since the recording began, such as ``"2s"``; None: with the recording.
        until: End there, in the same form; None: with the recording.
        ax: Axes to draw on; None: a figure as high as it needs to be.

    Returns:
        The axes.

    Raises:
        UsageError: If ``over`` or ``by`` is none of these, or nothing lies between ``since`` and ``until``.
        DurationError: If one of those is not a duration.
    """
    if by not in ("job", "worker"):
        raise UsageError(f'A timeline goes by "job" or by "worker", not {repr_of(by, 30)}; choose one of them.')
    if by == "worker":
        if since is not None or until is not None:
            raise UsageError('since and until cut the rows of jobs; leave them out with by="worker".')
        return workers(recording, queue=queue, over=over, ax=ax)
    stretch = window(recording, since, until, over)
    along = stretch.axis(scale(recording, over))
    found = stretch.cut(lives(recording, queue))
    shown, rest = chosen(found, stretch)
    names, ends = _names(shown, queue), [_end(life) for life in shown]
    states, outcomes = _present(shown, along)
    marks: dict[str, Artist] = {str(state): state_patch(state) for state in states}
    marks |= {BADGE_WORDS.get(outcome, f"attempt {outcome}"): badge_mark(outcome) for outcome in outcomes}
    if any(_overdue(stay, along) for life in shown for stay in life.stays):
        marks["due, but not taken yet"] = _due_mark()
    sides = _sides(names, ends)
    short = SHORTEST / per_unit(WIDTH - sum(sides) if ax is None else room(ax)[0], along)
    if any(0 < _length(stay, along) < short for life in shown for stay in life.stays):
        marks[_short_words(short, along)] = _short_mark()
    labels = list(marks)
    chart = _open(ax, len(shown), sides, labels)
    title = title_of(found, "" if queue is None else fit_inches(queue, 3), rest, stretch)
    if not shown:
        say_empty(chart, no_jobs(recording, queue))
        draw_head(chart, title, [], [])
        return describe(chart, title, f"{title}: there is nothing to draw.")
    draw_scale(chart, along, PAD)
    _rows(chart, names, ends)
    for row, life in enumerate(shown):
        _draw_life(chart, row, life, along)
    draw_head(chart, title, list(marks.values()), labels)
    return describe(chart, title, _alternative(title, shown))


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


def _sides(names: Sequence[str], ends: Sequence[str]) -> tuple[float, float]:
    """Return the room that the words at both sides need, in inches."""
    return max(map(width, names), default=0.5) + 0.4, max(map(width, ends), default=0.2) + 0.35


def _open(ax: Axes | None, lines: int, sides: tuple[float, float], labels: Sequence[str]) -> Axes:
    rows = max(lines, 1)
    row = 0.46 if rows <= 12 else 0.36 if rows <= 30 else 0.28
    margins = Margins(*sides, top_margin(labels, WIDTH - sum(sides)), 0.65)
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
    if began >= along.first:
        chart.plot([began, began], [row - 0.38, row + 0.38], color=INK, linewidth=1.6, solid_capstyle="butt", zorder=3)
    begun = [stay for stay in life.attempts if along.place(stay.began_ms, stay.began_step) >= along.first]
    taken = draw_attempts(chart, row, begun, along)
    for stay in life.stays:
        if stay.wait_ms is not None:
            _label_wait(chart, row, stay, along, taken)


def _bar(chart: Axes, row: int, stay: Stay, along: Scale) -> None:
    look, finished = LOOKS[stay.state], stay.state in FINISHED
    left, right = _reach(stay, along)
    wide = max(right - left, SHORTEST / inches(chart, along) if right > left else 0.0)
    chart.barh(
        row, wide, left=left, height=0.24 if finished else 0.6, color=look.colour, hatch=look.hatch,
        edgecolor=INK, linewidth=0.7, zorder=2,
    )  # fmt: skip
    if _overdue(stay, along):
        due = along.place(stay.began_ms + (stay.wait_ms or 0), 0)
        chart.plot([due, due], [row - 0.3, row + 0.3], color=INK, linewidth=2.4, zorder=3, solid_capstyle="butt")


def _reach(stay: Stay, along: Scale) -> tuple[float, float]:
    """From where to where a stay reaches along the axis; over steps one that has not ended reaches to the axis' end."""
    open_end = along.over == "step" and not stay.outcome
    end = along.last if open_end else along.place(stay.ended_ms, stay.ended_step)
    return max(along.place(stay.began_ms, stay.began_step), along.first), min(end, along.last)


def _length(stay: Stay, along: Scale) -> float:
    left, right = _reach(stay, along)
    return right - left


def _short_words(short: float, along: Scale) -> str:
    """Return what the narrowest bar stands for: ``short stays: drawn 95 ms wide``."""
    lasting = format_ms(ceil(short * along.unit_ms)) if along.over == "time" else counted_as(ceil(short), "step")
    return f"short stays: drawn {lasting} wide"


def _short_mark() -> Artist:
    from matplotlib.lines import Line2D

    return Line2D([], [], linestyle="none", marker="|", markersize=10, markeredgecolor=QUIET, markeredgewidth=3.6)


def _overdue(stay: Stay, along: Scale) -> bool:
    """Return whether a job stayed in `delayed` beyond its time: it leaves when a worker next asks for a job."""
    return along.over == "time" and stay.wait_ms is not None and stay.began_ms + stay.wait_ms < stay.ended_ms


def _due_mark() -> Artist:
    from matplotlib.lines import Line2D

    return Line2D([], [], linestyle="none", marker="|", markersize=14, markeredgecolor=INK, markeredgewidth=2.4)


def _label_wait(chart: Axes, row: int, stay: Stay, along: Scale, taken: Sequence[Interval]) -> None:
    text, unit = _wait_words(stay), inches(chart, along)
    left, right = _reach(stay, along)
    if _overdue(stay, along):
        right = along.place(stay.began_ms + (stay.wait_ms or 0), 0)
    left, right = left * unit, right * unit
    left = max([left, *(end for start, end in taken if start <= left <= end)])
    right = min([right, *(start for start, end in taken if start <= right <= end)])
    if right - left < width(text) + 0.12 or any(left < (start + end) / 2 < right for start, end in taken):
        return
    chart.text(
        (left + right) / 2 / unit, row, text, ha="center", va="center_baseline", zorder=4,
        bbox={"boxstyle": "square,pad=0.08", "facecolor": PAPER, "edgecolor": "none"},
    )  # fmt: skip


def _wait_words(stay: Stay) -> str:
    """How long a job was to wait; of one that was removed or promoted before that, how much of it passed."""
    wait, passed = max(stay.wait_ms or 0, 0), stay.ended_ms - stay.began_ms
    return f"{format_ms(passed)} of {format_ms(wait)}" if stay.outcome and passed < wait - LATE_MS else format_ms(wait)


def _alternative(title: str, shown: Sequence[Life]) -> str:
    text = (
        f"Job {fit_inches(life.job, 2)}: {counted_as(len(life.attempts), 'attempt')}, {_end(life)}."
        for life in shown[:12]
    )
    rest = f" And {len(shown) - 12} more." if len(shown) > 12 else ""
    return f"{title}. A row a job, over time. {' '.join(text)}{rest}"
