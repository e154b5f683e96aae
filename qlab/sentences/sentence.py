"""What happened and why, in one plain sentence.

A step's sentence is put together from what the operation was (:mod:`qlab.sentences.operations`), from the jobs that
changed state (:mod:`qlab.sentences.transitions`), and from what a child's end means to its parent
(:mod:`qlab.sentences.family`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qlab.protocol.states import JobState
from qlab.sentences.context import TransitionContext, of_queue
from qlab.sentences.family import aside
from qlab.sentences.operations import LEADS, WHOLE
from qlab.sentences.removals import cut_off, ghosts, removed_together
from qlab.sentences.run_ends import taken_again
from qlab.sentences.transitions import clause, plural_clause, run_unseen
from qlab.text.words import brief, in_order, listed, named, plural

if TYPE_CHECKING:
    from qlab.record.step import Step
    from qlab.record.transition import Transition

__all__ = ["sentence"]

Moves = list["Transition"]
SHOWN = 4
"""This many clauses about jobs are told; the rest are counted."""
VERBS = ("takes", "gets", "is woken", "is killed", "is asked")
"""What follows where a sentence begins with a worker's name."""


def sentence(step: Step) -> str:
    """Return the step's sentence: always one, on one line, ending in a full stop."""
    text = _told(step)
    return (text if _begins_with_name(step, text) else text[0].upper() + text[1:]).rstrip(".") + "."


def _begins_with_name(step: Step, text: str) -> bool:
    """Return whether a worker's name comes first: it is a name, and keeps its small letter."""
    if not any(f" {verb}" in text for verb in VERBS):
        return False
    names = {step.call.facts.get("worker"), *(move.worker for move in step.transitions)} - {None, ""}
    return text.startswith(tuple(f"{brief(name, 40)} {verb}" for name in names for verb in VERBS))


def _told(step: Step) -> str:
    if step.call.facts.get("refused"):
        return f"the call was refused but left a trace: {_moves(step) or _changes(step)}"
    whole = WHOLE.get(step.operation)
    if whole and (text := whole(step)):
        return text
    lead = LEADS[step.operation](step) if step.operation in LEADS else ""
    clauses = "; ".join(each for each in (_moves(step), taken_again(step), ghosts(step), aside(step)) if each)
    return ": ".join(each for each in (lead, clauses) if each) or _changes(step)


def _changes(step: Step) -> str:
    if len(step.diff):
        return f"{plural(len(step.diff), 'key')} changed, and no job moved"
    within = step.call.facts.get("within")
    return f"nothing changed under the prefix `{brief(within, 40)}`" if within else "nothing changed"


def _moves(step: Step) -> str:
    """Return a clause for the operation's own job, then one for each way that others went."""
    clauses = list(_clauses(step))
    rest = len(clauses) - SHOWN
    more = [f"and {plural(rest, 'further move')}"] if rest > 0 else []
    return "; ".join([*clauses[:SHOWN], *more])


def _clauses(step: Step) -> Iterator[str]:
    own, others = _by_job(step)
    if own:
        yield clause(step, own)
    ways: dict[tuple[object, ...], list[Moves]] = {}
    for moves in sorted(others, key=_removed_first):
        stays = cut_off(TransitionContext.of(step, moves[-1]))
        way = (moves[0].queue, stays, *((move.source, move.target) for move in moves))
        ways.setdefault(way, []).append(moves)
    for alike in ways.values():
        yield clause(step, alike[0]) if len(alike) == 1 else _together(step, alike)


def _removed_first(moves: Moves) -> tuple[object, ...]:
    return (moves[-1].target is not None, in_order(moves[0].job))


def _by_job(step: Step) -> tuple[Moves, list[Moves]]:
    """Return the moves of the operation's own job, and those of the others, job by job."""
    jobs: dict[tuple[str, str], Moves] = {}
    for move in step.transitions:
        jobs.setdefault((move.queue, move.job), []).append(move)
    return jobs.pop((step.queue or "", step.job or ""), []), list(jobs.values())


def _together(step: Step, moves: list[Moves]) -> str:
    first = moves[0][-1]
    jobs = f"jobs {listed([_name(step, each[-1]) for each in moves])}{of_queue(step, first.queue)}"
    if first.target is None:
        return removed_together(step, first, jobs)
    if first.source is JobState.ACTIVE and any(move.target is JobState.ACTIVE for move in moves[0]):
        return run_unseen(step, moves[0], jobs)
    return plural_clause(step, first, jobs, len(moves))


def _name(step: Step, move: Transition) -> str:
    view = TransitionContext.of(step, move).view
    return named(move.job, view.name if view else "")
