"""Promises about limits and about waking workers."""

from __future__ import annotations

from qlab.explore.invariants.invariant import About, Invariant
from qlab.explore.invariants.placement import Layout, layout
from qlab.explore.stage.keyspace import Keyspace
from qlab.protocol.keys import Role

__all__ = ["CONCURRENCY_KEPT", "NO_LOST_WAKE_UP", "RATE_KEPT"]


def _free(seen: Layout, queue: str) -> bool:
    """Whether a worker could take a job now, as far as the queue's settings go."""
    most = seen.setting(queue, "concurrency")
    full = most is not None and len(seen.ids(queue, Role.ACTIVE)) >= most
    return not full and "paused" not in seen.meta(queue) and Role.LIMITER not in seen.queues[queue]


def _concurrency_kept(keys: Keyspace) -> str | None:
    seen = layout(keys)
    for queue in seen.queues:
        most, active = seen.setting(queue, "concurrency"), len(seen.ids(queue, Role.ACTIVE))
        if most is not None and active > most:
            return f"{active} jobs of {queue} are active, and at most {most} may be"
    return None


CONCURRENCY_KEPT = Invariant(
    "concurrency kept",
    "No more jobs are active than the queue's global concurrency allows.",
    "docs.bullmq.io/guide/queues/global-concurrency",
    About.KEYS,
    _concurrency_kept,
)


def _rate_kept(keys: Keyspace) -> str | None:
    seen = layout(keys)
    for queue, own in seen.queues.items():
        most, limiter = seen.setting(queue, "max"), own.get(Role.LIMITER)
        started = limiter.value if limiter is not None and limiter.type == "string" else ""
        if most is not None and started.isdecimal() and int(started) > most:
            return f"{started} jobs of {queue} started in one window, and at most {most} may"
    return None


RATE_KEPT = Invariant(
    "rate kept",
    "No more jobs start in a window than the queue's global rate limit allows.",
    "docs.bullmq.io/guide/queues/global-rate-limit",
    About.KEYS,
    _rate_kept,
)


def _no_lost_wake_up(keys: Keyspace) -> str | None:
    seen = layout(keys)
    for queue, own in seen.queues.items():
        ready = len(seen.ids(queue, Role.WAIT)) + len(seen.ids(queue, Role.PRIORITIZED))
        if ready and Role.MARKER not in own and _free(seen, queue):
            are = "1 job of" if ready == 1 else f"{ready} jobs of"
            return f"{are} {queue} ready, a worker could take it, and no marker is there to wake an idle one"
    return None


NO_LOST_WAKE_UP = Invariant(
    "no lost wake-up",
    "While a job is ready and may be taken, the marker is there to wake an idle worker.",
    "addJobInTargetList.lua, addBaseMarkerIfNeeded.lua; a worker without it looks again after drainDelay, 5 s",
    About.KEYS,
    _no_lost_wake_up,
)
