"""Clauses about jobs that are removed, and who removed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qlab.protocol import operations
from qlab.protocol.jobs.retention import Retention
from qlab.protocol.keys import Role, parse_key
from qlab.protocol.states import JobState
from qlab.record.transition import place
from qlab.sentences.context import TransitionContext
from qlab.snapshot.changes import Gone
from qlab.text import words
from qlab.text.durations import format_ms
from qlab.text.words import brief, plural

if TYPE_CHECKING:
    from qlab.record.step import Step
    from qlab.record.transition import Transition

__all__ = ["cut_off", "ghosts", "removed", "removed_together"]


def removed(context: TransitionContext) -> str:
    """Why one job is gone."""
    done = context.step.operation
    if done.ends:
        return _removed_at_the_end(context)
    if done == operations.ADD:
        return _replaced(context)
    if done == operations.SCHEDULE:
        return f"the {context.job} that it had waiting is removed"
    if cut_off(context):
        return f"{context.job} is cut out of {context.source} while its hash stays, so no list or set holds its id"
    keys = "" if done == operations.OBLITERATE else " with all its keys"
    return f"{context.job} is removed from {context.source}{keys}"


def removed_together(step: Step, move: Transition, jobs: str) -> str:
    """Why several jobs are gone from one container."""
    context = TransitionContext.of(step, move)
    if not context.known:
        return f"{jobs} leave {context.source}, and no list or set holds them now"
    if step.operation.ends:
        return f"{jobs} are removed from {context.source}, because {_rule(context)}"
    if cut_off(context):
        return f"{jobs} are cut out of {context.source} while their hashes stay, so no list or set holds their ids"
    keys = "" if step.operation == operations.OBLITERATE else " with all their keys"
    return f"{jobs} are removed from {context.source}{keys}"


def cut_off(context: TransitionContext) -> bool:
    """Whether drain took a job's id away and left its hash.

    drain-5.lua spares a scheduler's next job, and then trims the list as if the spared ones stood at its other end.
    """
    move, done = context.move, context.step.operation
    return done == operations.DRAIN and move.target is None and context.after is not None


def ghosts(step: Step) -> str:
    """Tell of the jobs that drain deleted and whose ids it left: the other half of :func:`cut_off`."""
    if step.operation != operations.DRAIN:
        return ""
    gone = [parse_key(each.key, step.after.prefix) for each in step.diff if isinstance(each, Gone)]
    left = [
        (key.job, state)
        for key in gone
        if key.role is Role.JOB and key.job and (state := place(step.after, key.queue, key.job)) is not None
    ]
    if not left:
        return ""
    named, where = words.jobs([id for id, _ in left]), f"in `{left[0][1].container}`"
    if len(left) == 1:
        return f"{named} is deleted, and its id stays {where}"
    return f"{named} are deleted, and their ids stay {where}"


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
