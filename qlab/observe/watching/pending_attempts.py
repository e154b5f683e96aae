"""Tally: how many attempts of each job begin and end in the events that wait to be played.

A hash that is read late counts the attempts of all those events already; its job is to be shown as it was before them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qlab.snapshot.values import pairs

Counts = Mapping[tuple[bytes, str], int]
"""By job id, and ``"active"`` (attempts begun) or ``"end"``, as :meth:`qlab.replay.replay.Replay.batch` has them."""

_LEAVING = frozenset({b"completed", b"failed", b"delayed", b"waiting", b"waiting-children"})


class Tally:
    """The counts of all that waits."""

    def __init__(self) -> None:
        self._all: Counter[tuple[bytes, str]] = Counter()
        self._active: set[bytes] = set()

    def add(self, events: Sequence[Any]) -> Counts:
        """Counts the next events, as the server has them; returns their own counts."""
        counts: Counter[tuple[bytes, str]] = Counter()
        for _id, flat in events:
            fields = dict(pairs(flat))
            job, event = fields.get(b"jobId"), fields.get(b"event")
            if job is None:
                continue
            if event == b"active":
                counts[job, "active"] += 1
                self._active.add(job)
            elif event in _LEAVING:
                active = job in self._active or fields.get(b"prev") == b"active"
                counts[job, "end"] += active and event != b"waiting-children"
                self._active.discard(job)
        self._all += counts
        return counts

    def take(self, counts: Counts) -> None:
        """These are played now, and wait no longer."""
        self._all.subtract(counts)
        for each in counts:
            if not self._all[each]:
                del self._all[each]

    def of(self, id: bytes) -> Iterator[tuple[str, int]]:
        """How many attempts of a job begin, and how many end, in what waits."""
        return ((what, self._all[id, what]) for what in ("active", "end"))
