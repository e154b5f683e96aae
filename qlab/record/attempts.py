"""The attempts of a recording: derived here, once, for every table, figure and player.

A recording with all its keys and a run that only noted its moves are read alike, by their
:class:`~qlab.record.transition.Transition`; the rules are in :mod:`qlab.protocol.jobs.attempts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qlab.protocol.jobs.attempts import RUNNING, Due, next_due
from qlab.protocol.keys import STATE_OF_ROLE
from qlab.protocol.states import READY, JobState
from qlab.record.transition import Transition
from qlab.snapshot.delayed import delayed
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot

__all__ = ["Attempt", "attempts_of"]

_Job = tuple[str, str]


@dataclass
class Attempt:
    """One run of a job's processor, from active to the end that BullMQ gave it.

    Attributes:
        queue, job: The job.
        attempt: Its number, from 1, as BullMQ counts (field `atm`): a stalled one is begun again.
        scheduled: When it was to begin, ms since the epoch: when the job was added, or when its delay or backoff ended;
            None where the job was met as it was taken, and its hash does not say.
        started: When it began, ms since the epoch.
        delay_ms: The delay or backoff before it, ms.
        began: The number of the step in which it began.
        ended: When it ended, ms since the epoch; None: it has not. The latest possible moment, where it ended and the
            job ran again between two looks.
        outcome: How it ended; see :func:`qlab.protocol.jobs.attempts.outcome`. ``active``: it has not. ``unknown``:
            nobody looked, and the counts in the hash do not tell.
        error: The text of the error that ended it.
        worker: The name of the worker that made it; None where nothing says it.
        ended_by: The number of the step in which it ended; None: it has not.
    """

    queue: str
    job: str
    attempt: int
    scheduled: int | None
    started: int
    delay_ms: int
    began: int
    ended: int | None = None
    outcome: str = RUNNING
    error: str | None = None
    worker: str | None = None
    ended_by: int | None = None


def attempts_of(first: Snapshot, moves: Iterable[Transition]) -> list[Attempt]:
    """Return the attempts that began in a recording, in the order in which they did.

    Args:
        first: The state before the moves.
        moves: All moves in order, those of delayed jobs that got another moment included (from `delayed` to `delayed`).
    """
    made: list[Attempt] = []
    running: dict[_Job, Attempt] = {}
    dues = dict(_known_at_first(first))
    for move in moves:
        job = (move.queue, move.job)
        if move.source is JobState.ACTIVE and job in running:
            _end(running.pop(job), move)
        due = dues.pop(job, None)
        if move.target is JobState.ACTIVE:
            running[job] = _begin(move, due)
            made.append(running[job])
        elif move.target is not None and (due := next_due(move.source, move.target, move.at, move.due, due)):
            dues[job] = due
    return made


def _begin(move: Transition, due: Due | None) -> Attempt:
    if due is None and move.source is not None:  # nobody saw it come
        return Attempt(move.queue, move.job, move.attempt, move.due, move.at, 0, move.step, worker=move.worker)
    at, delay_ms = due or Due(move.at)
    begun = min(at, move.at)
    return Attempt(move.queue, move.job, move.attempt, begun, move.at, delay_ms, move.step, worker=move.worker)


def _end(attempt: Attempt, move: Transition) -> None:
    attempt.ended, attempt.outcome, attempt.error = move.at, move.outcome or str(move.target), move.error
    attempt.ended_by = move.step


def _ready_since(first: Snapshot, view: JobView | None) -> int:
    untouched = view is not None and not (view.attempts_started or view.attempts_made or view.opts.get("delay"))
    return min(view.timestamp or first.at, first.at) if view is not None and untouched else first.at


def _known_at_first(first: Snapshot) -> Iterator[tuple[_Job, Due]]:
    """Yield when the jobs there are at first may begin. How long one that ran before has been ready, its keys do not
    tell.
    """
    for queue in first.queues:
        for role, state in STATE_OF_ROLE.items():
            for id in first.ids(queue, role) if state in READY else ():
                view = first.job(id, queue)
                yield (queue, id), Due(_ready_since(first, view))
        for _queue, id, at in delayed(first, queue):
            view = first.job(id, queue)
            if at is not None:
                yield (queue, id), Due(at, view.delay_ms if view else 0)
