"""What an event's script did to the queue's keys, done to the state that is played."""

from __future__ import annotations

from qlab.protocol.backoff import from_option
from qlab.protocol.events import EVENTS, Ends, Judged
from qlab.protocol.jobs.flows import failure_rule
from qlab.protocol.jobs.taken_by import WORKER_FIELD, runs_begun, taken_by
from qlab.protocol.states import JobState
from qlab.replay.queue_state import QueueState
from qlab.replay.rewinding import Fields, whole
from qlab.replay.traces import error_of
from qlab.text.decoded import to_json

__all__ = ["LATE_MS", "apply"]

LATE_MS = 100
"""Largest lag between a script's time and its event's id, ms."""


def apply(
    keys: QueueState, judged: Judged, id: str, fields: Fields, at: int, read: Fields | None, *, known: bool,
    before: Fields | None,
) -> str | None:  # fmt: skip
    """Change the board as the event's script changed the queue; return the error of an attempt that ended in it."""
    event, was = judged.event, keys.place(id)
    if event == EVENTS["removed"]:
        _let_parent_go(keys, id)
        keys.remove(id)
        return None
    if event == EVENTS["progress"] and "data" in fields:
        keys.write(id, {"progress": fields["data"]})
    if event.state is None:
        return None
    error = None
    if event.state is JobState.ACTIVE:
        _begin(keys, id, at, read, before)
    else:
        error = _attempt(keys, judged, id, fields, at, read, was)
    if event.ends is Ends.ALWAYS:
        _child_ended(keys, id, completed=event.state is JobState.COMPLETED)
    gone = known and read is None and event.ends is Ends.ALWAYS
    if gone:  # removeOnComplete, removeOnFail: no event tells of it
        keys.remove(id)
    else:
        keys.move(id, event.state, at, whole(fields.get("delay")))
    return error


def _attempt(
    keys: QueueState, judged: Judged, id: str, fields: Fields, at: int, read: Fields | None, was: JobState | None
) -> str | None:
    """Write into the hash what the end of an attempt writes."""
    held, target = keys.hash(id) or {}, judged.event.state
    if judged.stalled:
        keys.write(id, {"stc": str(whole(held.get("stc")) + 1)})
    elif was is JobState.ACTIVE and target is JobState.COMPLETED:
        done = {"finishedOn": str(at), "returnvalue": fields.get("returnvalue", "null")}
        keys.write(id, {"atm": str(whole(held.get("atm")) + 1), **done})
    elif was is JobState.ACTIVE and judged.ends and not _put_back(judged, held, read):
        return _failed(keys, judged, id, fields, at, read)
    return None


def _put_back(judged: Judged, held: Fields, read: Fields | None) -> bool:
    """Return whether certainly no attempt ended, as where a processor met a rate limit: the hash counts none more.

    It must be the same job's, read before somebody took it again: later its count may have been set back by a retry.
    """
    if judged.event.ends is Ends.ALWAYS or read is None or "ats" not in read:
        return False
    same = all(read.get(name) == held.get(name) for name in ("timestamp", "ats"))
    return same and whole(read.get("atm")) <= whole(held.get("atm"))


def _begin(keys: QueueState, id: str, at: int, read: Fields | None, before: Fields | None) -> None:
    """Note that an attempt begins. If nobody knows who took the job, the worker before is not left for it."""
    held = keys.hash(id) or {}
    run = runs_begun(held) + 1
    worker = taken_by(read, run, before=before)
    kept = {name: text for name, text in held.items() if name != WORKER_FIELD}
    named = {} if worker is None else {WORKER_FIELD: worker}
    keys.know(id, {**kept, "ats": str(run), "processedOn": str(at), **named})


def _failed(keys: QueueState, judged: Judged, id: str, fields: Fields, at: int, read: Fields | None) -> str | None:
    """Note that an attempt failed. If nobody knows with which error, the error of the attempt before is not left for
    it.
    """
    held = keys.hash(id) or {}
    made, due = whole(held.get("atm")) + 1, whole(fields.get("delay"))
    error = fields.get("failedReason") or error_of(read, made)
    finished = (
        {"finishedOn": str(at)}
        if judged.event.ends is Ends.ALWAYS
        else {"delay": str(_wait_ms(held, read, made, max(due - at, 0)))}
    )
    kept = {name: text for name, text in held.items() if name != "failedReason"}
    keys.know(id, {**kept, "atm": str(made), **finished, **({"failedReason": error} if error else {})})
    return error


def _wait_ms(held: Fields, read: Fields | None, made: int, seen: int) -> int:
    """Return the wait that was asked for, where it is what was seen: an event is stamped a moment after its script's
    time.

    A built-in backoff says it; of a custom one the hash does (moveToDelayed writes `delay`), unless it is later.
    """
    opts = to_json(held.get("opts", "{}"))
    backoff = from_option(opts.get("backoff")) if isinstance(opts, dict) else None
    planned = [backoff.delay_ms(made)] if backoff is not None and made > 0 else []
    if read and whole(read.get("atm")) <= made and "delay" in read:
        planned.append(whole(read["delay"]))
    return next((wait for wait in planned if 0 <= wait - seen <= LATE_MS), seen)


def _child_ended(keys: QueueState, id: str, *, completed: bool) -> None:
    """Let the parent no longer wait for a child that completed, or failed with a rule for that."""
    if completed or failure_rule(to_json((keys.hash(id) or {}).get("parent", ""))):
        _let_parent_go(keys, id)


def _let_parent_go(keys: QueueState, id: str) -> None:
    parent = (keys.hash(id) or {}).get("parentKey")
    if parent:
        keys.leave_parent(parent, id)
