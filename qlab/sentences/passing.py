"""Clauses about time that passes: what expires, and what falls due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from qlab.protocol.keys import Key, Role, parse_key
from qlab.sentences.context import of_queue
from qlab.snapshot.changes import Gone
from qlab.snapshot.delayed import due_within
from qlab.text.durations import format_elapsed, format_ms
from qlab.text.words import brief, plural, short_id

if TYPE_CHECKING:
    from qlab.record.step import Step

__all__ = ["advance"]

SHOWN = 3


def advance(step: Step) -> str:
    """Say that the clock was moved."""
    moved = f"the clock moves {format_ms(step.at - step.before.at)} to {format_elapsed(step.elapsed_ms)}"
    gone = [parse_key(change.key, step.after.prefix) for change in step.diff if isinstance(change, Gone)]
    rest = len(gone) - SHOWN
    more = [f"{plural(rest, 'further key expires', 'further keys expire')}"] if rest > 0 else []
    return "; ".join([moved, *(_expired(step, key) for key in gone[:SHOWN]), *more, *_due(step)])


def _expired(step: Step, key: Key) -> str:
    tell = _EXPIRED.get(key.role)
    return tell(key, of_queue(step, key.queue)) if tell else f"key {brief(key.raw)} expires"


_EXPIRED: Mapping[Role, Callable[[Key, str], str]] = {
    Role.LOCK: lambda key, queue: (
        f"the lock of job {short_id(key.job or '')}{queue} expires: the job is still `active`, but no worker owns it"
    ),
    Role.DEDUPLICATION: lambda key, queue: (
        f"deduplication id {brief(key.detail, 40)}{queue} expires: the next job that has it is added again"
    ),
    Role.LIMITER: lambda _key, queue: f"the rate limit's window{queue} ends",
    Role.STALLED_CHECK: lambda _key, queue: f"the stalled check{queue} may run again",
}


def _due(step: Step) -> list[str]:
    due = [(queue, id) for queue, id, _at in due_within(step.after, step.before.at, step.at)]
    if len(due) > 1:
        return [f"{len(due):,} jobs are due now, and stay in `delayed` until a worker asks for work"]
    return [
        f"job {short_id(id)}{of_queue(step, queue)} is due now, and stays in `delayed` until a worker asks for work"
        for queue, id in due
    ]
