"""Promises about where jobs are."""

from __future__ import annotations

from qlab.explore.invariants.invariant import About, Invariant
from qlab.explore.invariants.placement import layout
from qlab.explore.moment import Moment
from qlab.explore.stage.keyspace import Keyspace
from qlab.protocol import operations
from qlab.protocol.keys import Role

__all__ = ["NOTHING_LOST", "NOTHING_VANISHES", "ONE_CONTAINER", "PRIORITIES_KEPT"]


def _one_container(keys: Keyspace) -> str | None:
    seen = layout(keys)
    for (queue, id), roles in seen.places.items():
        if len(roles) > 1:
            return f"job {id} of {queue} is in {' and '.join(roles)}"
        fields = seen.jobs.get((queue, id))
        if fields is None:
            return f"`{roles[0]}` of {queue} holds id {id}, and there is no such job"
        if "name" not in fields:
            return f"job {id} of {queue} is in `{roles[0]}`, and its hash has no name and no data"
    return None


ONE_CONTAINER = Invariant(
    "one container",
    "The id of a job is in one container, and an id in a container belongs to a job.",
    "docs.bullmq.io/guide/architecture: a job is in one state at a time; getState-8.lua returns the first it finds",
    About.KEYS,
    _one_container,
)


def _nothing_lost(keys: Keyspace) -> str | None:
    seen = layout(keys)
    for queue, id in seen.jobs:
        if (queue, id) not in seen.places:
            return f"job {id} of {queue} is in no container: no worker will take it"
    return None


NOTHING_LOST = Invariant(
    "nothing lost",
    "A job that exists is in a container.",
    "docs.bullmq.io/guide/architecture: a job is in one state at a time",
    About.KEYS,
    _nothing_lost,
)

_REMOVE = frozenset({
    operations.REMOVE, operations.OBLITERATE, operations.UNSCHEDULE, operations.DRAIN, operations.DISCARD_CHILDREN,
})  # fmt: skip
_MAY_EVICT = frozenset({operations.COMPLETE, operations.FAIL, operations.TAKE, operations.SCHEDULE})
"""Operations that remove jobs by retention (`removeOn…`), or a scheduler's next job to replace it."""


def _nothing_vanishes(moment: Moment) -> str | None:
    if moment.before is None or moment.before.keys is moment.keys:
        return None
    operation = moment.operation
    if operation in _REMOVE or operation in _MAY_EVICT:
        return None
    before, after = layout(moment.before.keys), layout(moment.keys)
    for queue, id in before.jobs.keys() - after.jobs.keys():
        role = before.place(queue, id)
        if operation == operations.CLEAN and f"clean('{role}'" in moment.move:
            continue
        if operation == operations.REMOVE_ORPHANS and role is None:
            continue
        if operation == operations.ADD and role is Role.DELAYED:  # deduplication with replace
            continue
        return f"job {id} of {queue} was in `{role}`, and is gone after {moment.move}"
    return None


NOTHING_VANISHES = Invariant(
    "nothing vanishes",
    "A job goes only when it is removed, cleaned from the state it is in, or evicted by retention.",
    "docs.bullmq.io/guide/queues/removing-jobs",
    About.MOVE,
    _nothing_vanishes,
)


def _priorities_kept(keys: Keyspace) -> str | None:
    seen = layout(keys)
    for queue in seen.queues:
        for id in seen.ids(queue, Role.WAIT):
            priority = seen.jobs.get((queue, id), {}).get("priority", "0")
            if priority != "0":
                return f"job {id} of {queue} has priority {priority} and is in `wait`, before all prioritized jobs"
    return None


PRIORITIES_KEPT = Invariant(
    "priorities kept",
    "A ready job with a priority is in prioritized, not in wait.",
    "docs.bullmq.io/guide/jobs/prioritized: jobs without a priority are processed before prioritized ones",
    About.KEYS,
    _priorities_kept,
)
