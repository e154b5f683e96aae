"""Case: all there is to know about one job, gathered once, for the statements to be made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from qlab.observe.connection import Connection
from qlab.observe.evidence import Evidence
from qlab.observe.layout import Layout, layout
from qlab.observe.page import DEPTH, read_page
from qlab.observe.workers import Workers, workers
from qlab.protocol.keys import Role, job_key, place_of_job, queue_key
from qlab.protocol.states import READY, JobState
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import Entry, entry

EVENTS_PAGE = 500
MOST_EVENTS = 20_000
"""So many of the latest events are looked through for those of one job."""
CHILDREN = 10
"""So many unfinished children are looked up one by one."""
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
class Case:
    """A job and its circumstances.

    Attributes:
        page: A page of its queue that holds the job.
        queue: The queue.
        id: The job's id.
        state: Its state.
        view: The job, or None where it has no hash.
        before: How many jobs are to start before it; None where that has no meaning, or it could not be told.
        events: Its events, oldest first, as far as the stream still holds them.
        workers: Who works on the queue.
        children: The children it waits for, the first few of them.
        suspect: Whether the last check for stalled jobs has marked it.
    """

    page: Snapshot
    queue: str
    id: str
    state: JobState
    view: JobView | None
    before: int | None
    events: tuple[Entry, ...]
    workers: Workers
    children: tuple[Child, ...]
    suspect: bool

    @property
    def now(self) -> int:
        """When the page was read, ms since the epoch."""
        return self.page.at

    @cached_property
    def layout(self) -> Layout:
        """Whose keys the queue's are."""
        return layout(self.page, self.queue)

    @property
    def container(self) -> str:
        """The list or set that holds the job: its state's, but for jobs that a BullMQ older than 6 has paused."""
        paused = self.id in self.page.ids(self.queue, Role.PAUSED)
        return Role.PAUSED.value if paused else self.state.container

    def key(self, role: Role) -> str:
        """One of the queue's own keys."""
        return queue_key(self.page.prefix, self.queue, role)

    def job_key(self, role: Role = Role.JOB) -> str:
        """One of the job's keys."""
        return job_key(self.page.prefix, self.queue, self.id, role)

    def size(self, role: Role) -> int:
        """How many elements one of the queue's keys has."""
        state = self.page.container(self.queue, role)
        return state.size if state else 0

    def meta(self, field: str) -> str | None:
        """One of the queue's settings, raw."""
        state = self.page.container(self.queue, Role.META)
        return state.fields.get(field) if state else None

    def field(self, name: str) -> Evidence:
        """A field of the job's hash, as evidence."""
        raw = self.view.fields.get(name, "(none)") if self.view else "(no hash)"
        return Evidence(f"{self.job_key()} {name}", raw)

    def score(self, role: Role) -> Evidence:
        """The job's score in a sorted set of the queue, as evidence."""
        state = self.page.container(self.queue, role)
        found = [score for member, score in (state.members if state else ()) if member == self.id]
        return Evidence(f"{self.key(role)} {self.id}", f"{found[0]:.0f}" if found else "(none)")


def gather(connection: Connection, prefix: str, queue: str, id: str) -> Case:
    """Reads all that can be said about one job: one atomic page, then its events and circumstances, page by page.

    Raises:
        QlabError: If the server cannot be read.
    """
    page = read_page(connection, prefix, queue, limit=5, ids=[id])
    view, state, before = page.job(id, queue), page.state_of(id, queue), None
    if state is JobState.UNKNOWN and view is not None:
        before = _deep_in_line(connection, page, queue, id)
        state = JobState.UNKNOWN if before is None else JobState.WAITING
    elif state in READY:
        before = _in_line(connection, page, queue, id, state)
    events = tuple(_events(connection, queue_key(prefix, queue, Role.EVENTS), id))
    children = _children(connection, page, job_key(prefix, queue, id, Role.DEPENDENCIES))
    suspect = bool(connection.allowed("SISMEMBER", queue_key(prefix, queue, Role.STALLED), id))
    who = workers(connection, prefix, queue, active=page.counts_of(queue)["active"])
    return Case(page, queue, id, state, view, before, events, who, children, suspect)


def _in_line(connection: Connection, page: Snapshot, queue: str, id: str, state: JobState) -> int | None:
    wait = queue_key(page.prefix, queue, Role.WAIT)
    held = page.container(queue, Role.WAIT)
    length = held.size if held else 0
    marked = int(held is not None and held.items[-1:] != () and held.items[-1] in page.marks(queue, Role.WAIT))
    if state is JobState.PRIORITIZED:
        rank: int | None = connection.execute("ZRANK", queue_key(page.prefix, queue, Role.PRIORITIZED), id)
        return None if rank is None else length - marked + rank
    found: int | None = connection.execute("LPOS", wait, id, "RANK", -1, "MAXLEN", DEPTH)
    if found is None:
        return _deep_in_line(connection, page, queue, id)
    return max(length - 1 - found - marked, 0)


def _deep_in_line(connection: Connection, page: Snapshot, queue: str, id: str) -> int | None:
    """How far the job is from the end that workers take from, read page by page; None where it is not in the list."""
    wait = queue_key(page.prefix, queue, Role.WAIT)
    length = int(connection.execute("LLEN", wait))
    for passed in range(0, length, LIST_PAGE):
        ids: list[str] = connection.execute("LRANGE", wait, -passed - LIST_PAGE, -passed - 1)
        if id in ids:
            return passed + ids[::-1].index(id)
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
    other, queue, id = place_of_job(key, prefix)
    page = read_page(connection, other, queue, limit=1, states=(), ids=[id])
    view = page.job(id, queue)
    return Child(key, page.state_of(id, queue), view is not None, view.failed_reason if view else None)
