"""JobTable: what a long run knows of its jobs without reading them back."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qlab.protocol.keys import FINISHED_ROLES, STATE_OF_ROLE
from qlab.protocol.states import JobState
from qlab.run.drivers.finished import Finished
from qlab.snapshot.delayed import delayed
from qlab.snapshot.model import Snapshot

__all__ = ["JobTable"]

S = JobState
_AT_ONCE = 1000
"""The most that one script promotes (`promoteDelayedJobs`)."""


@dataclass
class Seen:
    """A job of the run.

    Attributes:
        state: Where it is; None: it is about to be added.
        priority: Its priority; 0: none.
        made: How many attempts it has made.
        due: When it is due, ms since the epoch, if it is delayed.
        parent: The key of its parent's hash.
    """

    state: JobState | None
    priority: int = 0
    made: int = 0
    due: int | None = None
    parent: str | None = None


class JobTable:
    """The jobs of a run.

    Args:
        beginning: The state from which on it is told of each move.
    """

    def __init__(self, beginning: Snapshot) -> None:
        self._jobs: dict[tuple[str, str], Seen] = {}
        self._active: dict[str, set[str]] = {}
        self._due: dict[str, list[tuple[int, int, str]]] = {}
        self._finished: dict[tuple[str, JobState], Finished] = {}
        self._order = 0
        for queue in beginning.queues:
            self._begin(beginning, queue)

    def _begin(self, beginning: Snapshot, queue: str) -> None:
        for role, state in STATE_OF_ROLE.items():
            for id in beginning.ids(queue, role):
                view = beginning.job(id, queue)
                parent = view.fields.get("parentKey") if view else None
                made = (view.priority, view.attempts_made) if view else (0, 0)
                self._jobs[queue, id] = Seen(state, *made, parent=parent)
                self._note(queue, id, state)
        for _queue, id, at in delayed(beginning, queue):
            self.move(queue, id, S.DELAYED, at)
        for role in FINISHED_ROLES:
            held = beginning.container(queue, role)
            kept = ((score, id) for id, score in (held.members if held else ()))
            self._finished[queue, STATE_OF_ROLE[role]] = Finished(kept)

    def find(self, queue: str, id: str) -> Seen | None:
        """Return what is known of a job; None: there is no such job."""
        return self._jobs.get((queue, id))

    def born(self, queue: str, id: str, priority: int) -> None:
        """Note a job that is about to be added."""
        self._jobs[queue, id] = Seen(None, priority)

    def move(self, queue: str, id: str, target: JobState | None, due: int | None = None) -> None:
        """Move a job to another state, in `delayed` until ``due``, ms since the epoch; None: it is removed."""
        self._note(queue, id, target)
        if target is None:
            del self._jobs[queue, id]
            return
        seen = self._jobs[queue, id]
        seen.state, seen.due = target, due
        if due is not None:
            self._order += 1  # of two due at once the one put there earlier goes first
            heapq.heappush(self._due.setdefault(queue, []), (due, self._order, id))

    def _note(self, queue: str, id: str, state: JobState | None) -> None:
        active = self._active.setdefault(queue, set())
        (active.add if state is S.ACTIVE else active.discard)(id)

    def active(self, queue: str) -> frozenset[str]:
        """Return those that are active."""
        return frozenset(self._active.get(queue, ()))

    def due(self, queue: str, now: int) -> Iterator[str]:
        """Yield those that BullMQ promotes now, in its order; move each before you ask for the next."""
        heap, promoted = self._due.get(queue, []), 0
        while heap and heap[0][0] <= now and promoted < _AT_ONCE:
            at, _, id = heapq.heappop(heap)
            seen = self.find(queue, id)
            if seen is not None and seen.state is S.DELAYED and seen.due == at:
                promoted += 1
                yield id

    def first_due(self, queue: str, now: int) -> str | None:
        """Return a job that BullMQ would promote now."""
        jobs = self._due.get(queue, [])
        due = (id for at, _, id in jobs if at <= now and (seen := self.find(queue, id)) and seen.due == at)
        return next(due, None)

    def finish(self, queue: str, id: str, state: JobState, now: int, keep: Any) -> list[str]:
        """Record a finished job; return the ids its ``keep`` option (`removeOn…`) evicts, possibly its own."""
        return self._finished.setdefault((queue, state), Finished()).add(id, now, keep)
