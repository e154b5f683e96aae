"""What the claims read of a lab, and the calls that its handles refuse and PyPI's bullmq may take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bullmq

from qlab.lab.handles.job import Job
from qlab.lab.handles.queue import Queue
from qlab.protocol.keys import Role

__all__ = ["add_unchecked", "events", "jobs", "left", "length", "place", "until_gone"]


def place(queue: Queue, id: str = "1") -> str:
    """Return the name of the list or sorted set that a job's id is in."""
    snapshot = queue.lab.snapshot()
    if snapshot.job(id, queue.name) is None:
        return "nowhere"
    return str(snapshot.state_of(id, queue.name).container)


def length(queue: Queue, role: Role) -> int:
    """Return how many ids a list or sorted set holds."""
    return len(queue.lab.snapshot().ids(queue.name, role))


def jobs(queue: Queue) -> int:
    """Return how many jobs of a queue have a hash."""
    return sum(job.queue == queue.name for job in queue.lab.snapshot().all_jobs())


def events(queue: Queue, event: str) -> int:
    """Return how many entries of the queue's stream tell of an event."""
    stream = queue.lab.snapshot().container(queue.name, Role.EVENTS)
    entries = stream.entries if stream else ()
    return sum(dict(entry.fields)["event"] == event for entry in entries)


def left(queue: Queue) -> list[Job]:
    """Take jobs until none is ready, and return them."""
    found: list[Job] = []
    while job := queue.take():
        found += [job] if isinstance(job, Job) else []
    return found


def until_gone(queue: Queue, *, most: int = 1) -> None:
    """Let the locks end and the stalled check find it, as when a worker has died.

    Args:
        queue: The queue.
        most: How often a job may stall.
    """
    for _ in range(2):
        queue.lab.clock.advance("31s")
        queue.check_stalled(most)


def add_unchecked(queue: Queue, data: Any = None, /, **options: Any) -> str:
    """Add a job past the lab's own rules for options.

    Returns:
        ``taken`` or ``refused``: what PyPI's bullmq says to it.
    """
    lab = queue.lab
    plain = bullmq.Queue(queue.name, {"connection": lab.connection, "prefix": lab.prefix})
    return _answer(queue, plain, {} if data is None else data, options)


def _answer(queue: Queue, plain: bullmq.Queue, data: Any, options: Mapping[str, Any]) -> str:
    try:
        queue.lab.peek(lambda: plain.add("job", data, dict(options)))
    except Exception:  # noqa: BLE001  bullmq raises whatever it has: of a server without room, of an option
        return "refused"
    return "taken"
