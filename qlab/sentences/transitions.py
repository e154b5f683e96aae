"""A clause for each move a job can make: what moved it, and why.

The table at the end has a function for each edge of :data:`qlab.protocol.states.EDGES`. Clauses begin with a small
letter and have no full stop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from qlab.protocol import operations
from qlab.protocol.operations import Doer
from qlab.protocol.states import FINISHED, READY, JobState
from qlab.sentences.context import TransitionContext
from qlab.sentences.family import children_left, parent_released
from qlab.sentences.removals import removed
from qlab.sentences.run_ends import (
    WITHOUT_LOCK,
    back_to_delayed,
    back_to_line,
    completed,
    failed,
    waits_for_children,
)  # fmt: skip
from qlab.snapshot.delayed import due_at
from qlab.text.durations import format_ms
from qlab.text.words import brief, plural

if TYPE_CHECKING:
    from qlab.record.step import Step
    from qlab.record.transition import Transition

__all__ = ["clause", "plural_clause", "run_unseen"]

S = JobState
Edge = tuple[JobState | None, JobState | None]


def clause(step: Step, moves: Sequence[Transition]) -> str:
    """Return what moved one job, and why.

    Args:
        step: The step.
        moves: The job's moves in it, in order.
    """
    cases = [TransitionContext.of(step, move) for move in moves]
    if not cases[0].known:
        return "; ".join(map(by_hand, cases))
    if len(cases) == 2 and cases[1].move.target is S.ACTIVE:
        return _due_and_taken(*cases)
    text = "; ".join(map(_clause, cases))
    return f"{text}; the job was there already" if cases[0].fact("prev") else text


def _clause(context: TransitionContext) -> str:
    if context.move.source is None and context.fact("event") in ("waiting", "delayed"):
        due = f", due at {context.due}" if context.move.target is S.DELAYED else ""
        return f"{context.job} is in {context.target}{due}; whether it was there already, no event tells"
    return _CLAUSES.get((context.move.source, context.move.target), by_hand)(context)


def by_hand(context: TransitionContext) -> str:
    """Tell of a move that is none of BullMQ's, without a reason."""
    if context.move.source is None:
        return f"{context.job} appears in {context.target}"
    if context.move.target is None:
        return f"{context.job} leaves {context.source}, and no list or set holds it now"
    return f"{context.job} moves from {context.source} to {context.target}"


# -- added -------------------------------------------------------------------------------------------------------------


def _added_waiting(context: TransitionContext) -> str:
    if context.step.operation.ends:
        return _kept_for_later(context)
    if context.after and context.after.opts.get("lifo"):
        return f"{context.job} is added at the tail of `wait` (lifo), as the next that a worker takes{_paused(context)}"
    order = f"workers take from the tail, so the oldest goes first{_paused(context)}"
    return f"{context.job} is added at the head of `wait`; {order}"


def _paused(context: TransitionContext) -> str:
    return ", once the queue is resumed" if context.step.after.settings(context.move.queue).paused else ""


def _kept_for_later(context: TransitionContext) -> str:
    """Tell of `requeueDeduplicatedJob`: keepLastIfActive adds the last job deduplicated meanwhile at the end."""
    deduplication = brief(context.after.fields.get("deid", "") if context.after else "", 40)
    return f"{context.job}, kept back while deduplication id {deduplication} was taken, is added to {context.target}"


def _added_delayed(context: TransitionContext) -> str:
    if context.step.operation.ends:
        return f"{_kept_for_later(context)}, due at {context.due}"
    scheduler = context.after.fields.get("rjk") if context.after else None
    if scheduler and context.step.operation == operations.TAKE:
        return (
            f"scheduler {brief(scheduler, 40)} makes its next job: {context.job} is in `delayed`, due at {context.due}"
        )
    delay = f" with a delay of {format_ms(context.after.delay_ms)}" if context.after and context.after.delay_ms else ""
    return f"{context.job} is added to `delayed`{delay}, due at {context.due}"


def _added_prioritized(context: TransitionContext) -> str:
    if context.step.operation.ends:
        return _kept_for_later(context)
    priority = context.after.priority if context.after else 0
    return (
        f"{context.job} is added to `prioritized` with priority {priority}: "
        f"jobs in `wait` go first, then lower numbers{_paused(context)}"
    )


def _added_parent(context: TransitionContext) -> str:
    return f"{context.job} is added to `waiting-children`, until {children_left(context)}"


# -- taken -------------------------------------------------------------------------------------------------------------


def _due(context: TransitionContext) -> str:
    if context.step.operation in (operations.PROMOTE, operations.PROMOTE_ALL):
        return f"{context.job} is promoted: it moves from `delayed` to {context.target}{_early(context)}"
    if context.gained("defa"):
        return parent_released(context)
    if early := _early(context):
        return f"{context.job} moves from `delayed` to {context.target}{early}"
    return f"{context.job} was due and moves from `delayed` to {context.target}"


def _early(context: TransitionContext) -> str:
    due = due_at(context.step.before, context.move.queue, context.move.job)
    return " before it is due" if due is not None and due > context.step.at else ""


def _due_and_taken(due: TransitionContext, taken: TransitionContext) -> str:
    return f"{_due(due)}, where {_worker(taken)} takes it: {_begins(taken)}"


def _taken(context: TransitionContext) -> str:
    met = context.before is not None or context.fact("event") is not None
    if context.move.source is None and not met and context.step.operation.doer is not Doer.HAND:
        return f"{context.job} is added, and {_worker(context)} takes it at once: {_begins(context)}"
    return f"{_worker(context)} takes {context.job} from {context.source}: {_begins(context)}"


def _worker(context: TransitionContext) -> str:
    return brief(context.move.worker, 40) if context.move.worker else "a worker"


def _begins(context: TransitionContext) -> str:
    view = context.after
    again = " again" if view and view.attempts_started > context.move.attempt else ""
    lock = f", locked for {format_ms(view.lock_ms)}" if view and view.lock_ms else ""
    text = f"{context.attempt} begins{again}{lock}{_after_others(context)}"
    failure = view.fields.get("defa") if view else None
    return f"{text}, only for the worker to fail it (`defa`: {brief(failure)})" if failure else text


def _after_others(context: TransitionContext) -> str:
    """Return how many runs went before, of which no look saw the job in `active`."""
    if context.fact("event") is not None or context.after is None:
        return ""
    was = context.before.attempts_started if context.before else 0
    others = context.after.attempts_started - was - 1
    return f", after {plural(others, 'run')} that no look saw" if others > 0 else ""


# -- by a person's order -----------------------------------------------------------------------------------------------


def _retried(context: TransitionContext) -> str:
    reset = ", its attempts counted from zero again" if context.fact("reset_attempts") else ""
    return f"{context.job} is retried by hand: it moves from {context.source} to {context.target}{reset}"


def _reprioritized(context: TransitionContext) -> str:
    priority = context.after.priority if context.after else 0
    now = f"priority {priority}" if priority else "no priority"
    return f"{context.job} now has {now}, so it moves from {context.source} to {context.target}"


def run_unseen(step: Step, moves: Sequence[Transition], jobs: str) -> str:
    """Return that several jobs were taken and left `active` between two looks.

    Args:
        step: The step.
        moves: The moves of one of them, in order.
        jobs: The jobs, as they are called in a sentence.
    """
    first, last = (TransitionContext.of(step, move) for move in (moves[0], moves[-1]))
    whence = "added and taken" if first.move.source is None else f"taken from {first.source}"
    return f"{jobs} are {whence}, and are in {last.target} by now"


def plural_clause(step: Step, move: Transition, jobs: str, count: int) -> str:
    """Return what moved several jobs the same way.

    Args:
        step: The step.
        move: One of the moves.
        jobs: The jobs, as they are called in a sentence.
        count: How many there are.
    """
    context = TransitionContext.of(step, move)
    way = f"from {context.source} to {context.target}"
    done = step.operation
    if done == operations.PROMOTE_ALL:
        return f"{jobs} are promoted: they move {way} at once"
    if done == operations.RETRY_ALL:
        return f"{jobs} are retried by hand: they move {way}"
    if done == operations.CHECK_STALLED:
        return f"{jobs} were {WITHOUT_LOCK}, so the stalled check moves them to {context.target}"
    if move.source is S.DELAYED and context.known:
        return f"{jobs} were due and move {way}"
    if move.source is None:
        return f"{jobs} are added to {context.target}" if context.known else f"{jobs} appear in {context.target}"
    return f"{plural(count, 'job')} move {way}: {jobs}"


def _edges(sources: tuple[JobState | None, ...], targets: tuple[JobState | None, ...]) -> list[Edge]:
    return [(source, target) for source in sources for target in targets if source != target]


_CLAUSES: Mapping[Edge, Callable[[TransitionContext], str]] = {
    (None, S.WAITING): _added_waiting,
    (None, S.DELAYED): _added_delayed,
    (None, S.PRIORITIZED): _added_prioritized,
    (None, S.WAITING_CHILDREN): _added_parent,
    **dict.fromkeys(_edges((S.DELAYED,), READY), _due),
    **dict.fromkeys(_edges((*READY, S.WAITING_CHILDREN, None), (S.ACTIVE,)), _taken),
    (S.ACTIVE, S.COMPLETED): completed,
    (S.ACTIVE, S.FAILED): failed,
    (S.ACTIVE, S.DELAYED): back_to_delayed,
    **dict.fromkeys(_edges((S.ACTIVE,), READY), back_to_line),
    (S.ACTIVE, S.WAITING_CHILDREN): waits_for_children,
    **dict.fromkeys(_edges((S.WAITING_CHILDREN,), (*READY, S.DELAYED)), parent_released),
    **dict.fromkeys(_edges(FINISHED, READY), _retried),
    **dict.fromkeys(_edges(READY, READY), _reprioritized),
    **dict.fromkeys(_edges(tuple(S), (None,)), removed),
}
"""Every move BullMQ's scripts can make. A move that is none of these (Redis changed by hand) is told plainly."""
