"""Promises about locks and refusals."""

from __future__ import annotations

from collections.abc import Mapping

from qlab.explore.invariants.invariant import About, Invariant
from qlab.explore.invariants.placement import layout
from qlab.explore.moment import Moment
from qlab.explore.stage.keyspace import Held, Keyspace
from qlab.lab.handles.job import Job
from qlab.protocol import operations
from qlab.protocol.keys import Role, job_key

__all__ = ["HOLDER_ENDS", "HOLDER_WRITES", "LOCKED_IS_ACTIVE", "REFUSAL_CHANGES_NOTHING"]

_ENDS = frozenset({
    operations.COMPLETE, operations.FAIL, operations.MOVE_TO_DELAYED, operations.MOVE_TO_WAIT,
    operations.MOVE_TO_WAITING_CHILDREN,
})  # fmt: skip
_WRITES = frozenset({operations.UPDATE_DATA, operations.PROGRESS})


def _locked_is_active(keys: Keyspace) -> str | None:
    seen = layout(keys)
    for lock in keys.locks:
        queue, id = lock.key.queue, lock.key.job or ""
        if seen.place(queue, id) is not Role.ACTIVE:
            return f"job {id} of {queue} has a lock and is not active"
    return None


LOCKED_IS_ACTIVE = Invariant(
    "locked is active",
    "Only an active job has a lock.",
    "moveToFinished-14.lua, moveToDelayed-11.lua, retryJob-11.lua: removeLock",
    About.KEYS,
    _locked_is_active,
)


def _holder(moment: Moment, job: Job) -> bool:
    """Whether the actor that moved held the job's lock before the move."""
    if moment.before is None or moment.actor is None:
        return False
    return (job.queue.name, job.id) in moment.before.actors[moment.actor].holds


def _holder_ends(moment: Moment) -> str | None:
    if moment.operation not in _ENDS or moment.refused is not None or not isinstance(job := moment.target, Job):
        return None
    if moment.before is None or moment.before.keys is moment.keys or _holder(moment, job):
        return None
    return f"{moment.actor} ended job {job.id}'s attempt without holding its lock ({moment.call})"


HOLDER_ENDS = Invariant(
    "only the holder ends an attempt",
    "Only the worker that holds a job's lock ends its attempt.",
    "moveToFinished-14.lua: removeLock returns -2 or -6; docs.bullmq.io/guide/workers/stalled-jobs",
    About.MOVE,
    _holder_ends,
)


def _holder_writes(moment: Moment) -> str | None:
    if moment.operation not in _WRITES or moment.refused is not None or not isinstance(job := moment.target, Job):
        return None
    if moment.before is None or _holder(moment, job):
        return None
    lock = moment.before.keys.held.get(job_key(job.queue.lab.prefix, job.queue.name, job.id, Role.LOCK))
    held = "another worker holds its lock" if lock is not None else "nobody holds its lock"
    return f"{moment.actor} changed job {job.id} ({moment.call}) while {held}"


HOLDER_WRITES = Invariant(
    "only the holder writes",
    "Only the worker that holds an active job's lock changes its data and progress.",
    "expected of step jobs (docs.bullmq.io/patterns/process-step-jobs); BullMQ does not promise it",
    About.MOVE,
    _holder_writes,
)


def _refusal_changes_nothing(moment: Moment) -> str | None:
    error = moment.refused
    if error is None or moment.before is None or moment.before.keys is moment.keys:
        return None
    before, after = moment.before.keys.held, moment.keys.held
    changed = sorted(name for name in before.keys() | after.keys() if _told(before, name) != _told(after, name))
    if not changed:
        return None
    return f"{moment.move} was refused ({type(error).__name__}), and yet changed {', '.join(changed)}"


def _told(held: Mapping[str, Held], name: str) -> object:
    found = held.get(name)
    return None if found is None else found.value


REFUSAL_CHANGES_NOTHING = Invariant(
    "a refusal changes nothing",
    "An operation that is refused leaves everything as it was.",
    "expected of any API; BullMQ's scripts check before they write",
    About.MOVE,
    _refusal_changes_nothing,
)
