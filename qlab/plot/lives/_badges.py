"""The attempts of a job on its row: numbered badges, each shaped by how the attempt ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from qlab.plot.drawing.chart import Scale, room
from qlab.plot.drawing.style import INK, LOOKS, PAPER, QUIET, SIZE
from qlab.plot.drawing.text import width
from qlab.plot.lives._stays import Stay
from qlab.protocol.states import NOT_STARTED, JobState

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

PAD = 0.2
"""Room at either end of the axis, in inches, so that a badge there is not cut."""


class Badge(NamedTuple):
    """How an attempt's number is framed: boxes differ in shape as well as in colour."""

    shape: str
    marker: str
    face: str
    edge: str
    ink: str


BADGES = {
    "completed": Badge("circle,pad=0.22", "o", LOOKS[JobState.COMPLETED].colour, INK, INK),
    "retried": Badge("circle,pad=0.22", "o", PAPER, LOOKS[JobState.FAILED].colour, INK),
    "failed": Badge("square,pad=0.25", "s", LOOKS[JobState.FAILED].colour, INK, INK),
    "stalled": Badge("larrow,pad=0.2", "<", PAPER, INK, INK),
    "waiting-children": Badge("round4,pad=0.3", "D", LOOKS[JobState.WAITING_CHILDREN].colour, INK, INK),
    "delayed": Badge("circle,pad=0.22", "o", PAPER, LOOKS[JobState.DELAYED].colour, INK),
    "waiting": Badge("circle,pad=0.22", "o", PAPER, LOOKS[JobState.WAITING].colour, INK),
    "prioritized": Badge("circle,pad=0.22", "o", PAPER, LOOKS[JobState.PRIORITIZED].colour, INK),
    "removed": Badge("square,pad=0.25", "s", PAPER, QUIET, QUIET),
    "unknown": Badge("round4,pad=0.3", "D", PAPER, QUIET, QUIET),
    "": Badge("circle,pad=0.22", "o", LOOKS[JobState.ACTIVE].colour, INK, INK),
}
BADGE_WORDS: dict[str, str] = {
    "": "attempt running",
    "waiting-children": "attempt waits for children",
    "unknown": "attempt whose end nobody saw",
    **{str(state): f"attempt put back in {state}" for state in NOT_STARTED},
}

Interval = tuple[float, float]
"""A stretch of the axis, in inches."""


def inches(chart: Axes, along: Scale) -> float:
    """Return how many inches one unit of the axis takes."""
    return per_unit(room(chart)[0], along)


def per_unit(across: float, along: Scale) -> float:
    """Return how many inches one unit of the axis takes on axes so wide."""
    return (across - 2 * PAD) / max(along.span, 1e-9)


def draw_attempts(chart: Axes, row: int, attempts: Sequence[Stay], along: Scale) -> list[Interval]:
    """Draw the badges, and return the room they take, in inches along the axis."""
    unit = inches(chart, along)
    taken: list[Interval] = []
    for group in _groups(attempts, along, unit):
        text = _number(group)
        x = sum(along.place(stay.began_ms, stay.began_step) for stay in group) / len(group)
        badge = BADGES.get(group[-1].outcome, BADGES["removed"])
        shape = badge.shape if len(text) == 1 else "round,pad=0.22"
        chart.text(
            x, row, text, size=SIZE, ha="center", va="center_baseline", color=badge.ink, zorder=4,
            weight="normal" if badge.face == PAPER else "bold",
            bbox={"boxstyle": shape, "facecolor": badge.face, "edgecolor": badge.edge, "linewidth": 1.8},
        )  # fmt: skip
        taken.append((x * unit - _half(text), x * unit + _half(text)))
    return taken


def _half(text: str) -> float:
    return max(width(text, bold=True) / 2 + 0.07, 0.13)


def _number(group: Sequence[Stay]) -> str:
    first, last = group[0].attempt, group[-1].attempt
    return str(first) if first == last else f"{first}–{last}"


def _groups(attempts: Sequence[Stay], along: Scale, unit: float) -> list[list[Stay]]:
    """Group attempts whose badges would touch."""
    groups: list[list[Stay]] = []
    for stay in attempts:
        x = along.place(stay.began_ms, stay.began_step) * unit
        if groups:
            last = groups[-1]
            middle = sum(along.place(each.began_ms, each.began_step) for each in last) / len(last) * unit
            if x - middle < _half(_number(last)) + _half(str(stay.attempt)) + 0.04:
                last.append(stay)
                continue
        groups.append([stay])
    return groups


def badge_mark(outcome: str) -> Artist:
    from matplotlib.lines import Line2D

    badge = BADGES[outcome]
    return Line2D(
        [], [], linestyle="none", marker=badge.marker, markersize=11, markerfacecolor=badge.face,
        markeredgecolor=badge.edge, markeredgewidth=1.8,
    )  # fmt: skip
