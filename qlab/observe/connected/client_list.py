"""CLIENT LIST, taken apart: what of a connection tells a worker.

A worker gives its connection a name: ``<prefix>:<queue>``, the queue in base64 (npm and Bull: ``clientName`` in
``queue-base.ts`` and ``queue.js``) or as it is (PyPI's and Elixir's ports), and ``:w:<name>`` behind it where the
worker itself has a name.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["ASKING_CALLS", "OWN_NAME", "Client", "parsed", "place_of", "spelt_names"]

OWN_NAME = ":w:"
"""Between the queue in a connection's name and the worker's own."""

ASKING_CALLS = frozenset({"bzpopmin", "brpoplpush", "blmove"})
"""The blocking calls of workers: since BullMQ 5 on ``marker``, before that, as in Bull, on ``wait``."""
_FIELD = re.compile(r"(?:^| )([a-z-]+)=(\S*)")


@dataclass(frozen=True)
class Client:
    """One line of CLIENT LIST.

    Attributes:
        name: The connection's name; "" without one.
        db: The database it uses.
        blocked: Whether a blocking call keeps it waiting.
        command: Its last command, in small letters.
        idle_s: Since when it sent nothing, in seconds.
    """

    name: str
    db: int
    blocked: bool
    command: str
    idle_s: int

    @property
    def asks(self) -> bool:
        """Whether its last command was one by which workers wait for jobs."""
        return self.command.partition("|")[0] in ASKING_CALLS

    def text(self) -> str:
        """Return what of the line matters."""
        return f"db={self.db} flags={'b' if self.blocked else 'N'} cmd={self.command} idle={self.idle_s}"


def parsed(reply: object) -> Iterator[Client]:
    """Yield the connections in the reply, one line each."""
    for line in str(reply).splitlines():
        fields = dict(_FIELD.findall(line))
        if fields:
            flags = fields.get("flags", "")
            yield Client(fields.get("name", ""), _int(fields.get("db")), "b" in flags, fields.get("cmd", "").lower(),
                         _int(fields.get("idle")))  # fmt: skip


def _int(raw: str | None) -> int:
    return int(raw) if raw and raw.isdecimal() else 0


def spelt_names(queue: str) -> tuple[str, str]:
    """Return the queue's name as npm and Bull write it, and as the ports do."""
    return base64.b64encode(queue.encode("utf-8", "surrogateescape")).decode(), queue


def place_of(name: str, *, spelt: bool = False) -> tuple[str, str] | None:
    """Return the prefix and the queue in a worker's connection's name; with ``spelt`` only where the queue is in
    base64.
    """
    prefix, _colon, queue = name.partition(OWN_NAME)[0].rpartition(":")
    try:
        plain = base64.b64decode(queue, validate=True).decode()
    except ValueError:  # no base64, or of no text: a port's, which writes the name as it is
        plain = "" if spelt else queue
    return (prefix, plain) if prefix and plain else None
