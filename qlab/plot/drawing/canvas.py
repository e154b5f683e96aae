"""A canvas: axes measured in inches from the top left corner, to draw boxes, arrows and words on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from qlab.plot.drawing.picture import axes
from qlab.plot.drawing.style import FONT, INK, LINE, MONO, PAPER, SIZE
from qlab.plot.drawing.text import fit_inches

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

__all__ = ["Canvas", "Fill", "Height", "Pen", "Point", "Side"]

Point = tuple[float, float]
Side = Literal["left", "center", "right"]
Height = Literal["top", "center", "bottom", "baseline"]


class Pen(NamedTuple):
    """How text is written: its size in points, its colour, its weight, and whether in the font of code."""

    size: float = SIZE
    colour: str = INK
    bold: bool = False
    mono: bool = False


class Fill(NamedTuple):
    """How a box is drawn: its face's and its edge's colour, its hatch, and the edge's width in points."""

    face: str = PAPER
    edge: str = LINE
    hatch: str = ""
    line: float = 1.0
    dashed: bool = False


PLAIN = Pen()


class Canvas:
    """Axes in inches: x to the right, y downwards.

    On axes that somebody else made, everything shrinks or grows to fill them.

    Attributes:
        ax: The axes.
        scale: How much larger than life all is drawn.
    """

    def __init__(self, ax: Axes | None, width: float, height: float) -> None:
        own = ax is None
        self.ax = axes(ax, width, height)
        if own:
            self.ax.set_position((0.0, 0.0, 1.0, 1.0))
        self.ax.set_axis_off()
        self.ax.set_xlim(0, width)
        self.ax.set_ylim(height, 0)
        self.ax.set_aspect("equal")
        self.scale = 1.0 if own else self._room(width, height)

    def _room(self, width: float, height: float) -> float:
        figure = self.ax.get_figure(root=True)
        if figure is None:
            return 1.0
        across, down = figure.get_size_inches()
        box = self.ax.get_position()
        return float(min(box.width * across / width, box.height * down / height))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        pen: Pen = PLAIN,
        *,
        across: Side = "left",
        down: Height = "center",
        room: float | None = None,
        halo: str | None = None,
    ) -> None:
        """Write text; with ``room`` (inches) it is made safe and cut to that width, without it must be safe already.

        ``halo`` is a colour that covers the lines beneath it.
        """
        shown = text if room is None else fit_inches(text, room, pen.size, mono=pen.mono, bold=pen.bold)
        self.ax.text(
            x, y, shown, size=pen.size * self.scale, color=pen.colour, family=[MONO if pen.mono else FONT],
            weight="bold" if pen.bold else "normal", ha=across, va=down, zorder=5,
            bbox={"facecolor": halo, "edgecolor": "none", "pad": 1.5 * self.scale} if halo else None,
        )  # fmt: skip

    def box(
        self, x: float, y: float, width: float, height: float, fill: Fill, *, radius: float = 0.08, level: float = 2
    ) -> None:
        """Draw a box with round corners; x and y are its top left corner."""
        from matplotlib.patches import FancyBboxPatch

        style = f"round,pad=0,rounding_size={min(radius, width / 2, height / 2)}" if radius else "square,pad=0"
        self.ax.add_patch(
            FancyBboxPatch(
                (x, y), width, height, boxstyle=style, facecolor=fill.face, edgecolor=fill.edge, hatch=fill.hatch,
                linewidth=fill.line * self.scale, linestyle="--" if fill.dashed else "-", zorder=level,
            )
        )  # fmt: skip

    def line(
        self,
        points: Sequence[Point],
        *,
        colour: str = INK,
        width: float = 1.2,
        dashed: bool = False,
        head: bool = False,
    ) -> None:
        """Draw a line through the points, its corners rounded, with an arrow's head at the end if wanted."""
        from matplotlib.patches import FancyArrowPatch

        size = 0.4 + 0.065 * width
        self.ax.add_patch(
            FancyArrowPatch(
                path=_rounded(points), arrowstyle=f"-|>,head_length={size},head_width={size / 2}" if head else "-",
                mutation_scale=20 * self.scale, color=colour, linewidth=width * self.scale,
                linestyle=(0, (4, 3)) if dashed else "-", shrinkA=0, shrinkB=0, zorder=3, capstyle="butt",
            )
        )  # fmt: skip

    def dot(self, x: float, y: float, *, size: float = 8, face: str = INK, edge: str = INK, marker: str = "o") -> None:
        """Draw a dot (or another of matplotlib's markers), its size in points."""
        self.ax.plot(
            [x], [y], marker=marker, markersize=size * self.scale, markerfacecolor=face, markeredgecolor=edge,
            markeredgewidth=1.2 * self.scale, linestyle="none", zorder=4, clip_on=False,
        )  # fmt: skip


def _rounded(points: Sequence[Point], radius: float = 0.16) -> Path:
    from matplotlib.path import Path

    vertices, codes = [points[0]], [int(Path.MOVETO)]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        vertices += [_towards(corner, before, radius), corner, _towards(corner, after, radius)]
        codes += [int(Path.LINETO), int(Path.CURVE3), int(Path.CURVE3)]
    return Path([*vertices, points[-1]], [*codes, int(Path.LINETO)])


def _towards(start: Point, end: Point, distance: float) -> Point:
    across, down = end[0] - start[0], end[1] - start[1]
    length = max((across**2 + down**2) ** 0.5, 1e-9)
    share = min(distance / length, 0.5)
    return start[0] + across * share, start[1] + down * share
