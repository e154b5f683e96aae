"""What figures with two axes share: margins in inches, an axis of time or of steps, a legend, a sentence if empty."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from qlab.errors import UsageError
from qlab.plot.drawing.picture import axes
from qlab.plot.drawing.style import INK, LINE, LOOKS, QUIET, SIZE, TITLE
from qlab.plot.drawing.text import fit_inches, width
from qlab.protocol.states import JobState
from qlab.text.escape import shorten

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from qlab.record.recording import Recording

__all__ = [
    "Margins",
    "Over",
    "Scale",
    "draw_head",
    "draw_scale",
    "even_ticks",
    "legend_rows",
    "no_jobs",
    "open_chart",
    "room",
    "say_empty",
    "scale",
    "state_patch",
    "top_margin",
    "unit_for",
]

Over = Literal["time", "step"]
LEGEND_ROW = 0.27
_UNITS = (("ms", 1), ("s", 1_000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000))


class Margins(NamedTuple):
    """The room around the axes, in inches."""

    left: float
    right: float
    top: float
    bottom: float


def open_chart(ax: Axes | None, across: float, down: float, margins: Margins) -> Axes:
    """Return Axes of a figure this many inches across and down, or those given, which keep the place they have."""
    own = axes(ax, across, down)
    if ax is None:
        left, bottom = margins.left / across, margins.bottom / down
        wide, high = across - margins.left - margins.right, down - margins.top - margins.bottom
        own.set_position((left, bottom, wide / across, high / down))
    return own


def room(ax: Axes) -> tuple[float, float]:
    """Return how wide and high the axes are, in inches."""
    figure = ax.get_figure(root=True)
    if figure is None:
        return 1.0, 1.0
    box, (across, down) = ax.get_position(), figure.get_size_inches()
    return float(box.width * across), float(box.height * down)


class Scale(NamedTuple):
    """The axis along which things happen.

    Attributes:
        over: ``time`` or ``step``.
        unit: The unit of time.
        unit_ms: One of it, in ms.
        words: What stands beside the axis.
        first: Where the axis begins, in its unit.
        last: Where it ends.
    """

    over: Over
    unit: str
    unit_ms: int
    words: str
    first: float
    last: float

    def place(self, ms: float, step: float) -> float:
        """Return where something stands that happened at ``ms`` since the beginning, with ``step``."""
        return ms / self.unit_ms if self.over == "time" else step

    @property
    def span(self) -> float:
        """How long the axis is, in its unit."""
        return self.last - self.first


def scale(recording: Recording, over: Over | None) -> Scale:
    """Return the axis for a recording: of time, unless none has passed or it is to be of steps.

    Raises:
        UsageError: If ``over`` is neither.
    """
    if over not in (None, "time", "step"):
        raise UsageError(f'A figure runs over "time" or "step", not {shorten(repr(over), 30)}; choose one of them.')
    ms = recording.last.at - recording.start
    first_ms = recording.first.at - recording.start
    if over == "step" or (over is None and ms <= first_ms):
        return Scale("step", "", 1, "step", 0.0, len(recording) + 1.0)  # what the last step made needs a place too
    unit, unit_ms = unit_for(ms)
    kind = "virtual time" if recording.clock == "virtual" else "time"
    return Scale(
        "time", unit, unit_ms, f"{kind} since the beginning ({unit})", first_ms / unit_ms, max(ms, 1) / unit_ms
    )


def unit_for(longest_ms: float) -> tuple[str, int]:
    """Return the unit to count so long a time in, and its length in ms."""
    return next(((unit, ms) for unit, ms in reversed(_UNITS[1:]) if longest_ms >= 2 * ms), _UNITS[0])


def even_ticks(first: float, last: float, most: int, *, whole: bool = False) -> list[float]:
    """Round numbers from ``first`` to ``last``, about ``most`` of them."""
    from matplotlib.ticker import MaxNLocator

    ticks = MaxNLocator(max(most, 1), steps=[1, 2, 5, 10], integer=whole).tick_values(first, last)
    return [float(tick) for tick in ticks if first <= tick <= last]


def draw_scale(ax: Axes, along: Scale, pad: float = 0.0) -> None:
    """Set limits, ticks and label of the axis, with ``pad`` inches to spare at each end."""
    spare = along.span * pad / max(room(ax)[0] - 2 * pad, 0.1)
    ax.set_xlim(along.first - spare, along.last + spare)
    steps = along.over == "step"
    last = max(along.last - 1, along.first) if steps else along.last  # the place after the last step has no number
    ticks = even_ticks(along.first, last, int(room(ax)[0] / 1.1), whole=steps)
    ax.set_xticks(ticks, labels=[f"{tick:,.6g}" for tick in ticks])
    ax.set_xlabel(along.words)
    ax.grid(visible=True, axis="x", linewidth=0.8)


def legend_rows(labels: Sequence[str], inches: float) -> tuple[int, int]:
    """In how many columns, and rows, a legend of these labels fits into this many inches.

    Of as many rows as it needs, none is left with one label where another could do with one less.
    """
    fitting = [columns for columns in range(len(labels), 1, -1) if sum(_columns(labels, columns)) <= inches]
    if not fitting:
        return 1, len(labels)
    rows = -(-len(labels) // fitting[0])
    return min(columns for columns in fitting if -(-len(labels) // columns) == rows), rows


def _columns(labels: Sequence[str], columns: int) -> list[float]:
    """Return the columns' widths, in inches, filled from top to bottom as matplotlib does it."""
    rows, longer = divmod(len(labels), columns)
    starts = [column * rows + min(column, longer) for column in range(columns + 1)]
    return [max(map(width, labels[start:end])) + 0.62 for start, end in pairwise(starts)]


def draw_head(ax: Axes, title: str, handles: Sequence[Artist], labels: Sequence[str]) -> None:
    """Write the title and, below it, above the axes, the legend."""
    inches = room(ax)[0]
    columns, rows = legend_rows(labels, inches)
    if labels:
        ax.legend(
            list(handles), list(labels), loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, fontsize=SIZE,
            borderaxespad=0.5, handlelength=1.8, columnspacing=1.4, borderpad=0,
        )  # fmt: skip
    figure = ax.get_figure(root=True)
    beyond = figure.get_figwidth() * (1 - ax.get_position().x1) if figure else 0.0  # a title may reach over the margin
    pad = 14 + (rows * LEGEND_ROW * 72 if labels else 0)
    ax.set_title(
        fit_inches(title, inches + max(beyond - 0.15, 0), TITLE, bold=True),
        loc="left",
        fontsize=TITLE,
        fontweight="bold",
        pad=pad,
    )


def top_margin(labels: Sequence[str], inches: float) -> float:
    """Return the room the head needs, in inches."""
    return 0.6 + (legend_rows(labels, inches)[1] * LEGEND_ROW if labels else 0)


def state_patch(state: JobState, **style: Any) -> Artist:
    """Return a patch with a state's colour and hatch, for a legend."""
    from matplotlib.patches import Patch

    look = LOOKS[state]
    return Patch(facecolor=look.colour, hatch=look.hatch, edgecolor=INK, linewidth=0.8, **style)


def no_jobs(recording: Recording, queue: str | None) -> str:
    """Return why there is no job to draw, in a sentence."""
    queues = recording.last.queues
    if queue is None or not queues:
        return "This recording holds no jobs: add one, and record again."
    return f"No job of queue {fit_inches(queue, 2)} in this recording; it has: {fit_inches(', '.join(queues), 4)}."


def say_empty(ax: Axes, sentence: str) -> None:
    """Write a sentence where the figure would be, for want of anything to draw."""
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_color(LINE)
    ax.text(
        0.5, 0.5, sentence, ha="center", va="center", color=QUIET, size=SIZE + 2, transform=ax.transAxes, wrap=False
    )
