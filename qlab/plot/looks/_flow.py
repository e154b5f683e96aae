"""A flow as a tree: one row per job, its children below it, each with its state and why it waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qlab.plot.drawing.canvas import Canvas, Fill, Pen
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.drawing.style import INK, LINE, LOOKS, QUIET, TITLE
from qlab.plot.drawing.text import counted_as, fit_inches
from qlab.snapshot.tables import printable
from qlab.text.words import plural

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from qlab.observe.looking.flow import FlowNode

__all__ = ["flow", "flow_table"]

WIDTH = 12.6
MOST_ROWS = 60
"""This many jobs are drawn; the rest are counted."""
ROW, HEAD, SIDE = 0.42, 0.95, 0.35
STATE_AT, WHY_AT = 5.6, 7.45
DEEPEST = 2.2
"""So far to the right the deepest row begins at most, in inches."""
COLUMNS = ("depth", "queue", "job", "name", "state", "why", "blocks", "left_out")
BLOCKS = "holds the flow back"


class Row(NamedTuple):
    """A job of the tree, and where it stands there.

    Attributes:
        node: The job.
        depth: How many parents it has in the tree.
        parent: The row of its parent, from 0 on; -1 for the root.
        hidden: How many of its children are not drawn, or were not read.
    """

    node: FlowNode
    depth: int
    parent: int
    hidden: int = 0


def flow_table(tree: FlowNode) -> pd.DataFrame:
    """Return the jobs of a flow, depth first, one row each.

    Columns: depth (0: the root), queue, job, name, state, why (it waits or failed), blocks (whether it holds the flow
    back), left_out (how many more children it has, which were not read).
    """
    import pandas as pd

    blocking = {node.key for node in tree.blocking()}
    rows = [
        (depth, *map(printable, (node.queue, node.id, node.name, str(node.state), node.why)), node.key in blocking,
         node.left_out)
        for node, depth, *_ in _rows(tree, list(tree.all()))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(tree: FlowNode, shown: Sequence[FlowNode]) -> list[Row]:
    """Return the rows of some of a tree's jobs, depth first."""
    rows: list[Row] = []
    drawn = {id(node) for node in shown}

    def walk(node: FlowNode, depth: int, parent: int) -> None:
        children = [child for child in node.children if id(child) in drawn]
        rows.append(Row(node, depth, parent, node.left_out + len(node.children) - len(children)))
        own = len(rows) - 1
        for child in children:
            walk(child, depth + 1, own)

    walk(tree, 0, -1)
    return rows


@drawn_from(flow_table)
def flow(tree: FlowNode, *, ax: Axes | None = None) -> Axes:
    """Draw a flow as a tree: one row per job, its children below it, each with its state and why it waits.

    An arrowhead marks the jobs that hold the flow back: unfinished or failed, with no unfinished child below them. With
    more than 60 jobs, 60 of all levels are drawn, and each row says how many of its job's children are not.

    Args:
        tree: What ``prod.flow(queue, id)`` returned.
        ax: Axes to draw on; None: a figure as high as it needs to be.

    Returns:
        The axes.
    """
    jobs, blocking = list(tree.all()), {node.key for node in tree.blocking()}
    shown = _rows(tree, tree.spread(MOST_ROWS))
    left_out = len(jobs) - len(shown) + sum(node.left_out for node in jobs)
    canvas = Canvas(ax, WIDTH, HEAD + ROW * len(shown) + 0.5)
    title = _title(tree, len(jobs), len(blocking))
    canvas.text(SIDE, 0.35, title, Pen(TITLE, bold=True), room=WIDTH - 2 * SIDE)
    if blocking:
        canvas.dot(SIDE + 0.08, 0.7, marker=">")
        canvas.text(SIDE + 0.26, 0.7, BLOCKS, Pen(colour=QUIET))
    step = min(0.42, DEEPEST / max(*(row.depth for row in shown), 1))
    for at, row in enumerate(shown):
        _draw(canvas, at, row, step, blocks=row.node.key in blocking)
    if left_out:
        y = HEAD + ROW * len(shown) + 0.15
        canvas.text(SIDE, y, f"and {counted_as(left_out, 'more job')}, not drawn or not read", Pen(colour=QUIET))
    return describe(canvas.ax, title, _alternative(title, shown, blocking))


def _title(tree: FlowNode, jobs: int, blocking: int) -> str:
    name = f"Flow of {fit_inches(tree.queue, 2.5, TITLE)} {fit_inches(tree.id, 3, TITLE)}"
    held = f"{blocking:,} {'holds' if blocking == 1 else 'hold'} it back" if blocking else "all completed"
    return f"{name}: {counted_as(jobs, 'job')}, {held}"


def _draw(canvas: Canvas, at: int, row: Row, step: float, *, blocks: bool) -> None:
    node, y = row.node, HEAD + ROW * (at + 0.4)
    x = SIDE + 0.3 + row.depth * step
    if row.parent >= 0:
        stem = x - step + 0.12
        above = HEAD + ROW * (row.parent + 0.4) + 0.13
        canvas.line([(stem, above), (stem, y), (x, y)], colour=LINE, width=1.4)
    look = LOOKS[node.state]
    canvas.box(x, y - 0.13, 0.26, 0.26, Fill(look.colour, INK, look.hatch), radius=0.05, level=4)
    if blocks:
        canvas.dot(SIDE + 0.08, y, marker=">")
    name = f"{node.queue} {node.id}" + (f" ({node.name})" if node.name else "")
    canvas.text(x + 0.38, y, name, Pen(bold=blocks), room=STATE_AT - x - 0.53)
    canvas.text(STATE_AT, y, str(node.state), Pen(bold=blocks))
    canvas.text(WHY_AT, y, _remark(row), Pen(colour=QUIET), room=WIDTH - WHY_AT - SIDE)


def _remark(row: Row) -> str:
    hidden = f"{plural(row.hidden, 'more child', 'more children')} not drawn" if row.hidden else ""
    return "; ".join(each for each in (hidden, row.node.why) if each)


def _alternative(title: str, shown: list[Row], blocking: set[str]) -> str:
    def said(row: Row) -> Iterator[str]:
        yield f"{fit_inches(row.node.queue, 2)} {fit_inches(row.node.id, 2)} is {row.node.state}"
        if row.node.key in blocking:
            yield BLOCKS
        if row.parent >= 0:
            yield f"child of {fit_inches(shown[row.parent].node.id, 2)}"

    rest = f" And {len(shown) - 12} more." if len(shown) > 12 else ""
    return f"{title}. A row a job, children below their parent. " + " ".join(
        f"{', '.join(said(row))}." for row in shown[:12]
    ) + rest  # fmt: skip
