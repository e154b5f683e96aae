"""Clauses about jobs that are removed, and who removed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qlab.protocol import operations
from qlab.protocol.jobs.retention import Retention
from qlab.protocol.states import JobState
from qlab.sentences.context import Case
from qlab.text.durations import format_ms
from qlab.text.words import brief, plural

if TYPE_CHECKING:
    from qlab.record.step import Step
    from qlab.record.transition import Transition


def removed(case: Case) -> str:
    """Why one job is gone."""
    done = case.step.operation
    if done.ends:
        return _removed_at_the_end(case)
    if done == operations.ADD:
        return _replaced(case)
    if done == operations.SCHEDULE:
        return f"the {case.job} that it had waiting is removed"
    keys = "" if done == operations.OBLITERATE else " with all its keys"
    return f"{case.job} is removed from {case.source}{keys}"


def removed_together(step: Step, move: Transition, jobs: str) -> str:
    """Why several jobs are gone from one container."""
    case = Case.of(step, move)
    if not case.known:
        return f"{jobs} leave {case.source}, and no list or set holds them now"
    if step.operation.ends:
        return f"{jobs} are removed from {case.source}, for {_rule(case)}"
    keys = "" if step.operation == operations.OBLITERATE else " with all their keys"
    return f"{jobs} are removed from {case.source}{keys}"


def _removed_at_the_end(case: Case) -> str:
    """moveToFinished: with a count of 0 the job itself goes at once, else older ones make way for it."""
    done = case.step.operation
    if case.move.source is JobState.ACTIVE:
        ended = f"failed{case.error}" if done == operations.FAIL else "succeeded"
        return f"{case.attempt} {ended}: {case.job} is removed at once with all its keys ({done.keeps})"
    return f"{case.job} is removed from {case.source}, for {_rule(case)}"


def _rule(case: Case) -> str:
    """What `removeOn…` of the job that finished allows to be kept."""
    option = case.step.operation.keeps or ""
    rule = Retention.of(_keep(case.step, option))
    if rule.age_ms is not None and _older(case, rule.age_ms):
        return f"{option} keeps finished jobs for {format_ms(rule.age_ms)}"
    return f"{option} keeps {plural(rule.count, 'finished job')}" if rule.count is not None else f"{option} keeps fewer"


def _keep(step: Step, option: str) -> Any:
    finished = step.after.job(step.job or "", step.queue) or step.before.job(step.job or "", step.queue)
    return finished.opts.get(option) if finished else None


def _older(case: Case, age_ms: int) -> bool:
    finished_on = case.before.finished_on if case.before else None
    return finished_on is not None and finished_on <= case.step.at - age_ms


def _replaced(case: Case) -> str:
    """Deduplication with `replace`: the delayed job that holds the id makes way."""
    deduplication = brief(case.fact("deduplication") or "", 40)
    return f"it replaces {case.job}, which held deduplication id {deduplication} and is removed from {case.source}"
