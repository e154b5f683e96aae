"""Release: which Bull or BullMQ a queue's applications run, as far as it shows, and the calls that exist in it.

Advice names a call only where that release has it. What was tried: ``queue.remove(id)`` of BullMQ 1.91 to 6.7 removes
an orphan, a stump of a hash and an id without a hash; Bull 3.10 to 4.16 remove what has a hash by ``job.remove()``, and
nothing else. ``tests/observe/test_advice.py`` carries such advice out.
"""

from __future__ import annotations

from dataclasses import dataclass

from qlab.observe.layout import Layout, is_bullmq, layout
from qlab.protocol.keys import Role
from qlab.protocol.versions import (
    REMOVE_CHILD_DEPENDENCY,
    REMOVE_ORPHANED_JOBS,
    RESET_ATTEMPTS,
    Change,
    numbers,
)
from qlab.snapshot.model import Snapshot

__all__ = ["Release"]

BY_NAME = "(await queue.getJob(id)).remove()"
"""How Bull removes a job, in every release."""


@dataclass(frozen=True)
class Release:
    """What a queue's keys say of the release at work.

    Attributes:
        layout: Whose keys they are.
        sure: Whether something in them is certainly of Bull's, or of BullMQ's.
        version: The version that npm's Queue wrote; None where it wrote none, as PyPI's does not.
    """

    layout: Layout
    sure: bool
    version: tuple[int, ...] | None

    @classmethod
    def of(cls, page: Snapshot, queue: str) -> Release:
        """Return the release of the queue on a page."""
        meta = page.container(queue, Role.META)
        whose = layout(page, queue)
        return cls(
            whose, whose is Layout.BULL or is_bullmq(page, queue), numbers(meta.fields.get("version")) if meta else None
        )

    @property
    def is_bull(self) -> bool:
        """Whether it is Bull 3 or 4."""
        return self.layout is Layout.BULL

    def has(self, change: Change) -> bool | None:
        """Return whether the release has a change; None where the keys do not tell."""
        if self.is_bull:
            return False
        if self.version is not None:
            return change.in_release(self.version)
        return False if self.layout is Layout.OLD and change.since >= (5,) else None

    def remove_job(self) -> str:
        """Return how to remove a job that has a hash, whole or not."""
        if not self.sure:
            return f"queue.remove(id), or with Bull {BY_NAME}"
        return BY_NAME if self.is_bull else "queue.remove(id)"

    def remove_id(self, role: Role) -> str:
        """Return how to take an id without a hash out of a container."""
        if not self.is_bull:
            return "queue.remove(id)" if self.sure else "queue.remove(id); Bull has no call for it"
        return "LREM <key> 0 <id>" if role.redis_type == "list" else "ZREM <key> <id>"

    def remove_orphans(self) -> str:
        """Return how to remove jobs that are in no state."""
        has = self.has(REMOVE_ORPHANED_JOBS)
        if has:
            return "queue.removeOrphanedJobs()"
        also = f", or from {REMOVE_ORPHANED_JOBS.first} on queue.removeOrphanedJobs()" if has is None else ""
        return f"{self.remove_job()} for each{also}"

    def release_parent(self) -> str:
        """Return how to let a parent go on without a child that is gone."""
        has = self.has(REMOVE_CHILD_DEPENDENCY)
        call = "child.removeChildDependency() in your code, while the child exists"
        if has is False:
            return "remove the parent (queue.remove(id)) and add the flow again"
        return f"remove the parent (queue.remove(id)) and add the flow again; before a child is removed, {call}"

    def reset_retry(self) -> str:
        """Return the retry that counts attempts from zero, as a clause; "" where the release has none."""
        has = self.has(RESET_ATTEMPTS)
        if has is False:
            return ""
        only = "" if has else f" (from {RESET_ATTEMPTS.first} on)"
        return f"; `retry('failed', {{resetAttemptsMade: true}})` counts from zero again{only}"
