"""Which worker had which job when: one lane per worker; and how busy they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from qlab.errors import UsageError
from qlab.plot.drawing.chart import (
    Margins,
    Over,
    draw_head,
    even_ticks,
    open_chart,
    room,
    state_patch,
    top_margin,
    unit_for,
)
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.drawing.style import INK, LOOKS, PAPER, SIZE
from qlab.plot.drawing.text import counted_as, fit_inches, width
from qlab.plot.runs.curves import WIDTH, say
from qlab.protocol.states import JobState
from qlab.record.attempts import attempts_of
from qlab.text.escape import repr_of, terminal
from qlab.text.words import in_order

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from qlab.record.recording import Recording
    from qlab.run.result import Run

__all__ = ["busy_table", "lanes_table", "utilisation", "workers"]

LANES = 24
"""This many workers are drawn; how many more there are is written below."""
COLUMNS = (
    "queue", "worker", "job", "attempt", "started_ms", "ended_ms", "outcome", "began_step", "ended_step", "slot",
)  # fmt: skip
_ENDS = {"completed": JobState.COMPLETED, "failed": JobState.FAILED, "retried": JobState.DELAYED}
_LANE = 0.42


Moment = tuple[int, int]
"""A step, and ms since the epoch: what several steps have in common tells less than both."""


class _Lane(NamedTuple):
    queue: str
    worker: str


def lanes_table(recording: Recording, *, queue: str | None = None) -> pd.DataFrame:
    """Return the attempts with the worker that made each: queue, worker, job, attempt, started_ms, ended_ms, outcome.

    And: began_step, ended_step, and slot: which of its places the worker had the job in, from 0. Moments are ms since
    the state before the first step. An attempt that has not ended reaches to the recording's end. Attempts of a worker
    that nothing names are left out.
    """
    import pandas as pd

    every = attempts_of(recording.first, recording.all_moves())
    made = [each for each in every if each.worker is not None and queue in (None, each.queue)]
    made.sort(key=lambda each: (each.began, each.started))  # a look may see the ends of several, in no order
    first, last = recording.first.at, _end(recording)
    steps = 1 + max([len(recording), *(step for each in made for step in (each.began, each.ended_by or 0))])
    free: dict[tuple[str, str | None], list[Moment]] = {}
    rows = []
    for each in made:
        ended_step = steps if each.ended_by is None else each.ended_by
        ended = (ended_step, last if each.ended is None else each.ended)
        slot = _slot(free.setdefault((each.queue, each.worker), []), (each.began, each.started), ended)
        span = (each.started - first, (last if each.ended is None else each.ended) - first)
        name = (each.queue, terminal(each.worker), each.job, each.attempt)
        rows.append((*name, *span, each.outcome, each.began, ended_step, slot))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _end(recording: Recording) -> int:
    """Return when it ends, ms since the epoch; a run without steps says so itself."""
    return max(recording.last.at, getattr(recording, "ended", 0))


def _slot(free: list[Moment], began: Moment, ended: Moment) -> int:
    """Return the first of a worker's places that is free again by then; it is taken."""
    slot = next((number for number, until in enumerate(free) if until <= began), len(free))
    free[slot : slot + 1] = [ended]
    return slot


@drawn_from(lanes_table)
def workers(
    recording: Recording, *, queue: str | None = None, over: Over | None = None, ax: Axes | None = None
) -> Axes:
    """Draw which worker had which job, and when: one lane per worker (a Gantt chart).

    Args:
        recording: A recording, or what ``lab.run`` returned.
        queue: Only this queue's workers; None: all queues'.
        over: ``time``, or ``step``, which shows what happened while time stood still; None: time, if any has passed.
        ax: Axes to draw on; None: a figure as high as it needs to be.

    Returns:
        The axes.

    Raises:
        UsageError: If ``over`` is neither.
    """
    table = lanes_table(recording, queue=queue)
    title = "Which worker had which job"
    lanes = _lanes(table)
    shown = lanes[:LANES]
    states = [state for state in (*_ENDS.values(), JobState.ACTIVE) if _has(table, state)]
    labels = [_named(state) for state in states]
    several = len({each.queue for each in lanes}) > 1
    names = [fit_inches(f"{each.queue}: {each.worker}" if several else each.worker, 2.0) for each in shown]
    left = max(map(width, names), default=0.4) + 0.45
    height = top_margin(labels, WIDTH - left - 0.3) + _LANE * max(len(shown), 2) + 0.85
    chart = open_chart(ax, WIDTH, height, Margins(left, 0.3, top_margin(labels, WIDTH - left - 0.3), 0.8))
    if not lanes:
        say(chart, title, "No worker has taken a job in these steps.")
        return describe(chart, title, f"{title}: no worker has taken a job in these steps.")
    along = _along(recording, table, over)
    _axes(chart, names, along, len(lanes) - len(shown))
    for number, lane in enumerate(shown):
        _draw_lane(chart, number, table[(table["queue"] == lane.queue) & (table["worker"] == lane.worker)], along)
    draw_head(chart, title, [state_patch(state) for state in states], labels)
    return describe(chart, title, _words(title, table, lanes))


class _Along(NamedTuple):
    """The axis: of time in a unit, or of steps."""

    words: str
    unit_ms: int | None
    last: float

    def span(self, row: Any) -> tuple[float, float]:
        """From where to where an attempt reaches."""
        if self.unit_ms is None:
            return float(row.began_step), float(row.ended_step)
        return float(row.started_ms) / self.unit_ms, float(row.ended_ms) / self.unit_ms


def _along(recording: Recording, table: pd.DataFrame, over: Over | None) -> _Along:
    if over not in (None, "time", "step"):
        raise UsageError(f'A figure runs over "time" or "step", not {repr_of(over, 30)}; choose one of them.')
    if over == "step" or (over is None and _end(recording) <= recording.first.at):
        return _Along("step", None, float(table["ended_step"].max()))
    unit, ms = unit_for(float(table["ended_ms"].max()))
    return _Along(f"time since the first step ({unit})", ms, float(table["ended_ms"].max()) / ms)


def _lanes(table: pd.DataFrame) -> list[_Lane]:
    pairs = {_Lane(str(queue), str(worker)) for queue, worker in zip(table["queue"], table["worker"], strict=True)}
    return sorted(pairs, key=lambda lane: (lane.queue, in_order(lane.worker)))


def _has(table: pd.DataFrame, state: JobState) -> bool:
    return any(_state(outcome) is state for outcome in table["outcome"])


def _state(outcome: str) -> JobState:
    return _ENDS.get(outcome, JobState.ACTIVE)


def _named(state: JobState) -> str:
    return {JobState.DELAYED: "to be tried again", JobState.ACTIVE: "not ended, or put back"}.get(state, str(state))


def _draw_lane(chart: Axes, lane: int, table: pd.DataFrame, along: _Along) -> None:
    places = int(table["slot"].max()) + 1
    height = 0.62 / places
    inches = room(chart)[0] / (1.01 * (along.last or 1))
    for row in table.itertuples(index=False):
        started, ended = along.span(row)
        look, at = LOOKS[_state(str(row.outcome))], lane - 0.31 + height * (int(row.slot) + 0.5)  # type: ignore[arg-type]
        chart.barh(
            at, max(ended - started, 0.0), left=started, height=height, facecolor=look.colour, hatch=look.hatch,
            edgecolor=INK, linewidth=0.8, zorder=3,
        )  # fmt: skip
        job = f"job {fit_inches(str(row.job), 1.0)}"
        if places == 1 and width(job) + 0.2 < (ended - started) * inches:
            chart.text(
                (started + ended) / 2, at, job, ha="center", va="center_baseline", color=INK, zorder=4,
                bbox={"boxstyle": "round,pad=0.1", "facecolor": PAPER, "edgecolor": "none"},
            )  # fmt: skip


def _axes(chart: Axes, names: list[str], along: _Along, more: int) -> None:
    chart.set_ylim(len(names) - 0.4, -0.6)
    chart.set_yticks(range(len(names)), labels=names)
    chart.set_xlim(0, (along.last or 1) * 1.01)
    ticks = even_ticks(0, along.last or 1, 8, whole=along.unit_ms is None)
    chart.set_xticks(ticks, labels=[f"{tick:,.6g}" for tick in ticks])
    left_out = f"\n{counted_as(more, 'more worker')} left out" if more > 0 else ""
    chart.set_xlabel(f"{along.words}{left_out}", fontsize=SIZE)
    chart.grid(visible=True, axis="x", linewidth=0.8)


def _words(title: str, table: pd.DataFrame, lanes: list[_Lane]) -> str:
    had = ", ".join(
        f"{each.worker} {counted_as(int((table['worker'] == each.worker).sum()), 'attempt')}" for each in lanes[:6]
    )
    return f"{title}: {had}."


def busy_table(run: Run) -> pd.DataFrame:
    """Return how busy the workers of each queue were; see :meth:`qlab.run.result.Run.utilisation`."""
    return run.utilisation()


@drawn_from(busy_table)
def utilisation(run: Run, *, ax: Axes | None = None) -> Axes:
    """Draw the share of their time that each queue's workers were busy.

    Args:
        run: What ``lab.run`` returned.
        ax: Axes to draw on; None: a figure as high as it needs to be.

    Returns:
        The axes.
    """
    table, title = busy_table(run), "How busy the workers were"
    names = [f"{fit_inches(queue, 1.6)} ({counted_as(run.places[queue], 'place')})" for queue in table["queue"]]
    left = max(map(width, names), default=0.4) + 0.45
    chart = open_chart(ax, WIDTH, 1.5 + 0.55 * max(len(names), 1), Margins(left, 0.9, 0.7, 0.75))
    for lane, part in enumerate(table["utilisation"]):
        chart.barh(lane, part, height=0.6, facecolor=LOOKS[JobState.ACTIVE].colour, edgecolor=INK, zorder=3)
        chart.annotate(f"{100 * part:.0f} %", (part, lane), xytext=(6, 0), textcoords="offset points", va="center")
    chart.set_ylim(len(names) - 0.4, -0.6)
    chart.set_yticks(range(len(names)), labels=names)
    chart.set_xlim(0, 1)
    chart.set_xticks([0, 0.25, 0.5, 0.75, 1], labels=["0 %", "25 %", "50 %", "75 %", "100 %"])
    chart.set_xlabel("part of the time at work")
    chart.grid(visible=True, axis="x", linewidth=0.8)
    draw_head(chart, title, [], [])
    told = [f"{name} {100 * part:.0f} %" for name, part in zip(names, table["utilisation"], strict=True)]
    return describe(chart, title, f"{title}: {', '.join(told) or 'no queue was worked on'}.")
