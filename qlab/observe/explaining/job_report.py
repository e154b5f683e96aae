"""JobReport: all there is to know about one job, gathered once, for the statements to be made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from qlab.observe.connection import Connection
from qlab.observe.evidence import Evidence, hash_field, length, placed, rank, right_of, score, ttl
from qlab.observe.layout import Layout, layout
from qlab.observe.looking.flow import FlowNode, flow
from qlab.observe.page import DEPTH, read_job, read_page
from qlab.observe.release import Release
from qlab.observe.workers import Workers, workers
from qlab.protocol.fields import ATTEMPTS_FIELDS, named_field
from qlab.protocol.keys import STATE_ROLES, Role, job_key, key_below, queue_key
from qlab.protocol.states import READY, JobState
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import Entry, KeyState, entry

__all__ = ["NECESSARY", "Child", "JobReport", "gather"]

NECESSARY = ("name", "data", "timestamp")
"""Fields that every release writes into each job's hash (storeJob.lua, addJob.lua)."""
EVENTS_PAGE = 500
MOST_EVENTS = 20_000
"""This many of the latest events are looked through for those of one job."""
CHILDREN = 10
"""This many unfinished children are looked up one by one."""
LIST_PAGE = 5_000


@dataclass(frozen=True)
class Child:
    """A child job and the state it is in.

    Attributes:
        key: Its full key.
        state: Its state; unknown where it no longer exists.
        exists: Whether it has a hash.
        reason: Its last error, if any.
    """

    key: str
    state: JobState
    exists: bool
    reason: str | None


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

    @property
    def now(self) -> int:
        """When the page was read, ms since the epoch."""
        return self.page.at

    @cached_property
    def layout(self) -> Layout:
        """Whose keys the queue's are."""
        return layout(self.page, self.queue)

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


def gather(connection: Connection, prefix: str, queue: str, id: str) -> JobReport:
    """Read all that can be said about one job: one atomic page, then its events and circumstances, page by page.

    Raises:
        QlabError: If the server cannot be read.
    """
    page = read_page(connection, prefix, queue, limit=5, ids=[id])
    view, state, turn = page.job(id, queue), page.state_of(id, queue), None
    if state is JobState.UNKNOWN and view is not None:
        turn = _deep_in_line(connection, page, queue, id)
        state = JobState.UNKNOWN if turn is None else JobState.WAITING
    elif state in READY:
        turn = _in_line(connection, page, queue, id, state)
    events = tuple(_events(connection, queue_key(prefix, queue, Role.EVENTS), id))
    children = _children(connection, page, job_key(prefix, queue, id, Role.DEPENDENCIES))
    suspect = bool(connection.allowed("SISMEMBER", queue_key(prefix, queue, Role.STALLED), id))
    who = workers(connection, prefix, queue, active=page.counts_of(queue)["active"])
    parent = _parent(connection, page, queue, id, view)
    deeper = tuple(_deeper(connection, (prefix, queue), id, children))
    return JobReport(page, queue, id, state, view, turn, events, who, children, suspect, parent, deeper)


def _deeper(
    connection: Connection, place: tuple[str, str], id: str, children: tuple[Child, ...]
) -> Iterator[tuple[str, FlowNode]]:
    """Yield the jobs that hold the flow back below children that wait for children of their own."""
    if not any(child.state is JobState.WAITING_CHILDREN for child in children):
        return
    tree = flow(connection, place, id)
    blocking = {node.key for node in tree.blocking()}
    for child in tree.children:
        for node in child.all():
            dependencies = key_below(node.key, Role.DEPENDENCIES)
            for each in node.children:
                if each.key in blocking and connection.allowed("SISMEMBER", dependencies, each.key):
                    yield dependencies, each


def _parent(connection: Connection, page: Snapshot, queue: str, id: str, view: JobView | None) -> Parent | None:
    key = view.parent_key if view else None
    if not key:
        return None
    seen, other, parent = read_job(connection, key, page.prefix)
    dependencies = key_below(key, Role.DEPENDENCIES)
    waits = bool(connection.allowed("SISMEMBER", dependencies, job_key(page.prefix, queue, id)))
    state = seen.state_of(parent, other)
    return Parent(key, state, seen.job(parent, other) is not None, waits, dependencies)


def _in_line(connection: Connection, page: Snapshot, queue: str, id: str, state: JobState) -> Turn | None:
    wait = queue_key(page.prefix, queue, Role.WAIT)
    held = page.container(queue, Role.WAIT)
    ready = held.size if held else 0
    marked = int(held is not None and held.items[-1:] != () and held.items[-1] in page.marks(queue, Role.WAIT))
    if state is JobState.PRIORITIZED:
        key = queue_key(page.prefix, queue, Role.PRIORITIZED)
        at: int | None = connection.execute("ZRANK", key, id)
        return None if at is None else Turn(ready - marked + at, (length(wait, held), rank(key, id, at)))
    found: int | None = connection.execute("LPOS", wait, id, "RANK", -1, "MAXLEN", DEPTH)
    if found is None:
        return _deep_in_line(connection, page, queue, id)
    right = ready - 1 - found
    return Turn(max(right - marked, 0), (right_of(wait, id, right),))


def _deep_in_line(connection: Connection, page: Snapshot, queue: str, id: str) -> Turn | None:
    """Return the job's turn in a long list, read page by page from the end that workers take from; None: it is not
    there.
    """
    wait = queue_key(page.prefix, queue, Role.WAIT)
    for passed in range(0, int(connection.execute("LLEN", wait)), LIST_PAGE):
        ids: list[str] = connection.execute("LRANGE", wait, -passed - LIST_PAGE, -passed - 1)
        if id in ids:
            right = passed + ids[::-1].index(id)
            return Turn(right, (right_of(wait, id, right),))
    return None


def _events(connection: Connection, stream: str, id: str) -> Iterator[Entry]:
    found: list[Entry] = []
    end = "+"
    for _ in range(0, MOST_EVENTS, EVENTS_PAGE):
        entries = [entry(raw) for raw in connection.execute("XREVRANGE", stream, end, "-", "COUNT", EVENTS_PAGE)]
        found += [each for each in entries if ("jobId", id) in each.fields]
        if len(entries) < EVENTS_PAGE:
            break
        end = f"({entries[-1].id}"
    return reversed(found)


def _children(connection: Connection, page: Snapshot, dependencies: str) -> tuple[Child, ...]:
    held = page.key(dependencies)
    return tuple(_child(connection, page.prefix, key) for key in (held.items if held else ())[:CHILDREN])


def _child(connection: Connection, prefix: str, key: str) -> Child:
    page, queue, id = read_job(connection, key, prefix)
    view = page.job(id, queue)
    return Child(key, page.state_of(id, queue), view is not None, view.failed_reason if view else None)
