"""Promises about job schedulers."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from qlab.explore.invariants.invariant import About, Invariant
from qlab.explore.invariants.placement import Layout, layout
from qlab.explore.stage.keyspace import Keyspace
from qlab.protocol.keys import STATE_OF_ROLE, Role, iteration_head, iteration_id
from qlab.protocol.states import NOT_STARTED

__all__ = ["SCHEDULER_ALIVE"]

_TO_COME = frozenset(role for role, state in STATE_OF_ROLE.items() if state in NOT_STARTED)


def _scheduler_alive(keys: Keyspace) -> str | None:
    seen = layout(keys)
    for queue in seen.queues:
        repeat = seen.queues[queue].get(Role.REPEAT)
        for scheduler, at in repeat.value if repeat is not None and repeat.type == "zset" else ():
            if not isfinite(at):
                continue
            message = _broken(seen, queue, scheduler, iteration_id(scheduler, int(at)))
            if message:
                return message
    return None


def _broken(seen: Layout, queue: str, scheduler: str, next_: str) -> str | None:
    place = seen.place(queue, next_)
    if place is None:
        return f"scheduler {scheduler}: its next job is in no container; it will never fire again"
    if seen.finished(queue, next_):
        return f"scheduler {scheduler}: its next job is {place} already; it will never fire again"
    rivals = sorted(_rivals(seen, queue, scheduler, next_))
    if rivals:
        return f"scheduler {scheduler} has {1 + len(rivals)} jobs to come: {', '.join([next_, *rivals])}"
    return None


def _rivals(seen: Layout, queue: str, scheduler: str, next_: str) -> Iterator[str]:
    """Other jobs of the scheduler that have not been started (no `ats`) and are to come."""
    for (other_queue, id), roles in seen.places.items():
        mine = other_queue == queue and id.startswith(iteration_head(scheduler)) and id != next_
        if mine and roles[0] in _TO_COME and "ats" not in seen.jobs.get((queue, id), {"ats": ""}):
            yield id


SCHEDULER_ALIVE = Invariant(
    "scheduler alive",
    "A job scheduler has exactly one job to come.",
    "docs.bullmq.io/guide/job-schedulers: there is always one job in the queue for a scheduler",
    About.KEYS,
    _scheduler_alive,
)
