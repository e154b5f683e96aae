"""Describing queues: what each says of itself, many in one round trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from qlab.collector import held_off
from qlab.observe.connected.clients import clients
from qlab.observe.connection import Connection
from qlab.observe.layout import Layout, layout
from qlab.observe.looking.libraries import OTHERS, library_of
from qlab.observe.page import read_pages
from qlab.protocol.keys import DEFAULT_PREFIX, STATE_OF_ROLE, Role, queue_base, queue_key
from qlab.protocol.states import READY
from qlab.snapshot.model import Snapshot
from qlab.text.decoded import quoted

__all__ = ["QueueInfo", "describe", "describe_all", "foreign", "shown", "with_listened"]


@dataclass(frozen=True)
class QueueInfo:
    """A queue that was found.

    Attributes:
        prefix: Its prefix.
        name: Its name.
        layout: Whose keys they are: ``BullMQ 5 or newer``, ``BullMQ 4 or older``, ``Bull 3 or 4``; ``BullMQ`` where
            nothing tells which, ``Bull or BullMQ`` before the first job; ``not BullMQ's (Bee-Queue)`` where they are
            another library's.
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

    @property
    def is_other(self) -> bool:
        """Whether it is another library's, and so left alone."""
        return self.layout.startswith(Layout.OTHER)

    def to_json(self) -> dict[str, Any]:
        """Return the same as JSON values."""
        return asdict(self)


def shown(prefix: str, queue: str, layout: Layout, asked: str | None = None) -> tuple[str, str]:
    """Return the prefix and the name as the application has them.

    A name of Bull, and of older releases of BullMQ, may hold colons: then what stands behind BullMQ's own prefix, or
    behind the one that was asked for, is the name.
    """
    if layout is not Layout.NEW:
        for head in (asked, DEFAULT_PREFIX, f"{{{DEFAULT_PREFIX}}}"):
            if head and prefix.startswith(f"{head}:"):
                return head, f"{prefix.removeprefix(f'{head}:')}:{queue}"
    return prefix, queue


def with_listened(
    connection: Connection, places: Sequence[tuple[str, str]], prefix: str | None
) -> list[tuple[str, str]]:
    """Return the queues that have keys, and those on which a worker waits for the first job, sorted.

    A queue whose keys this user may not read is left out: a walk through the keys shows none of them either.
    """
    known = {queue_base(*place) for place in places}
    waiting = [place for place in clients(connection).places() if prefix in (None, place[0])]
    fresh = [place for place in waiting if queue_base(*place) not in known]
    replies = connection.each(("EXISTS", queue_key(*place, Role.META)) for place in fresh) if fresh else []
    return sorted({*places, *(place for place, reply in zip(fresh, replies, strict=True) if reply is not None)})


_READY = tuple(role for role, state in STATE_OF_ROLE.items() if state in READY)


def describe(connection: Connection, prefix: str, queue: str, asked: str | None = None) -> QueueInfo:
    """Return what one queue says of itself, read in one round trip; ``asked`` is the prefix that was asked for."""
    (info,) = describe_all(connection, [(prefix, queue)], asked)
    return info


@held_off()
def describe_all(
    connection: Connection, places: Sequence[tuple[str, str]], asked: str | None = None
) -> list[QueueInfo]:
    """Return what queues say of themselves, each read at one moment, and many in one round trip."""
    pages = read_pages(connection, places, limit=2, brief=True)  # the next job may lie behind a marker
    return [_described(connection, page, place, asked) for page, place in zip(pages, places, strict=True)]


def _described(connection: Connection, page: Snapshot, place: tuple[str, str], asked: str | None) -> QueueInfo:
    prefix, queue = place
    meta = page.container(queue, Role.META)
    fields = meta.fields if meta else {}
    version = fields.get("version")
    ready = (page.job(id, queue) for role in _READY for id in page.ids(queue, role))
    waiting = [view.timestamp for view in ready if view is not None and view.timestamp]
    maker = quoted(version, 40) if version else None
    whose = layout(page, queue)
    text = foreign(connection, prefix, queue) if whose is Layout.OTHER else str(whose)
    return QueueInfo(
        *shown(prefix, queue, whose, asked), text, maker, page.counts_of(queue), page.is_paused(queue),
        min(waiting, default=None),
    )  # fmt: skip


def foreign(connection: Connection, prefix: str, queue: str) -> str:
    """Return whose keys they are where they are neither Bull's nor BullMQ's: ``not BullMQ's (Bee-Queue)``."""
    return f"{Layout.OTHER} ({library_of(connection, prefix, queue) or OTHERS})"
