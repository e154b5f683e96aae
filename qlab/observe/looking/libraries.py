"""Other libraries' queues, told by keys that only they write: they are named and left alone.

Some of their keys end as BullMQ's do and have its types. What tells them apart stands beside those keys, or in the
messages. Sources: the key names of bee-queue, groupmq, kue, rq, asynq and Laravel's RedisQueue; the messages of
Sidekiq, Resque and kombu (Celery).
"""

from __future__ import annotations

from typing import NamedTuple

from qlab.observe.connection import Connection
from qlab.protocol.keys import Role, queue_base, queue_key
from qlab.text.decoded import to_json

__all__ = ["OTHERS", "library_of"]

OTHERS = "another library"
"""What a library is called that nothing names."""


class Signs(NamedTuple):
    """What betrays a library.

    Attributes:
        beside: Ends of keys of the queue itself; one of them is enough.
        within: Fields that each message in a list has, all of them; a message is JSON.
        registry: The set under the queue's prefix that has the queue's list as a member.
    """

    beside: tuple[str, ...] = ()
    within: frozenset[str] = frozenset()
    registry: str = ""


LIBRARIES = {
    "Sidekiq": Signs(within=frozenset({"class", "args", "jid"})),
    "Resque": Signs(within=frozenset({"class", "args"})),
    "Celery": Signs(within=frozenset({"body", "headers", "properties"})),
    "RQ": Signs(beside=("intermediate",), registry="queues"),
    "Bee-Queue": Signs(beside=("jobs", "stallBlock", "succeeded")),
    "GroupMQ": Signs(beside=("groups", "processing", "ready")),
    "Kue": Signs(beside=("inactive", "complete")),
    "asynq": Signs(beside=("pending", "archived", "lease")),
    "Laravel": Signs(beside=("reserved", "notify")),
}
"""The more particular before the more general: a message of Sidekiq's has all that one of Resque's has."""
LISTS = (Role.WAIT, Role.ACTIVE, Role.PAUSED)


def library_of(connection: Connection, prefix: str, queue: str) -> str | None:
    """Return the library whose keys a queue's are; None where nothing names one.

    Ask it only of a queue in which nothing is Bull's or BullMQ's.
    """
    lists = [queue_key(prefix, queue, role) for role in LISTS]
    messages = [fields for key in lists if (fields := _message(connection, key))]
    for library, signs in LIBRARIES.items():
        keys = [queue_base(prefix, queue) + end for end in signs.beside]
        if (
            (signs.within and any(signs.within <= fields for fields in messages))
            or (keys and connection.allowed("EXISTS", *keys))
            or (signs.registry and any(connection.allowed("SISMEMBER", f"{prefix}:{signs.registry}", key)
                                       for key in lists))
        ):  # fmt: skip
            return library
    return None


def _message(connection: Connection, key: str) -> frozenset[str]:
    """Return the fields of a list's first message; empty if it is not a list, or its first element not an object."""
    first = connection.allowed("LINDEX", key, 0)
    value = to_json(first) if isinstance(first, str) else None
    return frozenset(value) if isinstance(value, dict) else frozenset()
