"""Promises by name. ``ALWAYS`` are checked in every exploration; pass the others in ``always`` or ``finally_``."""

from __future__ import annotations

from qlab.explore.invariants.deduplication import DEDUPLICATED, DEDUPLICATION_LIVE
from qlab.explore.invariants.flows import CHILDREN_FIRST, NO_STUCK_PARENT
from qlab.explore.invariants.health import HEALTHY
from qlab.explore.invariants.invariant import About, Invariant
from qlab.explore.invariants.limits import CONCURRENCY_KEPT, NO_LOST_WAKE_UP, RATE_KEPT
from qlab.explore.invariants.locks import HOLDER_ENDS, HOLDER_WRITES, LOCKED_IS_ACTIVE, REFUSAL_CHANGES_NOTHING
from qlab.explore.invariants.places import NOTHING_LOST, NOTHING_VANISHES, ONE_CONTAINER, PRIORITIES_KEPT
from qlab.explore.invariants.schedulers import SCHEDULER_ALIVE

__all__ = [
    "ALL",
    "ALWAYS",
    "CHILDREN_FIRST",
    "CONCURRENCY_KEPT",
    "DEDUPLICATED",
    "DEDUPLICATION_LIVE",
    "HEALTHY",
    "HOLDER_ENDS",
    "HOLDER_WRITES",
    "LOCKED_IS_ACTIVE",
    "NOTHING_LOST",
    "NOTHING_VANISHES",
    "NO_LOST_WAKE_UP",
    "NO_STUCK_PARENT",
    "ONE_CONTAINER",
    "PRIORITIES_KEPT",
    "RATE_KEPT",
    "REFUSAL_CHANGES_NOTHING",
    "SCHEDULER_ALIVE",
    "About",
    "Invariant",
]

ALWAYS: tuple[Invariant, ...] = (
    ONE_CONTAINER,
    NOTHING_LOST,
    LOCKED_IS_ACTIVE,
    HOLDER_ENDS,
    REFUSAL_CHANGES_NOTHING,
    NO_STUCK_PARENT,
    CONCURRENCY_KEPT,
    RATE_KEPT,
)
ALL: tuple[Invariant, ...] = (
    *ALWAYS,
    CHILDREN_FIRST,
    DEDUPLICATED,
    DEDUPLICATION_LIVE,
    SCHEDULER_ALIVE,
    PRIORITIES_KEPT,
    NOTHING_VANISHES,
    HOLDER_WRITES,
    NO_LOST_WAKE_UP,
    HEALTHY,
)
