"""Tally: how many attempts of each job begin and end in the events that wait to be played.

A hash that is read late counts the attempts of all those events already; its job is to be shown as it was before them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qlab.protocol.events import judge
from qlab.protocol.states import JobState
from qlab.snapshot.values import pairs

__all__ = ["Counts", "Tally"]

Counts = Mapping[tuple[bytes, str], int]
"""By job id, and ``"active"`` (attempts begun) or ``"end"``, as :meth:`qlab.replay.replay.Replay.batch` has them."""


class Tally:
    """The counts of all that waits."""

    def __init__(self) -> None:
        self._all: Counter[tuple[bytes, str]] = Counter()
        self._active: set[bytes] = set()

    def add(self, events: Sequence[Any]) -> Counts:
        """Count the next events, as the server has them; return their own counts."""
        counts: Counter[tuple[bytes, str]] = Counter()
        text = [_text(flat) for _id, flat in events]
        for fields, (_id, flat), following in zip(text, events, [*text[1:], {}], strict=False):
            job = dict(pairs(flat)).get(b"jobId")
            if job is None:
                continue
            judged = judge(fields, JobState.ACTIVE if job in self._active else None, following)
            counts[job, "active"] += judged.event.state is JobState.ACTIVE
            counts[job, "end"] += judged.ends
            (self._active.add if judged.state is JobState.ACTIVE else self._active.discard)(job)
        self._all += counts
        return counts

    def take(self, counts: Counts) -> None:
        """Stop counting these: they are played now."""
        self._all.subtract(counts)
        for each in counts:
            if not self._all[each]:
                del self._all[each]

    def of(self, id: bytes) -> Iterator[tuple[str, int]]:
        """Return how many attempts of a job begin, and how many end, in what waits."""
        return ((what, self._all[id, what]) for what in ("active", "end"))


def _text(flat: Sequence[bytes]) -> dict[str, str]:
    return {name.decode("utf-8", "replace"): value.decode("utf-8", "replace") for name, value in pairs(flat)}
