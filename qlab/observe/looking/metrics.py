"""What BullMQ's own metrics say: jobs completed and failed, minute by minute (collectMetrics.lua)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qlab.observe.connection import Connection
from qlab.protocol.fields import METRICS_COUNTED, each_minute
from qlab.protocol.keys import METRICS_OF, Role, detail_key
from qlab.text.decoded import quoted, to_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Metrics", "metrics"]

MINUTE_MS = 60_000
MOST = 20_160
"""This many minutes are read at most: two weeks, the longest that BullMQ's documentation names (MetricsTime)."""


@dataclass(frozen=True, repr=False)
class Metrics:
    """Jobs that completed and failed, as the workers counted them: only those with the option ``metrics`` do.

    Attributes:
        queue: The queue.
        total: How many in all, by ``completed`` and ``failed``; None where nobody counted.
        minutes: How many in each minute, the latest first; that one may go on.
        last_ms: A moment in the latest minute, ms since the epoch; None where nobody counted.
    """

    queue: str
    total: dict[str, int | None]
    minutes: dict[str, tuple[int, ...]]
    last_ms: dict[str, int | None]

    @property
    def counted(self) -> bool:
        """Whether any worker counts."""
        return any(total is not None for total in self.total.values())

    def to_frame(self) -> pd.DataFrame:
        """Return one row per minute and kind, the oldest first: kind, at (UTC), jobs."""
        import pandas as pd

        rows = [
            (kind, (last // MINUTE_MS - back) * MINUTE_MS, number)
            for kind, numbers in self.minutes.items() if (last := self.last_ms[kind]) is not None
            for back, number in reversed(list(enumerate(numbers)))
        ]  # fmt: skip
        table = pd.DataFrame(rows, columns=["kind", "at", "jobs"])
        return table.assign(at=pd.to_datetime(table["at"], unit="ms", utc=True))

    def latest(self, most: int) -> list[tuple[int, tuple[int, ...]]]:
        """Return the latest minutes, the latest first.

        Args:
            most: This many of them at most.

        Returns:
            Of each minute its start, ms since the epoch, and how many jobs of each kind of ``minutes``.
        """
        starts = {kind: (last or 0) // MINUTE_MS for kind, last in self.last_ms.items()}
        newest = max(starts.values(), default=0)
        oldest = min((starts[kind] - len(numbers) for kind, numbers in self.minutes.items() if numbers), default=newest)
        minutes = range(newest, max(oldest, newest - most), -1)
        return [
            (at * MINUTE_MS, tuple(self._number(kind, starts[kind] - at) for kind in self.minutes)) for at in minutes
        ]

    def _number(self, kind: str, back: int) -> int:
        numbers = self.minutes[kind]
        return numbers[back] if 0 <= back < len(numbers) else 0

    def text(self) -> str:
        """Return the totals in a sentence, or that nobody counts."""
        if not self.counted:
            return "Nobody counts here: set the option metrics on the workers."
        return "In all: " + ", ".join(f"{number or 0:,} {kind}" for kind, number in self.total.items()) + "."

    def to_json(self) -> dict[str, Any]:
        """Return the same as JSON values."""
        minutes = {kind: list(numbers) for kind, numbers in self.minutes.items()}
        return {"queue": self.queue, "total": self.total, "last_ms": self.last_ms, "minutes": minutes}

    def __repr__(self) -> str:
        return f"Metrics({quoted(self.queue, 40)}: {self.text()})"


def metrics(connection: Connection, place: tuple[str, str]) -> Metrics:
    """Read a queue's metrics; see :meth:`qlab.Observer.metrics`."""
    total: dict[str, int | None] = {}
    last: dict[str, int | None] = {}
    minutes: dict[str, tuple[int, ...]] = {}
    for kind in METRICS_OF:
        raw = connection.allowed("HMGET", detail_key(*place, Role.METRICS, kind), *METRICS_COUNTED) or [None] * 3
        total[kind], last[kind], before = (None if value is None else int(to_number(value) or 0) for value in raw)
        data = connection.allowed("LRANGE", detail_key(*place, Role.METRICS_DATA, kind), 0, MOST - 1) or []
        closed = (int(to_number(value) or 0) for value in data)
        minutes[kind] = tuple(each_minute(total[kind], last[kind], before, closed))
    return Metrics(place[1], total, minutes, last)
