"""What must hold of every page of a queue to which jobs are only added, under numbers of BullMQ's own giving."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from qlab.protocol.keys import STATE_OF_ROLE, Role
from qlab.protocol.states import JobState
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot

SHOWS: Mapping[JobState, Callable[[JobView], object]] = {
    JobState.WAITING: lambda job: not job.lock and not job.finished_on,
    JobState.PRIORITIZED: lambda job: job.priority and not job.lock and not job.finished_on,
    JobState.DELAYED: lambda job: job.due and not job.lock and not job.finished_on,
    JobState.ACTIVE: lambda job: job.lock and job.processed_on and job.attempts_started > job.attempts_made,
    JobState.COMPLETED: lambda job: not job.lock and job.finished_on and "returnvalue" in job.fields,
    JobState.FAILED: lambda job: not job.lock and job.finished_on and job.attempts_made == job.attempts,
}
"""What the hash and the lock of a job in each state show as well: BullMQ's script for a move writes them too."""


def check(page: Snapshot, queue: str, limit: int) -> dict[str, int]:
    """Proves that a page shows one moment: counts, containers, hashes and locks agree. Its counts.

    What a page left for want of time it names: Redis 7.0 measures that by the clock, and a busy machine may take a core
    away. Of such a page the ids are counted with those that were left, and its jobs are not looked at.
    """
    counts = page.counts_of(queue)
    counter = page.container(queue, Role.ID)
    assert sum(counts.values()) == int(counter.text if counter else "0")  # every job ever added is in one state
    held = Counter(id for role in STATE_OF_ROLE for id in page.ids(queue, role))
    assert set(held.values()) <= {1}, [id for id, times in held.items() if times > 1]
    for role, state in STATE_OF_ROLE.items():
        container, ids = page.container(queue, role), page.ids(queue, role)
        left = sum(each.amount for each in page.unread if container and each.key == container.name and each.late)
        assert len(ids) + left == min(container.size if container else 0, limit)
        for id in () if any(each.late for each in page.unread) else ids:
            job = page.job(id, queue)
            assert job is not None, (id, state)
            assert page.state_of(id, queue) is job.state is state
            assert SHOWS[state](job), (state, job.fields, job.lock)
    return counts
