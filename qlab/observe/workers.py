"""Which workers a queue has: they give their connections names, and CLIENT LIST shows those."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

from qlab.observe.connection import Connection

_NAME = re.compile(r"(?:^| )name=(\S*)")


def workers(connection: Connection, prefix: str, queue: str) -> int | None:
    """How many connections of workers a queue has; None where this user, or this server, does not show clients.

    A worker's connection is called ``<prefix>:<queue>``, the queue's name in base64 (npm) or as it is (PyPI), and
    ``:w:<name>`` behind it where the worker has a name (``clientName`` of both). Neither counts the other's.
    """
    reply = connection.allowed("CLIENT", "LIST")
    return None if reply is None else count(names_in(reply), prefix, queue)


def names_in(reply: object) -> list[str]:
    """The names of the connections in CLIENT LIST's reply."""
    if isinstance(reply, list):  # redis-py may have taken it apart
        return [str(client.get("name", "")) for client in reply]
    return [found[1] for line in str(reply).splitlines() if (found := _NAME.search(line))]


def count(names: Iterable[str], prefix: str, queue: str) -> int:
    """How many of the names are those of a queue's workers."""
    encoded = base64.b64encode(queue.encode("utf-8", "surrogateescape")).decode()
    own = {f"{prefix}:{encoded}", f"{prefix}:{queue}"}
    return sum(name in own or any(name.startswith(f"{each}:w:") for each in own) for name in names)
