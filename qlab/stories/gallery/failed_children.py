"""A flow whose child fails, once for each option that says what becomes of its parent."""

from __future__ import annotations

from qlab.lab.handles.job import Job
from qlab.lab.lab import Lab
from qlab.stories.gallery.lost_workers import take

__all__ = ["flow_continue", "flow_default", "flow_fail", "flow_ignore", "flow_remove"]

REFUSED = "The printer is on fire"


def flow_default(lab: Lab) -> None:
    """Give no option: the parent waits forever for a child that has failed, until somebody retries the child."""
    _one_fails(lab)
    lab.queue_named("email").take()
    child = lab.queue_named("documents").job("terms")
    child.retry()
    take(lab.queue_named("documents")).complete()
    take(lab.queue_named("email")).complete()


def flow_fail(lab: Lab) -> None:
    """Set failParentOnFailure: the parent is released to fail."""
    _one_fails(lab, failParentOnFailure=True)
    parent = take(lab.queue_named("email"))
    parent.fail(parent.fields["defa"], unrecoverable=True)


def flow_continue(lab: Lab) -> None:
    """Set continueParentOnFailure: the parent starts at once, though another child is still at work."""
    invoice = _one_fails(lab, finish=False, continueParentOnFailure=True)
    order = take(lab.queue_named("email"))
    invoice.complete()
    order.complete()


def flow_ignore(lab: Lab) -> None:
    """Set ignoreDependencyOnFailure: the parent runs once all have ended, and can ask which failed."""
    _one_fails(lab, ignoreDependencyOnFailure=True)
    take(lab.queue_named("email")).complete()


def flow_remove(lab: Lab) -> None:
    """Set removeDependencyOnFailure: the parent runs as if there had been no such child."""
    _one_fails(lab, removeDependencyOnFailure=True)
    take(lab.queue_named("email")).complete()


def _one_fails(lab: Lab, *, finish: bool = True, **option: bool) -> Job:
    """Fail the first of an order's two documents; finish the second, or return it still active."""
    lab.queue("email")
    documents = lab.queue("documents")
    children = [
        {"name": f"{name}-pdf", "queue": "documents", "options": {"jobId": name, **option}}
        for name in ("terms", "invoice")
    ]
    lab.flow({"name": "order", "queue": "email", "options": {"jobId": "order"}, "children": children})
    terms, invoice = take(documents), take(documents, "worker-2")
    terms.fail(REFUSED)
    if finish:
        invoice.complete()
    return invoice
