"""A flow as a tree: each job with its state and why it waits, as the observer has it."""

from __future__ import annotations

from collections.abc import Iterable

from qlab.app.queues import NAMES, QueueName
from qlab.app.web.board.pieces import badge, job_link
from qlab.app.web.page_layout import page
from qlab.errors import QueueMissing
from qlab.observe.attach import Observer
from qlab.observe.looking.flow import FlowNode
from qlab.protocol.keys import Role, job_key
from qlab.protocol.states import JobState
from qlab.snapshot.job_view import JobView
from qlab.text.escape import html, shorten

__all__ = ["flows", "flows_page", "tree"]

FLOWS = 10
"""This many flows are shown: the latest."""
LOOKED_AT = 25
"""This many jobs of each state are looked at for flows."""
_CHILDREN = (Role.DEPENDENCIES, Role.PROCESSED, Role.UNSUCCESSFUL, Role.CHILD_FAILURES)


def tree(node: FlowNode, prefix: str) -> str:
    """Return a flow as nested lists.

    Args:
        node: Its job at the top.
        prefix: BullMQ's key prefix; jobs of the application's queues under it are links.
    """
    return f'<ul class="tree">{_branch(node, prefix)}</ul>'


def _branch(node: FlowNode, prefix: str) -> str:
    below = "".join(_branch(child, prefix) for child in node.children)
    more = f"<li>… and {node.left_out:,} more children</li>" if node.left_out else ""
    ours = node.queue in NAMES and node.key == job_key(prefix, node.queue, node.id)
    link = job_link(node.queue, node.id, node.queue) if ours else html(f"{node.queue} {shorten(node.id, 40)}")
    why = f" <small>{html(shorten(node.why, 200))}</small>" if node.why else ""
    inner = f"<ul>{below}{more}</ul>" if below or more else ""
    return f"<li>{badge(node.state)} {link} {html(shorten(node.name, 60))}{why}{inner}</li>"


def flows(
    observer: Observer, queues: Iterable[QueueName], states: Iterable[JobState] | None = None, most: int = FLOWS
) -> list[FlowNode]:
    """Return the latest flows: those whose job at the top is among the first few of a state.

    Args:
        observer: Looks.
        queues: Where to look for jobs that have children and no parent.
        states: Their states; None for all.
        most: At most this many.
    """
    found: list[tuple[int, str, str]] = []
    for queue in queues:
        try:
            seen = observer.snapshot(queue, limit=LOOKED_AT, states=states)
        except QueueMissing:
            continue
        tops = [job for job in seen.all_jobs() if job.queue == queue and job.parent_key is None and _is_parent(job)]
        found += [(job.timestamp, queue, job.id) for job in tops]
    return [observer.flow(queue, id) for _at, queue, id in sorted(found, reverse=True)[:most]]


def _is_parent(job: JobView) -> bool:
    seen = job.snapshot
    return any(seen.key(job_key(seen.prefix, job.queue, job.id, role)) is not None for role in _CHILDREN)


def flows_page(found: Iterable[FlowNode], prefix: str) -> str:
    """Return the latest flows, each as a tree."""
    sections = "".join(
        f"<section><h2>{html(each.queue)} {html(shorten(each.id, 40))}</h2>{tree(each, prefix)}</section>"
        for each in found
    )
    about = (
        "<p>A parent waits in <code>waiting-children</code> until its children have finished. The latest "
        f"{FLOWS} flows, of the {LOOKED_AT} jobs of each state and queue that come first:</p>"
    )
    none = '<section><p>None yet. "A bit of everything" on the board adds one.</p></section>'
    return page("Flows", about + (sections or none), live="*")
