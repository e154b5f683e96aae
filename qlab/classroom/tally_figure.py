"""The figure of a tally: a row of bars for each option, both rounds side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qlab.classroom.tally import ROUNDS, Tally
from qlab.plot.drawing.picture import axes, describe
from qlab.plot.drawing.style import styled
from qlab.plot.drawing.text import clean, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]

COLOURS = ("#56b4e9", "#0072b2")
"""Of the first round and the second (Okabe and Ito's); a single round has the second's."""
HIGH = 0.8
WIDE = 8.0
LABEL, TITLE = 2.2, 6.5
"""How wide an option's name may be, and the question, in inches."""


def draw(tally: Tally, ax: Axes | None) -> Axes:
    """Draw the bars.

    Args:
        tally: The tally.
        ax: Where to draw; None: a figure of its own.
    """
    from matplotlib.ticker import MaxNLocator

    bars, rounds = tally.bars, len(tally.votes)
    with styled():
        ax = axes(ax, WIDE, 1.4 + 0.7 * len(bars))
        ax.figure.set_layout_engine("constrained")  # type: ignore[union-attr]  # of a figure, not of a part of one
        for at in range(rounds):
            places = [row + HIGH * ((at + 0.5) / rounds - 0.5) for row in range(len(bars))]
            colour = COLOURS[-1] if rounds == 1 else COLOURS[at]
            counts = [bar.counts[at] for bar in bars]
            ax.bar_label(ax.barh(places, counts, HIGH / rounds, color=colour, label=f"{ROUNDS[at]} vote"), padding=3)
        names = [("✓ " if bar.right else "") + bar.option for bar in bars]
        ax.set_yticks(range(len(bars)), ["\n".join(wrapped(clean(name), LABEL)) for name in names], parse_math=False)
        ax.invert_yaxis()
        ax.set_xlim(0, 1.1 * max([1, *(max(bar.counts, default=0) for bar in bars)]))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_xlabel("votes")
        ax.set_title("\n".join(wrapped(clean(tally.question.text), TITLE)), parse_math=False)
        if rounds > 1:
            ax.legend()
    return describe(ax, tally.question.text, tally.text())
