"""How figures look: fonts, sizes, and for each state a colour, a hatch and a marker.

The colours are those of everything else in qlab (:data:`qlab.text.html.STATE_COLOURS`, Okabe and Ito's).
They are never the
only sign: hatches, markers and words tell the same, so a figure can be read in grey, and by the colour-blind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from qlab.protocol.states import JobState
from qlab.text.html import STATE_COLOURS

__all__ = ["FAINT", "FONT", "INK", "LINE", "LOOKS", "MONO", "PAPER", "QUIET", "SHADE", "SIZE", "TITLE", "styled"]

FONT = "DejaVu Sans"
"""Matplotlib brings this font along: figures look the same everywhere."""
MONO = "DejaVu Sans Mono"
SIZE = 11.0
"""The smallest size of text, in points: readable from the back of a class."""
TITLE = 14.0

INK = "#1a1a1a"
QUIET = "#565656"
FAINT = "#6f747b"
LINE = "#cfd2d6"
SHADE = "#f3f4f6"
PAPER = "#ffffff"


class Look(NamedTuple):
    """A state's signs.

    Attributes:
        colour: Its colour.
        hatch: Its pattern, as matplotlib writes it.
        ink: A colour that can be read on it.
    """

    colour: str
    hatch: str
    ink: str


_HATCHES = {
    JobState.WAITING: ("", PAPER),
    JobState.PRIORITIZED: ("\\\\\\", INK),
    JobState.DELAYED: ("..", INK),
    JobState.WAITING_CHILDREN: ("---", INK),
    JobState.ACTIVE: ("", INK),
    JobState.COMPLETED: ("///", INK),
    JobState.FAILED: ("xxx", INK),
    JobState.UNKNOWN: ("+++", INK),
}
LOOKS: Mapping[JobState, Look] = MappingProxyType(
    {state: Look(STATE_COLOURS[str(state)], hatch, ink) for state, (hatch, ink) in _HATCHES.items()}
)
"""The signs of each state. The two without a hatch, waiting and active, are the darkest and the lightest."""

RC: Mapping[str, Any] = MappingProxyType(
    {
        "font.family": [FONT],
        "font.size": SIZE,
        "text.parse_math": False,  # a `$` from Redis is a `$`
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": QUIET,
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "grid.color": LINE,
        "hatch.linewidth": 0.6,
        "legend.frameon": False,
        "legend.borderaxespad": 0.0,
    }
)
"""Matplotlib's settings while a figure is drawn; a user's own style has no say in what qlab proves to be readable."""


@contextmanager
def styled() -> Iterator[None]:
    """Lay :data:`RC` over matplotlib's defaults for as long as the block lasts.

    The first figure chooses the backend, which may turn on interactive drawing: a notebook shows no figure without it.
    """
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()  # leaves the backend alone
        mpl.rcParams.update(cast(Any, RC))
        yield
        interactive = mpl.is_interactive()
    mpl.interactive(interactive)
