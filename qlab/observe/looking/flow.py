"""A flow as a tree: a job, its children, and theirs, each with its state and why it waits."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from qlab.observe.connected.clients import Clients, clients
from qlab.observe.connection import Connection
from qlab.observe.page import read_job
from qlab.protocol.keys import Role, job_key, place_of_job
from qlab.protocol.states import FINISHED, NOT_STARTED, JobState
from qlab.text import html
from qlab.text.decoded import quoted

__all__ = ["FlowNode", "flow", "top_of"]

MOST = 200
"""This many jobs of a flow are read."""
CHILDREN = 50
"""This many children of each job, of each kind."""
HIGHEST = 50
"""This many parents above each other are looked up."""
_CHILDREN = {Role.UNSUCCESSFUL: ("ZSCAN", "ZCARD"), Role.DEPENDENCIES: ("SSCAN", "SCARD"),
             Role.CHILD_FAILURES: ("HSCAN", "HLEN"), Role.PROCESSED: ("HSCAN", "HLEN")}  # fmt: skip
"""Where a parent's children stand, those that hold it back first; how each is read and counted."""
Node = TypeVar("Node")


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

    def spread(self, most: int) -> list[FlowNode]:
        """Return at most this many of its jobs, of every level: a wide level hides none of the levels below it."""
        return list(_in_turns(self, lambda node: node.children, most))

    def blocking(self) -> tuple[FlowNode, ...]:
        """Return the jobs that hold the flow back: unfinished or failed, with no unfinished child below them."""
        return tuple(each for each in self.all() if each.state is not JobState.COMPLETED
                     and not any(child.state is not JobState.COMPLETED for child in each.children))  # fmt: skip

    def text(self) -> str:
        """Return the tree as plain text, one line per job."""
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
    return _Walk(connection).tree(place, id)


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


def _in_turns(root: Node, below: Callable[[Node], Iterable[Node]], most: int) -> Iterator[Node]:
    """Yield at most this many nodes of a tree: one of each level in turn, for as long as a level has any."""
    levels = [deque([root])]
    while most > 0 and any(levels):
        for depth in range(len(levels)):
            if most > 0 and levels[depth]:
                node = levels[depth].popleft()
                most -= 1
                yield node
                if depth + 1 == len(levels):
                    levels.append(deque())
                levels[depth + 1].extend(below(node))


@dataclass
class _Found:
    """A job of the flow, which is read when its turn comes.

    Attributes:
        place: Its prefix and queue.
        id: Its id.
        parent: The job above it; None for the first.
        node: What was read, without its children; there is none before.
        total: How many children it has.
        children: Those of them that were read.
    """

    place: tuple[str, str]
    id: str
    parent: _Found | None = None
    node: FlowNode = field(init=False)
    total: int = 0
    children: list[_Found] = field(default_factory=list)


class _Walk:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.seen: set[str] = set()

    @cached_property
    def clients(self) -> Clients:
        """The server's connections, read once a flow."""
        return clients(self.connection)

    def tree(self, place: tuple[str, str], id: str) -> FlowNode:
        """Return a job and those below it, until enough have been read."""
        root = _Found(place, id)
        self.seen.add(job_key(*place, id))
        for found in _in_turns(root, self._below, MOST):
            if found.parent:
                found.parent.children.append(found)
        return _whole(root)

    def _below(self, found: _Found) -> list[_Found]:
        """Read a job; return its children, each once."""
        prefix, queue = found.place
        key = job_key(prefix, queue, found.id)
        page, queue, id = read_job(self.connection, key, prefix)
        view, state = page.job(id, queue), page.state_of(id, queue)
        keys, sizes = self._children(prefix, queue, id)
        why = _why(state, sizes[Role.DEPENDENCIES], view.failed_reason if view else None, exists=view is not None)
        if view is not None and state in NOT_STARTED and self.clients.on(page, queue).none:
            why += " No worker of its queue is connected."
        found.node = FlowNode(key, queue, id, view.name if view else "", state, why, ())
        found.total = sum(sizes.values())
        fresh = [each for each in keys if each not in self.seen]
        self.seen.update(fresh)
        return [_Found((owner, other), own, found) for owner, other, own in (place_of_job(each, prefix)
                for each in fresh)]  # fmt: skip

    def _children(self, prefix: str, queue: str, id: str) -> tuple[list[str], dict[Role, int]]:
        """Return the keys of the first children of each kind, and how many of each kind there are."""
        found: dict[str, None] = {}
        sizes: dict[Role, int] = {}
        for role, (scan, size) in _CHILDREN.items():
            key = job_key(prefix, queue, id, role)
            sizes[role] = int(self.connection.allowed(size, key) or 0)
            page = self.connection.allowed(scan, key, 0, "COUNT", CHILDREN) if sizes[role] else None
            members = page[1] if page else []
            found |= dict.fromkeys((members if role is Role.DEPENDENCIES else members[::2])[:CHILDREN])
        return list(found), sizes


def _whole(found: _Found) -> FlowNode:
    children = tuple(map(_whole, found.children))
    return replace(found.node, children=children, left_out=max(found.total - len(children), 0))


def _why(state: JobState, waits: int, reason: str | None, *, exists: bool) -> str:
    if not exists:
        return "there is no such job: it was removed, or never added"
    if state is JobState.FAILED:
        return f"it failed: {quoted(reason or '(no reason written)', 120)}"
    if state is JobState.WAITING_CHILDREN:
        return f"it waits for {waits:,} of its children" if waits else "it waits, and no child of it is unfinished"
    return "" if state in FINISHED else state.sentence
