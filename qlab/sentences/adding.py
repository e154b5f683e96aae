"""Clauses about jobs that are added, and those that are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qlab.protocol.keys import Role, detail_key, parse_key
from qlab.protocol.states import JobState
from qlab.sentences.context import TransitionContext, of_queue
from qlab.sentences.family import children_left
from qlab.snapshot.changes import Gone
from qlab.text.durations import format_ms
from qlab.text.words import brief, in_order, listed, named, short_id

if TYPE_CHECKING:
    from qlab.record.step import Step
    from qlab.record.transition import Transition

__all__ = ["add", "add_bulk", "flow"]


def add(step: Step) -> str:
    """Return why no job was added; nothing if one was."""
    if any(move.source is None for move in step.transitions):
        return ""
    id = step.call.facts.get("deduplication")
    if step.call.facts.get("ignored") == "replaced":
        old = step.call.facts.get("replaced")
        place = f"job {short_id(old)}" if old else "a delayed job"
        return f"job {short_id(step.job or '')} takes the place of {place}, which had deduplication id {brief(id, 40)}"
    holder = f"job {short_id(step.job or '')}"
    if id is None:
        return _taken_meanwhile(step, holder) or (
            f"no job is added: there is a {holder} already, and its data stays as it was"
        )
    held = f"{holder} holds deduplication id {brief(id, 40)}"
    if _kept(step):
        return (
            f"no job is added yet: {held} and is active; this one is kept in `dn`, to be added when that has finished"
        )
    ttl = step.after.ttl_ms(detail_key(step.after.prefix, step.queue or "", Role.DEDUPLICATION, str(id)))
    until = f" for another {format_ms(ttl)}" if ttl is not None else ""
    return f"no job is added: {held}{until}"


def _taken_meanwhile(step: Step, holder: str) -> str:
    """Tell of a job that a live worker had before the look that follows its adding."""
    was, now = (each.job(step.job or "", step.queue or "") for each in (step.before, step.after))
    if was is not None or "event" in step.call.facts:
        return ""
    return f"{holder} is added, and is {'gone by now' if now is None else 'on its way to a worker as this is read'}"


def _kept(step: Step) -> bool:
    """Whether `storeDeduplicatedNextJob` kept the job: the last that came while another was active."""
    return any(
        not isinstance(change, Gone) and parse_key(change.key, step.after.prefix).role is Role.DEDUPLICATION_NEXT
        for change in step.diff
    )


def add_bulk(step: Step) -> str:
    """Tell of several jobs, added in one transaction."""
    added = [move for move in step.transitions if move.source is None]
    if len(added) < 2:
        return "" if added else _none_given(step) or "no job is added: all of these ids are taken"
    places = _places(step, added)
    if len(places) == 1:
        [cases] = places
        return f"{len(added):,} jobs are added to {cases[0].target} in one transaction: {_names(cases)}"
    text = [f"{len(cases):,} to {cases[0].target} ({_names(cases)})" for cases in places]
    return f"{len(added):,} jobs are added in one transaction: {', '.join(text)}"


def _none_given(step: Step) -> str:
    return "no job is added, for none was given" if step.call.facts.get("jobs") == 0 else ""


def flow(step: Step) -> str:
    """Tell of a tree of jobs, added in one transaction."""
    added = [move for move in step.transitions if move.source is None]
    root = step.after.job(step.job or "", step.queue)
    if len(added) < 2 or root is None:
        taken = f"no job is added: there is a job {short_id(step.job or '')} already"
        return "" if added else _none_given(step) or taken
    parents = [TransitionContext.of(step, move) for move in added if move.target is JobState.WAITING_CHILDREN]
    waits = [f"{_kin(step, each)} waits in `waiting-children` until {children_left(each)}" for each in parents]
    leaves = [
        _leaves(step, cases) for cases in _places(step, added) if cases[0].move.target is not JobState.WAITING_CHILDREN
    ]
    return f"flow {brief(root.name, 40)} is added in one transaction: {'; '.join([*waits, *leaves])}"


def _kin(step: Step, context: TransitionContext) -> str:
    return f"{'parent' if context.move.job == step.job else 'child'} {context.job[4:]}"


def _leaves(step: Step, cases: list[TransitionContext]) -> str:
    one = len(cases) == 1
    where = f"{of_queue(step, cases[0].move.queue)} {'is' if one else 'are'} in {cases[0].target}"
    return f"{'job' if one else 'jobs'} {_names(cases)}{where}"


def _places(step: Step, added: list[Transition]) -> list[list[TransitionContext]]:
    """Return the jobs, by the queue and the container that they were put in."""
    places: dict[tuple[str, JobState | None], list[TransitionContext]] = {}
    for move in sorted(added, key=lambda move: in_order(move.job)):
        places.setdefault((move.queue, move.target), []).append(TransitionContext.of(step, move))
    return list(places.values())


def _names(cases: list[TransitionContext]) -> str:
    return listed([named(context.move.job, context.view.name if context.view else "") for context in cases])
