"""The connections of a server, read once: which of them are workers, and of which queue.

A connection's name tells whose worker it is (:mod:`qlab.observe.connected.client_list`).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from qlab.errors import QlabError
from qlab.observe.connected.client_list import OWN_NAME, Client, parsed, place_of, spelt_names
from qlab.observe.connected.workers import (
    IN_A_DUMP,
    NAMELESS,
    NO_PERMISSION,
    ON_A_REPLICA,
    PARTIAL,
    Doing,
    Worker,
    Workers,
)
from qlab.observe.connection import Connection
from qlab.observe.evidence import Evidence
from qlab.protocol.keys import Role
from qlab.protocol.versions import NAMED_IN_CLUSTERS, numbers
from qlab.snapshot.model import Snapshot

__all__ = ["Attendance", "Clients", "clients"]

FRESH_S = 0.1
"""So old the connections may be, seconds, when nobody is said to work: a server may have ten thousand of them."""
_SCHEDULER = ":qs"
"""What ends the name of a QueueScheduler's connection (BullMQ 1: ``QUEUE_SCHEDULER_SUFFIX`` in ``utils.ts``)."""
_NO_WORKERS = frozenset({"client", "psync", "replconf", "sync"})
"""The last commands of connections that are no worker's: the observer's own, which reads the list, and replicas'."""


@dataclass(frozen=True)
class Clients:
    """The connections of a server, read once.

    Attributes:
        nodes: The connections of each primary.
        db: The database of the observer.
        unknown: Why they cannot all be seen; "" where they can.
        cluster: Whether they are those of a cluster.
    """

    nodes: tuple[tuple[Client, ...], ...] = ()
    db: int = 0
    unknown: str = field(default="")
    cluster: bool = False

    def on(self, page: Snapshot, queue: str) -> Workers:
        """Return the workers of a queue that was read into a page."""
        meta = page.container(queue, Role.META)
        version = None if meta is None else meta.fields.get("version")
        return self.of(page.prefix, queue, active=page.counts_of(queue)["active"], version=version)

    def of(self, prefix: str, queue: str, *, active: int = 0, version: str | None = None) -> Workers:
        """Return the workers of one queue.

        A worker of a cluster is connected to several nodes: the one that sees most of them counts, as in
        ``getWorkers``.

        Args:
            prefix: Its prefix.
            queue: Its name.
            active: How many jobs of it are active: a worker that has one may be awake and have no name.
            version: The release that wrote the queue's settings, such as ``bullmq:5.43.0``; None where none is written.
                It tells whether its workers' connections have a name in a cluster too.
        """
        if self.unknown:
            return Workers(None, unknown=self.unknown)
        prefix, queue = _with_colons(self.nodes, prefix, queue)
        seen = [list(_named(clients, queue)) for clients in self.nodes]
        own = [[each for each in some if (each.prefix, each.db) == (prefix, self.db)] for some in seen]
        here = max(own, key=lambda some: (len(some), [each.doing is Doing.ASKING for each in some]), default=[])
        others = tuple(each for some in seen for each in some if (each.prefix, each.db) != (prefix, self.db))
        nameless = [each for some in self.nodes for each in some if not each.name and each.db == self.db]
        release = numbers(version)
        named = release is not None and NAMED_IN_CLUSTERS.in_release(release)
        unnamed = self.cluster and not named and any(each.command.partition("|")[0] not in _NO_WORKERS
                                                     for each in nameless)  # fmt: skip
        if not here and (unnamed or any(each.asks and (each.blocked or active > 0) for each in nameless)):
            return Workers(None, others, unknown=NAMELESS)
        names = {f"{owner}{_SCHEDULER}" for owner in _owners(prefix, queue)}
        at_work = sum(each.name in names and each.db == self.db for some in self.nodes for each in some)
        return Workers(tuple(here), others, at_work)

    def places(self) -> set[tuple[str, str]]:
        """Return the prefix and name of each queue of this database that a connected worker has.

        A name alone may be anybody's. Those count whose connection sleeps as a worker's does, and those that run
        scripts under a name in base64, as Bull 3's does.
        """
        own = [each for some in self.nodes for each in some if each.db == self.db]
        asking = (place_of(each.name) for each in own if each.asks)
        scripts = (place_of(each.name, spelt=True) for each in own if each.command.startswith("eval"))
        return {place for place in (*asking, *scripts) if place}


class Attendance:
    """Who is connected, for a look that takes a while: asked again before it says that nobody works on a queue."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read()

    def _read(self) -> None:
        self.clients, self._at = clients(self._connection), time.monotonic()

    def on(self, page: Snapshot, queue: str) -> Workers:
        """Return the workers of a queue that was just read into a page.

        A worker that came since the connections were read would be missed, and what it does be laid to nobody.
        """
        workers = self.clients.on(page, queue)
        if workers.none and time.monotonic() - self._at > FRESH_S:
            self._read()
            workers = self.clients.on(page, queue)
        return workers


def clients(connection: Connection) -> Clients:
    """Return the server's connections: of every primary in a cluster, of the one server else."""
    if connection.home.dump:
        return Clients(unknown=IN_A_DUMP)
    if _role(connection) == "replica":
        return Clients(unknown=ON_A_REPLICA)
    found: list[tuple[Client, ...]] = []
    try:
        for _node in connection.nodes():
            reply = connection.allowed("CLIENT", "LIST")
            if reply is None:
                return Clients(unknown=NO_PERMISSION)
            found.append(tuple(parsed(reply)))
    except QlabError:
        if not connection.cluster:
            raise
        return Clients(unknown=PARTIAL)
    return Clients(tuple(found), _own_db(connection), cluster=connection.cluster)


def _role(connection: Connection) -> str:
    """Return the server's role now: it may have become a replica since the observer connected."""
    reply = connection.allowed("HELLO")
    if not isinstance(reply, list | dict):
        return connection.facts.role
    facts = reply if isinstance(reply, dict) else dict(zip(reply[::2], reply[1::2], strict=False))
    return str(facts.get("role", connection.facts.role))


def _own_db(connection: Connection) -> int:
    if connection.cluster:
        return 0
    own = next(parsed(connection.allowed("CLIENT", "INFO") or ""), None)
    path = connection.address.url.rpartition("/")[2]
    return own.db if own else int(path) if path.isdecimal() else 0


def _with_colons(nodes: Iterable[Iterable[Client]], prefix: str, queue: str) -> tuple[str, str]:
    """Return the prefix and the name as a connected worker has them: a name of old may hold colons, which keys do not
    tell.
    """
    names = {client.name.partition(OWN_NAME)[0] for clients in nodes for client in clients}
    parts = f"{prefix}:{queue}".split(":")
    for at in range(1, len(parts)):
        head, name = ":".join(parts[:at]), ":".join(parts[at:])
        if f"{head}:{spelt_names(name)[0]}" in names:
            return head, name
    return prefix, queue


def _owners(prefix: str, queue: str) -> tuple[str, str]:
    return tuple(f"{prefix}:{name}" for name in spelt_names(queue))  # type: ignore[return-value]


def _named(clients: Iterable[Client], queue: str) -> Iterator[Worker]:
    """Yield the workers of queues of this name, whatever their prefix and database."""
    encoded, plain = spelt_names(queue)
    ports: dict[tuple[str, str, int], list[Worker]] = {}
    for client in clients:
        for spelt in (encoded, plain):
            found = _taken_apart(client, spelt)
            if found is None:
                continue
            if spelt == encoded:
                yield found
            else:
                ports.setdefault((found.prefix, found.name, found.db), []).append(found)
            break
    for some in ports.values():
        yield from _of_a_port(some)


def _taken_apart(client: Client, spelt: str) -> Worker | None:
    """Return the worker behind a connection, if it is one of a queue so spelt."""
    head, found, rest = client.name.partition(f":{spelt}")
    if not found or not head or (rest and not rest.startswith(OWN_NAME)):
        return None
    evidence = Evidence(f"CLIENT LIST {client.name}", client.text())
    return Worker(rest.removeprefix(OWN_NAME), head, client.db, _doing(client), client.idle_s, evidence)


def _doing(client: Client) -> Doing:
    if client.asks:
        return Doing.ASKING if client.blocked else Doing.BUSY
    if client.command.startswith("eval"):  # Bull 3 names the connection by which it runs scripts, PyPI's port both
        return Doing.UNSURE
    return Doing.SILENT


def _of_a_port(some: list[Worker]) -> Iterator[Worker]:
    """PyPI's port gives both connections of a worker the same name: that which blocks stands for the worker."""
    blocking = [worker for worker in some if worker.doing in (Doing.ASKING, Doing.BUSY)]
    others = [worker for worker in some if worker not in blocking]
    yield from (blocking + others)[: max(len(blocking), -(-len(some) // 2))]
