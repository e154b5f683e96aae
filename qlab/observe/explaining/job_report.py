"""JobReport: all there is to know about one job, gathered once, for the statements to be made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from qlab.observe.connected.workers import Workers
from qlab.observe.evidence import Evidence, hash_field, placed, score, ttl
from qlab.observe.layout import Layout, layout, needs_scheduler
from qlab.observe.looking.flow import FlowNode
from qlab.observe.release import Release
from qlab.protocol.fields import ATTEMPTS_FIELDS, named_field
from qlab.protocol.keys import STATE_ROLES, Role, job_key, queue_key
from qlab.protocol.states import JobState
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import Entry, KeyState

__all__ = ["NECESSARY", "Child", "JobReport", "Parent", "Turn"]

NECESSARY = ("name", "data", "timestamp")
"""Fields that every release writes into each job's hash (storeJob.lua, addJob.lua)."""


@dataclass(frozen=True)
class Child:
    """A child job and the state it is in.

    Attributes:
        key: Its full key.
        state: Its state; unknown where it no longer exists.
        exists: Whether it has a hash.
        reason: Its last error, if any.
        locked: Whether somebody holds its lock.
    """

    key: str
    state: JobState
    exists: bool
    reason: str | None
    locked: bool = False


@dataclass(frozen=True)
class Parent:
    """The parent of a job in a flow.

    Attributes:
        key: Its full key.
        state: Its state; unknown where it no longer exists.
        exists: Whether it has a hash.
        waits: Whether its ``dependencies`` hold the job still.
        dependencies: The key of those.
    """

    key: str
    state: JobState
    exists: bool
    waits: bool
    dependencies: str


class Turn(NamedTuple):
    """When a job's turn comes: how many are to start before it, and the raw values that say so."""

    before: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class JobReport:
    """A job and its circumstances.

    Attributes:
        page: A page of its queue that holds the job.
        queue: The queue.
        id: The job's id.
        state: Its state.
        view: The job, or None where it has no hash.
        turn: When its turn comes; None where that has no meaning, or it could not be told.
        events: Its events, oldest first, as far as the stream still holds them.
        workers: Who works on the queue.
        children: The children it waits for, the first few of them.
        suspect: Whether the last check for stalled jobs has marked it.
        parent: The parent it has in a flow; None without one.
        deeper: The jobs deeper in its flow that hold it back, each with the key of the dependencies that hold that.
        blocking: Reports of jobs that hold it back and could run: one for each queue, without events or relatives.
    """

    page: Snapshot
    queue: str
    id: str
    state: JobState
    view: JobView | None
    turn: Turn | None
    events: tuple[Entry, ...]
    workers: Workers
    children: tuple[Child, ...]
    suspect: bool
    parent: Parent | None
    deeper: tuple[tuple[str, FlowNode], ...] = ()
    blocking: tuple[JobReport, ...] = ()

    @property
    def now(self) -> int:
        """When the page was read, ms since the epoch."""
        return self.page.at

    @cached_property
    def layout(self) -> Layout:
        """Whose keys the queue's are."""
        return layout(self.page, self.queue)

    @property
    def needs_scheduler(self) -> bool:
        """Whether only a QueueScheduler moves the queue's delayed and stalled jobs, as in BullMQ 1."""
        return needs_scheduler(self.page, self.queue)

    @property
    def unchecked(self) -> bool:
        """Whether certainly nobody is connected that looks for stalled jobs."""
        if self.needs_scheduler:
            return self.workers.schedulers == 0
        return self.workers.none and not self.workers.schedulers

    @property
    def overdue(self) -> bool:
        """Whether it is delayed and its moment has passed."""
        return self.view is not None and self.view.due is not None and self.view.due <= self.now

    @property
    def container(self) -> str:
        """The list or set that holds the job: its state's, but for jobs that a BullMQ older than 6 has paused."""
        paused = self.id in self.page.ids(self.queue, Role.PAUSED)
        return Role.PAUSED.value if paused else self.state.container

    @cached_property
    def release(self) -> Release:
        """Which release is at work, as far as it shows."""
        return Release.of(self.page, self.queue)

    @cached_property
    def places(self) -> tuple[Role, ...]:
        """Every list and set that holds the id: more than one where something went wrong."""
        return tuple(role for role in STATE_ROLES if self.id in self.page.ids(self.queue, role))

    @property
    def hash(self) -> KeyState | None:
        """The key that should be the job's hash; None where there is none."""
        return self.page.key(self.job_key())

    @property
    def lacks(self) -> tuple[str, ...]:
        """The fields that every job's hash has, and this one has not; empty where there is no hash."""
        held = self.hash
        if held is None or held.type != "hash":
            return ()
        left_out = {each.field for each in self.page.unread if each.key == held.name}  # "" where it has very many
        return tuple(field for field in NECESSARY if field not in held.fields and not left_out & {field, ""})

    @property
    def unknown(self) -> tuple[str, ...]:
        """The fields about its attempts that its hash should have, and that are not there or were not read."""
        held = self.view.fields if self.view else {}
        return tuple(name for name in ("opts", named_field(held, ATTEMPTS_FIELDS)) if name not in held)

    def below(self, role: Role) -> KeyState | None:
        """Return one of the keys below the job's, such as its lock."""
        return self.page.key(self.job_key(role))

    def ttl(self, role: Role) -> Evidence:
        """Return how long a key below the job's has left, as evidence."""
        key = self.job_key(role)
        return ttl(key, self.page.ttl_ms(key))

    def place(self, role: Role) -> Evidence:
        """Return that a list or set holds the id, as evidence: its score in a sorted set."""
        return placed(self.key(role), self.page.container(self.queue, role), self.id)

    def key(self, role: Role) -> str:
        """Return one of the queue's own keys."""
        return queue_key(self.page.prefix, self.queue, role)

    def job_key(self, role: Role = Role.JOB) -> str:
        """Return one of the job's keys."""
        return job_key(self.page.prefix, self.queue, self.id, role)

    def size(self, role: Role) -> int:
        """Return how many elements one of the queue's keys has."""
        state = self.page.container(self.queue, role)
        return state.size if state else 0

    def meta(self, field: str) -> str | None:
        """Return one of the queue's settings, raw."""
        state = self.page.container(self.queue, Role.META)
        return state.fields.get(field) if state else None

    def field(self, name: str) -> Evidence:
        """Return a field of the job's hash, as evidence."""
        return hash_field(self.job_key(), self.hash, name, self.page.unread)

    def score(self, role: Role) -> Evidence:
        """Return the job's score in a sorted set of the queue, as evidence."""
        return score(self.key(role), self.page.container(self.queue, role), self.id)
