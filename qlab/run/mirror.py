"""Mirror: what a long run knows of its jobs without reading them back."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from qlab.keys import STATE_OF_ROLE, Role
from qlab.snapshot.job import DELAYED_SCALE
from qlab.snapshot.model import Snapshot
from qlab.states import JobState

_AT_ONCE = 1000
"""The most that one `moveToActive` promotes (`promoteDelayedJobs.lua`)."""


@dataclass
class _Seen:
    """One job: whether it has a priority, how many attempts it made, whether it lies in `wait` after a stall."""

    priority: int
    made: int = 0
    stalled: bool = False
    parent: bool = False


class Mirror:
    """The jobs of a run.

    Args:
        beginning: The state before the run.
    """

    def __init__(self, beginning: Snapshot) -> None:
        self._jobs: dict[tuple[str, str], _Seen] = {}
        self._due: dict[str, list[tuple[int, int, str]]] = {}
        self._delayed: dict[tuple[str, str], int] = {}
        self._order = 0
        for queue in beginning.queues:
            self._begin(beginning, queue)

    def _begin(self, beginning: Snapshot, queue: str) -> None:
        for role, state in STATE_OF_ROLE.items():
            for id in beginning.ids(queue, role):
                view = beginning.job(id, queue)
                priority, made = (view.priority, view.attempts_made) if view else (0, 0)
                self._jobs[queue, id] = _Seen(priority, made, parent=state is JobState.WAITING_CHILDREN)
        for at, id in delayed(beginning, queue):
            self.delayed(queue, id, at)

    def knows(self, queue: str, id: str) -> bool:
        """Whether there is such a job."""
        return (queue, id) in self._jobs

    def born(self, queue: str, id: str, priority: int) -> None:
        """A job was added."""
        self._jobs[queue, id] = _Seen(priority)

    def gone(self, queue: str, id: str) -> None:
        """A job was removed."""
        self._jobs.pop((queue, id), None)

    def delayed(self, queue: str, id: str, at: int) -> None:
        """A job went to `delayed`, due at ``at``, ms since the epoch. Of two due at once the earlier put goes first."""
        self._order += 1
        self._delayed[queue, id] = at
        heapq.heappush(self._due.setdefault(queue, []), (at, self._order, id))

    def forget_delayed(self, queue: str, id: str) -> bool:
        """A delayed job was replaced; returns whether there was one."""
        self.gone(queue, id)
        return self._delayed.pop((queue, id), None) is not None

    def due(self, queue: str, now: int) -> Iterator[tuple[str, JobState]]:
        """Those that `moveToActive` promotes now, in its order, each with where it goes."""
        heap, promoted = self._due.get(queue, []), 0
        while heap and heap[0][0] <= now and promoted < _AT_ONCE:
            at, _, id = heapq.heappop(heap)
            if self._delayed.get((queue, id)) == at:
                del self._delayed[queue, id]
                promoted += 1
                yield id, self.ready_state(queue, id)

    def ready_state(self, queue: str, id: str) -> JobState:
        """Where the job stands in line."""
        seen = self._jobs.get((queue, id))
        return JobState.PRIORITIZED if seen and seen.priority and not seen.stalled else JobState.WAITING

    def made(self, queue: str, id: str) -> int:
        """How many attempts the job has made."""
        seen = self._jobs.get((queue, id))
        return seen.made if seen else 0

    def taken(self, queue: str, id: str, made: int) -> None:
        """A worker took the job."""
        self._jobs.setdefault((queue, id), _Seen(0)).made = made

    def tried(self, queue: str, id: str) -> None:
        """An attempt has ended."""
        if seen := self._jobs.get((queue, id)):
            seen.made += 1
            seen.stalled = False

    def stalled(self, queue: str, id: str) -> None:
        """The stalled check put the job in `wait`, whatever its priority."""
        if seen := self._jobs.get((queue, id)):
            seen.stalled = True

    def waits_for_children(self, queue: str, id: str) -> bool:
        """Whether the job is a parent that waits."""
        seen = self._jobs.get((queue, id))
        return seen is not None and seen.parent

    def parent_left(self, queue: str, id: str, state: JobState) -> None:
        """A parent waits no longer."""
        if seen := self._jobs.get((queue, id)):
            seen.parent = False
            seen.stalled = state is JobState.WAITING


def delayed(snapshot: Snapshot, queue: str) -> list[tuple[int, str]]:
    """When each delayed job of a queue is due, ms since the epoch, with its id, soonest first."""
    held = snapshot.container(queue, Role.DELAYED)
    return [(int(score // DELAYED_SCALE), member) for member, score in (held.members if held else ())]
