"""How many jobs are in each state, as time or the steps go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from qlab.plot.drawing.chart import (
    Margins,
    Over,
    Scale,
    draw_head,
    draw_scale,
    even_ticks,
    no_jobs,
    open_chart,
    room,
    say_empty,
    scale,
    state_patch,
    top_margin,
)  # fmt: skip
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.drawing.placing import apart
from qlab.plot.drawing.rows import of_queue
from qlab.plot.drawing.seen import seen_of
from qlab.plot.drawing.style import INK, LOOKS, PAPER, SIZE
from qlab.plot.drawing.text import counted_as, fit_inches, width
from qlab.protocol.containers import STACKED
from qlab.protocol.states import JobState

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from qlab.record.recording import Recording
    from qlab.snapshot.model import Snapshot

WIDTH, HEIGHT = 11.0, 5.6
_LINE = 1.4 * SIZE / 72
_MOST_STARTS = 400  # where to try to write a label; a recording of thousands of steps need not be tried at each


def counts_table(recording: Recording, *, queue: str | None = None) -> pd.DataFrame:
    """Return jobs in each state after each step, one row each, the first for the beginning.

    Columns: step (0: the beginning), at_ms (since the recording began), then one column per state; of one queue if
    named, else of all together.
    """
    import pandas as pd

    names = [str(state) for state in STACKED]
    rows = [(0, recording.first.at - recording.start, *_counted(recording.first, queue, names))]
    frame = recording.counts()
    summed = of_queue(frame, queue).groupby("step")[names].sum().to_dict(orient="index")
    for step in recording:
        now = summed.get(step.index)
        counts = rows[-1][2:] if now is None else tuple(int(now[name]) for name in names)
        rows.append((step.index, step.elapsed_ms, *counts))
    return pd.DataFrame(rows, columns=["step", "at_ms", *names])


def _counted(first: Snapshot, queue: str | None, names: Sequence[str]) -> tuple[int, ...]:
    held = [first.counts_of(name) for name in first.queues if queue in (None, name)]
    return tuple(sum(each[name] for each in held) for name in names)


class Band(NamedTuple):
    """One state's part of the stack: its lower and its upper edge from each place on."""

    state: JobState
    low: list[int]
    high: list[int]


@drawn_from(counts_table)
def counts(recording: Recording, *, queue: str | None = None, over: Over | None = None, ax: Axes | None = None) -> Axes:
    """Draw how many jobs are in each state, stacked, over time.

    For a watched queue it counts the jobs that were seen; the title says out of how many, at the last look.

    Args:
        recording: The recording.
        queue: Only this queue's jobs; None: all queues'.
        over: ``time``, or ``step``, which shows what happened while time stood still; None: time, if any has passed.
        ax: Axes to draw on; None: a figure of 11 × 6 inches.

    Returns:
        The axes.

    Raises:
        UsageError: If ``over`` is neither.
    """
    table, along = counts_table(recording, queue=queue), _with_an_end(scale(recording, over))
    places, bands = _stack(table, along)
    shown = [band for band in bands if any(high > low for low, high in zip(band.low, band.high, strict=True))]
    labels = [str(band.state) for band in shown]
    ends = [f"{band.high[-1] - band.low[-1]:,} {band.state}" for band in shown]
    right = max(map(width, ends), default=0.2) + 0.35
    top, hidden = top_margin(labels, WIDTH - 0.9 - right), _unseen(table, shown)
    chart = open_chart(ax, WIDTH, HEIGHT, Margins(0.9, right, top, 0.9 if hidden else 0.65))
    seen = seen_of(recording, queue).words
    title = f"Jobs in each state{'' if queue is None else f' of {fit_inches(queue, 3)}'}{f': {seen}' if seen else ''}"
    if not shown and not hidden:
        say_empty(chart, no_jobs(recording, queue))
        draw_head(chart, title, [], [])
        return describe(chart, title, f"{title}: there are none.")
    draw_scale(chart, along)
    _draw_bands(chart, places, shown)
    _label_ends(chart, shown, ends)
    if hidden:
        chart.set_xlabel(f"{along.words}\n{_names(hidden)} came and went while time stood still: see over='step'")
    draw_head(chart, title, [state_patch(band.state) for band in shown], labels)
    return describe(chart, title, _alternative(title, table))


def _with_an_end(along: Scale) -> Scale:
    """Return the axis, a little longer where it is one of time: the last moment's jobs would have no width else."""
    return along if along.over == "step" else along._replace(last=along.last + 0.025 * along.span)


def _stack(table: pd.DataFrame, along: Scale) -> tuple[list[float], list[Band]]:
    """Return the places along the axis where something changes, the last included, and the bands."""
    rows = list(table.itertuples(index=False, name=None))
    at: dict[float, tuple[int, ...]] = {}
    for step, ms, *numbers in rows:
        at[along.place(ms, step)] = tuple(numbers)  # of steps at one moment the last one stays
    places = [*at, max(along.last, *at)]
    stacked = [*at.values(), list(at.values())[-1]]
    bands = []
    below = [0] * len(stacked)
    for number, state in enumerate(STACKED):
        above = [low + counted[number] for low, counted in zip(below, stacked, strict=True)]
        bands.append(Band(state, below, above))
        below = above
    return places, bands


def _unseen(table: pd.DataFrame, shown: Sequence[Band]) -> list[JobState]:
    seen = {band.state for band in shown}
    return [state for state in STACKED if state not in seen and int(table[str(state)].max()) > 0]


def _names(states: Sequence[JobState]) -> str:
    return " and ".join([", ".join(map(str, states[:-1])), str(states[-1])] if len(states) > 1 else map(str, states))


def _draw_bands(chart: Axes, places: Sequence[float], bands: Sequence[Band]) -> None:
    most = max((high for band in bands for high in band.high), default=1)
    chart.set_ylim(0, most * 1.04)
    ticks = even_ticks(0, most, 6, whole=True)
    chart.set_yticks(ticks, labels=[f"{tick:,.0f}" for tick in ticks])
    chart.set_ylabel("jobs")
    for band in bands:
        look = LOOKS[band.state]
        there = [high > low for low, high in zip(band.low, band.high, strict=True)]
        drawn = [now or before for now, before in zip(there, [False, *there[:-1]], strict=True)]
        chart.fill_between(
            places, band.low, band.high, where=drawn, step="post", facecolor=look.colour, hatch=look.hatch,
            edgecolor=INK, linewidth=0.7,
        )  # fmt: skip
        _label_inside(chart, places, band, most * 1.04)


def _label_inside(chart: Axes, places: Sequence[float], band: Band, top: float) -> None:
    """Write the state's name into its band, where there is most room for it, if there is any."""
    wide, high = room(chart)
    across = (places[-1] - places[0]) / max(wide, 0.1)  # one inch, in the axes' own measures
    text = str(band.state)
    need, tall = (width(text) + 0.3) * across, 0.26 * top / max(high, 0.1)
    best: tuple[float, float, float] | None = None
    for start in range(0, len(places) - 1, max(len(places) // _MOST_STARTS, 1)):
        low, top_edge, end = band.low[start], band.high[start], start
        while end < len(places) - 1 and min(top_edge, band.high[end]) - max(low, band.low[end]) >= tall:
            low, top_edge, end = max(low, band.low[end]), min(top_edge, band.high[end]), end + 1
            ease = min((places[end] - places[start]) / need, (top_edge - low) / tall)
            if ease >= 1 and (best is None or ease > best[0]):
                best = ease, (places[start] + places[end]) / 2, (low + top_edge) / 2
    if best:
        chart.text(
            best[1], best[2], text, ha="center", va="center", zorder=4,
            bbox={"boxstyle": "square,pad=0.12", "facecolor": PAPER, "edgecolor": "none"},
        )  # fmt: skip


def _label_ends(chart: Axes, bands: Sequence[Band], ends: Sequence[str]) -> None:
    """Write how many there are in the end, each at the height of its band."""
    high, top = room(chart)[1], chart.get_ylim()[1]
    kept = [(band, end) for band, end in zip(bands, ends, strict=True) if band.high[-1] > band.low[-1]]
    middles = [(band.low[-1] + band.high[-1]) / 2 / top * high for band, _end in kept]
    for (_band, end), y in zip(kept, apart(middles, _LINE, 0.1, high), strict=True):
        chart.annotate(
            end, (1, y / high), xycoords="axes fraction", xytext=(8, 0), textcoords="offset points", va="center",
        )  # fmt: skip


def _alternative(title: str, table: pd.DataFrame) -> str:
    last = table.iloc[-1]
    most = {str(state): int(table[str(state)].max()) for state in STACKED}
    text = [f"{name}: at most {count:,}, in the end {int(last[name]):,}." for name, count in most.items() if count]
    return f"{title}, over {counted_as(len(table) - 1, 'step')}. {' '.join(text)}"
