"""Which queue is meant: from a name to the prefix and the queue, refused where several places have one of that name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qlab.errors import QueueMissing, UsageError
from qlab.observe.connected.clients import clients
from qlab.observe.connection import Connection
from qlab.observe.inventory import TELLING, Place, find
from qlab.observe.keyspace_walk import Progress
from qlab.protocol.keys import DEFAULT_PREFIX, Role, queue_base
from qlab.text.decoded import quoted
from qlab.text.nearest import nearest

__all__ = ["exists", "likely", "resolve"]

NOBODYS = "qlab-asks:whether:all"
"""A key under no queue's prefix: a user that may read every key may ask whether it exists."""
SMALL = 10_000
"""Up to this many keys a server is walked over to see whether other prefixes have the name too: some 20 ms."""


def likely(queue: str, prefix: str | None) -> list[Place]:
    """Return the places that may be meant, before anything is looked up.

    A name of Bull, and of older releases of BullMQ, may hold colons: ``ingress:avalanche`` under ``bull`` has the very
    keys of ``avalanche`` under ``bull:ingress``, and is looked for there.
    """
    head, colon, name = queue.rpartition(":")
    if prefix:
        within = queue.removeprefix(f"{prefix}:")
        head, colon, name = within.rpartition(":")
        return [(f"{prefix}:{head}" if colon else prefix, name)]
    if colon:
        return [(head, name), (f"{DEFAULT_PREFIX}:{head}", name), (f"{{{DEFAULT_PREFIX}}}:{head}", name)]
    return [(DEFAULT_PREFIX, name), (f"{{{DEFAULT_PREFIX}}}", name)]


def resolve(connection: Connection, queue: str, prefix: str | None, progress: Progress | None = None) -> Place:
    """Return the prefix and name of the queue that is meant: ``email``, or ``app:email`` with its prefix.

    A bare name is looked for under every prefix where the server has up to 10,000 keys. On a larger one it is looked
    for under BullMQ's own and under those that connected workers of such a queue name, and the keyspace is walked only
    where that is without success.

    Raises:
        AccessDenied: If the user may not read such a queue.
        QueueMissing: If there is no such queue, and no worker waits for its first job.
        UsageError: If several prefixes have one.
    """
    *_head, name = queue.rpartition(":")
    found = [place for place in likely(queue, prefix) if place[0] and exists(connection, *place)]
    bare = not prefix and ":" not in queue
    known: list[Place] = []
    if bare and (not found or _is_small(connection)):
        known = list(find(connection, None, progress))
        found = sorted({*found, *(place for place in known if place[1] == name)})
    elif bare:
        found = sorted({*found, *(place for place in _worked_on(connection, name) if exists(connection, *place))})
    if not found:
        found = _listened_to(connection, queue, prefix)
    if len(found) > 1:
        names = ", ".join(f"{quoted(each[0], 30)}:{quoted(each[1], 30)}" for each in found[:5])
        raise UsageError(f"Several prefixes have a queue {quoted(queue, 40)!r}; name it with its prefix: {names}.")
    if not found:
        connection.execute(*_asked(connection, *likely(queue, prefix)[0]))  # says where this user may not look
        raise QueueMissing(
            f"There is no queue {quoted(queue, 60)!r} {_where(connection)}{_likeness(name, known)}; "
            f"queues() and `qlab queues URL` list the ones that exist.{_elsewhere(connection)}"
        )
    return found[0]


def _worked_on(connection: Connection, name: str) -> Iterator[Place]:
    """Yield the queues of a name that connected workers of this database name, where the server shows them."""
    seen = clients(connection)
    for prefix in sorted({each.prefix for each in seen.of(DEFAULT_PREFIX, name).elsewhere if each.db == seen.db}):
        yield prefix, name


def _listened_to(connection: Connection, queue: str, prefix: str | None) -> list[Place]:
    """Return the queues that are meant and have no key yet, but a worker that waits for their first job."""
    places = clients(connection).places()
    if not prefix and ":" not in queue:
        return sorted(place for place in places if place[1] == queue)
    names = {f"{head}:{name}" for head, name in likely(queue, prefix)}
    return sorted((head, name) for head, name in places if f"{head}:{name}" in names)


def _is_small(connection: Connection) -> bool:
    size = None if connection.cluster else connection.allowed("DBSIZE")
    return size is not None and int(size) <= SMALL


def _where(connection: Connection) -> str:
    """Return where there is no such queue: what a user may not read, nobody has looked at."""
    whole = connection.allowed("EXISTS", NOBODYS) is not None
    return "on this server" if whole else "among the keys that this user may read"


def _likeness(name: str, known: Iterable[Place]) -> str:
    """Return the queue that was probably meant: ``, but one called 'emailQueue'``."""
    like = nearest(name, (queue for _prefix, queue in known))
    return f", but one called {quoted(like, 60)!r}" if like else ""


def _elsewhere(connection: Connection) -> str:
    """Return the other databases that hold keys, where the URL's own is empty: `` Database 3 holds keys; …``."""
    if connection.cluster or connection.allowed("DBSIZE") != 0:
        return ""
    numbers = list(_databases(str(connection.allowed("INFO", "keyspace") or "")))
    if not numbers:
        return ""
    which = f"Database {numbers[0]} holds" if len(numbers) == 1 else f"Databases {', '.join(numbers[:8])} hold"
    return f" The URL's database is empty. {which} keys: end the URL with its number, such as /{numbers[0]}."


def _databases(info: str) -> Iterator[str]:
    for line in info.splitlines():
        name, colon, _facts = line.partition(":")
        if colon and name.startswith("db") and name[2:].isdecimal():
            yield name[2:]


def exists(connection: Connection, prefix: str, queue: str) -> bool:
    """Return whether a queue has any key that betrays it, and that this user may read."""
    return bool(connection.allowed(*_asked(connection, prefix, queue)))


def _asked(connection: Connection, prefix: str, queue: str) -> tuple[str, ...]:
    suffixes = [Role.ID.value, *TELLING]
    if connection.cluster and "{" not in f"{prefix}:{queue}":
        suffixes = [Role.META.value]  # without a hash tag the others lie on other nodes
    return "EXISTS", *(queue_base(prefix, queue) + suffix for suffix in suffixes)
