"""Prefetch: guesses which keys an operation changes, going by the last time.

Asking the server which keys changed and then reading them takes two round trips. Most operations change what the same
operation changed before, so those keys are read at once, and the answer to that read also tells which keys really
changed. A wrong guess costs one more round trip, never a wrong state.
"""

from __future__ import annotations

from collections.abc import Collection

from qlab.protocol.keys import parse_key, queue_base
from qlab.protocol.operations import Operation
from qlab.record.step import Call

__all__ = ["Prefetch"]


class Prefetch:
    """What comes after queue and job in the names of the keys that operations have changed.

    Args:
        prefix: BullMQ's key prefix.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._suffixes: dict[tuple[Operation, str | None], tuple[frozenset[str], frozenset[str]]] = {}

    def names(self, call: Call) -> list[str]:
        """The keys the operation is likely to have changed, sorted; none where it is the first of its kind."""
        queues, jobs = self._suffixes.get((call.operation, call.queue), _NONE)
        head = queue_base(self._prefix, call.queue or "")
        names = [head + suffix for suffix in queues]
        if call.job is not None:
            names += [head + call.job + suffix for suffix in jobs]
        return sorted(names)

    def learn(self, call: Call, guessed: Collection[str], changed: Collection[str]) -> None:
        """Notes what the operation has changed: of its own queue and job, for others' keys cannot be told before."""
        if call.queue is None or changed == frozenset(guessed):
            return
        head = queue_base(self._prefix, call.queue or "")
        keys = [parse_key(name, self._prefix) for name in changed if name.startswith(head)]
        queues = frozenset(key.raw[len(head) :] for key in keys if key.job is None and key.detail is None)
        own = frozenset(key.raw[len(head) + len(key.job) :] for key in keys if key.job and key.job == call.job)
        self._suffixes[call.operation, call.queue] = queues, own


_NONE: tuple[frozenset[str], frozenset[str]] = frozenset(), frozenset()
