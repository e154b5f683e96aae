"""A job and its flow: the children a parent waits for, and the parent that waits for a child, or does not."""

from __future__ import annotations

from collections.abc import Iterator

from qlab.observe.evidence import absent, field, holds, length, member
from qlab.observe.explaining.active import left_behind
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.job_report import Child, JobReport
from qlab.observe.explaining.limits import obstacles
from qlab.protocol.keys import Role
from qlab.protocol.states import NOT_STARTED, JobState
from qlab.text.decoded import quoted

__all__ = ["parent_note", "retry_fails", "waiting_children"]

Statements = Iterator[Statement]
DEEPER_SHOWN = 5
"""This many jobs deeper in a flow are told one by one."""


def waiting_children(job: JobReport) -> Statements:
    """Return what a parent in ``waiting-children`` waits for."""
    key = job.job_key(Role.DEPENDENCIES)
    held = job.below(Role.DEPENDENCIES)
    size = held.size if held else 0
    text = f"It waits for {size:,} child job{'' if size == 1 else 's'} to finish."
    yield Statement("next", text, (length(key, held),))
    for child in job.children:
        reason = field(child.key, "failedReason", child.reason) if child.exists else absent(child.key)
        yield Statement("next", _child(child), (member(key, child.key), reason))
    if size > len(job.children):
        yield Statement("next", f"And {size - len(job.children):,} more children.", (length(key, held),))
    for dependencies, node in job.deeper[:DEEPER_SHOWN]:
        why = f": {node.why.removeprefix('it failed: ')}" if node.state is JobState.FAILED else ""
        text = f"Deeper in the flow {quoted(node.key, 120)} holds it back: it is {node.state}{why}."
        yield Statement("next", text, (member(dependencies, node.key),))
    if len(job.deeper) > DEEPER_SHOWN:
        yield Statement("next", f"And {len(job.deeper) - DEEPER_SHOWN:,} more jobs deeper in the flow.", ())
    yield from _blockers(job)


def _blockers(job: JobReport) -> Statements:
    """Yield what holds back the jobs on which a parent waits."""
    for each in job.blocking:
        for said in _holding(each):
            yield said._replace(text=f"What holds {quoted(each.job_key(), 120)} back: {said.text}")


def _holding(job: JobReport) -> Statements:
    if job.state is JobState.ACTIVE:
        yield from left_behind(job)
    elif job.state in NOT_STARTED:
        yield from obstacles(job, "its queue")


def _child(child: Child) -> str:
    name = f"Child {quoted(child.key, 120)}"
    if not child.exists:
        return f"{name} no longer exists: it can never finish, and the parent waits forever."
    if child.state is JobState.FAILED:
        return f"{name} has failed: until it is retried or removed the parent waits."
    return f"{name} is {child.state}."


def retry_fails(job: JobReport) -> Statements:
    """Return why retrying a failed parent must fail: children BullMQ still counts (moveToFinished: -4 and -9)."""
    left, broken = job.below(Role.DEPENDENCIES), job.below(Role.UNSUCCESSFUL)
    if left is None and broken is None:
        return
    parts = []
    if left is not None:
        parts.append(f"{left.size:,} {'child has' if left.size == 1 else 'children have'} not finished")
    if broken is not None:
        parts.append(f"`unsuccessful` still holds {broken.size:,} failed {'child' if broken.size == 1 else 'children'}")
    yield Statement(
        "next",
        f"Nothing moves it by itself, and a retry (`job.retry()`) would fail again: {' and '.join(parts)}, so it "
        "cannot complete. Add the flow again as a new one.",
        (length(job.job_key(Role.DEPENDENCIES), left), length(job.job_key(Role.UNSUCCESSFUL), broken)),
    )


def parent_note(job: JobReport) -> Statements:
    """Return whether the parent waits for this job: only where it is in ``waiting-children`` and its dependencies hold
    it.
    """
    parent = job.parent
    if parent is None:
        return
    evidence = (job.field("parentKey"), holds(parent.dependencies, job.job_key(), parent.waits))
    name = f"its parent {quoted(parent.key, 120)}"
    if not parent.exists:
        text = f"It is a child in a flow; {name} no longer exists."
    elif parent.state is JobState.WAITING_CHILDREN and parent.waits:
        text = f"It is a child in a flow: {name} waits for it."
    elif parent.waits:
        text = f"It is a child in a flow, but {name} does not wait for it: it is {parent.state}."
    else:
        text = f"It is a child in a flow; {name} is {parent.state} and no longer counts it as unfinished."
    yield Statement("note", text, evidence)
