"""What npm's BullMQ can do and PyPI's port has no method for.

Scripts are those that the port packages, run with the arguments of npm's ``RedisQueueBackend`` (6.7); the rest are the
plain commands that npm sends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import bullmq
import msgpack  # type: ignore[import-untyped]

from qlab.lab import port
from qlab.protocol.keys import JOB_SUFFIXES, STATE_OF_ROLE, Role, detail_key, key_below

__all__ = [
    "add_log",
    "change_delay",
    "clear_logs",
    "discard_children",
    "emit",
    "extend_locks",
    "move_to_wait",
    "pop_marker",
    "pop_nothing",
    "release_lock",
    "remove_child_dependency",
    "remove_deduplication_key",
    "remove_orphans",
]


def _key(queue: bullmq.Queue, role: Role) -> str:
    return str(queue.toKey(role.value))


async def change_delay(queue: bullmq.Queue, id: str, delay_ms: int, now: int) -> None:
    """Run `changeDelay-4.lua` as npm's ``Job.changeDelay`` does (``Scripts.changeDelay``).

    Args:
        queue: The job's queue.
        id: The job's id.
        delay_ms: The new delay from now, ms.
        now: The time, ms since the epoch.

    Raises:
        TypeError: BullMQ's own refusal, as for its other scripts.
    """
    keys = [_key(queue, role) for role in (Role.DELAYED, Role.META, Role.MARKER, Role.EVENTS)]
    await port.run_script(
        queue, "changeDelay-4.lua", id, keys, [delay_ms, now, id, queue.toKey(id)], state=Role.DELAYED.value
    )


async def add_log(queue: bullmq.Queue, id: str, row: str, keep: int) -> None:
    """Run `addLog-2.lua` as npm's ``Job.log`` does. PyPI's sends bare commands, and logs for jobs that do not exist.

    Args:
        queue: The job's queue.
        id: The job's id.
        row: The text.
        keep: How many rows to keep, the latest; 0: all.

    Raises:
        TypeError: BullMQ's own refusal, as for its other scripts.
    """
    job = queue.toKey(id)
    await port.run_script(queue, "addLog-2.lua", id, [job, key_below(job, Role.LOGS)], [id, row, keep or ""])


async def move_to_wait(queue: bullmq.Queue, id: str, token: str) -> int:
    """Put an active job back in line (`moveJobFromActiveToWait`); return how long a rate limit has left, ms."""
    roles = (
        Role.ACTIVE, Role.WAIT, Role.STALLED, Role.PAUSED, Role.META, Role.LIMITER, Role.PRIORITIZED, Role.MARKER,
        Role.EVENTS,
    )  # fmt: skip
    keys = [_key(queue, role) for role in roles]
    return int(await port.run_script(queue, "moveJobFromActiveToWait-9.lua", id, keys, [id, token, queue.toKey(id)]))


async def release_lock(queue: bullmq.Queue, id: str, token: str) -> bool:
    """Delete a job's lock if it holds the token (`releaseLock`)."""
    lock = key_below(queue.toKey(id), Role.LOCK)
    return bool(await port.run_script(queue, "releaseLock-1.lua", id, [lock], [token]))


async def extend_locks(queue: bullmq.Queue, locks: Mapping[str, str], duration_ms: int) -> list[str]:
    """Renew the locks of several jobs in one script (`extendLocks`).

    Args:
        queue: Their queue.
        locks: Each job's token by its id.
        duration_ms: How long from now, ms.

    Returns:
        The ids of those whose lock is lost.
    """
    packed = [msgpack.packb(list(part)) for part in (locks.values(), locks)]
    args = [queue.toKey(""), *packed, duration_ms]
    lost = await port.run_script(queue, "extendLocks-1.lua", "", [_key(queue, Role.STALLED)], args)
    return [str(id) for id in lost or []]


async def discard_children(queue: bullmq.Queue, id: str) -> None:
    """Remove a parent's children that have not finished (`removeUnprocessedChildren`)."""
    keys = [queue.toKey(id), _key(queue, Role.META)]
    await port.run_script(queue, "removeUnprocessedChildren-2.lua", id, keys, [queue.toKey(""), id])


async def remove_child_dependency(queue: bullmq.Queue, id: str, parent_key: str) -> bool:
    """Part a child from its parent (`removeChildDependency`); return whether there was anything to part."""
    args = [queue.toKey(id), parent_key]
    return bool(await port.run_script(queue, "removeChildDependency-1.lua", id, [queue.toKey("")], args) == 0)


async def remove_deduplication_key(queue: bullmq.Queue, deduplication_id: str, id: str) -> bool:
    """Free a deduplication id if this job holds it (`removeDeduplicationKey`)."""
    key = detail_key(str(queue.prefix), str(queue.name), Role.DEDUPLICATION, deduplication_id)
    return bool(await port.run_script(queue, "removeDeduplicationKey-1.lua", id, [key], [id]))


async def remove_orphans(queue: bullmq.Queue, candidates: Sequence[str]) -> int:
    """Remove those of some jobs that no list or set of the queue holds (`removeOrphanedJobs`); return how many."""
    states = [role.value for role in STATE_OF_ROLE]
    below = [suffix.removeprefix(":") for suffix in JOB_SUFFIXES.values() if suffix]
    args = [len(states), *states, len(below), *below, *candidates]
    return int(await port.run_script(queue, "removeOrphanedJobs-1.lua", "", [queue.toKey("")], args))


# -- plain commands ----------------------------------------------------------------------------------------------------


def _client(queue: bullmq.Queue) -> Any:
    return queue.client


async def clear_logs(queue: bullmq.Queue, id: str, keep: int) -> None:
    """Delete a job's log, but for the last ``keep`` rows."""
    logs = key_below(queue.toKey(id), Role.LOGS)
    await (_client(queue).ltrim(logs, -keep, -1) if keep else _client(queue).delete(logs))


async def emit(queue: bullmq.Queue, event: str, fields: Mapping[str, str], most: int) -> str:
    """Add an event of the application's own to the stream (BullMQ's ``QueueEventsProducer``); return its id."""
    entry = {"event": event, **fields}
    return str(await _client(queue).xadd(_key(queue, Role.EVENTS), entry, maxlen=most, approximate=True))


async def pop_marker(queue: bullmq.Queue) -> Any:
    """Take the marker away as an idle worker does (BZPOPMIN); return [key, member, score], or None."""
    return await _client(queue).bzpopmin(_key(queue, Role.MARKER), timeout=1)


async def pop_nothing(_queue: bullmq.Queue) -> None:
    """Send nothing: where there is no marker, a worker would block."""
