"""Inventory: what one walk over the keyspace tells: the queues there are, and the names of the keys of each.

Every BullMQ queue that a ``Queue`` or ``FlowProducer`` has touched has a ``meta`` hash; one that only a ``Worker`` has
touched has ``stalled-check``, ``marker`` or its lists alone; Bull 3 and 4 have no event stream, and ``meta`` only while
they are paused. So any key a queue owns leads to it.

Which names are a queue's is known only when the walk is over: until then they are kept packed, some 20 bytes each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgpack  # type: ignore[import-untyped]

from qlab.observe.connection import Connection, Script, text_of
from qlab.observe.keyspace_walk import Progress, walk
from qlab.protocol.keys import QUEUE_ROLES, STATE_ROLES, Key, Role, detail_head, parse_key, queue_base
from qlab.snapshot.reader import glob

__all__ = ["TELLING", "Inventory", "Names", "Place", "find", "inventory", "names_of"]

Place = tuple[str, str]
"""A queue's prefix and name."""

# The suffixes that betray a queue. `id` alone does not: `<prefix>:q:repeat:id` is a scheduler called id, and other
# programs have keys of that name. Each does only where the key has BullMQ's type: a job's hash of failed children, and
# the hash that counts completed jobs for metrics, end as a queue's sorted sets do.
_TELLING_ROLES = (
    *STATE_ROLES, Role.META, Role.EVENTS, Role.MARKER, Role.STALLED_CHECK, Role.LEGACY_PAUSED,
)  # fmt: skip
TELLING = tuple(role.value for role in _TELLING_ROLES)
"""The ends of the names of keys that betray a queue."""
_TELLING = Script.load("telling.lua")
_TYPES = {role.value.encode(): role.redis_type.encode() for role in _TELLING_ROLES}
_OWN = frozenset(role.value.encode() for role in QUEUE_ROLES)
# A scheduler, a deduplication id or a group may be called as a queue's key is: `bull:q:repeat:meta` is not a queue.
_INNER = frozenset({
    *(detail_head(role).rstrip(":") for role in (Role.SCHEDULER, Role.DEDUPLICATION, Role.DEDUPLICATION_NEXT)),
    Role.METRICS.value, "groups",
})  # fmt: skip


@dataclass
class Names:
    """The names of a queue's keys that matter.

    Attributes:
        hashes: The ids of jobs, as the server's bytes; each False until somebody finds out that a list or set holds it.
        locks: Ids of jobs that are locked.
        deduplications: Deduplication ids.
    """

    hashes: dict[bytes, bool] = field(default_factory=dict)
    locks: set[str] = field(default_factory=set)
    deduplications: set[str] = field(default_factory=set)

    def add(self, key: Key) -> None:
        """Note a key whose name holds more colons than a plain job's."""
        if key.role is Role.JOB and key.job:
            self.hashes[key.job.encode("utf-8", "surrogateescape")] = False
        elif key.role is Role.LOCK and key.job:
            self.locks.add(key.job)
        elif key.role is Role.DEDUPLICATION and key.detail:
            self.deduplications.add(key.detail)


@dataclass(frozen=True)
class Inventory:
    """The queues of a server.

    Attributes:
        places: Prefix and name of each, sorted.
        names: The names of the keys of each.
    """

    places: tuple[Place, ...]
    names: dict[Place, Names]


def find(connection: Connection, prefix: str | None, progress: Progress | None = None) -> Iterator[Place]:
    """Return the queues on a server, sorted.

    Args:
        connection: Where to look.
        prefix: Only those under this prefix; None for all.
        progress: Is told how far the walk is.
    """
    found: set[Place] = set()
    for keys in walk(connection, _under(prefix), progress):
        found.update(_betrayed(connection, keys, prefix, found))
    return iter(_queues(found))


def inventory(connection: Connection, prefix: str | None, progress: Progress | None = None) -> Inventory:
    """Return the queues on a server and the names of their keys, from one walk; see :func:`find`."""
    found: set[Place] = set()
    packed: list[bytes] = []
    for keys in walk(connection, _under(prefix), progress):
        found.update(_betrayed(connection, keys, prefix, found))
        packed.append(msgpack.packb([key for key in keys if key.count(b":") > 1]))
    places = _queues(found)
    names = {place: Names() for place in places}
    while packed:
        _sort_in(names, msgpack.unpackb(packed.pop()))
    return Inventory(places, names)


def names_of(connection: Connection, place: Place, progress: Progress | None = None) -> Inventory:
    """Return one queue, and the names of its keys."""
    names = {place: Names()}
    for keys in walk(connection, glob(queue_base(*place)) + "*", progress):
        _sort_in(names, keys)
    return Inventory((place,), names)


def _under(prefix: str | None) -> str | None:
    return None if prefix is None else glob(prefix) + ":*"


def _betrayed(connection: Connection, keys: Iterable[bytes], prefix: str | None, known: set[Place]) -> Iterator[Place]:
    """Yield the queues that a page of names betrays, but for those that are known.

    SCAN names all keys, also those that this user may not read: these are passed over.
    """
    ends = [parts for key in keys if (parts := key.rpartition(b":"))[2] in _TYPES]
    asked = [
        (place, b":".join((owner, end)), _TYPES[end]) for owner, _colon, end in ends
        if (place := _split(text_of(owner), prefix)) and place not in known
    ]  # fmt: skip
    if asked:
        pairs = [word for _place, key, kind in asked for word in (key, kind)]
        yield from (asked[at][0] for at in connection.run(_TELLING, (), pairs) if 0 <= at < len(asked))


def _split(owner: str, prefix: str | None) -> Place | None:
    """Return the prefix and the queue in ``bull:email``: the last colon parts them, also where the name itself holds
    one.
    """
    if prefix is None:
        head, _colon, queue = owner.rpartition(":")
        return (head, queue) if head and queue else None
    within = owner.removeprefix(f"{prefix}:")
    head, colon, queue = within.rpartition(":")
    return (f"{prefix}:{head}" if colon else prefix, queue) if queue and within != owner else None


def _queues(found: set[Place]) -> tuple[Place, ...]:
    own = {queue_base(*place) for place in found}
    return tuple(sorted(place for place in found if place[1] not in _INNER or f"{place[0]}:" not in own))


def _sort_in(names: Mapping[Place, Names], keys: Iterable[bytes]) -> None:
    """Give each key to the queue it belongs to; where that may be several, to the one with the longest name."""
    owners = {queue_base(*place)[:-1].encode("utf-8", "surrogateescape"): place for place in names}
    hashes = {owner: names[place].hashes for owner, place in owners.items()}
    for key in keys:
        owner, _colon, rest = key.rpartition(b":")
        if (plain := hashes.get(owner)) is None:  # a key below a job, or of another kind, or nobody's
            _add(names, owners, key)
        elif rest and rest not in _OWN:
            plain[rest] = False


def _add(names: Mapping[Place, Names], owners: Mapping[bytes, Place], key: bytes) -> None:
    owner = key.rpartition(b":")[0]
    while owner := owner.rpartition(b":")[0]:
        if place := owners.get(owner):
            names[place].add(parse_key(key, place[0]))
            return
