"""A clause for each move a job can make: what moved it, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from qlab.durations import format_elapsed, format_ms
from qlab.escape import shorten
from qlab.states import JobState

if TYPE_CHECKING:
    from qlab.record.step import Step
    from qlab.record.transition import Transition
    from qlab.snapshot.job import JobView

S = JobState
Edge = tuple[JobState | None, JobState | None]


class Case(NamedTuple):
    """A move with what there is to know of it."""

    step: Step
    move: Transition
    before: JobView | None
    after: JobView | None

    @property
    def job(self) -> str:
        """The job as it is called in a sentence; children and parents are told apart by their names too."""
        view = self.after or self.before
        named = self.move.job == self.step.job or view is None or not view.name or self.move.job.isdecimal()
        return (
            f"job {self.move.job}"
            if named or view is None
            else f"job {shorten(self.move.job, 8)} ({shorten(view.name, 30)})"
        )

    @property
    def attempt(self) -> str:
        """Which attempt of how many this is."""
        view = self.after or self.before
        # A finished or failed attempt has been counted in `ats` when it began; `atm` is reset by a retry that asks for it.
        number = max(self.move.attempt, 1)
        return f"attempt {number} of {max(view.attempts, number)}" if view else f"attempt {number}"

    @property
    def error(self) -> str:
        """The error's text in brackets, or nothing."""
        view = self.after or self.before
        reason = self.fact("error") or (view.failed_reason if view else None)
        return f" ({shorten(reason, 60)})" if reason else ""

    def fact(self, name: str) -> Any:
        """One fact of the operation."""
        return self.step.operation.facts.get(name)

    def moment(self, at: int | None) -> str:
        """A moment relative to the recording's beginning."""
        return "an unknown moment" if at is None else format_elapsed(at - self.step.after.start)


def clause(step: Step, move: Transition) -> str:
    """What moved the job, in a clause without a full stop."""
    views = (step.before.job(move.job, move.queue), step.after.job(move.job, move.queue))
    case = Case(step, move, *views)
    return _CLAUSES.get((move.source, move.target), _plain)(case)


def _plain(case: Case) -> str:
    source, target = case.move.source, case.move.target
    return f"{case.job} moves from `{source.container if source else '?'}` to `{target.container if target else '?'}`"


def _added_waiting(case: Case) -> str:
    if case.after and case.after.opts.get("lifo"):
        return f"{case.job} is added at the tail of `wait` (lifo): it is the next a worker takes"
    return f"{case.job} is added at the head of `wait`; workers take from the tail, so the oldest goes first"


def _added_delayed(case: Case) -> str:
    due = case.after.due if case.after else None
    delay = f": a delay of {format_ms(case.after.delay_ms)}" if case.after and case.after.delay_ms else ""
    return f"{case.job} is added to `delayed`{delay}, due at {case.moment(due)}"


def _added_prioritized(case: Case) -> str:
    priority = case.after.priority if case.after else "?"
    return f"{case.job} is added to `prioritized` with priority {priority}; jobs in `wait` go first, then lower numbers"


def _added_parent(case: Case) -> str:
    return f"{case.job} is added to `waiting-children`: a parent runs when its children have finished"


def _added_finished(case: Case) -> str:
    return f"{case.job} is added and at once in `{case.move.target}`"


def _due(case: Case) -> str:
    target = case.move.target.container if case.move.target else "?"
    if case.step.operation.name in ("promote", "promote_all"):
        return f"{case.job} is promoted: it moves from `delayed` to `{target}` before it is due"
    return f"{case.job} was due, so the script first moves it from `delayed` to `{target}`"


def _taken(case: Case) -> str:
    worker, lock = case.fact("worker") or "a worker", case.after.lock_ms if case.after else None
    source = case.move.source.container if case.move.source else "?"
    held = f", locked for {format_ms(lock)}" if lock else ""
    return f"{worker} takes {case.job} from `{source}`: {case.attempt} begins{held}"


def _completed(case: Case) -> str:
    return f"{case.attempt} succeeded: {case.job} moves from `active` to `completed`, and its lock is released"


def _backoff(case: Case) -> str:
    after = case.after
    delay, due = (format_ms(after.delay_ms), case.moment(after.due)) if after else ("?", "?")
    if case.fact("moved_by_hand"):
        return f"{case.job} goes back to `delayed`, due at {due}"
    return f"{case.attempt} failed{case.error}: {_backoff_name(after)} of {delay} puts {case.job} in `delayed`, due at {due}"


def _backoff_name(view: JobView | None) -> str:
    option = view.opts.get("backoff") if view else None
    kind = option.get("type") if isinstance(option, dict) else "fixed"
    return f"{shorten(kind, 40)} backoff"


def _back_to_waiting(case: Case) -> str:
    target = case.move.target.container if case.move.target else "?"
    if _stalled(case):
        return f"{case.job} lost its lock while active, so the stalled check puts it back in `{target}` (stalled {_count(case)})"
    return f"{case.attempt} failed{case.error}: there is no backoff, so {case.job} is in `{target}` again at once"


def _stalled(case: Case) -> bool:
    return case.step.operation.name == "check_stalled"


def _count(case: Case) -> str:
    count = case.after.stalled_count if case.after else 0
    return "once" if count == 1 else f"{count} times"


def _failed(case: Case) -> str:
    return f"{case.attempt} failed{case.error}: {_why_final(case)}, so {case.job} moves to `failed`"


def _why_final(case: Case) -> str:
    view = case.after
    if case.fact("unrecoverable"):
        return "the error is unrecoverable"
    if view and view.fields.get("defa"):
        return "its failure was decided before it ran"
    if view and view.attempts_made < view.attempts:
        return "the backoff strategy returned -1"
    return "no attempt is left" if view and view.attempts > 1 else "it had one attempt"


def _waits_for_children(case: Case) -> str:
    return (
        f"{case.job} leaves `active` for `waiting-children`, and its lock is released, until its children have finished"
    )


def _children_done(case: Case) -> str:
    target = case.move.target.container if case.move.target else "?"
    if case.after and case.after.fields.get("defa"):
        return f"a child failed, so its parent {case.job} moves to `{target}`, to fail when a worker takes it"
    return f"its parent {case.job} has no unfinished children left and moves from `waiting-children` to `{target}`"


def _retried(case: Case) -> str:
    source, target = (state.container if state else "?" for state in (case.move.source, case.move.target))
    reset = ", its attempts counted from zero again" if case.fact("reset_attempts") else ""
    return f"{case.job} is retried by hand: it moves from `{source}` to `{target}`{reset}"


def _reprioritized(case: Case) -> str:
    source, target = (state.container if state else "?" for state in (case.move.source, case.move.target))
    priority = case.after.priority if case.after else 0
    return f"{case.job} now has priority {priority}, so it moves from `{source}` to `{target}`"


def _removed(case: Case) -> str:
    source = case.move.source.container if case.move.source else "?"
    if case.step.operation.name in ("complete", "fail"):
        verb, option = (
            ("succeeded", "removeOnComplete") if case.step.operation.name == "complete" else ("failed", "removeOnFail")
        )
        if case.move.job == case.step.job:
            return f"{case.attempt} {verb}{case.error if verb == 'failed' else ''}: {case.job} is removed at once ({option})"
        return f"{case.job} is removed from `{source}` as too many or too old ({option})"
    return f"{case.job} is removed from `{source}`, with its hash, lock and logs"


def _edges(sources: tuple[JobState | None, ...], targets: tuple[JobState | None, ...]) -> list[Edge]:
    return [(source, target) for source in sources for target in targets if source != target]


_RUNNABLE = (S.WAITING, S.PRIORITIZED)
_CLAUSES: Mapping[Edge, Callable[[Case], str]] = {
    (None, S.WAITING): _added_waiting,
    (None, S.DELAYED): _added_delayed,
    (None, S.PRIORITIZED): _added_prioritized,
    (None, S.WAITING_CHILDREN): _added_parent,
    **dict.fromkeys(_edges((None,), (S.COMPLETED, S.FAILED, S.ACTIVE)), _added_finished),
    **dict.fromkeys(_edges((S.DELAYED,), _RUNNABLE), _due),
    **dict.fromkeys(_edges(_RUNNABLE, (S.ACTIVE,)), _taken),
    (S.ACTIVE, S.COMPLETED): _completed,
    (S.ACTIVE, S.FAILED): _failed,
    (S.ACTIVE, S.DELAYED): _backoff,
    **dict.fromkeys(_edges((S.ACTIVE,), _RUNNABLE), _back_to_waiting),
    (S.ACTIVE, S.WAITING_CHILDREN): _waits_for_children,
    **dict.fromkeys(_edges((S.WAITING_CHILDREN,), (*_RUNNABLE, S.DELAYED, S.FAILED)), _children_done),
    **dict.fromkeys(_edges((S.COMPLETED, S.FAILED), _RUNNABLE), _retried),
    **dict.fromkeys(_edges(_RUNNABLE, _RUNNABLE), _reprioritized),
    **dict.fromkeys(_edges(tuple(S), (None,)), _removed),
}
"""Every move BullMQ's scripts can make. A move that is none of these (Redis changed by hand) is told plainly."""
