"""Prefetch: guesses which keys an operation changes, going by the last time.

Asking the server which keys changed and then reading them takes two round trips. Most operations change what the same
operation changed before, so those keys are read at once, mostly in one write with BullMQ's command, and the server also
tells which keys really changed. A wrong guess costs one more round trip, never a wrong state.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import inf, nextafter
from typing import Any

from qlab.protocol import operations
from qlab.protocol.keys import Role, parse_key, queue_base
from qlab.record.step import Call
from qlab.snapshot.edits import between, ends, first_score
from qlab.snapshot.model import Snapshot
from qlab.snapshot.reader import Question

__all__ = ["Prefetch", "Rider"]


class Prefetch:
    """What comes after queue and job in the names of the keys that operations have changed.

    Args:
        prefix: BullMQ's key prefix.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._suffixes: dict[tuple[str, str | None], tuple[frozenset[str], frozenset[str]]] = {}
        self._sends: dict[tuple[str, str | None], int] = {}

    def names(self, call: Call, before: Snapshot) -> list[str]:
        """Return the keys the operation is likely to change, sorted; none where it is the first of its kind.

        Args:
            call: The operation.
            before: The state before it, from which the job is guessed where it is not known yet.
        """
        queues, jobs = self._suffixes.get((call.operation.name, call.queue), _NONE)
        head = queue_base(self._prefix, call.queue or "")
        names = [head + suffix for suffix in queues]
        job = call.job or (jobs and _likely_job(call, before))
        if job:
            names += [head + job + suffix for suffix in jobs]
        return sorted(names)

    def sends(self, call: Call) -> int:
        """Return how often BullMQ sends something for such an operation."""
        return self._sends.get((call.operation.name, call.queue), 1)

    def learn(self, call: Call, guessed: Collection[str], changed: Collection[str], sends: int) -> None:
        """Note what the operation has changed: of its own queue and job, for others' keys cannot be told before.

        Args:
            call: The operation.
            guessed: What was guessed.
            changed: What changed.
            sends: How often BullMQ sent something for it.
        """
        self._sends[call.operation.name, call.queue] = sends
        if call.queue is None or not changed or changed == frozenset(guessed):
            return
        head = queue_base(self._prefix, call.queue or "")
        keys = [parse_key(name, self._prefix) for name in changed if name.startswith(head)]
        queues = frozenset(key.raw[len(head) :] for key in keys if key.job is None and key.detail is None)
        own = frozenset(key.raw[len(head) + len(key.job) :] for key in keys if key.job and key.job == call.job)
        self._suffixes[call.operation.name, call.queue] = queues, own


def _likely_job(call: Call, before: Snapshot) -> str | None:
    """Return the job that an operation will turn out to be about; often right, and nothing depends on it."""
    queue = call.queue or ""
    if call.operation is operations.ADD:
        counter = before.container(queue, Role.ID)
        return str(int(counter.text) + 1) if counter is not None and counter.text.isdecimal() else "1"
    if call.operation is operations.TAKE:
        if (wait := before.container(queue, Role.WAIT)) is not None and wait.type == "list":
            return ends(wait, 1)[1][-1]
        for role in (Role.PRIORITIZED, Role.DELAYED):
            if (held := before.container(queue, role)) is not None and held.type == "zset":
                lowest = first_score(held, -inf)
                return None if lowest is None else between(held, lowest, nextafter(lowest, inf))[0].member
    return None


_NONE: tuple[frozenset[str], frozenset[str]] = frozenset(), frozenset()


@dataclass(slots=True)
class Rider:
    """A read that is sent along.

    Attributes:
        question: What is read.
        mark: Stands last in the read as MONITOR shows it.
        packed: The read's bytes.
        turn: Which of the operation's sends it rides with, from 1: what comes after it, it does not see.
        reply: What the server answered, once it has.
        alone: Whether nobody but the lab was connected when the keys were read, so that all is known that changed.
        overtaken: Whether BullMQ sent more after it.
    """

    question: Question
    mark: str
    packed: list[Any]
    turn: int
    reply: list[Any] | None = None
    alone: bool = False
    overtaken: bool = False

    @property
    def tells(self) -> bool:
        """Whether its reply is what a look after the operation would have found."""
        return self.reply is not None and self.alone and not self.overtaken
