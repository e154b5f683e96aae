"""A flow as a tree: a job, its children, and theirs, each with its state and why it waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qlab.observe.connection import Connection
from qlab.observe.page import read_job
from qlab.protocol.keys import Role, job_key, place_of_job
from qlab.protocol.states import FINISHED, JobState
from qlab.text import html
from qlab.text.decoded import quoted

__all__ = ["FlowNode", "flow", "top_of"]

MOST = 200
"""So many jobs of a flow are read."""
CHILDREN = 50
"""So many children of each job, of each kind."""
HIGHEST = 50
"""So many parents above each other are looked up."""


@dataclass(frozen=True, repr=False)
class FlowNode:
    """A job of a flow.

    Attributes:
        key: Its full key.
        queue: Its queue.
        id: Its id.
        name: Its name; "" where it has no hash.
        state: Its state; unknown where no list or set holds it.
        why: Why it waits, in a sentence; "" where it does not.
        children: Its children.
        left_out: How many more children it has, which were not read.
    """

    key: str
    queue: str
    id: str
    name: str
    state: JobState
    why: str
    children: tuple[FlowNode, ...]
    left_out: int = 0

    def all(self) -> Iterator[FlowNode]:
        """Yield the job and all below it, depth first."""
        yield self
        for child in self.children:
            yield from child.all()

    def blocking(self) -> tuple[FlowNode, ...]:
        """Return the jobs that hold the flow back: unfinished or failed, with no unfinished child below them."""
        return tuple(each for each in self.all() if each.state is not JobState.COMPLETED
                     and not any(child.state is not JobState.COMPLETED for child in each.children))  # fmt: skip

    def text(self) -> str:
        """Return the tree as plain text, a line a job."""
        return "\n".join(self._lines(""))

    def _lines(self, indent: str) -> Iterator[str]:
        why = f": {self.why}" if self.why else ""
        yield f"{indent}{quoted(self.queue, 60)} {quoted(self.id, 200)} ({quoted(self.name, 60)}) {self.state}{why}"
        for child in self.children:
            yield from child._lines(indent + "  ")
        if self.left_out:
            yield f"{indent}  … and {self.left_out:,} more children"

    def to_json(self) -> dict[str, Any]:
        """Return the tree as JSON values."""
        return {"key": self.key, "queue": self.queue, "id": self.id, "name": self.name, "state": str(self.state),
                "why": self.why, "left_out": self.left_out,
                "children": [child.to_json() for child in self.children]}  # fmt: skip

    def __repr__(self) -> str:
        return f"FlowNode({quoted(self.queue, 40)}/{quoted(self.id, 40)}, {self.state}, {len(self.children)} children)"

    def _repr_html_(self) -> str:
        return html.card("Flow", "", html.element("pre", self.text()))


def flow(connection: Connection, place: tuple[str, str], id: str) -> FlowNode:
    """Return the flow below a job; see :meth:`qlab.Observer.flow`."""
    return _Walk(connection).node(place, id)


def top_of(connection: Connection, place: tuple[str, str], id: str) -> tuple[tuple[str, str], str]:
    """Return the job at the top of the flow that a job is in: its parent's parent and so on, as far as they exist.

    Returns:
        The prefix and queue of it, and its id.
    """
    seen: set[str] = set()
    key = job_key(*place, id)
    while key not in seen and len(seen) < HIGHEST:
        seen.add(key)
        page, queue, found = read_job(connection, key, place[0])
        view = page.job(found, queue)
        if view is None:
            break
        place, id = (page.prefix, queue), found
        key = view.parent_key or key
    return place, id


class _Walk:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.left = MOST
        self.seen: set[str] = set()

    def node(self, place: tuple[str, str], id: str) -> FlowNode:
        """Return a job and those below it, until enough have been read."""
        prefix, queue = place
        key = job_key(prefix, queue, id)
        self.left -= 1
        self.seen.add(key)
        page, queue, id = read_job(self.connection, key, prefix)
        view, state = page.job(id, queue), page.state_of(id, queue)
        keys, more = self._children(prefix, queue, id)
        fresh = [child for child in keys if child not in self.seen][: max(self.left, 0)]
        children = tuple(self.node((owner, other), own) for owner, other, own in (place_of_job(each, prefix)
                         for each in fresh) if self.left > 0)  # fmt: skip
        waits = int(self.connection.allowed("SCARD", job_key(prefix, queue, id, Role.DEPENDENCIES)) or 0)
        why = _why(state, waits, view.failed_reason if view else None, exists=view is not None)
        return FlowNode(
            key, queue, id, view.name if view else "", state, why, children, more + len(keys) - len(children)
        )

    def _children(self, prefix: str, queue: str, id: str) -> tuple[list[str], int]:
        """Return the children's keys, unfinished ones first, and how many were left out."""
        found: dict[str, None] = {}
        total = 0
        commands = {Role.DEPENDENCIES: ("SSCAN", "SCARD"), Role.PROCESSED: ("HSCAN", "HLEN"),
                    Role.UNSUCCESSFUL: ("ZSCAN", "ZCARD"), Role.CHILD_FAILURES: ("HSCAN", "HLEN")}  # fmt: skip
        for role, (scan, size) in commands.items():
            key = job_key(prefix, queue, id, role)
            total += int(self.connection.allowed(size, key) or 0)
            page = self.connection.allowed(scan, key, 0, "COUNT", CHILDREN)
            members = page[1] if page else []
            found |= dict.fromkeys((members if role is Role.DEPENDENCIES else members[::2])[:CHILDREN])
        return list(found), max(total - len(found), 0)


def _why(state: JobState, waits: int, reason: str | None, *, exists: bool) -> str:
    if not exists:
        return "it no longer exists"
    if state is JobState.FAILED:
        return f"it failed: {quoted(reason or '(no reason written)', 120)}"
    if state is JobState.WAITING_CHILDREN:
        return f"it waits for {waits:,} of its children" if waits else "it waits, and no child of it is unfinished"
    return "" if state in FINISHED else state.sentence
