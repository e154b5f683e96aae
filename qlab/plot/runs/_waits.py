"""How long the jobs of a run stood in line: the share that waited no longer, with queueing theory over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qlab.plot.drawing.chart import draw_head, unit_for
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.drawing.rows import of_queue
from qlab.plot.drawing.text import fit_inches
from qlab.plot.runs.curves import Curve, draw_axes, draw_curve, looks, open_curves, say
from qlab.run.theory import mean_wait_ms, waits_no_longer
from qlab.text.durations import format_ms

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from qlab.run.result import Run

__all__ = ["waits", "waits_table"]

_POINTS = 200


def waits_table(run: Run, *, queue: str | None = None) -> pd.DataFrame:
    """Return the waits of a run's attempts, the shortest first: wait_ms, and share, the part that waited no longer."""
    frame = run.waiting()
    kept = of_queue(frame, queue)
    table = kept[["wait_ms"]].sort_values("wait_ms", ignore_index=True)
    table["share"] = (table.index + 1) / max(len(table), 1)
    return table


class _Rates(NamedTuple):
    """What M/M/c is asked about: the run's own rates."""

    arrivals_per_s: float
    service_ms: float
    workers: int

    @property
    def loaded(self) -> bool:
        """Whether the workers cannot keep up, so that theory has no answer."""
        return self.arrivals_per_s * self.service_ms / 1000 >= self.workers


@drawn_from(waits_table)
def waits(run: Run, *, queue: str | None = None, theory: bool = True, ax: Axes | None = None) -> Axes:
    """Draw the share of a run's attempts that waited for at most a given time (an ECDF), with M/M/c over it.

    Args:
        run: What ``lab.run`` returned.
        queue: Only this queue; None: all of the run.
        theory: Whether to draw what M/M/c predicts for the run's rates and number of workers: random arrivals (Poisson)
            and exponential work. It is left out if a run has several queues, or more work than its workers can do.
        ax: Axes to draw on; None: a figure of 9 × 5 inches.

    Returns:
        The axes.
    """
    table = waits_table(run, queue=queue)
    title = f"How long jobs wait{'' if queue is None else f' in {fit_inches(queue, 3)}'}"
    names = ["this run"]
    rates = _rates(run, queue) if theory and len(table) else None
    if rates:
        names.append(f"M/M/{rates.workers} with the run's rates")
    chart = open_curves(ax, names)
    if not len(table):
        say(chart, title, "No attempt has begun.")
        return describe(chart, title, f"{title}: no attempt has begun.")
    longest = float(table["wait_ms"].max())
    unit, ms = unit_for(longest)
    across = [0.0, *(wait / ms for wait in table["wait_ms"]), max(longest / ms, 1e-9) * 1.02]
    draw_curve(chart, Curve(names[0], across, [0.0, *table["share"], 1.0]), looks(names)[names[0]])
    if rates:
        draw_curve(chart, _theory(names[1], rates, longest, ms), looks(names)[names[1]])
    draw_axes(chart, (across[-1], f"wait ({unit})"), (1.0, "share that waited no longer"))
    draw_head(chart, title, chart.get_lines(), names)
    return describe(chart, title, _words(title, table, rates))


def _rates(run: Run, queue: str | None) -> _Rates | None:
    if queue is None and len(run.workers) != 1:
        return None
    name = queue if queue is not None else next(iter(run.workers))
    service = run.service()
    done = of_queue(service, name)["service_ms"]
    law = dict(zip(*(run.littles_law()[column] for column in ("queue", "started_per_s")), strict=True))
    if name not in run.workers or not len(done) or not float(done.mean()):
        return None
    at_once = run.places[name]
    rates = _Rates(float(law[name]), float(done.mean()), at_once)
    return None if rates.loaded else rates


def _theory(name: str, rates: _Rates, longest: float, ms: int) -> Curve:
    moments = [longest * number / _POINTS for number in range(_POINTS + 1)]
    return Curve(name, [at / ms for at in moments], [waits_no_longer(at, *rates) for at in moments], step=False)


def _words(title: str, table: pd.DataFrame, rates: _Rates | None) -> str:
    mean, longest = format_ms(round(table["wait_ms"].mean())), format_ms(int(table["wait_ms"].max()))
    told = f"{title}: {len(table):,} attempts, {mean} on average, at most {longest}."
    return told if rates is None else f"{told} M/M/{rates.workers} says {format_ms(round(mean_wait_ms(*rates)))}."
