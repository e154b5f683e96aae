"""What happened and why, in one plain sentence.

A step's sentence is put together from the jobs that changed state (a clause for each kind of move, in
:mod:`qlab.record.moves`) and from what the operation did beside that (here).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from qlab.durations import format_elapsed, format_ms
from qlab.escape import shorten
from qlab.keys import Role, parse_key
from qlab.record.moves import clause
from qlab.snapshot.changes import Born, Gone
from qlab.states import JobState

if TYPE_CHECKING:
    from qlab.record.step import Step

SHOWN = 3
"""So many jobs are told of one by one; the rest are counted."""


def sentence(step: Step) -> str:
    """The step's sentence, always one, ending in a full stop."""
    told = _OPERATIONS.get(step.operation.name, _moves)(step) or _moves(step) or _nothing(step)
    # A worker's name is a name, and keeps its small letter.
    begins = told if told.startswith(str(step.operation.facts.get("worker", "\0"))) else told[0].upper() + told[1:]
    return begins.rstrip(".") + "."


def _moves(step: Step) -> str:
    paths: dict[tuple[str, str], list[str]] = {}
    for move in step.transitions:
        paths.setdefault((move.queue, move.job), []).append(clause(step, move))
    clauses = [", then ".join(clauses) for clauses in paths.values()]
    rest = len(clauses) - SHOWN
    more = [f"and {rest} more {'job' if rest == 1 else 'jobs'} likewise"] if rest > 0 else []
    return "; ".join([*clauses[:SHOWN], *more])


def _nothing(step: Step) -> str:
    keys = len(step.diff)
    return "nothing changed" if not keys else f"{keys} {'key' if keys == 1 else 'keys'} changed, and no job moved"


def _take(step: Step) -> str:
    if step.transitions:
        return ""
    queue = step.queue or ""
    return f"{step.operation.facts.get('worker', 'the worker')} gets nothing: {_why_nothing(step, queue)}"


def _why_nothing(step: Step, queue: str) -> str:
    meta = step.after.container(queue, Role.META)
    counts = step.after.counts().get(queue, {})
    limiter = step.after.container(queue, Role.LIMITER)
    if meta and "paused" in meta.fields:
        return f"the queue is paused, its {counts['waiting'] + counts['prioritized']} waiting jobs stay where they are"
    if limiter and step.operation.facts.get("limited"):
        left = step.after.ttl_ms(limiter.name) or 0
        return f"the rate limit is used up for another {format_ms(left)}"
    if counts.get("waiting") or counts.get("prioritized"):
        return f"{counts['active']} jobs are active, as many as the queue's global concurrency allows"
    return _why_empty(step, queue)


def _why_empty(step: Step, queue: str) -> str:
    delayed = step.after.container(queue, Role.DELAYED)
    if delayed is None:
        return "no job is waiting"
    first = delayed.members[0]
    due = int(first.score // 4096)
    return f"job {first.member} is due at {_moment(step, due)}, {format_ms(due - step.at)} from now"


def _moment(step: Step, at: int) -> str:
    return format_elapsed(at - step.after.start)


def _about(step: Step) -> str:
    return f"job {step.job}"


def _advance(step: Step) -> str:
    moved = f"the clock moves {format_ms(step.at - step.before.at)} to {format_elapsed(step.elapsed_ms)}"
    gone = [change for change in step.diff if isinstance(change, Gone)]
    expired = [_expired(change, step.after.prefix) for change in gone[:SHOWN]]
    return "; ".join([moved, *expired, *_due(step)])


def _expired(change: Gone, prefix: str) -> str:
    key = parse_key(change.key, prefix)
    names = {
        Role.LOCK: f"the lock of job {key.job} expires: the job is still in `active`, but no worker owns it",
        Role.DEDUPLICATION: f"deduplication id {key.detail} expires: the next job with it is added again",
        Role.LIMITER: "the rate limit's window ends",
        Role.STALLED_CHECK: "the stalled check may run again",
    }
    return names.get(key.role, f"{change.key} expires")


def _due(step: Step) -> list[str]:
    due = [
        id
        for queue in step.after.queues
        if (held := step.after.container(queue, Role.DELAYED)) is not None
        for id, score in held.members
        if step.before.at < score // 4096 <= step.at
    ]
    jobs = f"job {due[0]} is" if len(due) == 1 else f"{len(due)} jobs are"
    return [f"{jobs} due now, and stays in `delayed` until a worker asks for work"] if due else []


def _progress(step: Step) -> str:
    return f"{_about(step)} reports progress {shorten(step.operation.facts.get('progress'), 60)}: its hash and an event say so"


def _log(step: Step) -> str:
    return (
        f"{_about(step)} writes a log row, kept in a list of its own: {shorten(step.operation.facts.get('text'), 60)}"
    )


def _update_data(step: Step) -> str:
    return f"the data of {_about(step)} is replaced; the job stays where it is"


def _extend_lock(step: Step) -> str:
    duration = step.operation.facts.get("duration_ms", 0)
    return f"{_about(step)}'s lock is renewed: its worker owns the job for {format_ms(duration)} from now"


def _change_delay(step: Step) -> str:
    view = step.after.job(step.job or "", step.queue)
    due = view.due if view else None
    return f"{_about(step)} stays in `delayed`, now due at {_moment(step, due)}" if due is not None else ""


def _change_priority(step: Step) -> str:
    priority = step.operation.facts.get("priority", 0)
    return "" if step.transitions else f"{_about(step)} now has priority {priority}; lower numbers run first"


def _pause(step: Step) -> str:
    return (
        "the queue is paused: no worker gets a job, the waiting jobs stay where they are, the active ones run on, "
        "and the marker that would wake workers is removed"
    )


def _resume(step: Step) -> str:
    woken = any(
        isinstance(change, Born) and parse_key(change.key, step.after.prefix).role is Role.MARKER
        for change in step.diff
    )
    return "the queue runs again" + (", and a marker wakes the workers, for jobs are waiting" if woken else "")


def _check_stalled(step: Step) -> str:
    if step.transitions:
        return ""
    stalled = step.after.container(step.queue or "", Role.STALLED)
    if step.operation.facts.get("throttled"):
        return "the stalled check already ran within its interval, so it does nothing"
    if stalled is None:
        return "the stalled check finds no active job without a lock"
    return f"the stalled check marks {len(stalled.items)} active jobs: one whose lock is gone by the next check has stalled"


def _schedule(step: Step) -> str:
    scheduler, rule = step.operation.facts.get("scheduler"), step.operation.facts.get("rule")
    added = "; ".join(clause(step, move) for move in step.transitions)
    return (
        f"scheduler {scheduler} ({rule}) is stored, with its next job: {added}"
        if added
        else f"scheduler {scheduler} ({rule}) is stored"
    )


def _unschedule(step: Step) -> str:
    return f"scheduler {step.operation.facts.get('scheduler')} is removed, and the job it had waiting with it"


def _deduplicated(step: Step) -> str:
    if step.transitions:
        return ""
    id = step.operation.facts.get("deduplication")
    if id is not None:
        return f"no job is added: job {step.job} holds deduplication id {id}"
    return f"no job is added: there is a job {step.job} already, and its data stays as it was"


def _many(verb: str) -> Callable[[Step], str]:
    def tell(step: Step) -> str:
        moves = step.transitions
        if len(moves) <= 1:
            return ""
        targets = {move.target for move in moves}
        where = f"to `{_name(next(iter(targets)))}`" if len(targets) == 1 and None not in targets else "away"
        return f"{verb} moves {len(moves)} jobs {where}: {', '.join(move.job for move in moves[:6])}{'…' if len(moves) > 6 else ''}"

    return tell


def _name(state: JobState | None) -> str:
    return state.container if state else ""


def _removed(verb: str) -> Callable[[Step], str]:
    def tell(step: Step) -> str:
        gone = [move for move in step.transitions if move.target is None]
        if len(gone) <= 1:
            return ""
        return f"{verb} removes {len(gone)} jobs with their hashes, locks and logs"

    return tell


_OPERATIONS: Mapping[str, Callable[[Step], str]] = {
    "add": _deduplicated,
    "take": _take,
    "advance": _advance,
    "progress": _progress,
    "log": _log,
    "update_data": _update_data,
    "extend_lock": _extend_lock,
    "change_delay": _change_delay,
    "change_priority": _change_priority,
    "pause": _pause,
    "resume": _resume,
    "check_stalled": _check_stalled,
    "schedule": _schedule,
    "unschedule": _unschedule,
    "retry_all": _many("retry_all"),
    "promote_all": _many("promote_all"),
    "drain": _removed("drain"),
    "clean": _removed("clean"),
    "obliterate": _removed("obliterate"),
}
