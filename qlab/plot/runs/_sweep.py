"""What a sweep measured, against the number of workers: the seeds as a band, theory as a line."""

from __future__ import annotations

from math import isfinite
from numbers import Real
from typing import TYPE_CHECKING

from qlab.errors import UsageError
from qlab.plot.drawing.chart import draw_head
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.runs.curves import Curve, draw_axes, draw_curve, looks, open_curves
from qlab.text.escape import repr_of, shorten, terminal

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

__all__ = ["sweep", "sweep_table"]

_NAMES = ("mean of the seeds", "theory (M/M/c)")
_BAND = "least to most of the seeds"
_BAND_ALPHA = 0.25


def sweep_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a sweep by number of workers: workers, least, mean, most (over the seeds), and theory where it has one."""
    missing = {"workers", "seed", "value"} - set(getattr(frame, "columns", ()))
    if missing or not len(frame):
        raise UsageError("Give what qlab.run.sweep returned: a table with workers, seed and value.")
    for column in ("workers", "value"):
        if not all(map(_is_number, frame[column])):
            raise UsageError(
                f"A sweep is drawn from finite numbers, and its column {column} has others; leave them out."
            )
    groups = frame.groupby("workers")
    table = groups["value"].agg(["min", "mean", "max"]).rename(columns={"min": "least", "max": "most"})
    if "theory" in frame:
        table["theory"] = groups["theory"].first()
    return table.reset_index()


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and isfinite(value)


def _name(measured: object) -> str:
    if not isinstance(measured, str) or not measured.strip():
        raise UsageError(f'{repr_of(measured, 40)} does not say what was measured; write measured="mean wait (ms)".')
    return shorten(terminal(measured), 60)


@drawn_from(sweep_table)
def sweep(frame: pd.DataFrame, *, measured: str = "mean wait (ms)", ax: Axes | None = None) -> Axes:
    """Draw what a sweep measured, by number of workers.

    Args:
        frame: What :func:`qlab.run.sweep` returned.
        measured: What was measured, for the axis.
        ax: Axes to draw on; None: a figure of 9 × 5 inches.

    Returns:
        The axes.

    Raises:
        UsageError: If that is not a sweep, or what was measured has no name.
    """
    from matplotlib.patches import Patch

    table = sweep_table(frame)
    measured = _name(measured)
    known = table[table["theory"].map(isfinite)] if "theory" in table else table[:0]
    names = [name for name, there in zip(_NAMES, (True, len(known)), strict=True) if there]
    banded = bool((table["most"] > table["least"]).any())
    labels = [*names, _BAND] if banded else names
    title = f"{measured[:1].upper()}{measured[1:]} by number of workers"
    chart = open_curves(ax, labels)
    look = looks(_NAMES)
    workers = [float(each) for each in table["workers"]]
    chart.fill_between(
        workers, table["least"], table["most"], color=look[_NAMES[0]].colour, alpha=_BAND_ALPHA,
        linewidth=0, zorder=2,
    )  # fmt: skip
    draw_curve(chart, Curve(_NAMES[0], workers, list(table["mean"]), step=False), look[_NAMES[0]])
    chart.plot(workers, table["mean"], "o", color=look[_NAMES[0]].colour, zorder=4)
    if len(known):
        line = Curve(_NAMES[1], list(known["workers"]), list(known["theory"]), step=False)
        draw_curve(chart, line, look[_NAMES[1]])
    most = max(table["most"].max(), known["theory"].max() if len(known) else 0)
    draw_axes(chart, (max(workers), "workers"), (float(most), measured))
    chart.set_xlim(min(workers) - 0.3, max(workers) + 0.3)
    chart.set_xticks(workers, labels=[f"{each:.0f}" for each in workers])
    marks: list[Artist] = [line for line in chart.get_lines() if line.get_label() in names]
    if banded:
        marks.append(Patch(facecolor=look[_NAMES[0]].colour, alpha=_BAND_ALPHA))
    draw_head(chart, title, marks, labels)
    told = [f"{row.workers}: {row.mean:,.6g} ({row.least:,.6g} to {row.most:,.6g})" for row in table.itertuples()]
    return describe(chart, title, f"{title}: {'; '.join(told)}.")
