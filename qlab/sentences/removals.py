"""Clauses about jobs that are removed, and who removed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qlab.protocol import operations
from qlab.protocol.jobs.retention import Retention
from qlab.protocol.states import JobState
from qlab.sentences.context import TransitionContext
from qlab.text.durations import format_ms
from qlab.text.words import brief, plural

if TYPE_CHECKING:
    from qlab.record.step import Step
    from qlab.record.transition import Transition

__all__ = ["removed", "removed_together"]


def removed(context: TransitionContext) -> str:
    """Why one job is gone."""
    done = context.step.operation
    if done.ends:
        return _removed_at_the_end(context)
    if done == operations.ADD:
        return _replaced(context)
    if done == operations.SCHEDULE:
        return f"the {context.job} that it had waiting is removed"
    keys = "" if done == operations.OBLITERATE else " with all its keys"
    return f"{context.job} is removed from {context.source}{keys}"


def removed_together(step: Step, move: Transition, jobs: str) -> str:
    """Why several jobs are gone from one container."""
    context = TransitionContext.of(step, move)
    if not context.known:
        return f"{jobs} leave {context.source}, and no list or set holds them now"
    if step.operation.ends:
        return f"{jobs} are removed from {context.source}, because {_rule(context)}"
    keys = "" if step.operation == operations.OBLITERATE else " with all their keys"
    return f"{jobs} are removed from {context.source}{keys}"


def _removed_at_the_end(context: TransitionContext) -> str:
    """moveToFinished: with a count of 0 the job itself goes at once, else older ones make way for it."""
    done = context.step.operation
    if context.move.source is JobState.ACTIVE:
        ended = f"failed{context.error}" if done == operations.FAIL else "succeeded"
        return f"{context.attempt} {ended}: {context.job} is removed at once with all its keys ({done.keeps})"
    return f"{context.job} is removed from {context.source}, because {_rule(context)}"


def _rule(context: TransitionContext) -> str:
    """Return what `removeOn…` of the job that finished allows to be kept."""
    option = context.step.operation.keeps or ""
    rule = Retention.of(_keep(context.step, option))
    if rule.age_ms is not None and _older(context, rule.age_ms):
        return f"{option} keeps finished jobs for {format_ms(rule.age_ms)}"
    return f"{option} keeps {plural(rule.count, 'finished job')}" if rule.count is not None else f"{option} keeps fewer"


def _keep(step: Step, option: str) -> Any:
    finished = step.after.job(step.job or "", step.queue) or step.before.job(step.job or "", step.queue)
    own = finished.opts.get(option) if finished else None
    return step.call.facts.get("options", {}).get(option) if own is None else own  # else its worker's


def _older(context: TransitionContext, age_ms: int) -> bool:
    finished_on = context.before.finished_on if context.before else None
    return finished_on is not None and finished_on <= context.step.at - age_ms


def _replaced(context: TransitionContext) -> str:
    """Deduplication with `replace`: the delayed job that holds the id makes way."""
    deduplication = brief(context.fact("deduplication") or "", 40)
    return (
        f"it replaces {context.job}, which held deduplication id {deduplication} and is removed from {context.source}"
    )
