"""A clause for each move a job can make: what moved it, and why.

The table at the end has a function for each edge of :data:`qlab.protocol.states.EDGES`. Clauses begin with a small
letter and have no full stop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from qlab.protocol import operations
from qlab.protocol.jobs.finality import FinalCause, final_cause
from qlab.protocol.states import FINISHED, READY, JobState
from qlab.sentences.context import Case
from qlab.sentences.family import children_left, parent_released
from qlab.sentences.removals import removed
from qlab.snapshot.delayed import due_at
from qlab.text.durations import format_ms
from qlab.text.words import brief, plural

if TYPE_CHECKING:
    from qlab.record.step import Step
    from qlab.record.transition import Transition
    from qlab.snapshot.job_view import JobView

S = JobState
STALLED = "`active` without a lock at two checks running"
Edge = tuple[JobState | None, JobState | None]


def clause(step: Step, moves: Sequence[Transition]) -> str:
    """What moved one job, and why.

    Args:
        step: The step.
        moves: The job's moves in it, in order.
    """
    cases = [Case.of(step, move) for move in moves]
    if not cases[0].known:
        return "; ".join(map(by_hand, cases))
    if len(cases) == 2 and cases[1].move.target is S.ACTIVE:
        return _due_and_taken(*cases)
    return "; ".join(_CLAUSES.get((case.move.source, case.move.target), by_hand)(case) for case in cases)


def by_hand(case: Case) -> str:
    """A move that is none of BullMQ's, told without a reason."""
    if case.move.source is None:
        return f"{case.job} appears in {case.target}"
    if case.move.target is None:
        return f"{case.job} leaves {case.source}, and no list or set holds it now"
    return f"{case.job} moves from {case.source} to {case.target}"


# -- added -------------------------------------------------------------------------------------------------------------


def _added_waiting(case: Case) -> str:
    if case.step.operation.ends:
        return _kept_for_later(case)
    if case.after and case.after.opts.get("lifo"):
        return f"{case.job} is added at the tail of `wait` (lifo), as the next that a worker takes{_paused(case)}"
    order = f"workers take from the tail, so the oldest goes first{_paused(case)}"
    return f"{case.job} is added at the head of `wait`; {order}"


def _paused(case: Case) -> str:
    return ", once the queue is resumed" if case.step.after.settings(case.move.queue).paused else ""


def _kept_for_later(case: Case) -> str:
    """`requeueDeduplicatedJob`: with keepLastIfActive, the last job deduplicated meanwhile is added at the end."""
    deduplication = brief(case.after.fields.get("deid", "") if case.after else "", 40)
    return f"{case.job}, kept back while deduplication id {deduplication} was taken, is added to {case.target}"


def _added_delayed(case: Case) -> str:
    if case.step.operation.ends:
        return f"{_kept_for_later(case)}, due at {case.due}"
    scheduler = case.after.fields.get("rjk") if case.after else None
    if scheduler and case.step.operation == operations.TAKE:
        return f"scheduler {brief(scheduler, 40)} makes its next job: {case.job} is in `delayed`, due at {case.due}"
    delay = f" with a delay of {format_ms(case.after.delay_ms)}" if case.after and case.after.delay_ms else ""
    return f"{case.job} is added to `delayed`{delay}, due at {case.due}"


def _added_prioritized(case: Case) -> str:
    if case.step.operation.ends:
        return _kept_for_later(case)
    priority = case.after.priority if case.after else 0
    return (
        f"{case.job} is added to `prioritized` with priority {priority}: "
        f"jobs in `wait` go first, then lower numbers{_paused(case)}"
    )


def _added_parent(case: Case) -> str:
    return f"{case.job} is added to `waiting-children`, until {children_left(case)}"


# -- taken -------------------------------------------------------------------------------------------------------------


def _due(case: Case) -> str:
    if case.step.operation in (operations.PROMOTE, operations.PROMOTE_ALL):
        return f"{case.job} is promoted: it moves from `delayed` to {case.target}{_early(case)}"
    if case.gained("defa"):
        return parent_released(case)
    return f"{case.job} was due and moves from `delayed` to {case.target}"


def _early(case: Case) -> str:
    due = due_at(case.step.before, case.move.queue, case.move.job)
    return " before it is due" if due is not None and due > case.step.at else ""


def _due_and_taken(due: Case, taken: Case) -> str:
    return f"{_due(due)}, where {_worker(taken)} takes it: {_begins(taken)}"


def _taken(case: Case) -> str:
    return f"{_worker(case)} takes {case.job} from {case.source}: {_begins(case)}"


def _worker(case: Case) -> str:
    name = case.fact("worker") or (case.after.fields.get("pb") if case.after else None)
    return brief(name, 40) if name else "a worker"


def _begins(case: Case) -> str:
    view = case.after
    again = " again" if view and view.attempts_started > case.move.attempt else ""
    lock = f", locked for {format_ms(view.lock_ms)}" if view and view.lock_ms else ""
    told = f"{case.attempt} begins{again}{lock}"
    failure = view.fields.get("defa") if view else None
    return f"{told}, only for the worker to fail it (`defa`: {brief(failure)})" if failure else told


# -- ended -------------------------------------------------------------------------------------------------------------


def _completed(case: Case) -> str:
    return f"{case.attempt} succeeded: {case.job} moves from `active` to `completed`, and its lock is released"


def _back_to_delayed(case: Case) -> str:
    if not case.gained("atm"):
        return f"{case.job} goes back to `delayed`, due at {case.due}, and no attempt is used up"
    delay = format_ms(case.after.delay_ms) if case.after else "?"
    return (
        f"{case.attempt} failed{case.error}: {backoff_name(case.after)} of {delay} "
        f"puts {case.job} in `delayed`, due at {case.due}"
    )


def backoff_name(view: JobView | None) -> str:
    """The kind of a job's backoff, such as ``exponential backoff``; see :class:`qlab.protocol.backoff.Backoff`."""
    option = view.opts.get("backoff") if view else None
    kind = str(option.get("type")) if isinstance(option, dict) else "fixed"
    base = kind.removesuffix("-jittered").removesuffix("-capped")
    if base not in ("fixed", "exponential"):
        return f'custom backoff "{brief(kind, 40)}"'
    words = [word for word in ("jittered", "capped") if word in kind]
    return " ".join([", ".join(words), base, "backoff"]).strip()


def _back_to_line(case: Case) -> str:
    if case.gained("stc"):
        return _stalled(case)
    if not case.gained("atm"):
        return f"{case.job} goes back from `active` to {case.target}, and no attempt is used up"
    waits = case.after is not None and case.after.opts.get("backoff")
    why = "its backoff is 0" if waits else "there is no backoff"
    return f"{case.attempt} failed{case.error}: {why}, so {case.job} is in {case.target} again at once"


def _stalled(case: Case) -> str:
    count = case.after.stalled_count if case.after else 1
    times = "once" if count == 1 else f"{count} times"
    told = f"{case.job} was {STALLED}, so the stalled check moves it to the tail of {case.target} (stalled {times})"
    return f"{told}, to fail when a worker takes it, for that is too often" if case.gained("defa") else told


def _failed(case: Case) -> str:
    return f"{case.attempt} failed{case.error}: {_why_final(case)}, so {case.job} moves to `failed`"


def _why_final(case: Case) -> str:
    view, error = case.view, case.fact("error")
    deferred = case.before.fields.get("defa") if case.before else None
    cause = final_cause(
        str(error or ""),
        made=view.attempts_made if view else 0,
        allowed=view.attempts if view else 0,
        unrecoverable=bool(case.fact("unrecoverable")),
        decided=deferred is not None and deferred == error,
    )
    if cause is FinalCause.USED_UP:
        return "no attempt is left" if case.move.attempt > 1 else "it had one attempt"
    return _FINAL.get(cause, "that was settled before it began (`defa`)")


_FINAL = {
    FinalCause.UNRECOVERABLE: "the error is unrecoverable",
    FinalCause.BACKOFF: "the backoff says not to try again",
}


def _waits_for_children(case: Case) -> str:
    return f"{case.job} moves from `active` to `waiting-children`, its lock released, until {children_left(case)}"


# -- by a person's order -----------------------------------------------------------------------------------------------


def _retried(case: Case) -> str:
    reset = ", its attempts counted from zero again" if case.fact("reset_attempts") else ""
    return f"{case.job} is retried by hand: it moves from {case.source} to {case.target}{reset}"


def _reprioritized(case: Case) -> str:
    priority = case.after.priority if case.after else 0
    now = f"priority {priority}" if priority else "no priority"
    return f"{case.job} now has {now}, so it moves from {case.source} to {case.target}"


def plural_clause(step: Step, move: Transition, jobs: str, count: int) -> str:
    """What moved several jobs the same way.

    Args:
        step: The step.
        move: One of the moves.
        jobs: The jobs, as they are called in a sentence.
        count: How many there are.
    """
    case = Case.of(step, move)
    way = f"from {case.source} to {case.target}"
    done = step.operation
    if done == operations.PROMOTE_ALL:
        return f"{jobs} are promoted: they move {way} at once"
    if done == operations.RETRY_ALL:
        return f"{jobs} are retried by hand: they move {way}"
    if done == operations.CHECK_STALLED:
        return f"{jobs} were {STALLED}, so the stalled check moves them to {case.target}"
    if move.source is S.DELAYED and case.known:
        return f"{jobs} were due and move {way}"
    if move.source is None:
        return f"{jobs} are added to {case.target}" if case.known else f"{jobs} appear in {case.target}"
    return f"{plural(count, 'job')} move {way}: {jobs}"


def _edges(sources: tuple[JobState | None, ...], targets: tuple[JobState | None, ...]) -> list[Edge]:
    return [(source, target) for source in sources for target in targets if source != target]


_CLAUSES: Mapping[Edge, Callable[[Case], str]] = {
    (None, S.WAITING): _added_waiting,
    (None, S.DELAYED): _added_delayed,
    (None, S.PRIORITIZED): _added_prioritized,
    (None, S.WAITING_CHILDREN): _added_parent,
    **dict.fromkeys(_edges((S.DELAYED,), READY), _due),
    **dict.fromkeys(_edges((*READY, S.WAITING_CHILDREN, None), (S.ACTIVE,)), _taken),
    (S.ACTIVE, S.COMPLETED): _completed,
    (S.ACTIVE, S.FAILED): _failed,
    (S.ACTIVE, S.DELAYED): _back_to_delayed,
    **dict.fromkeys(_edges((S.ACTIVE,), READY), _back_to_line),
    (S.ACTIVE, S.WAITING_CHILDREN): _waits_for_children,
    **dict.fromkeys(_edges((S.WAITING_CHILDREN,), (*READY, S.DELAYED)), parent_released),
    **dict.fromkeys(_edges(FINISHED, READY), _retried),
    **dict.fromkeys(_edges(READY, READY), _reprioritized),
    **dict.fromkeys(_edges(tuple(S), (None,)), removed),
}
"""Every move BullMQ's scripts can make. A move that is none of these (Redis changed by hand) is told plainly."""
