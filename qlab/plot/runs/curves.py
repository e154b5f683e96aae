"""What the figures of a run share: curves with a colour and a dash each, named at their ends, over an axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qlab.plot.drawing.chart import Margins, draw_head, even_ticks, open_chart, room, top_margin
from qlab.plot.drawing.style import INK, QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["HEIGHT", "WIDTH", "Curve", "Look", "draw_axes", "draw_curve", "looks", "open_curves", "say"]

WIDTH, HEIGHT = 9.0, 4.8


class Look(NamedTuple):
    """A curve's colour and dashes, which tell it apart in grey, too."""

    colour: str
    dash: str | tuple[int, tuple[int, ...]]


_LOOKS = (
    Look("#0072b2", "-"),
    Look("#d55e00", (0, (6, 2))),
    Look("#009e73", (0, (2, 2))),
    Look("#cc79a7", (0, (8, 2, 2, 2))),
    Look("#5a3d99", (0, (1, 1))),
    Look(INK, (0, (4, 4))),
)


class Curve(NamedTuple):
    """A curve: its points, in the units of its axes; ``step``: it jumps from one value to the next."""

    name: str
    across: Sequence[float]
    up: Sequence[float]
    step: bool = True


def looks(names: Sequence[str]) -> Mapping[str, Look]:
    """Return a look for each curve."""
    return {name: _LOOKS[number % len(_LOOKS)] for number, name in enumerate(names)}


def open_curves(ax: Axes | None, labels: Sequence[str]) -> Axes:
    """Return Axes with room for a title and a legend."""
    return open_chart(ax, WIDTH, HEIGHT, Margins(0.95, 0.35, top_margin(labels, WIDTH - 1.3), 0.75))


def draw_curve(chart: Axes, curve: Curve, look: Look) -> None:
    """Draw a curve."""
    chart.plot(
        curve.across, curve.up, drawstyle="steps-post" if curve.step else "default", color=look.colour,
        linestyle=look.dash, linewidth=1.8, label=curve.name, zorder=3,
    )  # fmt: skip


def draw_axes(chart: Axes, across: tuple[float, str], up: tuple[float, str], *, whole: bool = False) -> None:
    """Set both axes from 0 to their greatest value, with what stands beside them."""
    (right, x_words), (top, y_words) = across, up
    wide, high = room(chart)
    chart.set_xlim(0, right or 1)
    chart.set_ylim(0, (top or 1) * 1.06)
    x_ticks, y_ticks = even_ticks(0, right or 1, int(wide / 1.1)), even_ticks(0, top or 1, int(high / 0.6), whole=whole)
    chart.set_xticks(x_ticks, labels=[f"{tick:,.6g}" for tick in x_ticks])
    chart.set_yticks(y_ticks, labels=[f"{tick:,.6g}" for tick in y_ticks])
    chart.set_xlabel(x_words)
    chart.set_ylabel(y_words)
    chart.grid(visible=True, linewidth=0.8)


def say(chart: Axes, title: str, words: str) -> None:
    """Draw a figure without a curve: its title, and why there is none."""
    draw_head(chart, title, [], [])
    chart.set_axis_off()
    chart.text(0.5, 0.5, words, ha="center", va="center", color=QUIET, transform=chart.transAxes)
