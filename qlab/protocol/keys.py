"""The names of BullMQ's keys: which queue, which job, and what the key is for.

A key is ``<prefix>:<queue>:<rest>``. The prefix may hold colons and a hash tag (``{bull}``), a queue's name may hold a
hash tag but no colon (BullMQ forbids it), and a job's id may hold colons (``repeat:report:1767225600000``). Job ids
share one namespace with the suffixes, so the order of the rules in ``parse_key`` matters: first the queue's own
suffixes, then metrics, deduplication and scheduler keys, then the keys below a job, and what is left is a job.
Sources: ``bullmq/queue_keys.py``, the Lua scripts of bullmq 3.4.4 (PyPI) and 6.7.0 (npm).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Self

from qlab.errors import UsageError
from qlab.protocol.states import FINISHED, JobState
from qlab.protocol.versions import PAUSED_IN_WAIT, PRIORITIZED_SET, QUEUE_SCHEDULER

__all__ = [
    "DEFAULT_PREFIX", "FINISHED_ROLES", "JOB_SUFFIXES", "METRICS_OF", "QUEUE_ROLES", "READY_ROLES", "STATE_OF_ROLE",
    "STATE_ROLES", "Key", "Role", "detail_head", "detail_key", "iteration_head", "iteration_id", "job_key",
    "key_below", "parse_key", "place_of_job", "places_of_job", "queue_base", "queue_key", "queue_of_meta",
]  # fmt: skip

DEFAULT_PREFIX = "bull"


class Role(StrEnum):
    """What a key is for. ``redis_type`` is its type in Redis ("" if it varies), ``sentence`` says what it is."""

    redis_type: str
    sentence: str

    def __new__(cls, value: str, redis_type: str = "", sentence: str = "") -> Self:
        """Give the member its two attributes; ``Role("wait")`` finds a member as in any StrEnum."""
        role = str.__new__(cls, value)
        role._value_ = value
        role.redis_type, role.sentence = redis_type, sentence
        return role

    WAIT = "wait", "list", "Ids of the jobs that are ready; workers take from the right end."
    ACTIVE = "active", "list", "Ids of the jobs that workers have taken and not yet finished."
    PAUSED = (
        "paused",
        "list",
        f"Jobs of a queue that a {PAUSED_IN_WAIT.older} has paused; newer ones leave them in wait.",
    )
    DELAYED = "delayed", "zset", "Jobs that are not due yet; score = due ms × 4096 + sequence."
    PRIORITIZED = "prioritized", "zset", "Ready jobs that have a priority; score = priority × 2^32 + counter."
    PRIORITY_COUNTER = "pc", "string", "Counter that keeps jobs of equal priority first in, first out."
    COMPLETED = "completed", "zset", "Jobs that completed; score = when, in ms."
    FAILED = "failed", "zset", "Jobs that failed for good; score = when, in ms."
    WAITING_CHILDREN = "waiting-children", "zset", "Parents whose children are not finished; score = since when, in ms."
    MARKER = "marker", "zset", "The bell that wakes idle workers; they block on it with BZPOPMIN."
    EVENTS = "events", "stream", "What happened in the queue, about the last 10,000 events."
    META = "meta", "hash", "The queue's settings: paused or not, concurrency, rate limit, length of the event stream."
    ID = "id", "string", "Counter that the ids of new jobs come from."
    STALLED = "stalled", "set", "Suspects: jobs active at the last check, their locks not renewed since."
    STALLED_CHECK = "stalled-check", "string", "While it exists, no worker repeats the check for stalled jobs."
    LIMITER = "limiter", "string", "How many jobs started in this rate-limit window; it expires with the window."
    REPEAT = "repeat", "zset", "The queue's job schedulers; score = ms of the next iteration."
    SCHEDULER = "scheduler", "hash", "One job scheduler: how often, and the template of its jobs."
    DEDUPLICATION = "de", "string", "Id of the job that holds a deduplication id; adding another with it is refused."
    DEDUPLICATION_NEXT = "dn", "hash", "The job to add when the active holder of the id ends (keepLastIfActive)."
    METRICS = "metrics", "hash", "How many jobs completed or failed in all, and the last minute counted."
    METRICS_DATA = "metrics-data", "list", "How many jobs completed or failed in each minute, the latest first."
    LEGACY_PRIORITY = "priority", "zset", f"Priorities, as kept by a {PRIORITIZED_SET.older}; no longer read."
    LEGACY_DELAY = (
        "delay",
        "stream",
        f"Delayed jobs, for the QueueScheduler of a {QUEUE_SCHEDULER.older}; no longer read.",
    )
    LEGACY_PAUSED = "meta-paused", "string", "Says that Bull 3 or 4 has paused the queue; BullMQ keeps that in meta."
    JOB = "job", "hash", "A job: its data, options, attempts and result."
    LOCK = "lock", "string", "Token of the worker that has the job; unless renewed it expires."
    LOGS = "logs", "list", "Lines the job's processor logged."
    DEPENDENCIES = "dependencies", "set", "Keys of the job's children that are not finished."
    PROCESSED = "processed", "hash", "Return values of the job's completed children, by the child's key."
    CHILD_FAILURES = "child-failures", "hash", "Errors of failed children the job goes on without, by the child's key."
    UNSUCCESSFUL = "unsuccessful", "zset", "Failed children that make the job fail too; score = when, in ms."
    RELAY = "relay", "", "A key of BullMQ's relay (messages between processes), no queue's."
    UNKNOWN = "unknown", "", "Not a key that BullMQ makes."


@dataclass(frozen=True, slots=True)
class Key:
    """A key's name, taken apart.

    ``job``: the job's id, for a job and the keys below it. ``detail``: the scheduler's or deduplication id, or
    ``completed`` or ``failed`` for metrics. An UNKNOWN or RELAY key has queue ``""``.
    """

    raw: str
    prefix: str
    queue: str
    role: Role
    job: str | None = None
    detail: str | None = None


_BELOW_A_JOB: Mapping[str, Role] = MappingProxyType({
    "lock": Role.LOCK, "logs": Role.LOGS, "dependencies": Role.DEPENDENCIES, "processed": Role.PROCESSED,
    "failed": Role.CHILD_FAILURES, "unsuccessful": Role.UNSUCCESSFUL,
})  # fmt: skip
JOB_SUFFIXES: Mapping[Role, str] = MappingProxyType({role: f":{suffix}" for suffix, role in _BELOW_A_JOB.items()})
"""What follows the name of a job's hash in the names of the keys below it, such as ``:lock``."""
_OF_THE_QUEUE: Mapping[str, Role] = MappingProxyType({
    role.value: role
    for role in (
        Role.WAIT, Role.ACTIVE, Role.PAUSED, Role.DELAYED, Role.PRIORITIZED, Role.PRIORITY_COUNTER, Role.COMPLETED,
        Role.FAILED, Role.WAITING_CHILDREN, Role.MARKER, Role.EVENTS, Role.META, Role.ID, Role.STALLED,
        Role.STALLED_CHECK, Role.LIMITER, Role.REPEAT, Role.LEGACY_PRIORITY, Role.LEGACY_DELAY, Role.LEGACY_PAUSED,
    )
})  # fmt: skip
QUEUE_ROLES = tuple(_OF_THE_QUEUE.values())
"""The roles of which a queue has one key each."""
_DETAILED: Mapping[Role, str] = MappingProxyType({
    Role.DEDUPLICATION: "de:{}", Role.DEDUPLICATION_NEXT: "dn:{}", Role.SCHEDULER: "repeat:{}",
    Role.METRICS: "metrics:{}", Role.METRICS_DATA: "metrics:{}:data",
})  # fmt: skip
_METRICS = re.compile(r"metrics:(completed|failed)(:data)?")
METRICS_OF = ("completed", "failed")
"""What a queue's metrics count: a key each."""
# The job of one iteration: repeat:<scheduler>:<ms>. Twelve digits (from 1973 on) tell it from a scheduler "a:1".
_ITERATION = re.compile(r"repeat:.+:\d{12,}", re.DOTALL | re.ASCII)

COLONS = 3
"""This many colons from its end are tried to part a job's id from its queue, where more than one may."""
STATE_OF_ROLE: Mapping[Role, JobState] = MappingProxyType({
    Role.COMPLETED: JobState.COMPLETED, Role.FAILED: JobState.FAILED, Role.DELAYED: JobState.DELAYED,
    Role.PRIORITIZED: JobState.PRIORITIZED, Role.ACTIVE: JobState.ACTIVE, Role.WAIT: JobState.WAITING,
    Role.PAUSED: JobState.WAITING, Role.WAITING_CHILDREN: JobState.WAITING_CHILDREN,
})  # fmt: skip
"""The roles whose key holds job ids, each with the state it stands for, in the order in which getState looks."""

READY_ROLES = (Role.WAIT, Role.PRIORITIZED)
"""Where a worker takes its next job from, in this order (moveToActive)."""
FINISHED_ROLES = tuple(role for role, state in STATE_OF_ROLE.items() if state in FINISHED)
"""Where the jobs that have finished are kept."""

STATE_ROLES: tuple[Role, ...] = (
    Role.WAIT, Role.PAUSED, Role.ACTIVE, Role.DELAYED, Role.PRIORITIZED, Role.COMPLETED, Role.FAILED,
    Role.WAITING_CHILDREN,
)  # fmt: skip
"""The roles whose key holds job ids, in the order of a job's life."""


def parse_key(raw: str | bytes, prefix: str = DEFAULT_PREFIX) -> Key:
    """Take a key's name apart, whatever stands in it.

    Args:
        raw: The name, as text or as the server's bytes.
        prefix: BullMQ's prefix, without the colon after it.

    Returns:
        The key. One outside the prefix, or not created by BullMQ, has the role UNKNOWN and the queue ``""``.

    Raises:
        UsageError: If it is neither text nor bytes, or the prefix is not text.
    """
    try:
        return _parsed(raw, prefix)
    except TypeError:  # what cannot be hashed, the cache does not take either
        _decoded(raw)
        raise UsageError(f"{type(prefix).__name__} is not a prefix; give text, such as {DEFAULT_PREFIX!r}.") from None


@lru_cache(maxsize=65_536)
def _parsed(raw: str | bytes, prefix: str) -> Key:
    name = _decoded(raw)
    head = prefix + ":"
    if not name.startswith(head):
        return Key(name, prefix, "", Role.UNKNOWN)
    if name.startswith(head + ":relay:"):  # the empty segment keeps the relay out of every queue
        return Key(name, prefix, "", Role.RELAY)
    queue, _colon, rest = name[len(head) :].partition(":")
    if not queue or not rest:
        return Key(name, prefix, "", Role.UNKNOWN)
    role, job, detail = _parse_rest(rest)
    return Key(name, prefix, "" if role is Role.UNKNOWN else queue, role, job, detail)


def _decoded(raw: object) -> str:
    if isinstance(raw, str):
        return raw
    if not isinstance(raw, bytes):
        raise UsageError(f"{type(raw).__name__} is not a key's name; give text or bytes, such as 'bull:email:wait'.")
    return raw.decode("utf-8", "surrogateescape")


def _parse_rest(rest: str) -> tuple[Role, str | None, str | None]:
    """Return what follows ``<prefix>:<queue>:`` → role, job id, detail."""
    if role := _OF_THE_QUEUE.get(rest):
        return role, None, None
    if metrics := _METRICS.fullmatch(rest):
        return (Role.METRICS_DATA if metrics[2] else Role.METRICS), None, metrics[1]
    for role in (Role.DEDUPLICATION, Role.DEDUPLICATION_NEXT):
        if rest.startswith(detail_head(role)):
            return role, None, rest.removeprefix(detail_head(role))
    owner, colon, suffix = rest.rpartition(":")
    below = _BELOW_A_JOB.get(suffix) if colon else None
    if rest.startswith(detail_head(Role.SCHEDULER)):
        return _parse_repeat(rest, owner, below)
    if below:
        return (below, owner, None) if owner else (Role.UNKNOWN, None, None)
    return Role.JOB, rest, None


def _parse_repeat(rest: str, owner: str, below: Role | None) -> tuple[Role, str | None, str | None]:
    if below and _ITERATION.fullmatch(owner):
        return below, owner, None
    if _ITERATION.fullmatch(rest):
        return Role.JOB, rest, None
    return Role.SCHEDULER, None, rest.removeprefix(detail_head(Role.SCHEDULER))


def queue_key(prefix: str, queue: str, role: Role) -> str:
    """Return the name of a queue's own key, e.g. ``bull:email:wait``.

    Raises UsageError for a role that needs more than the queue's name.
    """
    if role not in _OF_THE_QUEUE:
        raise UsageError(f"A queue has no single key of role {role.value!r}; use job_key or detail_key.")
    return f"{prefix}:{queue}:{role}"


def queue_base(prefix: str, queue: str) -> str:
    """Return what the names of all keys of a queue begin with, e.g. ``bull:email:``."""
    return f"{prefix}:{queue}:"


def detail_key(prefix: str, queue: str, role: Role, detail: str) -> str:
    """Return the name of a queue's key that takes an id of its own, e.g. ``bull:email:de:<deduplication id>``.

    Args:
        prefix: The queue's prefix.
        queue: Its name.
        role: DEDUPLICATION, DEDUPLICATION_NEXT, SCHEDULER, METRICS or METRICS_DATA.
        detail: The deduplication id, the scheduler's id, or for metrics one of ``METRICS_OF``.

    Raises:
        UsageError: For any other role.
    """
    if role not in _DETAILED:
        raise UsageError(f"A key of role {role.value!r} has no id of its own; use queue_key or job_key.")
    return queue_base(prefix, queue) + _DETAILED[role].format(detail)


def detail_head(role: Role) -> str:
    """Return what comes before the id in such a key: ``de:``, ``dn:``, ``repeat:``; for the Lua scripts that build
    names.
    """
    return _DETAILED[role].partition("{")[0]


def iteration_id(scheduler: str, at_ms: int) -> str:
    """Return the id of the job that a scheduler adds for a moment, ms since 1970 (addJobScheduler.lua)."""
    return f"{iteration_head(scheduler)}{at_ms}"


def iteration_head(scheduler: str) -> str:
    """Return what the ids of all jobs of a scheduler begin with."""
    return f"{detail_head(Role.SCHEDULER)}{scheduler}:"


def job_key(prefix: str, queue: str, job: str, role: Role = Role.JOB) -> str:
    """Return the name of a job's key, e.g. ``bull:email:7``, or with a role below it, ``bull:email:7:lock``.

    Raises UsageError for a role that is not a job's.
    """
    return key_below(f"{prefix}:{queue}:{job}", role)


def key_below(job: str, role: Role) -> str:
    """From the name of a job's hash, as flows hold it, that of a key below it, e.g. ``bull:email:7:dependencies``.

    Raises UsageError for a role that is not a job's.
    """
    if role is Role.JOB:
        return job
    if role not in JOB_SUFFIXES:
        raise UsageError(f"A job has no key of role {role.value!r}; use queue_key for the keys of a queue.")
    return job + JOB_SUFFIXES[role]


def place_of_job(raw: str, prefix: str = DEFAULT_PREFIX) -> tuple[str, str, str]:
    """From the name of a job's key, as flows hold it, the prefix, queue and id; for a key under another prefix too.

    A job of another prefix is taken to have an id without colons: nothing in its name tells where the prefix ends.
    """
    key = parse_key(raw, prefix)
    if key.job is not None:
        return prefix, key.queue, key.job
    owner, _colon, id = raw.rpartition(":")
    other, _colon, queue = owner.rpartition(":")
    return other, queue, id


def places_of_job(raw: str, prefix: str = DEFAULT_PREFIX) -> tuple[tuple[str, str, str], ...]:
    """Return all that the name of a job's key may mean, the likeliest first: prefix, queue and id.

    An id may hold colons, and before BullMQ 5 a queue's name may: nothing in the key tells where the name ends.
    """
    ends = [at for at, character in enumerate(raw) if character == ":"][1:][-COLONS:]
    others = ((*raw[:end].rpartition(":")[::2], raw[end + 1 :]) for end in ends)
    return tuple(dict.fromkeys((place_of_job(raw, prefix), *others)))


def queue_of_meta(raw: str) -> tuple[str, str] | None:
    """From the name of a key that ends in ``:meta``, the prefix and the queue, whatever the prefix; None for any other.

    Every queue has a meta key (BullMQ's getOrSetMaxEvents sees to it), so these names lead to all queues of a server.
    """
    owner, _colon, suffix = raw.rpartition(":")
    prefix, _colon, queue = owner.rpartition(":")
    return (prefix, queue) if suffix == Role.META.value and prefix and queue else None
