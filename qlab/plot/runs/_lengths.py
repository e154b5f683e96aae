"""How long the line was during a run, and during several beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qlab.errors import UsageError
from qlab.plot.drawing.chart import draw_head, unit_for
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.drawing.rows import of_queue
from qlab.plot.drawing.text import fit_inches
from qlab.plot.runs.curves import Curve, draw_axes, draw_curve, looks, open_curves, say
from qlab.text.escape import shorten, terminal

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from qlab.run.result import Run

__all__ = ["compare", "compare_table", "lengths_table", "queue_length"]


def lengths_table(run: Run, *, queue: str | None = None) -> pd.DataFrame:
    """Return how many jobs stood in line and were at work, one row per change: at_ms (since the run began), in_line,
    active.

    All queues of the run together, or one.
    """
    import pandas as pd

    frame = run.queue_length()
    kept = of_queue(frame, queue)
    began = pd.Timestamp(run.began, unit="ms", tz="UTC")
    now: dict[str, tuple[int, int]] = {}
    rows = [(0, 0, 0)]
    for at, name, in_line, active in kept.itertuples(index=False, name=None):
        now[name] = (in_line, active)
        rows.append((round((at - began).total_seconds() * 1000), *map(sum, zip(*now.values(), strict=True))))
    return pd.DataFrame(rows, columns=["at_ms", "in_line", "active"])


@drawn_from(lengths_table)
def queue_length(run: Run, *, queue: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw how many jobs were waiting during a run, and how many were running.

    Args:
        run: What ``lab.run`` returned.
        queue: Only this queue; None: all queues of the run together.
        ax: Axes to draw on; None: a figure of 9 × 5 inches.

    Returns:
        The axes.
    """
    table = lengths_table(run, queue=queue)
    title = f"Jobs in line{'' if queue is None else f' of {fit_inches(queue, 3)}'}"
    unit, ms = unit_for(run.ended - run.began)
    curves = [_curve(name, table, column, run, ms) for name, column in (("in line", "in_line"), ("at work", "active"))]
    most = int(table["in_line"].max())
    words = f"{title}, over {(run.ended - run.began) / ms:,.6g} {unit}: at most {most:,}."
    return _drawn(ax, title, curves, (unit, (run.ended - run.began) / ms), words)


def compare_table(runs: Mapping[str, Run], *, queue: str | None = None) -> pd.DataFrame:
    """Return how many jobs stood in line, in each of several runs: run, at_ms (since it began), in_line, active."""
    import pandas as pd

    _check(runs)
    frames = [lengths_table(run, queue=queue).assign(run=terminal(name)) for name, run in runs.items()]
    return pd.concat(frames, ignore_index=True)[["run", "at_ms", "in_line", "active"]]


@drawn_from(compare_table)
def compare(runs: Mapping[str, Run], *, queue: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the queue lengths of several runs over each other: ``plot.compare({"fixed": one, "jitter": other})``.

    Args:
        runs: The runs by name.
        queue: Only this queue; None: all queues of each run together.
        ax: Axes to draw on; None: a figure of 9 × 5 inches.

    Returns:
        The axes.

    Raises:
        UsageError: If there are no runs.
    """
    _check(runs)
    longest = max(run.ended - run.began for run in runs.values())
    unit, ms = unit_for(longest)
    tables = {shorten(terminal(name), 40): (run, lengths_table(run, queue=queue)) for name, run in runs.items()}
    curves = [_curve(name, table, "in_line", run, ms) for name, (run, table) in tables.items()]
    most = "; ".join(f"{curve.name}: at most {int(max(curve.up)):,}" for curve in curves)
    title = f"Jobs in line, {len(curves)} runs beside each other" if len(curves) > 1 else "Jobs in line"
    return _drawn(ax, title, curves, (unit, longest / ms), f"{title}: {most}.")


def _check(runs: object) -> None:
    if not isinstance(runs, Mapping) or not runs or not all(hasattr(run, "queue_length") for run in runs.values()):
        raise UsageError('Give runs by name, such as plot.compare({"fixed": lab.run(…), "jitter": other.run(…)}).')


def _curve(name: str, table: pd.DataFrame, column: str, run: Run, ms: int) -> Curve:
    across = [*(at / ms for at in table["at_ms"]), (run.ended - run.began) / ms]
    up = [float(number) for number in table[column]]
    return Curve(name, across, [*up, up[-1]])


def _drawn(ax: Axes | None, title: str, curves: list[Curve], along: tuple[str, float], words: str) -> Axes:
    names = [curve.name for curve in curves]
    chart = open_curves(ax, names)
    most = max(max(curve.up) for curve in curves)
    if not most:
        say(chart, title, "No job stood in line.")
        return describe(chart, title, words)
    for curve in curves:
        draw_curve(chart, curve, looks(names)[curve.name])
    unit, last = along
    draw_axes(chart, (last, f"time since the run began ({unit})"), (most, "jobs"), whole=True)
    draw_head(chart, title, chart.get_lines(), names)
    return describe(chart, title, words)
