"""Statements about flows: what a child's end does to its parent."""

from __future__ import annotations

from typing import Any

from qlab.lab.lab import Lab
from qlab.teach.claims.claim import Claim, Evidence, claim
from qlab.teach.claims.reading import place
from qlab.teach.claims.sources import CONTINUE_PARENT, FAIL_PARENT, FLOWS, IGNORE_DEPENDENCY

__all__ = ["CLAIMS"]


def _add(lab: Lab, children: tuple[str, ...] = ("first", "second"), **options: Any) -> None:
    below = [{"name": "child", "queue": "c", "options": {"jobId": id, **options}} for id in children]
    lab.flow({"name": "parent", "queue": "q", "options": {"jobId": "parent"}, "children": below})


def _after_failure(lab: Lab, **options: Any) -> dict[str, str]:
    """Where the parent and the other child are when one of two children has failed for good."""
    _add(lab, **options)
    parents, children = lab.queue_named("q"), lab.queue_named("c")
    failed = children.take()
    failed.fail("SMTP 451")
    sibling = "second" if failed.id == "first" else "first"
    return {"parent": place(parents, "parent"), "sibling": place(children, sibling)}


@claim(
    "a parent waits until all children have succeeded; a failed one stops nobody",
    FLOWS,
    "a parent job will not be moved to the wait status (i.e. where it could be picked up by a worker) until all its "
    "children jobs have been processed successfully",
    {"parent": "waiting-children", "sibling": "wait"},
    misconception=23,
)
def a_parent_waits_for_successful_children(lab: Lab) -> Evidence:
    """One of two children fails, without any option."""
    return _after_failure(lab)


@claim(
    "with `failParentOnFailure` the parent is moved to `failed` at once",
    FAIL_PARENT,
    "As soon as a qualifying child job fails, the parent job is moved to the failed state.",
    {"parent": "failed"},
)
def fail_parent_moves_it_to_failed(lab: Lab) -> Evidence:
    """One of two children fails, and no worker looks at the parent."""
    return _after_failure(lab, failParentOnFailure=True)


@claim(
    "with `continueParentOnFailure` the parent goes on while other children wait",
    CONTINUE_PARENT,
    "causes the parent job to begin processing immediately if that child fails",
    {"parent": "wait", "sibling": "wait"},
)
def continue_parent_starts_it(lab: Lab) -> Evidence:
    """One of two children fails."""
    return _after_failure(lab, continueParentOnFailure=True)


@claim(
    "with `ignoreDependencyOnFailure` the parent goes on once no child is pending",
    IGNORE_DEPENDENCY,
    "the parent job will be moved to a waiting state only if there are no more pending children",
    {"one_failed": "waiting-children", "none_pending": "wait"},
)
def ignoring_waits_for_the_others(lab: Lab) -> Evidence:
    """One of two children fails, and the other completes."""
    failed = _after_failure(lab, ignoreDependencyOnFailure=True)
    lab.queue_named("c").take().complete()
    return {"one_failed": failed["parent"], "none_pending": place(lab.queue_named("q"), "parent")}


@claim(
    "a parent whose last child is removed is completed",
    FLOWS,
    "if the child was the last child in the dependencies list, the parent job will be completed",
    {"parent": "completed"},
)
def removing_the_last_child_completes_the_parent(lab: Lab) -> Evidence:
    """The only child is removed."""
    _add(lab, ("first",))
    lab.queue_named("c").job("first").remove()
    return {"parent": place(lab.queue_named("q"), "parent")}


@claim(
    "a parent finds its children's results by their keys",
    FLOWS,
    "This method returns an object with job keys as keys and the result of that given job as a value",
    {"values": {"bull:c:first": 2500, "bull:c:second": 1750}},
)
def children_values_are_by_key(lab: Lab) -> Evidence:
    """Two children return what their work costs."""
    _add(lab)
    for cost in (2500, 1750):
        lab.queue_named("c").take().complete(cost)
    values = lab.queue_named("q").job("parent").children_values()
    return {"values": {key.replace(lab.prefix, "bull", 1): value for key, value in values.items()}}


CLAIMS: tuple[Claim, ...] = (
    a_parent_waits_for_successful_children,
    fail_parent_moves_it_to_failed,
    continue_parent_starts_it,
    ignoring_waits_for_the_others,
    removing_the_last_child_completes_the_parent,
    children_values_are_by_key,
)
