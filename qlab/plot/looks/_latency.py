"""How long the finished jobs of a queue waited and ran: the share that took no longer, on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from qlab.plot.drawing.chart import draw_head
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.drawing.style import LINE, QUIET
from qlab.plot.drawing.text import fit_inches
from qlab.plot.runs.curves import Curve, draw_curve, looks, open_curves, say
from qlab.text.durations import format_ms

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from qlab.observe.looking.finished import Latency

__all__ = ["latency", "latency_table"]

SHARES = (0.5, 0.9, 0.99)
"""Where lines are drawn."""
TICKS_MS = (1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000, 864_000_000)
UNITS_MS = (1, 1_000, 60_000, 3_600_000, 86_400_000)
KINDS = (("waited", "waiting_ms"), ("ran", "running_ms"))


def latency_table(latency: Latency) -> pd.DataFrame:
    """Return the times, the shortest first: what (``waited``, ``ran``), ms, and share, the part that took no longer."""
    import pandas as pd

    rows = [
        (kind, ms, (at + 1) / len(times))
        for kind, field in KINDS for times in [sorted(getattr(latency, field))] for at, ms in enumerate(times)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["what", "ms", "share"])


@drawn_from(latency_table)
def latency(latency: Latency, *, ax: Axes | None = None) -> Axes:
    """Draw the share of a queue's finished jobs that waited, and ran, for at most a given time (two ECDFs).

    The axis is logarithmic and begins at 1 ms; the legend shows the median, the 99th percentile and the longest.

    Args:
        latency: What ``prod.latency(queue)`` returned: for the finished jobs that are still kept.
        ax: Axes to draw on; None: a figure of 9 × 5 inches.

    Returns:
        The axes.
    """
    times = {kind: sorted(getattr(latency, field)) for kind, field in KINDS if getattr(latency, field)}
    title = f"Times of {fit_inches(latency.queue, 2.5)}: {_of(latency)}"
    names = [_name(latency, kind) for kind in times]
    chart = open_curves(ax, names)
    if not times:
        say(chart, title, "No finished job that is still kept says when it was added, taken and finished.")
        return describe(chart, title, f"{title}: there is nothing to draw.")
    longest = max(each[-1] for each in times.values())
    _axes(chart, longest)
    for name, each in zip(names, times.values(), strict=True):
        draw_curve(chart, _curve(name, each, chart.get_xlim()[1]), looks(names)[name])
    draw_head(chart, title, chart.get_lines()[-len(names) :], names)
    return describe(chart, title, f"{title}. {'; '.join(names)}.")


def _of(latency: Latency) -> str:
    measured = max(len(latency.waiting_ms), len(latency.running_ms))
    return f"{measured:,} of {latency.kept:,} finished jobs"


def _name(latency: Latency, kind: str) -> str:
    """Return ``ran: median 12 ms, 99 % 1.2 s, longest 9 s``."""
    table = latency.quantiles().set_index("quantile")[dict(KINDS)[kind]]
    median, most, longest = (_rounded(table[share]) for share in (0.5, 0.99, 1.0))
    return f"{kind}: median {median}, 99 % {most}, longest {longest}"


def _rounded(ms: float) -> str:
    """Return a time in as few words as tell it: from ten of a unit on in whole ones."""
    unit = max((each for each in UNITS_MS if ms >= 10 * each), default=1)
    return format_ms(round(ms / unit) * unit)


def _curve(name: str, times: Sequence[int], end: float) -> Curve:
    """Return the share that took no longer, at each time there is; times below 1 ms stand at the axis' beginning."""
    counted, across, up = 0, [1.0], [0.0]
    for ms, some in groupby(max(each, 1) for each in times):
        counted += len(list(some))
        across.append(float(ms))
        up.append(counted / len(times))
    return Curve(name, [*across, end], [*up, 1.0])


def _axes(chart: Axes, longest: int) -> None:
    chart.set_xscale("log")
    chart.set_xlim(1, max(longest, 10) * 1.15)
    chart.set_ylim(0, 1.06)
    ticks = [tick for tick in TICKS_MS if tick <= max(longest, 10) * 1.15]
    chart.set_xticks(ticks, labels=[format_ms(tick) for tick in ticks])
    chart.set_xticks([], minor=True)
    chart.set_yticks([0, *SHARES], labels=["0 %", *(f"{share:.0%}".replace("%", " %") for share in SHARES)])
    chart.set_xlabel("time, 1 ms or less at the left end")
    chart.set_ylabel("share that took no longer")
    chart.grid(visible=True, axis="x", linewidth=0.8)
    for share in SHARES:
        chart.axhline(share, color=LINE if share != SHARES[0] else QUIET, linewidth=0.8, zorder=1)
