"""Clauses for locks, logs, events, limits and ids: operations that move no job, or not for a job's sake."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from qlab.protocol import operations
from qlab.snapshot.changes import Gone, ListChanged, StreamChanged
from qlab.text.durations import format_elapsed, format_ms
from qlab.text.words import brief, jobs, plural, short_id

if TYPE_CHECKING:
    from qlab.protocol.operations import Operation
    from qlab.record.step import Step

__all__ = ["UPKEEP", "UPKEEP_LEADS"]


def _job(step: Step) -> str:
    return f"job {short_id(step.job or '')}"


def _release_lock(step: Step) -> str:
    if not len(step.diff):
        return f"{_job(step)} has no lock with this token, so none is released"
    return f"the lock of {_job(step)} is released: the job is still `active`, but no worker owns it"


def _extend_locks(step: Step) -> str:
    facts = step.call.facts
    lost, duration = facts.get("lost") or [], format_ms(facts.get("duration_ms", 0))
    kept = facts.get("jobs", 0) - len(lost)
    text = f"{plural(kept, 'lock is', 'locks are')} renewed for {duration} from now, in one script"
    if not lost:
        return text
    return f"{text}; {jobs(lost)} {'has lost its lock' if len(lost) == 1 else 'have lost their locks'}"


def _clear_logs(step: Step) -> str:
    change = next((each for each in step.diff if isinstance(each, Gone | ListChanged)), None)
    if change is None:
        return f"{_job(step)} has no row in its log to delete"
    kept = step.call.facts.get("kept", 0)
    return (
        f"the log of {_job(step)} keeps only its last {plural(kept, 'row')}"
        if kept
        else (f"the log of {_job(step)} is deleted")
    )


def _remove_deduplication_key(step: Step) -> str:
    id = brief(step.call.facts.get("deduplication", ""), 40)
    if not len(step.diff):
        return f"{_job(step)} does not hold deduplication id {id} any more, so nothing changed"
    return f"deduplication id {id} is free, though {_job(step)} is still there: the next job that has it is added"


def _discard_children(step: Step) -> str:
    return "" if step.transitions else f"{_job(step)} has no unfinished child to remove"


def _remove_child_dependency(step: Step) -> str:
    detached = f"{_job(step)} is detached from its parent, which no longer waits for it"
    if not len(step.diff):
        return f"the parent of {_job(step)} does not wait for it, so nothing changed"
    return "" if step.transitions else detached


def _limit_now(step: Step) -> str:
    duration, until = (
        step.call.facts.get("duration_ms", 0),
        format_elapsed(step.elapsed_ms + step.call.facts.get("duration_ms", 0)),
    )
    text = f"the queue is limited by hand for {format_ms(duration)}, until {until}"
    settings = step.after.settings(step.queue or "")
    if settings.most is None:
        obey = "only workers with a limiter of their own obey it, and one whose processor raises RateLimitError"
        return f"{text}; but no `max` is set for it, so {obey}"
    return f"{text}: no worker gets a job before then"


def _remove_rate_limit(step: Step) -> str:
    return "the rate limit's window ends now" if len(step.diff) else "there was no rate limit window to end"


def _trim_events(step: Step) -> str:
    length = step.call.facts.get("length", 0)
    trimmed = sum(each.trimmed for each in step.diff if isinstance(each, StreamChanged))
    trimmed += sum(
        len(each.state.entries) for each in step.diff if isinstance(each, Gone) and each.state.type == "stream"
    )
    if not trimmed:
        return (
            f"the event stream keeps all its entries: Redis trims whole nodes, and none lies beyond the last {length:,}"
        )
    return f"the event stream is trimmed to about {length:,}: {plural(trimmed, 'entry is', 'entries are')} removed"


def _emit(step: Step) -> str:
    name = brief(step.call.facts.get("text", ""), 40)
    return f"the event `{name}`, the application's own, is added to the stream: all listeners receive it"


def _remove_orphans(step: Step) -> str:
    removed = step.call.facts.get("removed", 0)
    if not removed:
        return "the queue has no orphans: a list or set holds each of its jobs"
    return f"{plural(removed, 'orphan is', 'orphans are')} removed: no list or set of the queue held the id"


def _wait_for_job(step: Step) -> str:
    facts = step.call.facts
    worker, due = brief(facts.get("worker") or "a worker", 40), facts.get("due_ms") or 0
    if not facts.get("woken"):
        return f"{worker} gets nothing: no marker wakes it, so it sleeps until one is set, or looks again after 5 s"
    if due > step.at:
        moment = format_elapsed(due - step.after.start)
        return f"{worker} gets nothing yet: by the marker, which it takes away, no job is due before {moment}"
    return f"{worker} is woken by the marker, which it removes: it looks for a job at once"


UPKEEP: Mapping[Operation, Callable[[Step], str]] = {
    operations.WAIT_FOR_JOB: _wait_for_job,
    operations.RELEASE_LOCK: _release_lock,
    operations.EXTEND_LOCKS: _extend_locks,
    operations.CLEAR_LOGS: _clear_logs,
    operations.REMOVE_DEDUPLICATION_KEY: _remove_deduplication_key,
    operations.DISCARD_CHILDREN: _discard_children,
    operations.REMOVE_CHILD_DEPENDENCY: _remove_child_dependency,
    operations.LIMIT_NOW: _limit_now,
    operations.REMOVE_RATE_LIMIT: _remove_rate_limit,
    operations.TRIM_EVENTS: _trim_events,
    operations.EMIT: _emit,
    operations.REMOVE_ORPHANS: _remove_orphans,
}
"""Whole clauses; an empty one leaves it to the moves."""
UPKEEP_LEADS: Mapping[Operation, Callable[[Step], str]] = {
    operations.DISCARD_CHILDREN: lambda step: f"the unfinished children of {_job(step)} are discarded",
    operations.REMOVE_CHILD_DEPENDENCY: lambda step: f"{_job(step)} is detached from its parent",
}
"""First words, before the moves."""
