"""Snapshot: every key of some queues at one moment, and what those keys mean together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from immutables import Map

from qlab.protocol.keys import STATE_OF_ROLE, Key, Role, job_key, parse_key, queue_key
from qlab.protocol.legacy import MARKED_ROLES, is_marker
from qlab.protocol.queue_settings import QueueSettings, is_paused
from qlab.protocol.states import FINISHED, JobState
from qlab.snapshot.edits import ends, holds
from qlab.snapshot.job_view import JobView
from qlab.snapshot.values import KeyState
from qlab.text.durations import format_elapsed
from qlab.text.words import in_order

if TYPE_CHECKING:
    import pandas as pd

    from qlab.snapshot.diff import Diff

__all__ = ["Snapshot", "State", "Unread", "reading_order"]

State = Map[str, KeyState]
"""Keys by name. A persistent map: the next step's shares all but the keys that changed."""


class Unread(NamedTuple):
    """What a page did not read of a key, for it has a budget of bytes, and one of time.

    Attributes:
        key: The key.
        field: The field of its hash; empty where it is the key's own value or elements.
        amount: The field's length, bytes; the string's length; or how many elements or fields were left.
        late: Whether it was left because the time was spent; else because of its size.
    """

    key: str
    field: str
    amount: int
    late: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Snapshot:
    """Every key of the queues under one prefix, at one moment. A value: it never changes.

    Attributes:
        at: The moment, ms since the epoch, on the clock of whoever took it.
        start: When the lab or the recording began, ms since the epoch; times are shown relative to it.
        prefix: BullMQ's key prefix.
        state: The keys by name.
        sampled: False where it holds every key; True where an observer read a page of a larger queue.
    """

    at: int
    start: int
    prefix: str
    state: State
    sampled: bool = False
    perhaps: frozenset[str] | None = None
    """The queues that there may be, where somebody knows: then not every key's name needs to be read for them."""
    unread: tuple[Unread, ...] = ()
    """What an observer's page left out of the keys it shows, for it has a budget of bytes and one of time."""

    @cached_property
    def queues(self) -> tuple[str, ...]:
        """The queues' names, sorted."""
        if self.perhaps is not None and all(self.container(queue, Role.META) for queue in self.perhaps):
            return tuple(sorted(self.perhaps))
        return tuple(sorted({key.queue for key in self._parsed() if key.queue}))

    def key(self, name: str) -> KeyState | None:
        """Return one key's state, or None if there is no such key."""
        return self.state.get(name)

    def ttl_ms(self, name: str) -> int | None:
        """Return how long a key has left at this moment, in ms; None if it has no TTL or does not exist."""
        state = self.state.get(name)
        return None if state is None or state.expires_at is None else max(state.expires_at - self.at, 0)

    def container(self, queue: str, role: Role) -> KeyState | None:
        """Return the key that plays a role in a queue, such as its `wait` list.

        Args:
            queue: The queue's name.
            role: The role.

        Returns:
            The key's state; None if it is empty and so does not exist.
        """
        return self.state.get(queue_key(self.prefix, queue, role))

    def holder(self, queue: str, role: Role) -> KeyState | None:
        """Return the key of a role that holds jobs.

        Args:
            queue: The queue's name.
            role: The role.

        Returns:
            The key's state; None if there is none, or if it has another type than the role's: then it is somebody
            else's.
        """
        state = self.container(queue, role)
        return state if state is not None and state.type == role.redis_type else None

    def ids(self, queue: str, role: Role) -> tuple[str, ...]:
        """Return the job ids in a list, set or sorted set of a queue.

        Args:
            queue: The queue's name.
            role: The container's role.

        Returns:
            The ids, in the container's own order.
        """
        state = self.holder(queue, role)
        if state is None:
            return ()
        if state.type == "zset":
            return tuple(member.member for member in state.members)
        marks = self.marks(queue, role)
        return tuple(item for item in state.items if item not in marks) if marks else state.items

    def marks(self, queue: str, role: Role) -> tuple[str, ...]:
        """Return the markers that BullMQ 2 to 4 put among the ids in ``wait``, ``paused`` and ``active`` to wake a
        worker.

        They are ``0`` or ``0:<due in ms>``, at the end where workers take (addDelayMarkerIfNeeded), and no job's ids.

        Args:
            queue: The queue's name.
            role: The list's role.

        Returns:
            The markers, in the list's order.
        """
        state = self.holder(queue, role) if role in MARKED_ROLES else None
        first, last = ends(state, 1) if state is not None else ((), ())
        maybe = (id for id in {*first, *last} if is_marker(id, has_hash=False))
        return tuple(id for id in maybe if is_marker(id, has_hash=self._has_hash(queue, id)))

    def holds(self, queue: str, role: Role, id: str) -> bool:
        """Return whether a container of a queue holds a job, without working out what else a long one holds.

        Args:
            queue: The queue's name.
            role: The container's role.
            id: The job's id.

        Returns:
            Whether it holds the id.
        """
        state = self.holder(queue, role)
        return state is not None and holds(state, id) and id not in self.marks(queue, role)

    def _has_hash(self, queue: str, id: str) -> bool:
        return job_key(self.prefix, queue, id) in self.state

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many jobs are in each state, ``{queue: {state: n}}``, for every state of BullMQ's ``getState``."""
        return {queue: self.counts_of(queue) for queue in self.queues}

    def counts_of(self, queue: str) -> dict[str, int]:
        """Return how many jobs of one queue are in each state."""
        counts = {str(state): 0 for state in JobState if state is not JobState.UNKNOWN}
        for role, state in STATE_OF_ROLE.items():
            if (held := self.holder(queue, role)) is not None:
                counts[state] += held.size - len(self.marks(queue, role))
        return counts

    def settings(self, queue: str) -> QueueSettings:
        """Return a queue's settings, from its `meta`."""
        return QueueSettings.of(self._meta(queue))

    def is_paused(self, queue: str) -> bool:
        """Return whether a queue is paused: its `meta` says so, or jobs wait in the list `paused`."""
        return is_paused(self._meta(queue), self.container(queue, Role.PAUSED) is not None)

    def _meta(self, queue: str) -> Mapping[str, str]:
        held = self.container(queue, Role.META)
        return held.fields if held is not None else {}

    def state_of(self, id: str, queue: str | None = None) -> JobState:
        """Return the state of a job: the container that holds its id, and nothing else (BullMQ's ``getState`` script).

        Args:
            id: The job's id.
            queue: Its queue; optional if only one queue has such a job.

        Returns:
            The state; ``JobState.UNKNOWN`` if no container holds the id.
        """
        return self.places.get((self._queue_of(id, queue), id), JobState.UNKNOWN)

    @cached_property
    def places(self) -> Mapping[tuple[str, str], JobState]:
        """Every job id that a container holds: ``{(queue, id): state}``."""
        found: dict[tuple[str, str], JobState] = {}
        for queue in self.queues:
            for role, state in STATE_OF_ROLE.items():  # in getState's order: the first container that has it decides
                for id in self.ids(queue, role):
                    found.setdefault((queue, id), state)
        return found

    def job(self, id: str, queue: str | None = None) -> JobView | None:
        """Return a job as its hash, its container, its lock and its logs show it.

        Args:
            id: The job's id.
            queue: Its queue; optional if only one queue has such a job.

        Returns:
            The job; None if it has no hash.
        """
        queue = self._queue_of(id, queue)
        name = job_key(self.prefix, queue, id)
        held = self.state.get(name)
        return JobView.of(self, queue, id, held) if held is not None and held.type == "hash" else None

    def _queue_of(self, id: str, queue: str | None) -> str:
        if queue is not None:
            return queue
        return next((name for name in self.queues if job_key(self.prefix, name, id) in self.state), "")

    def all_jobs(self) -> Iterator[JobView]:
        """Return every job that has a hash, by queue, in order of creation; those prioritized and delayed by turn."""
        found = [key for key in self._parsed() if key.role is Role.JOB and key.job is not None]
        views = [view for key in found if (view := self.job(key.job or "", key.queue)) is not None]
        views.sort(key=lambda view: (view.queue, view.timestamp, *in_order(view.id)))
        return iter(self._in_turn(views))

    def _in_turn(self, views: list[JobView]) -> list[JobView]:
        for queue in dict.fromkeys(view.queue for view in views):
            for role in (Role.PRIORITIZED, Role.DELAYED):
                turns = (
                    {id: turn for turn, id in enumerate(self.ids(queue, role))} if self.container(queue, role) else {}
                )
                places = [at for at, view in enumerate(views) if view.queue == queue and view.id in turns]
                some = sorted((views[at] for at in places), key=lambda view: turns[view.id])
                for at, view in zip(places, some, strict=True):
                    views[at] = view
        return views

    def in_turn(self, queue: str, role: Role) -> tuple[str, ...]:
        """Return the ids in a state in the order of their turn.

        Args:
            queue: The queue's name.
            role: The role of the key that holds the state, such as ``Role.WAIT``.

        Returns:
            Those first whose turn is next; of finished jobs, the latest first.
        """
        return self.ids(queue, role)[:: -1 if role.redis_type == "list" or STATE_OF_ROLE[role] in FINISHED else 1]

    def keys(self) -> pd.DataFrame:
        """Return the keys as a table: key, queue, role, job, type, encoding, ttl_ms, size, bytes."""
        from qlab.snapshot.tables import keys_frame

        return keys_frame(self)

    def jobs(self) -> pd.DataFrame:
        """Return the jobs as a table, one row each: queue, id, name, state, attempts, priority, delay_ms and so on."""
        from qlab.snapshot.tables import jobs_frame

        return jobs_frame(self)

    def to_frame(self) -> pd.DataFrame:
        """Return every value as a table, one row for each element, field, member or entry.

        Columns: key, queue, role, job, type, field, value, score, meaning. ``field`` is a hash's field, a list's index,
        or an entry's id; ``meaning`` says the value in words, if it has any.
        """
        from qlab.snapshot.tables import values_frame

        return values_frame(self)

    def diff(self, other: Snapshot) -> Diff:
        """Return what changed from this snapshot to another."""
        from qlab.snapshot.diff import Diff

        return Diff.between(self, other)

    def _parsed(self) -> Iterator[Key]:
        return (parse_key(name, self.prefix) for name in self.state)

    def named(self) -> list[tuple[Key, KeyState]]:
        """Return the keys with their meaning, in the order a person reads them: by queue, role, then job."""
        rows = [(parse_key(name, self.prefix), state) for name, state in self.state.items()]
        return sorted(rows, key=lambda row: reading_order(row[0]))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Snapshot):
            return NotImplemented
        return (self.at, self.prefix, self.state) == (other.at, other.prefix, other.state)

    __hash__ = None  # type: ignore[assignment]  # holds mappings

    def text(self) -> str:
        """Return the snapshot as plain text, at most 100 columns wide."""
        from qlab.snapshot.show import snapshot_text

        return snapshot_text(self)

    def __repr__(self) -> str:
        jobs = sum(sum(states.values()) for states in self.counts().values())
        at = format_elapsed(self.at - self.start)
        return f"Snapshot(at={at}, queues={len(self.queues)}, jobs={jobs}, keys={len(self.state)})"

    def _repr_html_(self) -> str:
        from qlab.snapshot.show import snapshot_html

        return snapshot_html(self)


_ROLES = {role: at for at, role in enumerate(Role)}


def reading_order(key: Key) -> tuple[object, ...]:
    """Sort keys by queue, then the queue's own keys before its jobs', ids in number order."""
    return (key.queue, key.job is not None, *in_order(key.job or ""), _ROLES[key.role], key.raw)
