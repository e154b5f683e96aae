"""Survey: what the doctor looks at, gathered a page at a time so that the server is never blocked for long.

A walk of many pages sees many moments, and jobs move in between. So what it finds is a suspicion, which ``where``
confirms in one atomic script before it is reported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any, NamedTuple

from qlab.observe.connected.clients import Attendance
from qlab.observe.connected.workers import Workers
from qlab.observe.connection import Connection, Script, text_of
from qlab.observe.evidence import Evidence, hash_field, holds, score
from qlab.observe.inventory import Names
from qlab.observe.keyspace_walk import PAGE
from qlab.observe.layout import Layout, layout, needs_scheduler
from qlab.observe.page import read_page
from qlab.observe.release import Release
from qlab.observe.wire.replies import SCRIPTS
from qlab.protocol.fields import STALLS_FIELDS
from qlab.protocol.keys import JOB_SUFFIXES, STATE_OF_ROLE, STATE_ROLES, Role, job_key, queue_base, queue_key
from qlab.protocol.legacy import is_marker
from qlab.protocol.queue_settings import Obstacle, obstacles
from qlab.protocol.scores import DELAYED_STEP
from qlab.protocol.states import FINISHED, JobState
from qlab.snapshot.delayed import due_within
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import KeyState

__all__ = ["BIG", "CONFIRMED", "DEPTH", "SWEEP", "Late", "Odd", "Place", "Survey", "stalls_field", "survey", "where"]

SWEEP = 250
"""Jobs a call: about a millisecond of the server's time."""
GROWN = 100_000
"""This many more ids than twice as many as there were a container may turn out to hold; a walk through it then ends."""
BIG = 100_000
"""Bytes of one job's data, or of its stack traces, from which they are called huge."""
DEPTH = 200_000
"""So deep a list is looked through for one id, some 3 ms; in a longer one a suspicion may stay unconfirmed."""
SAMPLE = 100
AGAIN = 3
"""So often a page is read again that ran out of time."""
OVERDUE_MS = 5_000
"""So late a delayed job may be: a worker that sleeps until the marker's moment wakes within it."""
CONFIRMED = 500
"""This many suspicions of a kind are confirmed, one by one."""


def _script(name: str) -> Script:
    return Script.of(files("qlab.observe.doctor").joinpath(name).read_text(encoding="utf-8"), SCRIPTS[name])


_SWEEP, _WHERE = _script("sweep.lua"), _script("where.lua")


class Odd(NamedTuple):
    """A job in which the walk saw something odd.

    Attributes:
        id: Its id.
        role: The list or set in which it was met.
        exists: Whether it has a hash.
        data: Bytes of its data; 0 where it has none.
        stack: Bytes of its stack traces.
        stalls: How often it has stalled; 0 for a finished job, where it does not matter.
        lock: Whether it is locked; True where it need not be.
    """

    id: str
    role: Role
    exists: bool
    data: int
    stack: int
    stalls: int
    lock: bool


class Late(NamedTuple):
    """How many delayed jobs are overdue, and the score of the first of them."""

    number: int
    evidence: Evidence


class Place(NamedTuple):
    """Where a job is at one moment: hash, lock, the roles that hold it; ``sure`` unless a list was too long."""

    exists: bool
    lock: bool
    roles: tuple[Role, ...]
    sure: bool


@dataclass
class Survey:
    """One queue under examination.

    Attributes:
        connection: For confirming what is suspected.
        prefix: Its prefix.
        queue: Its name.
        page: An atomic page of it.
        locks: Ids of jobs that are locked, as a walk over the keyspace saw them.
        deduplications: Deduplication ids that are held, as the walk saw them.
        alone: Ids that have a hash and were met in no list or set.
        again: Ids that were met more than once.
        odd: Jobs in which something is odd; of all others, which may be a million, nothing is kept.
        workers: Who works on it.
    """

    connection: Connection
    prefix: str
    queue: str
    page: Snapshot
    locks: Collection[str]
    deduplications: Collection[str]
    alone: Collection[str]
    again: Collection[str]
    odd: Sequence[Odd]
    workers: Workers

    def key(self, role: Role) -> str:
        """One of the queue's own keys."""
        return queue_key(self.prefix, self.queue, role)

    def job(self, id: str, role: Role = Role.JOB) -> str:
        """Return a job's key, or one below it, such as its lock."""
        return job_key(self.prefix, self.queue, id, role)

    def size(self, role: Role) -> int:
        """How many elements one of the queue's keys has."""
        state = self.page.container(self.queue, role)
        return state.size if state else 0

    @property
    def meta(self) -> Mapping[str, str]:
        """The queue's settings."""
        state = self.page.container(self.queue, Role.META)
        return state.fields if state else {}

    def setting(self, name: str) -> Evidence:
        """One of the queue's settings, as evidence."""
        return hash_field(self.key(Role.META), self.page.container(self.queue, Role.META), name, self.page.unread)

    @property
    def hurried(self) -> bool:
        """Whether the page ran out of time, so that not all of it was read."""
        return _ran_out(self.page)

    @cached_property
    def release(self) -> Release:
        """Which release is at work, as far as it shows."""
        return Release.of(self.page, self.queue)

    @cached_property
    def layout(self) -> Layout:
        """Whose keys the queue's are."""
        return layout(self.page, self.queue)

    @property
    def needs_scheduler(self) -> bool:
        """Whether a QueueScheduler must move its delayed and stalled jobs, as in BullMQ 1."""
        return needs_scheduler(self.page, self.queue)

    @property
    def paused(self) -> bool:
        """Whether the queue is paused."""
        return self.page.is_paused(self.queue)

    @property
    def full(self) -> bool:
        """Whether as many jobs are active as the queue's global concurrency allows: no other starts."""
        settings, active = self.page.settings(self.queue), self.size(Role.ACTIVE)
        return Obstacle.CONCURRENCY in obstacles(settings, active=active, limited=False)

    @cached_property
    def late(self) -> Late | None:
        """The delayed jobs that are overdue; None where none is. The page holds the first of them only."""
        held, key = self.page.container(self.queue, Role.DELAYED), self.key(Role.DELAYED)
        first = next(due_within(self.page, 0, self.page.at - OVERDUE_MS - 1, [self.queue]), None)
        if first is None:
            return None
        before = f"({(self.page.at - OVERDUE_MS) * DELAYED_STEP}"
        number = self.connection.execute("ZCOUNT", key, "-inf", before)
        return Late(max(number, 1), score(key, held, first.job))

    @property
    def paused_twice(self) -> tuple[KeyState, KeyState] | None:
        """The lists ``wait`` and ``paused``, where releases on both sides of BullMQ 6 share the paused queue."""
        wait, paused = (self.page.container(self.queue, role) for role in (Role.WAIT, Role.PAUSED))
        return (wait, paused) if self.paused and wait is not None and paused is not None else None

    def holding(self, role: Role, id: str) -> Evidence:
        """Return that a container holds an id, as evidence."""
        return holds(self.key(role), id)

    def ids(self, *states: JobState) -> Iterator[str]:
        """Yield the ids of the jobs in some states, read page by page as they are asked for."""
        for role, kind, size in _containers(self.page, self.queue):
            if STATE_OF_ROLE[role] in states:
                command = "LRANGE" if kind == "list" else "ZRANGE"
                for first in range(0, 2 * size + GROWN, PAGE):
                    page = self.connection.execute(command, self.key(role), first, first + PAGE - 1)
                    yield from page
                    if len(page) < PAGE:
                        break

    def confirmed(self, suspects: Iterable[str]) -> Iterator[tuple[str, Place]]:
        """Yield where the suspects are now, at most ``CONFIRMED`` of them; skip those that could not be confirmed."""
        for id in sorted(suspects)[:CONFIRMED]:
            place = where(self.connection, self.prefix, self.queue, id)
            if place.sure:
                yield id, place


def where(connection: Connection, prefix: str, queue: str, id: str) -> Place:
    """Where one job is, at one moment."""
    arguments = (queue_base(prefix, queue), id, DEPTH, JOB_SUFFIXES[Role.LOCK], *(role.value for role in STATE_ROLES))
    exists, lock, unsure, *roles = connection.run(_WHERE, [queue_key(prefix, queue, Role.META)], arguments)
    return Place(bool(exists), bool(lock), tuple(map(Role, roles)), not unsure or bool(roles))


def survey(connection: Connection, prefix: str, queue: str, names: Names, attendance: Attendance) -> Survey:
    """Examine one queue.

    Args:
        connection: Where to look.
        prefix: Its prefix.
        queue: Its name.
        names: The names of its keys; ``hashes`` is used up.
        attendance: Who is connected to the server.
    """
    page = _unhurried(connection, prefix, queue)
    met, stalls = _Met(names.hashes, set(), []), stalls_field(layout(page, queue))
    for role, kind, size in _containers(page, queue):
        for ids, odd in _sweep(connection, (prefix, queue), role, kind, size, stalls):
            met.meet(role, ids, odd)
    alone = tuple(text_of(id) for id, held in names.hashes.items() if not held)
    names.hashes.clear()
    workers = attendance.on(page, queue)
    return Survey(
        connection, prefix, queue, page, names.locks, names.deduplications, alone, met.again, met.odd, workers
    )


def _ran_out(page: Snapshot) -> bool:
    return any(each.late for each in page.unread)


def _unhurried(connection: Connection, prefix: str, queue: str) -> Snapshot:
    """Read a page, again where it ran out of time: before Redis 7.4 the clock tells, which a busy machine spends."""
    for _time in range(1 + AGAIN):
        page = read_page(connection, prefix, queue, limit=SAMPLE)
        if not _ran_out(page):
            break
    return page


def _containers(page: Snapshot, queue: str) -> Iterator[tuple[Role, str, int]]:
    """Yield the lists and sets of a queue that hold ids, with their types and sizes."""
    for role in STATE_ROLES:
        state = page.container(queue, role)
        if state is not None and state.type in ("list", "zset"):
            yield role, state.type, state.size


@dataclass
class _Met:
    """What is kept of the jobs that a walk meets: whether one has been met, and what is odd."""

    known: dict[bytes, bool]
    again: set[str]
    odd: list[Odd]

    def meet(self, role: Role, ids: Iterable[bytes], odd: Sequence[Any]) -> None:
        known = self.known
        for id in ids:
            if known.get(id):
                self.again.add(text_of(id))
            known[id] = True
        for raw, (exists, data, stack, stalls, lock) in zip(odd[::2], odd[1::2], strict=True):
            name = text_of(raw)
            if is_marker(name, has_hash=bool(exists)):
                known.pop(raw, None)
            else:
                self.odd.append(Odd(name, role, bool(exists), data, stack, stalls, bool(lock)))


def _sweep(
    connection: Connection, place: tuple[str, str], role: Role, kind: str, size: int, stalls: str
) -> Iterator[tuple[list[bytes], list[Any]]]:
    """Yield the ids in a container, and what is odd about their jobs, page by page."""
    state = STATE_OF_ROLE[role]
    lock = JOB_SUFFIXES[Role.LOCK] if state is JobState.ACTIVE else ""
    stalls = "" if state in FINISHED else stalls
    for first in range(0, 2 * size + GROWN, SWEEP):
        arguments = (queue_base(*place), role.value, kind, first, SWEEP, BIG, lock, stalls)
        ids, odd = connection.run(_SWEEP, [queue_key(*place, Role.META)], arguments, raw=True)
        yield ids, odd
        if len(ids) < SWEEP:
            return


def stalls_field(layout: Layout) -> str:
    """Return the field of a job's hash in which workers of a layout count its stalls."""
    return STALLS_FIELDS[0 if layout.has_marker else 1]
