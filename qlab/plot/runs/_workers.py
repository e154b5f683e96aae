"""Which worker had which job when: a lane a worker; and how busy they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qlab.plot.drawing.chart import Margins, draw_head, even_ticks, open_chart, state_patch, top_margin, unit_for
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.drawing.style import INK, LOOKS, SIZE
from qlab.plot.drawing.text import counted_as, fit_inches, width
from qlab.plot.runs.curves import WIDTH, say
from qlab.protocol.states import JobState
from qlab.record.attempts import Attempt, attempts_of
from qlab.text.escape import terminal
from qlab.text.words import in_order

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from qlab.record.recording import Recording
    from qlab.run.result import Run

__all__ = ["busy_table", "lanes_table", "utilisation", "workers"]

LANES = 24
"""So many workers are drawn; how many more there are is written below."""
COLUMNS = ("queue", "worker", "job", "attempt", "started_ms", "ended_ms", "outcome")
_ENDS = {"completed": JobState.COMPLETED, "failed": JobState.FAILED, "retried": JobState.DELAYED}
_LANE = 0.42


class _Lane(NamedTuple):
    queue: str
    worker: str


def lanes_table(recording: Recording) -> pd.DataFrame:
    """The attempts with the worker that made each: queue, worker, job, attempt, started_ms, ended_ms, outcome.

    Moments are ms since the recording's first step's state; ``ended_ms`` is the recording's end where an attempt has
    not ended. Only a recording with steps says which worker took a job: a run with ``detail="transitions"`` has none.
    """
    import pandas as pd

    taken = {step.index: step.call.facts.get("worker") for step in recording.steps}
    first, last = recording.first.at, recording.last.at
    rows = [
        (each.queue, terminal(worker), each.job, each.attempt, each.started - first, _ended(each, last) - first,
         each.outcome)
        for each in attempts_of(recording.first, recording.all_moves())
        if (worker := taken.get(each.began)) is not None
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _ended(each: Attempt, last: int) -> int:
    return last if each.ended is None else each.ended


@drawn_from(lanes_table)
def workers(recording: Recording, *, ax: Axes | None = None) -> Axes:
    """Draws which worker had which job when, a lane a worker (a Gantt chart).

    Args:
        recording: A recording with steps, such as what ``lab.run`` returned.
        ax: Axes to draw on; None: a figure as high as it needs.
    """
    table = lanes_table(recording)
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
    unit, ms = unit_for(float(table["ended_ms"].max()))
    for row in table.itertuples(index=False):
        lane = _Lane(str(row.queue), str(row.worker))
        if lane in shown:
            _bar(chart, shown.index(lane), row, ms)
    _axes(chart, names, float(table["ended_ms"].max()) / ms, unit, len(lanes) - len(shown))
    draw_head(chart, title, [state_patch(state) for state in states], labels)
    return describe(chart, title, _words(title, table, lanes))


def _lanes(table: pd.DataFrame) -> list[_Lane]:
    pairs = {_Lane(str(queue), str(worker)) for queue, worker in zip(table["queue"], table["worker"], strict=True)}
    return sorted(pairs, key=lambda lane: (lane.queue, in_order(lane.worker)))


def _has(table: pd.DataFrame, state: JobState) -> bool:
    return any(_state(outcome) is state for outcome in table["outcome"])


def _state(outcome: str) -> JobState:
    return _ENDS.get(outcome, JobState.ACTIVE)


def _named(state: JobState) -> str:
    return {JobState.DELAYED: "to be tried again", JobState.ACTIVE: "not ended, or put back"}.get(state, str(state))


def _bar(chart: Axes, lane: int, row: tuple[object, ...], ms: int) -> None:
    started, ended = float(row[4]) / ms, float(row[5]) / ms  # type: ignore[arg-type]  # the table's numbers
    look = LOOKS[_state(str(row[6]))]
    chart.barh(
        lane, max(ended - started, 0.0), left=started, height=0.62, facecolor=look.colour, hatch=look.hatch,
        edgecolor=INK, linewidth=0.8, zorder=3,
    )  # fmt: skip


def _axes(chart: Axes, names: list[str], last: float, unit: str, more: int) -> None:
    chart.set_ylim(len(names) - 0.4, -0.6)
    chart.set_yticks(range(len(names)), labels=names)
    chart.set_xlim(0, (last or 1) * 1.01)
    ticks = even_ticks(0, last or 1, 8)
    chart.set_xticks(ticks, labels=[f"{tick:,.6g}" for tick in ticks])
    left_out = f"\n{counted_as(more, 'more worker')} left out" if more > 0 else ""
    chart.set_xlabel(f"time since the first step ({unit}){left_out}", fontsize=SIZE)
    chart.grid(visible=True, axis="x", linewidth=0.8)


def _words(title: str, table: pd.DataFrame, lanes: list[_Lane]) -> str:
    had = ", ".join(
        f"{each.worker} {counted_as(int((table['worker'] == each.worker).sum()), 'attempt')}" for each in lanes[:6]
    )
    return f"{title}: {had}."


def busy_table(run: Run) -> pd.DataFrame:
    """How busy the workers of each queue were; see :meth:`qlab.run.result.Run.utilisation`."""
    return run.utilisation()


@drawn_from(busy_table)
def utilisation(run: Run, *, ax: Axes | None = None) -> Axes:
    """Draws which part of their time the workers of each queue were at work.

    Args:
        run: What ``lab.run`` returned.
        ax: Axes to draw on; None: a figure as high as it needs.
    """
    table, title = busy_table(run), "How busy the workers were"
    places = zip(table["queue"], table["workers"] * table["concurrency"], strict=True)
    names = [f"{fit_inches(queue, 1.6)} ({counted_as(int(number), 'place')})" for queue, number in places]
    left = max(map(width, names), default=0.4) + 0.45
    chart = open_chart(ax, WIDTH, 1.5 + 0.55 * max(len(names), 1), Margins(left, 0.9, 0.7, 0.75))
    for lane, part in enumerate(table["utilisation"]):
        chart.barh(lane, part, height=0.6, facecolor=LOOKS[JobState.ACTIVE].colour, edgecolor=INK, zorder=3)
        chart.annotate(f"{part:.0%}", (part, lane), xytext=(6, 0), textcoords="offset points", va="center")
    chart.set_ylim(len(names) - 0.4, -0.6)
    chart.set_yticks(range(len(names)), labels=names)
    chart.set_xlim(0, 1)
    chart.set_xticks([0, 0.25, 0.5, 0.75, 1], labels=["0 %", "25 %", "50 %", "75 %", "100 %"])
    chart.set_xlabel("part of the time at work")
    chart.grid(visible=True, axis="x", linewidth=0.8)
    draw_head(chart, title, [], [])
    told = [f"{name} {part:.0%}" for name, part in zip(names, table["utilisation"], strict=True)]
    return describe(chart, title, f"{title}: {', '.join(told) or 'no queue was worked on'}.")
