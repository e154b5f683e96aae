"""Clauses about a worker that asks for a job and gets none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qlab.protocol.keys import Role, queue_key
from qlab.protocol.queue_settings import Obstacle, obstacles
from qlab.protocol.states import READY, JobState
from qlab.snapshot.delayed import delayed
from qlab.text.durations import format_elapsed, format_ms
from qlab.text.words import brief, plural, short_id

if TYPE_CHECKING:
    from qlab.record.step import Step

__all__ = ["take"]

Counts = dict[str, int]


def take(step: Step) -> str:
    """Why a worker got nothing; nothing where it got a job."""
    if step.job is not None:
        return ""
    worker = brief(step.call.facts.get("worker") or "the worker", 40)
    return f"{worker} gets nothing: {_reason(step, step.queue or '')}{_due(step)}"


def _due(step: Step) -> str:
    moved = sum(move.source is JobState.DELAYED for move in step.transitions)
    return f"; {plural(moved, 'job that was', 'jobs that were')} due left `delayed` all the same" if moved else ""


def _reason(step: Step, queue: str) -> str:
    """Return the first thing that stopped moveToActive, and that only where it kept a job back; else what the lists
    say.
    """
    counts, limiter = step.after.counts_of(queue), step.after.container(queue, Role.LIMITER)
    limited = limiter is not None and bool(step.call.facts.get("limited"))
    stops = obstacles(step.after.settings(queue), active=counts[JobState.ACTIVE], limited=limited)
    match stops[0] if stops else None:
        case Obstacle.RATE_LIMIT:
            return f"the rate limit is used up for another {format_ms(_left_ms(step, queue))}"
        case Obstacle.PAUSED:
            return f"the queue is paused{_held_back(counts)}"
        case Obstacle.CONCURRENCY if _ready(counts):
            return f"{_active(counts)} active, as many as the queue's concurrency allows"
    return _why_empty(step, queue)


def _left_ms(step: Step, queue: str) -> int:
    return step.after.ttl_ms(queue_key(step.after.prefix, queue, Role.LIMITER)) or 0


def _ready(counts: Counts) -> int:
    return sum(counts[state] for state in READY)


def _held_back(counts: Counts) -> str:
    ready = _ready(counts)
    return f", and {plural(ready, 'job waits', 'jobs wait')} until it is resumed" if ready else ""


def _active(counts: Counts) -> str:
    return plural(counts[JobState.ACTIVE], "job is", "jobs are")


def _why_empty(step: Step, queue: str) -> str:
    first = next(delayed(step.after, queue), None)
    if first is None:
        return "no job is waiting"
    if first.at is None:
        return f"job {short_id(first.job)} is due at no moment at all"
    moment, left = format_elapsed(first.at - step.after.start), format_ms(first.at - step.at)
    return f"job {short_id(first.job)} is not due before {moment}, {left} from now"
