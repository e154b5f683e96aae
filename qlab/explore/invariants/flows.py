"""Promises about flows."""

from __future__ import annotations

from qlab.explore.invariants.invariant import About, Invariant
from qlab.explore.invariants.placement import Layout, layout
from qlab.explore.stage.keyspace import Keyspace
from qlab.protocol.keys import Role, job_key, place_of_job

__all__ = ["CHILDREN_FIRST", "NO_STUCK_PARENT"]


def _dependencies(seen: Layout, queue: str, id: str) -> tuple[str, ...]:
    held = seen.keys.held.get(job_key(seen.prefix, queue, id, Role.DEPENDENCIES))
    return tuple(held.value) if held is not None and held.type == "set" else ()


def _no_stuck_parent(keys: Keyspace) -> str | None:
    seen = layout(keys)
    for queue in seen.queues:
        for id in seen.ids(queue, Role.WAITING_CHILDREN):
            left = _dependencies(seen, queue, id)
            if not left:
                return f"parent {id} of {queue} waits for no child: nothing will wake it"
            for child in left:
                _, child_queue, child_id = place_of_job(child)
                if (child_queue, child_id) not in seen.jobs:
                    return f"parent {id} of {queue} waits for {child}, which does not exist any more"
    return None


NO_STUCK_PARENT = Invariant(
    "no stuck parent",
    "A parent that waits for children has one that exists and can still wake it.",
    "docs.bullmq.io/guide/flows",
    About.KEYS,
    _no_stuck_parent,
)


def _children_first(keys: Keyspace) -> str | None:
    seen = layout(keys)
    for queue in seen.queues:
        for id in seen.ids(queue, Role.ACTIVE):
            left = _dependencies(seen, queue, id)
            # A parent that a child failed (`defa`) runs to be failed; one whose children it adds itself runs too.
            if left and "defa" not in seen.jobs.get((queue, id), {}) and _waited(seen, left):
                return f"parent {id} of {queue} runs while {', '.join(left)} are not finished"
    return None


def _waited(seen: Layout, children: tuple[str, ...]) -> bool:
    places = [place_of_job(child) for child in children]
    return any(not seen.finished(queue, id) for _, queue, id in places)


CHILDREN_FIRST = Invariant(
    "children first",
    "A parent runs only when no child of it is unfinished.",
    "docs.bullmq.io/guide/flows: the parent is not processed until all its children have completed",
    About.KEYS,
    _children_first,
)
