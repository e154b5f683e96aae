"""The workers of a queue, as the server's list of connections (CLIENT LIST) shows them.

What a connection did last tells what its worker does: it sleeps in a blocking call, it ran one and is at work, or it
never asked for a job. Where the list is refused or cannot be whole, that is unknown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from qlab.observe.evidence import Evidence
from qlab.protocol.versions import NAMED_IN_CLUSTERS
from qlab.text.decoded import quoted

__all__ = [
    "IN_A_DUMP",
    "NAMELESS",
    "NO_PERMISSION",
    "ON_A_REPLICA",
    "PARTIAL",
    "Doing",
    "Worker",
    "Workers",
    "number",
]

NO_PERMISSION = "this user or server does not show connections (CLIENT LIST; the user needs +client|list)"
IN_A_DUMP = "a dump does not hold who was connected"
ON_A_REPLICA = "this is a replica, and workers are connected to its primary"
PARTIAL = "not every primary of the cluster could be asked"
NAMELESS = (
    "there are connections without a name, so some worker may not give its name (as in a cluster with a "
    f"{NAMED_IN_CLUSTERS.older}, or where CLIENT SETNAME is refused)"
)


class Doing(StrEnum):
    """What a worker's connection shows of the worker. ``sentence`` says it in words."""

    sentence: str

    def __new__(cls, value: str, sentence: str) -> Self:
        """Give the member its sentence."""
        made = str.__new__(cls, value)
        made._value_, made.sentence = value, sentence
        return made

    ASKING = "asking", "It waits for a job in a blocking call."
    BUSY = "busy", "It has asked for jobs, and is not waiting for one now: it is at work, or waits out a rate limit."
    SILENT = (
        "silent",
        "It has not waited for a job: at work or limited from the start, never started (autorun: false), or paused.",
    )
    UNSURE = "unsure", "Its connection does not show whether it asks for jobs."


@dataclass(frozen=True)
class Worker:
    """A connected worker.

    Attributes:
        name: Its own name; "" without one.
        prefix: The prefix it works under.
        db: The database it works in.
        doing: What its connection shows of it.
        idle_s: Since when the connection sent nothing, in seconds.
        evidence: The connection, as CLIENT LIST shows it.
    """

    name: str
    prefix: str
    db: int
    doing: Doing
    idle_s: int
    evidence: Evidence

    def to_json(self) -> dict[str, Any]:
        """Return the worker as JSON values."""
        return {"name": self.name, "prefix": self.prefix, "db": self.db, "doing": str(self.doing),
                "idle_s": self.idle_s, "client": self.evidence.key}  # fmt: skip


@dataclass(frozen=True)
class Workers:
    """Who works on one queue.

    Attributes:
        here: The queue's own workers; None where it cannot be known.
        elsewhere: Workers of a queue of the same name under another prefix, or in another database.
        schedulers: How many QueueSchedulers (BullMQ 1) are connected; None where it cannot be known.
        unknown: Why ``here`` is None; "" where it is not.
    """

    here: tuple[Worker, ...] | None
    elsewhere: tuple[Worker, ...] = ()
    schedulers: int | None = None
    unknown: str = ""

    @property
    def count(self) -> int | None:
        """How many there are; None where it cannot be known."""
        return None if self.here is None else len(self.here)

    @property
    def none(self) -> bool:
        """Whether certainly nobody works here."""
        return self.here == ()

    @property
    def in_a_dump(self) -> bool:
        """Whether this is a dump: nobody works there."""
        return self.unknown == IN_A_DUMP

    @property
    def silent(self) -> bool:
        """Whether workers are connected, and none has ever waited for a job: at work, or never asked."""
        return bool(self.here) and all(worker.doing is Doing.SILENT for worker in self.here or ())

    @property
    def asleep(self) -> bool | None:
        """Whether one of them waits in a blocking call; None where it cannot be known."""
        return None if self.here is None else any(worker.doing is Doing.ASKING for worker in self.here)

    def others(self, queue: str) -> str:
        """Return who works on a queue of this name elsewhere: ``1 worker is connected to bull:mails in database 0``."""
        places = Counter((worker.prefix, worker.db) for worker in self.elsewhere)
        text = [
            f"{number} {'worker is' if number == 1 else 'workers are'} connected to {quoted(prefix, 30)}:"
            f"{quoted(queue, 40)} in database {db}"
            for (prefix, db), number in sorted(places.items())
        ]
        return "; ".join(text[:3]) + (f"; and {len(text) - 3} more places" if len(text) > 3 else "")

    def evidence(self) -> tuple[Evidence, ...]:
        """Return the connections this rests on: the queue's own, else those elsewhere."""
        if self.here is None:
            return (Evidence("CLIENT LIST", f"unknown: {self.unknown}"),)
        shown = [worker.evidence for worker in self.here] or [worker.evidence for worker in self.elsewhere]
        return (number("workers", len(self.here)), *shown)

    def to_json(self) -> dict[str, Any]:
        """Return the workers as JSON values."""
        return {
            "here": None if self.here is None else [worker.to_json() for worker in self.here],
            "elsewhere": [worker.to_json() for worker in self.elsewhere],
            "schedulers": self.schedulers, "unknown": self.unknown,
        }  # fmt: skip


def number(of: str, count: int) -> Evidence:
    """Return how many connections of a kind the queue has."""
    return Evidence(f"CLIENT LIST {of} of this queue", str(count))
