"""How often each way between two states was taken, and how the ways are gathered into the arrows of a figure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from qlab.protocol.states import EDGES, READY, Edge, JobState

if TYPE_CHECKING:
    import pandas as pd

    from qlab.record.recording import Recording

(W, P), D = READY, JobState.DELAYED
WC, A, C, F = JobState.WAITING_CHILDREN, JobState.ACTIVE, JobState.COMPLETED, JobState.FAILED
DRAWN = (W, P, D, WC, A, C, F)


def taken(recording: Recording, queue: str | None = None) -> Counter[Edge]:
    """Return how often each edge was taken, in all queues or in one."""
    moves = (move for step in recording for move in step.transitions if queue in (None, move.queue))
    return Counter((move.source, move.target) for move in moves)


def moves_table(recording: Recording, *, queue: str | None = None) -> pd.DataFrame:
    """Return every edge of BullMQ's state machine, one row each: source, target, count, scripts.

    ``source`` is None where a job is added, ``target`` None where one is removed. ``scripts`` are those of BullMQ that
    can make the move; an edge without one was made by hand, with Redis commands.
    """
    import pandas as pd

    counted = taken(recording, queue)
    edges = [*EDGES, *(edge for edge in counted if edge not in EDGES)]
    rows = [(*map(_name, edge), counted[edge], EDGES.get(edge, ())) for edge in edges]
    return pd.DataFrame(rows, columns=["source", "target", "count", "scripts"])


def _name(state: JobState | None) -> str | None:
    return None if state is None else str(state)


class Arrow(NamedTuple):
    """An arrow of the figure: one edge, or some that mean the same.

    Attributes:
        words: What the move is, in a word or two.
        edges: The edges it stands for.
    """

    words: str
    edges: tuple[Edge, ...]

    def count(self, counted: Counter[Edge]) -> int:
        """Return how often it was taken."""
        return sum(counted[edge] for edge in self.edges)

    def label(self, counted: Counter[Edge]) -> str:
        """Return ``3× due``; of those, on a line below, how many became `prioritized` instead of `waiting`."""
        ranked = sum(counted[edge] for edge in self.edges if edge[1] is P) if len(self.edges) > 1 else 0
        return f"{self.count(counted):,}× {self.words}" + (f"\n({ranked:,} to prioritized)" if ranked else "")


def _to_ready(words: str, *sources: JobState) -> Arrow:
    return Arrow(words, tuple((source, target) for source in sources for target in READY))


ARROWS = {
    "take": Arrow("taken", ((W, A),)),
    "take-prioritized": Arrow("taken", ((P, A),)),
    "back": _to_ready("retried, stalled", A),
    "backoff": Arrow("failed: backoff", ((A, D),)),
    "due": _to_ready("due", D),
    "children": Arrow("waits for children", ((A, WC),)),
    "released": _to_ready("children finished", WC),
    "complete": Arrow("completed", ((A, C),)),
    "fail": Arrow("failed for good", ((A, F),)),
    "retry-completed": _to_ready("run again by hand", C),
    "retry-failed": _to_ready("retried by hand", F),
    "rank": Arrow("priority changed", ((W, P), (P, W))),
    **{f"add-{state}": Arrow("added", ((None, state),)) for state in (W, P, D, WC)},
    **{f"remove-{state}": Arrow("removed", ((state, None),)) for state in DRAWN},
}
"""The arrows by name. All else that was taken is told in words below the figure."""


def others(counted: Counter[Edge]) -> list[str]:
    """Return the moves that no arrow stands for, in words: rare ones, and those made by hand."""
    drawn = {edge for arrow in ARROWS.values() for edge in arrow.edges}
    rest = sorted((edge for edge in counted if edge not in drawn), key=lambda edge: tuple(map(str, edge)))
    return [f"{counted[edge]}× {edge[0] or 'new'} → {edge[1] or 'removed'}" for edge in rest]
