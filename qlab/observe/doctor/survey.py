"""Survey: what the doctor looks at, gathered a page at a time so that the server is never blocked for long.

A walk of many pages sees many moments, and jobs move meanwhile. What it finds is therefore a suspicion, which ``where``
confirms in one atomic script before anybody is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from typing import Any, NamedTuple

from qlab.observe.connection import Connection, Script
from qlab.observe.evidence import Evidence, hash_field, holds
from qlab.observe.keyspace_walk import PAGE, Progress, walk
from qlab.observe.layout import Layout, layout
from qlab.observe.page import read_page
from qlab.observe.release import Release
from qlab.observe.wire.replies import SCRIPTS
from qlab.observe.workers import Clients, Workers
from qlab.protocol.fields import STALLS_FIELDS
from qlab.protocol.keys import JOB_SUFFIXES, STATE_OF_ROLE, STATE_ROLES, Role, job_key, parse_key, queue_base, queue_key
from qlab.protocol.legacy import is_marker
from qlab.protocol.states import FINISHED, JobState
from qlab.snapshot.model import Snapshot
from qlab.snapshot.reader import glob

__all__ = ["CONFIRMED", "DEPTH", "SWEEP", "JobFacts", "Names", "Place", "Survey", "names_of", "survey", "where"]

SWEEP = 50
"""Jobs a call: well under a millisecond of the server's time."""
DEPTH = 200_000
"""So deep a list is looked through for one id, some 3 ms; in a longer one a suspicion may stay unconfirmed."""
SAMPLE = 100
CONFIRMED = 500
"""So many suspicions of a kind are confirmed, one by one."""


def _script(name: str) -> Script:
    return Script.of(files("qlab.observe.doctor").joinpath(name).read_text(encoding="utf-8"), SCRIPTS[name])


_SWEEP, _WHERE = _script("sweep.lua"), _script("where.lua")


class JobFacts(NamedTuple):
    """What the walk saw of one job: has it a hash, bytes of data and stack traces, its stalls, is it locked."""

    exists: bool
    data: int
    stack: int
    stalls: int
    lock: bool


class Place(NamedTuple):
    """Where a job is at one moment: hash, lock, the roles that hold it; ``sure`` unless a list was too long."""

    exists: bool
    lock: bool
    roles: tuple[Role, ...]
    sure: bool


@dataclass
class Names:
    """The names of a queue's keys that matter, from a walk over the keyspace.

    Attributes:
        hashes: Ids of jobs.
        locks: Ids of jobs that are locked.
        deduplications: Deduplication ids.
    """

    hashes: set[str] = field(default_factory=set)
    locks: set[str] = field(default_factory=set)
    deduplications: set[str] = field(default_factory=set)


@dataclass
class Survey:
    """One queue under examination.

    Attributes:
        connection: For confirming what is suspected.
        prefix: Its prefix.
        queue: Its name.
        page: An atomic page of it.
        names: The names of its keys.
        held: For each job id the containers that hold it.
        facts: What each job's hash says.
        workers: Who works on it.
    """

    connection: Connection
    prefix: str
    queue: str
    page: Snapshot
    names: Names
    held: Mapping[str, list[Role]]
    facts: Mapping[str, JobFacts]
    workers: Workers

    def key(self, role: Role) -> str:
        """One of the queue's own keys."""
        return queue_key(self.prefix, self.queue, role)

    def job(self, id: str, role: Role = Role.JOB) -> str:
        """A job's key, or one below it, such as its lock."""
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
        return self.page.container(self.queue, Role.LEGACY_DELAY) is not None and not self.layout.has_marker

    @property
    def paused(self) -> bool:
        """Whether the queue is paused."""
        return self.page.is_paused(self.queue)

    def holding(self, role: Role, id: str) -> Evidence:
        """That a container holds an id, as evidence."""
        return holds(self.key(role), id)

    def in_state(self, *states: JobState) -> Iterator[str]:
        """The ids of the jobs in some states, as the walk saw them."""
        return (id for id, roles in self.held.items() if any(STATE_OF_ROLE[role] in states for role in roles))

    def confirmed(self, suspects: Iterable[str]) -> Iterator[tuple[str, Place]]:
        """Where the suspects are now, at most ``CONFIRMED`` of them; one that nobody can be sure of is left out."""
        for id in sorted(suspects)[:CONFIRMED]:
            place = where(self.connection, self.prefix, self.queue, id)
            if place.sure:
                yield id, place


def where(connection: Connection, prefix: str, queue: str, id: str) -> Place:
    """Where one job is, at one moment."""
    arguments = (queue_base(prefix, queue), id, DEPTH, JOB_SUFFIXES[Role.LOCK], *(role.value for role in STATE_ROLES))
    exists, lock, unsure, *roles = connection.run(_WHERE, [queue_key(prefix, queue, Role.META)], arguments)
    return Place(bool(exists), bool(lock), tuple(map(Role, roles)), not unsure or bool(roles))


def survey(connection: Connection, prefix: str, queue: str, names: Names, clients: Clients) -> Survey:
    """Examines one queue; ``clients`` are the server's connections."""
    page = read_page(connection, prefix, queue, limit=SAMPLE)
    held: dict[str, list[Role]] = defaultdict(list)
    facts: dict[str, JobFacts] = {}
    for role in STATE_ROLES:
        state = page.container(queue, role)
        if state is None or state.type not in ("list", "zset"):
            continue
        for id, seen in _sweep(connection, prefix, queue, role, state.type):
            if not is_marker(id, has_hash=seen.exists):
                held[id].append(role)
                facts[id] = seen
    return Survey(
        connection,
        prefix,
        queue,
        page,
        names,
        held,
        facts,
        clients.of(prefix, queue, active=page.counts_of(queue)["active"]),
    )


def _sweep(connection: Connection, prefix: str, queue: str, role: Role, kind: str) -> Iterator[tuple[str, JobFacts]]:
    lock = "" if STATE_OF_ROLE[role] in FINISHED else JOB_SUFFIXES[Role.LOCK]
    meta, base, first = queue_key(prefix, queue, Role.META), queue_base(prefix, queue), 0
    while True:
        reply: list[Any] = connection.run(_SWEEP, [meta], (base, role.value, kind, first, SWEEP, lock, *STALLS_FIELDS))
        for id, (exists, data, stack, stalls, lock) in zip(reply[::2], reply[1::2], strict=True):
            yield id, JobFacts(bool(exists), data, stack, stalls, bool(lock))
        if len(reply) < 2 * SWEEP:
            return
        first += SWEEP


def names_of(
    connection: Connection, places: Iterable[tuple[str, str]], progress: Progress | None = None
) -> dict[tuple[str, str], Names]:
    """The names of the keys of some queues, from one walk over the keyspace for all of them."""
    found = {place: Names() for place in places}
    prefixes = sorted({prefix for prefix, _queue in found})
    only = f"{prefixes[0]}:{next(iter(found))[1]}" if len(found) == 1 else prefixes[0] if len(prefixes) == 1 else None
    pattern = "*" if only is None else glob(only) + ":*"

    def scan(cursor: str) -> tuple[str, list[str]]:
        return tuple(connection.execute("SCAN", cursor, "MATCH", pattern, "COUNT", PAGE))

    for key in walk(connection, scan, progress):
        _sort_in(found, prefixes, key)
    return found


def _sort_in(found: Mapping[tuple[str, str], Names], prefixes: list[str], name: str) -> None:
    for prefix in prefixes:
        key = parse_key(name, prefix)
        names = found.get((prefix, key.queue))
        if names is None:
            continue
        if key.role is Role.JOB and key.job:
            names.hashes.add(key.job)
        elif key.role is Role.LOCK and key.job:
            names.locks.add(key.job)
        elif key.role is Role.DEDUPLICATION and key.detail:
            names.deduplications.add(key.detail)
