"""How many of a watched queue's jobs a recording has seen: its states count those, and each look the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from qlab.protocol import operations

if TYPE_CHECKING:
    from qlab.record.recording import Recording

__all__ = ["Seen", "seen_of"]


class Seen(NamedTuple):
    """The jobs of a watched queue.

    Attributes:
        states: How many were seen in each state, at the last look.
        counts: How many there were in each at that look, exactly.
    """

    states: Mapping[str, int]
    counts: Mapping[str, int]

    @property
    def words(self) -> str:
        """``65 seen of 184``; "" where all were seen."""
        seen, there = sum(self.states.values()), sum(self.counts.values())
        return f"{seen:,} seen of {there:,}" if seen < there else ""

    def of(self, state: str) -> int | None:
        """Return how many there are in a state, where some were not seen; None else."""
        there = self.counts.get(state, 0)
        return there if there > self.states.get(state, 0) else None


def seen_of(recording: Recording, queue: str | None) -> Seen:
    """Return how much of a queue, or of all queues, a recording has seen. A lab's own recording has seen all.

    Args:
        recording: The recording.
        queue: The queue; None: all.
    """
    states, counts = Counter[str](), Counter[str]()
    if recording.first.sampled:
        looks = {step.queue: step for step in recording if step.operation == operations.SNAPSHOT}
        for name, look in looks.items():
            exact = look.call.facts.get("counts")
            if name is not None and queue in (None, name) and isinstance(exact, Mapping):
                states.update({str(state): number for state, number in look.after.counts_of(name).items()})
                counts.update({str(state): int(number) for state, number in exact.items()})
    return Seen(states, counts)
