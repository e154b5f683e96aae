"""The states that the explorer found, by the moves that lead to them, with the way to a broken promise lit."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from qlab.explore.show import verdict
from qlab.plot.drawing.chart import Margins, draw_head, even_ticks, open_chart, room
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.drawing.style import FAINT, INK, LINE, LOOKS, PAPER, SHADE, SIZE
from qlab.plot.drawing.text import counted_as, fit_inches
from qlab.protocol.states import JobState

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from qlab.explore.exploration import Exploration

__all__ = ["space_table", "state_space"]

WIDTH, HEIGHT = 13.0, 5.6
LISTED = 4.6
"""The room for the moves in words, in."""
ROW = 0.25
"""A line of it, in."""
MOST_DOTS = 400
"""Up to this many states, each is a dot, with the moves between them; above it, one bar per depth."""
LIT = LOOKS[JobState.FAILED].colour
AROUND = 0.6
_DOT, _LIT_DOT = 16, 60


class Place(NamedTuple):
    """Where a state stands: the moves to it, and its place among those with as many."""

    moves: int
    at: float


def space_table(exploration: Exploration) -> pd.DataFrame:
    """Return the states by the number of moves that lead to them, one row each.

    Columns: moves (in a row, to the states), states (new ones), tried (moves from them), counterexample (the move of
    the shortest one that leads on from there, in words; empty where there is none).
    """
    import pandas as pd

    found = exploration.found
    starts = _starts(exploration)
    tried = [0] * len(starts)
    for number in found.edges[::2]:
        tried[_place(number, starts).moves] += 1
    shortest = exploration.counterexample
    words = [] if shortest is None else list(shortest.moves)
    words += [""] * (len(starts) - len(words))
    rows = zip(range(len(starts)), (found.by_depth[each] for each in range(len(starts))), tried, words, strict=False)
    return pd.DataFrame(list(rows), columns=["moves", "states", "tried", "counterexample"])


def _starts(exploration: Exploration) -> list[int]:
    """Return the number of the first state of each depth: breadth first, they are numbered depth by depth."""
    counts = exploration.found.by_depth
    return [0, *accumulate(counts[each] for each in range(exploration.depth))]


def _place(number: int, starts: list[int]) -> Place:
    from bisect import bisect_right

    moves = bisect_right(starts, number) - 1
    return Place(moves, number - starts[moves] + 0.5)


@drawn_from(space_table)
def state_space(exploration: Exploration, *, ax: Axes | None = None) -> Axes:
    """Draw the states that were found, in columns by the number of moves that lead to them.

    Up to 400 states, each is a dot and each move a line; above that, each column is a bar. The shortest path to a
    broken promise is highlighted; its moves are numbered and described beside it, and a cross marks where the promise
    breaks. The title says so if the search stopped early.

    Args:
        exploration: What :func:`qlab.explore.explore` returned.
        ax: Axes to draw on, without the description of the moves; None: a figure of 13 × 6 inches, higher for many
            moves.

    Returns:
        The axes.
    """
    shortest, starts = exploration.counterexample, _starts(exploration)
    words = () if shortest is None or ax is not None else shortest.moves
    high = max(HEIGHT, 1.8 + ROW * len(words))
    chart = open_chart(ax, WIDTH, high, Margins(0.95, LISTED if words else 0.4, 0.95, 0.7))
    title = _title(exploration)
    _frame(chart, exploration)
    (_dots if exploration.states <= MOST_DOTS else _bars)(chart, exploration, starts)
    way = _way(exploration, starts)
    if way:
        _light(chart, way)
    _list(chart, words)
    draw_head(chart, title, [], [])
    return describe(chart, title, _alternative(exploration, f"{_sizes(exploration)} {verdict(exploration)}"))


def _title(exploration: Exploration) -> str:
    """Return the sizes and the verdict, as short as a title must be."""
    unknown = exploration.cut and not exploration.counterexamples
    return (
        f"{_sizes(exploration)} {f'Not every state was seen: {exploration.cut}.' if unknown else verdict(exploration)}"
    )


def _sizes(exploration: Exploration) -> str:
    return f"{counted_as(exploration.states, 'state')}, {counted_as(exploration.moves, 'move')}."


def _frame(chart: Axes, exploration: Exploration) -> None:
    most = max(exploration.found.by_depth.values(), default=1)
    last = max(exploration.depth, len(exploration.found.broken[0].path) if exploration.found.broken else 0)
    chart.set_xlim(-AROUND, last + AROUND)
    chart.set_ylim(0, most * 1.04 + 0.2)
    wide, tall = room(chart)
    for axis, ticks in (
        (chart.xaxis, even_ticks(0, last, int(wide / 0.6), whole=True)),
        (chart.yaxis, even_ticks(0, most, int(tall / 0.6), whole=True)),
    ):
        axis.set_ticks(ticks, labels=[f"{tick:,.0f}" for tick in ticks])
    chart.set_xlabel("moves in a row")
    placed = exploration.states <= MOST_DOTS or exploration.found.broken  # a dot, or a place on the way
    chart.set_ylabel("states, in the order they were found" if placed else "states")


def _dots(chart: Axes, exploration: Exploration, starts: list[int]) -> None:
    from matplotlib.collections import LineCollection

    edges = exploration.found.edges
    lines = [(_place(edges[at], starts), _place(edges[at + 1], starts)) for at in range(0, len(edges), 2)]
    chart.add_collection(LineCollection(lines, colors=LINE, linewidths=0.8, zorder=1))
    places = [_place(number, starts) for number in range(exploration.states)]
    chart.scatter(
        [place.moves for place in places], [place.at for place in places], s=_DOT, facecolor=PAPER, edgecolor=FAINT,
        zorder=2,
    )  # fmt: skip


def _bars(chart: Axes, exploration: Exploration, starts: list[int]) -> None:
    counts = [exploration.found.by_depth[each] for each in range(len(starts))]
    chart.bar(range(len(counts)), counts, width=0.8, facecolor=SHADE, edgecolor=FAINT, zorder=2)


def _way(exploration: Exploration, starts: list[int]) -> list[Place]:
    """Return the places on the way to the broken promise; the last one is where it breaks."""
    if not exploration.found.broken:
        return []
    broken = exploration.found.broken[0]
    way = [_place(number, starts) for number in broken.states]
    if len(broken.path) == len(way):  # the last move's own state was no longer taken in
        way.append(Place(len(broken.path), way[-1].at))
    return way


def _light(chart: Axes, way: list[Place]) -> None:
    across, up = [place.moves for place in way], [place.at for place in way]
    chart.plot(across, up, color=INK, linewidth=2.6, zorder=3)
    chart.scatter(across[:-1], up[:-1], s=_LIT_DOT, facecolor=LIT, edgecolor=INK, zorder=4)
    chart.scatter(across[-1:], up[-1:], s=190, marker="X", facecolor=LIT, edgecolor=INK, linewidth=1.2, zorder=5)


def _list(chart: Axes, words: tuple[str, ...]) -> None:
    tall = room(chart)[1]
    for at, move in enumerate(words, 1):
        text = fit_inches(f"{at}  {move}", LISTED - 0.45)
        chart.annotate(
            text, (1, 1 - (at - 0.5) * ROW / tall), xycoords="axes fraction", xytext=(18, 0),
            textcoords="offset points", va="center", fontsize=SIZE, annotation_clip=False,
        )  # fmt: skip


def _alternative(exploration: Exploration, title: str) -> str:
    counts = exploration.found.by_depth
    sizes = "; ".join(f"{counted_as(counts[each], 'state')} after {each}" for each in range(exploration.depth + 1))
    shortest = exploration.counterexample
    if shortest is None:
        return f"{title} By moves: {sizes}."
    moves = "; ".join(f"{at}: {move}" for at, move in enumerate(shortest.moves, 1))
    return f"{title} By moves: {sizes}. {shortest.message}, by these moves: {moves}."
