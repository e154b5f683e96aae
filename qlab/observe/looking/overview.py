"""Many queues in one screen, the worst first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qlab.observe.connected.clients import Clients, clients
from qlab.observe.connection import Connection
from qlab.observe.discover import QueueInfo
from qlab.text.durations import format_ms
from qlab.text.words import plural

__all__ = ["Overview", "overview", "server_now"]

_WORST = ("nobody works", "active, nobody works")


@dataclass(frozen=True)
class Overview:
    """A queue at a glance.

    Attributes:
        info: What it says of itself.
        workers: How many workers are connected; None where it cannot be known, as for another library's queue.
        waits_ms: How long the job whose turn is next has waited, ms; None where none waits.
        failure_rate: The part of the finished jobs still kept that failed, from 0 to 1; None where none is kept.
    """

    info: QueueInfo
    workers: int | None
    waits_ms: int | None
    failure_rate: float | None

    @property
    def waiting(self) -> int:
        """How many jobs are ready."""
        return self.info.counts["waiting"] + self.info.counts["prioritized"]

    @property
    def remark(self) -> str:
        """What to know at a glance; "" if there is nothing. Of another library's queue only that it is one."""
        if self.info.is_other:
            return self.info.layout
        if self.waiting and self.workers == 0 and not self.info.paused:
            return "nobody works"
        if self.info.counts["active"] and self.workers == 0:
            return "active, nobody works"
        if self.info.counts["delayed"] and self.workers == 0 and not self.info.paused:
            return "delayed, nobody works"
        if self.info.paused:
            return "paused"
        parents = self.info.counts["waiting-children"]
        return f"{plural(parents, 'parent waits', 'parents wait')}" if parents else ""

    @property
    def badness(self) -> tuple[object, ...]:
        """By this the worst come first."""
        return (
            self.info.is_other, self.remark not in _WORST, -(self.failure_rate or 0.0), -(self.waits_ms or 0),
            self.info.name,
        )  # fmt: skip

    def cells(self) -> tuple[str, ...]:
        """Return the row of a table."""
        counts = self.info.counts
        return (
            self.info.name, self.info.prefix, "?" if self.workers is None else str(self.workers), f"{self.waiting:,}",
            "" if self.waits_ms is None else format_ms(self.waits_ms // 1_000 * 1_000), f"{counts['active']:,}",
            f"{counts['delayed']:,}", f"{counts['failed']:,}",
            "" if self.failure_rate is None else f"{self.failure_rate:.0%}", self.remark,
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Return the same as JSON values."""
        return {**self.info.to_json(), "workers": self.workers, "waits_ms": self.waits_ms,
                "failure_rate": self.failure_rate, "remark": self.remark}  # fmt: skip


def overview(connection: Connection, infos: Iterable[QueueInfo]) -> list[Overview]:
    """Return the queues, the worst first: one look at the connections for all of them."""
    seen = clients(connection)
    now = server_now(connection)
    found = []
    for info in infos:
        count = None if info.is_other else _count(seen, info)
        ended = info.counts["completed"] + info.counts["failed"]
        rate = info.counts["failed"] / ended if ended and not info.is_other else None
        waits = None if info.oldest_waiting is None else max(now - info.oldest_waiting, 0)
        found.append(Overview(info, count, waits, rate))
    return sorted(found, key=lambda each: each.badness)


def _count(seen: Clients, info: QueueInfo) -> int | None:
    return seen.of(info.prefix, info.name, active=info.counts["active"], version=info.maker).count


def server_now(connection: Connection) -> int:
    """Return what time it is on the server, ms since the epoch; here, where it may not be asked."""
    import time

    reply = connection.allowed("TIME")
    return int(reply[0]) * 1_000 + int(reply[1]) // 1_000 if reply else int(time.time() * 1_000)
