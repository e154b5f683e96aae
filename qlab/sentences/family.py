"""Clauses about parents and children: who waits for whom, and what a child's end does to its parent.

What a failed child does is the child's own option (`moveChildFromDependenciesIfNeeded` in moveToFinished): without one
it stays among its parent's `dependencies`, and the parent waits forever, unless `removeOnFail` removes the child.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qlab.protocol import operations
from qlab.protocol.jobs.flows import CONTINUE_PARENT, FAIL_PARENT, FailureRule, failure_rule
from qlab.protocol.keys import STATE_OF_ROLE, Role, job_key, key_below, parse_key
from qlab.protocol.states import JobState
from qlab.sentences.context import TransitionContext, of_queue
from qlab.text.decoded import to_json
from qlab.text.words import named, plural

if TYPE_CHECKING:
    from qlab.protocol.keys import Key
    from qlab.record.step import Step
    from qlab.snapshot.job_view import JobView

__all__ = ["aside", "children_left", "parent_released"]


def children_left(context: TransitionContext) -> str:
    """Return what a parent waits for: ``its 2 children have finished``."""
    held = context.after.snapshot.key(_dependencies(context)) if context.after else None
    count = held.size if held else 0
    return "its children have finished" if not count else f"its {_children(count)} finished"


def _children(count: int) -> str:
    return "child has" if count == 1 else f"{count:,} children have"


def _dependencies(context: TransitionContext) -> str:
    return job_key(context.step.after.prefix, context.move.queue, context.move.job, Role.DEPENDENCIES)


def parent_released(context: TransitionContext) -> str:
    """Why a parent stops waiting for its children."""
    due = f", due at {context.due}" if context.move.target is JobState.DELAYED else ""
    way = f"moves from {context.source} to {context.target}{due}"
    parent = f"its parent, {context.job},"
    if context.gained("defa"):
        return f"{FAIL_PARENT.option} makes {parent} fail too: it {way}, where `defa` tells the next worker to fail it"
    if context.step.operation == operations.RELEASE:  # by an event: which child it was, it does not say
        parent = f"parent {context.job[4:]}"
        return f"{parent} {way}: its children have finished, or were removed, or their failure lets it go on"
    rule = _rule(_child(context.step)) if context.step.operation == operations.FAIL else None
    if rule == CONTINUE_PARENT:
        return f"{rule.option} lets {parent} go on at once: it {way}"
    if rule:
        return f"{rule.option} lets {parent} go on without it: it {way}"
    if context.step.operation in (operations.COMPLETE, operations.ADD, operations.FLOW):
        return f"{parent} has no unfinished child left and {way}"
    return f"parent {context.job[4:]} has lost its last unfinished child and {way}"


def aside(step: Step) -> str:
    """Return how a child's end, or a new child, affects a parent that stays put; nothing without one."""
    child = _child(step)
    key = parse_key(child.parent_key, step.after.prefix) if child and child.parent_key else None
    if child is None or key is None or key.job is None or _moved(step, key):
        return ""
    return _of_end(step, child, key) if step.operation.ends else _of_new(step, key)


def _child(step: Step) -> JobView | None:
    if step.job is None or not (step.operation.ends or step.operation == operations.ADD):
        return None
    return step.after.job(step.job, step.queue) or step.before.job(step.job, step.queue)


def _moved(step: Step, key: Key) -> bool:
    return any((move.queue, move.job) == (key.queue, key.job) for move in step.transitions)


def _rule(child: JobView | None) -> FailureRule | None:
    return failure_rule(to_json(child.fields.get("parent", ""))) if child else None


def _of_end(step: Step, child: JobView, key: Key) -> str:
    parent, left = _parent(step, key), _left(step, key)
    ends = (JobState.COMPLETED, JobState.FAILED, None)
    if not parent or not any(move.job == step.job and move.target in ends for move in step.transitions):
        return ""
    view = step.after.job(key.job or "", key.queue)
    if step.operation == operations.FAIL and _rule(child) == FAIL_PARENT and view and "defa" in view.fields:
        return f"{FAIL_PARENT.option} makes its parent, {parent}, fail too, which is noted in `defa`"
    unfinished = _waits_for(step, key, child)
    why = ", because a failed one counts as unfinished" if unfinished else ""
    return f"its parent, {parent}, still has {left}{why}" if left else ""


def _waits_for(step: Step, key: Key, child: JobView) -> bool:
    held = step.after.key(key_below(key.raw, Role.DEPENDENCIES))
    return held is not None and job_key(step.after.prefix, child.queue, child.id) in held.items


def _of_new(step: Step, key: Key) -> str:
    added = step.diff.of(key_below(key.raw, Role.DEPENDENCIES))
    parent = _parent(step, key)
    return f"its parent, {parent}, now has {_left(step, key)}" if added and parent else ""


def _parent(step: Step, key: Key) -> str:
    job = key.job or ""
    view = step.after.job(job, key.queue)
    waits = any(job in step.after.ids(key.queue, role) for role in STATE_OF_ROLE)
    return f"job {named(job, view.name)}{of_queue(step, key.queue)}" if view and waits else ""


def _left(step: Step, key: Key) -> str:
    held = step.after.key(key_below(key.raw, Role.DEPENDENCIES))
    return plural(held.size, "unfinished child", "unfinished children") if held else ""
