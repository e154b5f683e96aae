"""One page of a queue: exact counts and a few jobs of each state with all their keys, in one atomic read-only script.

Which jobs are on the page: of those that wait, the ones whose turn comes next; of those that are active or wait for
their children, the ones that have been so longest; of those that are finished, the latest.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any

import msgpack  # type: ignore[import-untyped]
from immutables import Map

from qlab.errors import UsageError
from qlab.observe.connection import Connection, Script
from qlab.observe.wire.replies import PAGE, no_redis, unpacked
from qlab.protocol.fields import DEDUPLICATION_FIELD
from qlab.protocol.keys import (
    JOB_SUFFIXES,
    METRICS_OF,
    STATE_OF_ROLE,
    Role,
    detail_head,
    detail_key,
    places_of_job,
    queue_base,
    queue_key,
)
from qlab.protocol.states import JobState
from qlab.snapshot.model import Snapshot, Unread
from qlab.snapshot.values import KeyState, zset
from qlab.text.decoded import quoted
from qlab.text.encoded import in_bytes
from qlab.text.escape import mask_urls

__all__ = [
    "AT_ONCE",
    "BYTES",
    "BYTES_A_JOB",
    "DEPTH",
    "FIELDS",
    "LONGEST",
    "MOST",
    "MS",
    "MS_A_JOB",
    "PAGES",
    "read_job",
    "read_page",
    "read_pages",
]

MOST = 1_000
"""The largest page, of each state: with every state full it takes the server 12 to 21 ms, one of 50 jobs one or two."""
BYTES, BYTES_A_JOB = 2_000_000, 8_000
"""A page holds at most about this many bytes, and this many more per job and state: a few ms of the server's time."""
MS, MS_A_JOB = 25, 0.05
"""A page takes about so long at most, ms by the server's CPU and by its clock (by the clock alone before Redis 7.4,
where Lua may not ask for the CPU's time), and so much more for each job a state. What is small may be many: fields,
say, of hashes made by hand. The first 25 jobs of each state are on it in any case."""
LONGEST = 100_000
"""The longest value that is read, bytes; of a longer one the page tells the length."""
FIELDS = 512
"""This many fields of one hash are read. A job's has about twenty."""
AT_ONCE = 50
"""This many queues' pages in one round trip."""
BRIEF_A_CALL = 10
"""This many of them, where they are brief, from one call of the script: a millisecond of the server."""
DEPTH = 10_000
"""This many ids at each end of a long list are looked through for one that was asked for."""
_SCRIPT = Script.load("page.lua")

PAGES: Mapping[Role, str] = MappingProxyType({
    Role.WAIT: "tail", Role.PAUSED: "tail", Role.ACTIVE: "tail", Role.DELAYED: "head", Role.PRIORITIZED: "head",
    Role.WAITING_CHILDREN: "head", Role.COMPLETED: "tail", Role.FAILED: "tail", Role.MARKER: "head",
    Role.EVENTS: "tail", Role.META: "whole", Role.ID: "head", Role.PRIORITY_COUNTER: "head", Role.STALLED: "head",
    Role.STALLED_CHECK: "head", Role.LIMITER: "head", Role.REPEAT: "head", Role.LEGACY_PRIORITY: "head",
    Role.LEGACY_DELAY: "tail", Role.LEGACY_PAUSED: "head",
})  # fmt: skip
"""The queue's own keys, each with the end of it that is read."""
_DEDUPLICATION = [[detail_head(Role.DEDUPLICATION), "head"], [detail_head(Role.DEDUPLICATION_NEXT), "whole"]]
_METRICS = [
    [detail_key("", "", role, each).removeprefix(queue_base("", "")), page]
    for role, page in ((Role.METRICS, "whole"), (Role.METRICS_DATA, "head"))
    for each in METRICS_OF
]
_SELDOM = (
    Role.PAUSED, Role.PRIORITIZED, Role.PRIORITY_COUNTER, Role.WAITING_CHILDREN, Role.LIMITER, Role.REPEAT,
    Role.LEGACY_PRIORITY, Role.LEGACY_DELAY, Role.LEGACY_PAUSED,
)  # fmt: skip
_ROLES = [[role.value, page] for role, page in PAGES.items() if role not in _SELDOM]
_SELDOM_ROLES = [*([role.value, PAGES[role]] for role in _SELDOM), *_METRICS]
_SPARED = (Role.ID, Role.PRIORITY_COUNTER, Role.STALLED, Role.LIMITER, Role.REPEAT)
_BARE = (Role.MARKER, Role.EVENTS, Role.STALLED_CHECK)
_RARE = (
    Role.PAUSED, Role.PRIORITIZED, Role.WAITING_CHILDREN, Role.DELAYED, Role.STALLED_CHECK, Role.LEGACY_PRIORITY,
    Role.LEGACY_DELAY, Role.LEGACY_PAUSED,
)  # fmt: skip
_SHORT = [[role.value, "bare" if role in _BARE else page] for role, page in PAGES.items() if role not in _SPARED]
_RARE_ROLES = [each for each in _SHORT if each[0] in _RARE]
_BRIEF_ROLES = [each for each in _SHORT if each not in _RARE_ROLES]


def read_page(
    connection: Connection,
    prefix: str,
    queue: str,
    *,
    limit: int,
    states: Iterable[JobState | str] | None = None,
    ids: Sequence[str] = (),
) -> Snapshot:
    """Return a page of one queue.

    Args:
        connection: Where to read.
        prefix: The queue's prefix.
        queue: Its name.
        limit: At most this many jobs of each state, from 1 to 1,000.
        states: The states to read jobs of; None for all. Counts are exact for every state, whatever is asked here.
        ids: Jobs to read as well, wherever they are.

    Returns:
        A snapshot with ``sampled`` set: ``KeyState.size`` is a key's true size, its value the page.

    Raises:
        UsageError: If an argument is wrong.
        QlabError: If the server cannot be read.
    """
    packed = _packed(connection, _limit(limit), _states(states), ids)
    (reply,) = _whole(connection.run(_SCRIPT, *_call([(prefix, queue)], packed), raw=True), 1)
    return _snapshot(prefix, reply, connection.at, asked=bool(ids))


def read_job(connection: Connection, key: str, prefix: str) -> tuple[Snapshot, str, str]:
    """Return a page that holds one job, known by its key as flows hold it; its queue; and its id.

    Where the key's name may mean several queues, the one that has the job in a list or set.
    """
    pages = []
    for place, queue, id in places_of_job(key, prefix):
        page = read_page(connection, place, queue, limit=1, states=(), ids=[id])
        pages.append((page, queue, id))
        if page.state_of(id, queue) is not JobState.UNKNOWN:
            return pages[-1]
    return pages[0]


def read_pages(
    connection: Connection, places: Iterable[tuple[str, str]], *, limit: int, brief: bool = False
) -> Iterator[Snapshot]:
    """Yield pages of several queues, each atomic, ``AT_ONCE`` in one round trip, brief ones ten a call; in a cluster
    singly.

    Args:
        connection: Where to read.
        places: Prefix and name of each queue.
        limit: At most this many jobs of each state.
        brief: Leave out what a look at many queues does not need: the keys below a job, a queue's counters and metrics,
            of each key the encoding ("") and when it expires (None), and what streams and markers hold.

    Raises:
        QlabError: If one cannot be read.
    """
    rest, packed = iter(places), _packed(connection, limit, _states(None), (), brief=brief)
    a_call = BRIEF_A_CALL if brief else 1
    while some := list(islice(rest, 1 if connection.cluster else AT_ONCE)):
        calls = [some[at : at + a_call] for at in range(0, len(some), a_call)]
        for queues, replies in zip(
            calls, connection.many(_SCRIPT, (_call(queues, packed) for queues in calls), raw=True), strict=True
        ):
            if replies is None:  # read alone, one that was refused says why
                yield from (read_page(connection, *place, limit=limit) for place in queues)
            else:
                pages = zip(queues, _whole(replies, len(queues)), strict=True)
                yield from (_snapshot(prefix, page, connection.at) for (prefix, _queue), page in pages)


def _call(places: Sequence[tuple[str, str]], packed: bytes) -> tuple[list[str], list[str | bytes]]:
    return [queue_key(*place, Role.META) for place in places], [packed, *(queue_base(*place) for place in places)]


def _whole(replies: list[bytes], number: int) -> list[Any]:
    """Return the pages, as many as were asked for, unpacked."""
    if len(replies) != number:
        raise no_redis("EVALSHA")
    return [unpacked(reply, PAGE) for reply in replies]


def _snapshot(prefix: str, reply: Sequence[Any], at: int | None, *, asked: bool = False) -> Snapshot:
    state = {name: _key_state(name, raw) for name, raw in zip(reply[2::2], reply[3::2], strict=True)}
    if asked:  # an id that was asked for stands at the end of its page: put it where the container has it
        state = {name: _sorted(each) for name, each in state.items()}
    unread = tuple(Unread(key, field, amount, bool(late)) for key, field, amount, late in reply[1])
    at = int(reply[0]) if at is None else at
    return Snapshot(at, at, prefix, Map(state), sampled=True, unread=unread)


def _packed(
    connection: Connection, limit: int, states: Collection[JobState], ids: Sequence[str], *, brief: bool = False
) -> bytes:
    """Return what the script is asked for, whatever the queue."""
    options = {
        "brief": brief,
        "limit": limit,
        "bytes": (BYTES // BRIEF_A_CALL if brief else BYTES) + BYTES_A_JOB * limit,
        "longest": LONGEST,
        "ms": MS + MS_A_JOB * limit,
        "fields": FIELDS,
        "depth": DEPTH,
        "now": int(time.time() * 1_000),
        "expiretime": connection.facts.modern,
        "roles": _BRIEF_ROLES if brief else _ROLES,
        "rare": _RARE_ROLES if brief else _SELDOM_ROLES,
        "sampled": {role.value: state in states for role, state in STATE_OF_ROLE.items()},
        "below": [] if brief else list(JOB_SUFFIXES.values()),
        "deduplication": [DEDUPLICATION_FIELD, [] if brief else _DEDUPLICATION],
        "schedulers": [Role.REPEAT.value, detail_head(Role.SCHEDULER)],
        "ids": [_of_bytes(str(id)) for id in ([ids] if isinstance(ids, str | int) else ids)],
    }
    packed: bytes = msgpack.packb(options, unicode_errors="surrogateescape")
    return packed


def _of_bytes(id: str) -> str:
    in_bytes(id)  # raises where no bytes are
    return id


def _key_state(name: str, raw: Sequence[Any]) -> KeyState:
    kind, encoding, expires_at, size, _bytes, value = raw
    return KeyState(name, kind, encoding, None if expires_at < 0 else expires_at, size, raw=value)


def _sorted(state: KeyState) -> KeyState:
    return state.replace(value=zset(dict(state.members))) if state.type == "zset" else state


def _limit(limit: int) -> int:
    given: object = limit
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= MOST:
        raise UsageError(f"limit is {given!r}; give a whole number of jobs per state, from 1 to {MOST:,}.")
    return given


def _states(states: Iterable[JobState | str] | None) -> frozenset[JobState]:
    if states is None:
        return frozenset(JobState)
    known = [state for state in JobState if state is not JobState.UNKNOWN]
    names = [states] if isinstance(states, str) else list(states)
    for name in names:
        if name not in known:
            raise UsageError(f"BullMQ has no state {quoted(repr(mask_urls(name)), 40)}; it has {', '.join(known)}.")
    return frozenset(map(JobState, names))
