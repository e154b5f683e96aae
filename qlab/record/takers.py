"""Who took a job: what a step knows of that, and what a recording carries on to the end of the attempt.

A job's hash tells little of it (:mod:`qlab.protocol.jobs.taken_by`). A step knows better where the call was the
worker's own, where its trace shows the script at work, or where the worker itself told the lab.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from qlab.protocol import operations
from qlab.protocol.jobs.attempts import STALLED
from qlab.protocol.jobs.taken_by import WORKER_FIELD, begun_by, runs_begun, taken_by
from qlab.protocol.keys import Role, job_key
from qlab.protocol.states import JobState

if TYPE_CHECKING:
    from qlab.record.step import Step
    from qlab.record.transition import Transition
    from qlab.snapshot.model import Snapshot

    Fields = Mapping[str, str]

__all__ = ["TAKERS", "Taken", "held", "taker", "takers"]

TAKERS = "takers"
"""The fact that tells who took which jobs, where a call is not one worker's own: a list for each :class:`Taken`."""


class Taken(NamedTuple):
    """That a worker took a job.

    Attributes:
        queue: The job's queue.
        job: Its id.
        run: Which of its runs begins, from 1 (field `ats`).
        worker: The worker's name.
    """

    queue: str
    job: str
    run: int
    worker: str


def taker(step: Step, queue: str, job: str) -> str | None:
    """Return the worker that took a job in a step, for the last time where there were several; None: nothing says it.

    Args:
        step: The step, in which the job begins a run.
        queue: The job's queue.
        job: Its id.
    """
    if (step.queue, step.job) == (queue, job) and "worker" in step.call.facts:
        return str(step.call.facts["worker"])
    new = step.after.job(job, queue)
    if new is None:
        return None
    run = runs_begun(new.fields)
    if (told := _told(step.call.facts, (queue, job, run))) is not None:
        return told
    written = _written(step, job_key(step.after.prefix, queue, job), new.fields)
    return taken_by(new.fields, run, before=_before(step, queue, job)) if written is None else written.get(WORKER_FIELD)


def _told(facts: Mapping[str, Any], run: tuple[str, str, int]) -> str | None:
    told = facts.get(TAKERS)
    for each in told if isinstance(told, list) else ():  # a file may hold anything
        if isinstance(each, list) and len(each) == 4 and tuple(each[:3]) == run:
            return str(each[3])
    return None


def _written(step: Step, key: str, hash: Fields) -> Fields | None:
    """Return what the script wrote that began the job's latest run, as far as the step's commands show it."""
    begun = (begun_by(each.name, each.args, key, hash) for each in reversed(step.commands))
    return next((fields for fields in begun if fields is not None), None)


def _before(step: Step, queue: str, job: str) -> Fields | None:
    if step.operation == operations.SNAPSHOT:  # a look at a watched queue does not show what stood there before
        return None
    old = step.before.job(job, queue)
    return {} if old is None else old.fields


def takers(step: Step) -> list[list[Any]]:
    """Return who took which jobs in a step, where it is known, as the fact :data:`TAKERS`: for a step that is to go
    without this one's call or trace.
    """
    begun = [move for move in step.transitions if move.target is JobState.ACTIVE and move.worker is not None]
    views = [(move, step.after.job(move.job, move.queue)) for move in begun]
    return [[move.queue, move.job, runs_begun(view.fields), move.worker] for move, view in views if view is not None]


def held(first: Snapshot, moves: Iterable[Transition]) -> Iterator[Transition]:
    """Yield moves, where an attempt ends with the worker that began it, unless the step itself says whose call it was.

    Args:
        first: The state before the moves.
        moves: All moves in order.
    """
    holders = dict(_holders_at_first(first))
    for move in moves:
        job = move[:2]
        if move.source is JobState.ACTIVE:
            holder = holders.pop(job, None)
            if move.worker is None and move.outcome != STALLED:  # then it was whoever ran the check
                move = move._replace(worker=holder)  # noqa: PLW2901
        if move.target is JobState.ACTIVE:
            holders[job] = move.worker
        yield move


def _holders_at_first(first: Snapshot) -> Iterator[tuple[tuple[str, str], str | None]]:
    for queue in first.queues:
        for id in first.ids(queue, Role.ACTIVE):
            view = first.job(id, queue)
            yield (queue, id), view.taker if view is not None else None
