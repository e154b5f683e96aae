"""The states of a job, and every way from one to another.

A job's state is its membership of one list or sorted set, nothing else. The names are the answers of BullMQ's
``getState`` (``getStateV2-8.lua``). ``paused`` is not among them: a job of a paused queue is ``waiting``, whether it
lies in ``wait`` or, left there by a BullMQ older than 6, in the list ``paused``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Self

__all__ = [
    "EDGES",
    "FINISHED",
    "NOT_STARTED",
    "READY",
    "REMOVED",
    "SCRIPTS",
    "UNFINISHED",
    "Edge",
    "JobState",
    "ready_state",
]


class JobState(StrEnum):
    """A job's state.

    ``container`` is the suffix of the key that holds the job's id, ``redis_type`` that key's type, ``sentence`` what
    the state means.
    """

    container: str
    redis_type: str
    sentence: str

    def __new__(cls, value: str, container: str = "", redis_type: str = "", sentence: str = "") -> Self:
        """Give the member its three attributes; ``JobState("waiting")`` finds a member as in any StrEnum."""
        state = str.__new__(cls, value)
        state._value_ = value
        state.container, state.redis_type, state.sentence = container, redis_type, sentence
        return state

    WAITING = "waiting", "wait", "list", "The job is ready and waits in line for a worker."
    PRIORITIZED = "prioritized", "prioritized", "zset", "The job is ready, in line by priority, after jobs without one."
    DELAYED = "delayed", "delayed", "zset", "The job may not start before a set moment: a delay or a backoff."
    WAITING_CHILDREN = "waiting-children", "waiting-children", "zset", "The job waits for its child jobs to finish."
    ACTIVE = "active", "active", "list", "A worker has the job, and a lock on it that it must keep renewing."
    COMPLETED = "completed", "completed", "zset", "The job is done, and its return value is kept."
    FAILED = "failed", "failed", "zset", "The job failed for good: no attempts are left, or the error forbade another."
    UNKNOWN = "unknown", "", "", "No list or set of the queue holds the job's id: it does not exist, or it is orphaned."


READY = (JobState.WAITING, JobState.PRIORITIZED)
"""A worker that asks now may get such a job (moveToActive: first ``wait``, then ``prioritized``)."""
FINISHED = (JobState.COMPLETED, JobState.FAILED)
"""The job is done with (moveToFinished); only a retry by hand makes it run again."""
NOT_STARTED = (*READY, JobState.DELAYED)
"""Where a job waits for its first attempt, or for its next (moveToDelayed, retryJob)."""
UNFINISHED = tuple(state for state in JobState if state not in (*FINISHED, JobState.UNKNOWN))

REMOVED = "removed"
"""What ends the path of a job that is gone. No state of BullMQ's: the word is qlab's."""


def ready_state(priority: int) -> JobState:
    """Return where a job of that priority waits (addJobInTargetList, addJobWithPriority); 0: no priority."""
    return JobState.PRIORITIZED if priority else JobState.WAITING


Edge = tuple[JobState | None, JobState | None]

# The scripts of bullmq 3.4.4 (PyPI), each with the edges it can cause, as seen from before it to after it. One script
# may do two things to a job: moveToActive first promotes what is due and may then take that very job (delayed →
# active). moveToFinished and moveToDelayed do the same when the worker asks them for its next job (`fetchNext`).
_W, _P, _D, _WC, _A = (*NOT_STARTED, JobState.WAITING_CHILDREN, JobState.ACTIVE)


def _from(sources: Iterable[JobState | None], *targets: JobState | None) -> tuple[Edge, ...]:
    return tuple((source, target) for source in sources for target in targets)


_PROMOTE = _from([_D], *READY)
_TAKE_NEXT = (*_PROMOTE, *_from(NOT_STARTED, _A))
# updateParentDepsIfNeeded: the last child has finished; the parent goes where its own priority and delay send it.
_RELEASE_PARENT = _from([_WC], *NOT_STARTED)
# removeParentDependencyKey: the last child was removed; the parent always goes to `wait`.
_ORPHAN_PARENT = _from([_WC], _W)
# ... unless `hard` (drain, clean, obliterate) and in the same queue: then the parent is removed with its last child.
_HARD = (*_ORPHAN_PARENT, *_from([_WC], None))
_REPLACED = _from([_D], None)  # deduplication with `replace` removes the delayed job that it replaces

SCRIPTS: Mapping[str, tuple[Edge, ...]] = MappingProxyType({
    "addStandardJob": (*_from([None], _W), *_REPLACED, *_RELEASE_PARENT),
    "addPrioritizedJob": (*_from([None], _P), *_REPLACED, *_RELEASE_PARENT),
    "addDelayedJob": (*_from([None], _D), *_REPLACED, *_RELEASE_PARENT),
    "addParentJob": (*_from([None], _WC), *_RELEASE_PARENT),
    "addJobScheduler": (*_from([None], *NOT_STARTED), *_from(NOT_STARTED, None)),
    "updateJobScheduler": _from([None], *NOT_STARTED),
    "removeJobScheduler": _from([_D], None),
    "moveToActive": _TAKE_NEXT,
    # The job; older ones that `removeOn...` pushes out; its parent; one kept by `keepLastIfActive`; the next job.
    "moveToFinished": (
        *_from([_A], *FINISHED, None), *_from(FINISHED, None), *_RELEASE_PARENT, *_from([_WC], _A),
        *_from([None], *NOT_STARTED, _A), *_TAKE_NEXT,
    ),
    "moveToDelayed": (*_from([_A], _D, *READY), *_TAKE_NEXT),  # a delay of 0 with `fetchNext` promotes at once
    "retryJob": (*_from([_A], *READY), *_PROMOTE),
    "moveJobFromActiveToWait": _from([_A], *READY),
    "moveStalledJobsToWait": _from([_A], _W),  # whatever its priority; over the limit it gets `defa`, fails when taken
    "moveToWaitingChildren": _from([_A], _WC),
    "promote": _PROMOTE,
    "changePriority": ((_W, _P), (_P, _W)),
    "reprocessJob": _from(FINISHED, *READY),
    "moveJobsToWait": _from([*FINISHED, _D], _W),  # Queue.retryJobs and promoteJobs: whatever the priority
    "removeChildDependency": _ORPHAN_PARENT,
    "removeUnprocessedChildren": (*_from([*NOT_STARTED, _WC, _A, JobState.COMPLETED], None), *_ORPHAN_PARENT),
    "removeJob": (*_from([*JobState], None), *_ORPHAN_PARENT),
    "removeOrphanedJobs": _from([JobState.UNKNOWN], None),
    "drain": (*_from(NOT_STARTED, None), *_HARD),
    "cleanJobsInSet": (*_from([*NOT_STARTED, _A, *FINISHED], None), *_HARD),
    "obliterate": (*_from([*NOT_STARTED, _A, *FINISHED], None), *_HARD),
})  # fmt: skip
"""Each BullMQ script that moves jobs, with every (source, target) it can cause. None: no such job before, or after."""


def _edges() -> Mapping[Edge, tuple[str, ...]]:
    edges: dict[Edge, list[str]] = {}
    for script, caused in SCRIPTS.items():
        for edge in dict.fromkeys(caused):
            edges.setdefault(edge, []).append(script)
    return MappingProxyType({edge: tuple(scripts) for edge, scripts in edges.items()})


EDGES: Mapping[Edge, tuple[str, ...]] = _edges()
"""Every legal transition of BullMQ's state machine, with the scripts that can make it."""
