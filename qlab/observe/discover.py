"""Finding queues: a walk over the keyspace in small pages, and what each queue found says of itself.

Every BullMQ queue that a ``Queue`` or ``FlowProducer`` has touched has a ``meta`` hash; one that only a ``Worker`` has
touched has ``stalled-check``, ``marker`` or its lists alone; Bull 3 and 4 have no event stream, and ``meta`` only while
they are paused. So any key a queue owns leads to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any

from qlab.errors import QueueMissing, UsageError
from qlab.observe.connection import Connection, Script
from qlab.observe.keyspace import PAGE, Progress, walk
from qlab.observe.layout import layout
from qlab.observe.page import read_page
from qlab.protocol.keys import DEFAULT_PREFIX, STATE_ROLES, Role, queue_base
from qlab.protocol.states import READY
from qlab.text.decoded import quoted

_SCRIPT = Script.load("discover.lua")

# The suffixes that betray a queue. `id` alone does not: `<prefix>:q:repeat:id` is a scheduler called id, and other
# programs have keys of that name. `failed` does where it is a sorted set: a job's hash of failed children ends so too.
_TELLING = tuple(role.value for role in (
    *STATE_ROLES, Role.META, Role.EVENTS, Role.MARKER, Role.STALLED_CHECK, Role.LEGACY_PAUSED,
))  # fmt: skip


@dataclass(frozen=True)
class QueueInfo:
    """A queue that was found.

    Attributes:
        prefix: Its prefix.
        name: Its name.
        layout: Whose keys they are: ``BullMQ 5 or newer``, ``BullMQ 4 or older``, ``Bull 3 or 4``; ``BullMQ`` where
            nothing tells which.
        maker: Who wrote the version, such as ``bullmq:6.7.0`` (npm's Queue does); None where it is not written.
        counts: Jobs in each state.
        paused: Whether it is paused.
        oldest_waiting: When the job whose turn is next was added, ms since the epoch; None where none waits.
    """

    prefix: str
    name: str
    layout: str
    maker: str | None
    counts: Mapping[str, int]
    paused: bool
    oldest_waiting: int | None

    def to_json(self) -> dict[str, Any]:
        """The same as JSON values."""
        return asdict(self)


def find(connection: Connection, prefix: str | None, progress: Progress | None = None) -> Iterator[tuple[str, str]]:
    """The queues on a server: (prefix, name), sorted.

    Args:
        connection: Where to look.
        prefix: Only those under this prefix; None for all.
        progress: Is told how far the walk is.
    """

    def scan(cursor: str) -> tuple[str, list[str]]:
        return tuple(connection.run(_SCRIPT, (), (cursor, PAGE, Role.FAILED.value, Role.FAILED.redis_type, *_TELLING)))

    places = (_split(key.rpartition(":")[0], prefix) for key in walk(connection, scan, progress))
    return iter(sorted({place for place in places if place}))


def _split(owner: str, prefix: str | None) -> tuple[str, str] | None:
    """The prefix and the queue in ``bull:email``; a queue's name has no colon, so the last one parts them."""
    if prefix is None:
        head, _colon, queue = owner.rpartition(":")
        return (head, queue) if head and queue else None
    queue = owner.removeprefix(f"{prefix}:")
    return (prefix, queue) if queue and queue != owner and ":" not in queue else None


def likely(queue: str, prefix: str | None) -> list[tuple[str, str]]:
    """The prefixes and name that are likely meant, before anything is looked up: the given prefix, or ``bull``."""
    head, colon, name = queue.rpartition(":")
    prefixes = [prefix] if prefix else [head] if colon else [DEFAULT_PREFIX, f"{{{DEFAULT_PREFIX}}}"]
    return [(each, name) for each in prefixes]


def resolve(
    connection: Connection, queue: str, prefix: str | None, progress: Progress | None = None
) -> tuple[str, str]:
    """The prefix and name of the queue that is meant: ``email``, or ``app:email`` with its prefix.

    Instant where the prefix is known or is BullMQ's own; else the keyspace is walked.

    Raises:
        QueueMissing: If there is no such queue.
        UsageError: If several prefixes have one.
    """
    _head, colon, name = queue.rpartition(":")
    for candidate, _name in likely(queue, prefix):
        if candidate and _exists(connection, candidate, name):
            return candidate, name
    known = [] if prefix or colon else list(find(connection, None, progress))
    found = [place for place in known if place[1] == name]
    if len(found) > 1:
        names = ", ".join(f"{quoted(each[0], 30)}:{quoted(name, 30)}" for each in found[:5])
        raise UsageError(f"Several prefixes have a queue {quoted(name, 40)!r}; name it with its prefix: {names}.")
    if not found:
        raise QueueMissing(
            f"There is no queue {quoted(queue, 60)!r} on this server{_likeness(name, known)}; "
            "queues() and `qlab snapshot URL` list those there are."
        )
    return found[0]


def _likeness(name: str, known: Iterable[tuple[str, str]]) -> str:
    """The queue that was probably meant: ``, but one called 'emailQueue'``."""
    names = {queue.casefold(): queue for _prefix, queue in known}
    like = get_close_matches(name.casefold(), names, n=1)
    return f", but one called {quoted(names[like[0]], 60)!r}" if like else ""


def _exists(connection: Connection, prefix: str, queue: str) -> bool:
    suffixes = [Role.ID.value, *_TELLING]
    if connection.cluster and "{" not in f"{prefix}:{queue}":
        suffixes = [Role.META.value]  # without a hash tag the others lie on other nodes
    return bool(connection.execute("EXISTS", *(queue_base(prefix, queue) + suffix for suffix in suffixes)))


def describe(connection: Connection, prefix: str, queue: str) -> QueueInfo:
    """What one queue says of itself, read in one round trip."""
    page = read_page(connection, prefix, queue, limit=2)  # the next job may lie behind a marker
    meta = page.container(queue, Role.META)
    fields = meta.fields if meta else {}
    version = fields.get("version")
    waiting = [view.timestamp for view in page.all_jobs() if view.state in READY and view.timestamp]
    maker = quoted(version, 40) if version else None
    oldest = min(waiting, default=None)
    return QueueInfo(
        prefix, queue, str(layout(page, queue)), maker, page.counts_of(queue), page.is_paused(queue), oldest
    )
