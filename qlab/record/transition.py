"""Transition: a job leaves one state for another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from qlab.protocol import operations
from qlab.protocol.jobs import attempts
from qlab.protocol.jobs.taken_by import runs_begun
from qlab.protocol.keys import STATE_OF_ROLE, Role, parse_key
from qlab.protocol.scores import due_ms
from qlab.protocol.states import READY, JobState, ready_state
from qlab.record.takers import taker
from qlab.record.unseen_run import unseen_run
from qlab.snapshot.changes import Born, Change, Gone, ListChanged, ZsetChanged
from qlab.snapshot.diff import Diff
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot

if TYPE_CHECKING:
    from qlab.record.step import Step

__all__ = ["Transition", "in_full", "place", "put_off", "transitions_between"]

FEW = 32
"""This many jobs are looked for in the containers one by one; for more, an index of all jobs is worth building."""


class Transition(NamedTuple):
    """A job's move from one state to another.

    Attributes:
        queue: The job's queue.
        job: Its id.
        source: The state it left; None where the job was just added.
        target: The state it is in now; None where the job was removed.
        attempt: The attempt that begins or ends with the move, from 1; for any other move the attempts made so far.
            A stalled run counts as none (field `atm`).
        step: The number of the step that made it; 0: none is known.
        at: When, ms since the epoch; 0: not known.
        due: Where the target is `delayed`: when the job is due, ms since the epoch; None: never. Where a job is
            met that nobody saw arrive: since when it was ready, as its hash says; None: it does not say.
        outcome: How the attempt ended that ended with the move (:func:`qlab.protocol.jobs.attempts.outcome`); None
            where none did.
        error: The text of the error that ended it.
        script: The BullMQ script that made it, where a run noted that; a step's own moves leave it to the step.
        worker: The worker that took the job, as ``qlab.record.takers.taker`` knows it, or whose attempt ends; None
            where nothing says it. A step alone names the latter only where it was that worker's own call; a recording
            knows who took the job (``Recording.all_moves``). Where a stalled check moved the job: the worker that ran
            the check.
        again: Whether another run of the job began before the next look. How this one ended, only counts tell then,
            and of when no more than that it was before.
    """

    queue: str
    job: str
    source: JobState | None
    target: JobState | None
    attempt: int
    step: int = 0
    at: int = 0
    due: int | None = None
    outcome: str | None = None
    error: str | None = None
    script: str | None = None
    worker: str | None = None
    again: bool = False


def transitions_between(before: Snapshot, after: Snapshot, diff: Diff) -> tuple[Transition, ...]:
    """Return the jobs whose container changed, a transition for each state passed through, in the order of the
    containers. Those of a run that began and ended between the two bring their moments.
    """
    jobs = list(dict.fromkeys(job for change in diff for job in _moved(change, after.prefix)))
    look = place if len(jobs) <= FEW else _indexed_place
    return tuple(
        move
        for queue, job in jobs
        for move in _moves(before, after, queue, job, (look(before, queue, job), look(after, queue, job)))
    )


def _moved(change: Change, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield the jobs that joined or left a container: (queue, id)."""
    key = parse_key(change.key, prefix)
    if key.role in STATE_OF_ROLE:
        yield from ((key.queue, id) for id in _ids(change))


def _ids(change: Change) -> Iterable[str]:
    match change:
        case Born(state=state) | Gone(state=state):
            return [member.member for member in state.members] or state.items
        case ListChanged(splices=splices):
            return [id for splice in splices for id in (*splice.removed, *splice.inserted)]
        case ZsetChanged(members=members):
            return members
    return ()


Places = tuple[JobState | None, JobState | None]


def _moves(before: Snapshot, after: Snapshot, queue: str, job: str, places: Places) -> Iterator[Transition]:
    was, now = places
    old, new = before.job(job, queue), after.job(job, queue)
    view = new or old
    run = unseen_run(before, after, (old, new), places)
    if was is now and run is None:
        return
    path = [was, *_between(was, now, view.priority if view else 0, unseen=run is not None)]
    for source, target in pairwise(path if run else [*path, now]):
        if source != target:
            move = Transition(queue, job, source, target, _attempt(source, target, old, view))
            yield move._replace(at=run.began, again=source is JobState.ACTIVE) if run else move
    if run:
        yield Transition(queue, job, path[-1], JobState.ACTIVE, run.attempt, at=run.began)
        yield Transition(queue, job, JobState.ACTIVE, now, run.attempt, at=run.ended)


def _attempt(source: JobState | None, target: JobState | None, old: JobView | None, view: JobView | None) -> int:
    made = view.attempts_made if view else 0
    if target is JobState.ACTIVE:
        return made + 1
    # The hash may be gone by now (removeOnComplete), and a stalled attempt is not counted in it: ask the state before.
    return old.attempts_made + 1 if source is JobState.ACTIVE and old else made


def _between(
    was: JobState | None, now: JobState | None, priority: int, *, unseen: bool = False
) -> tuple[JobState, ...]:
    # moveToActive first promotes what is due (promoteDelayedJobs), then takes from wait or prioritized: no job goes
    # to active without passing one of the two.
    passed = was not in (None, *READY) if unseen else (was, now) == (JobState.DELAYED, JobState.ACTIVE)
    if not passed:
        return ()
    return (ready_state(priority),)


def place(snapshot: Snapshot, queue: str, job: str) -> JobState | None:
    """Return the state of one job, or None; look through the containers until one holds it."""
    # snapshot.state_of builds an index of all jobs, which a step of a long queue should not pay for.
    return next((state for role, state in STATE_OF_ROLE.items() if snapshot.holds(queue, role, job)), None)


def _indexed_place(snapshot: Snapshot, queue: str, job: str) -> JobState | None:
    return snapshot.places.get((queue, job))


# -- with all that a step knows of it ----------------------------------------------------------------------------------


def in_full(step: Step, moves: Iterable[Transition]) -> tuple[Transition, ...]:
    """Return a step's moves with its number and time, when each delayed job is due, and how its attempts ended."""
    found = tuple(moves)
    moments = _moments(step) if any(move.target is JobState.DELAYED for move in found) else {}
    return tuple(_in_full(step, move, moments) for move in found)


Moments = Mapping[tuple[str, str], tuple[float | None, float | None]]
"""Scores in `delayed` before and after a step, by queue and job."""


def _in_full(step: Step, move: Transition, moments: Moments) -> Transition:
    ended = error = None
    move = _came_from(step, move)
    worker = _worker(step, move)
    if move.source is JobState.ACTIVE:
        ended = _outcome(step, move)
        error = _error(step, move, ended)
    due = _due(moments[move[:2]][1]) if move.target is JobState.DELAYED and move[:2] in moments else None
    if move.target in (*READY, JobState.ACTIVE):
        due = _ready_since(step, move)
    return move._replace(step=step.index, at=move.at or step.at, due=due, outcome=ended, error=error, worker=worker)


def _worker(step: Step, move: Transition) -> str | None:
    if move.target is JobState.ACTIVE:
        return taker(step, move.queue, move.job)
    own = (step.queue, step.job) == (move.queue, move.job) or step.operation == operations.CHECK_STALLED
    return step.call.facts.get("worker") if own and move.source is JobState.ACTIVE else None


def _came_from(step: Step, move: Transition) -> Transition:
    """Return where a job that is first met by an event came from, as the event says (``prev``; `waiting` also of a
    priority).
    """
    prev = step.call.facts.get("prev") if (move.source, step.job) == (None, move.job) else None
    if prev is None:
        return move
    view = step.after.job(move.job, move.queue)
    source = JobState(prev)
    return move._replace(source=ready_state(view.priority if view else 0) if source in READY else source)


def _ready_since(step: Step, move: Transition) -> int | None:
    """Return since when a job was ready that nobody saw arrive and no worker had taken: its hash says when it was
    added.
    """
    met = step.call.facts.get("prev") is not None or (step.operation == operations.SNAPSHOT and move.source is None)
    view = step.after.job(move.job, move.queue) if met else None
    if view is None or not view.timestamp or view.attempts_made or view.attempts_started > 1:
        return None
    delay = view.opts.get("delay")
    return min(view.timestamp + (delay if isinstance(delay, int) else 0), step.at)


def _outcome(step: Step, move: Transition) -> str:
    own = (step.queue, step.job) == (move.queue, move.job)
    old, new = step.before.job(move.job, move.queue), step.after.job(move.job, move.queue)
    stalls, made = (0, 0) if old is None or new is None else _gained(old, new)
    if move.again:
        return attempts.outcome_of_one(_ended(step, old, new), stalled=stalls, counted=made)
    return attempts.outcome(
        move.target,
        finished=step.operation.ends if own else None,
        stalled=stalls > 0 or step.operation == operations.CHECK_STALLED,
        counted=made > 0,
    )


def _ended(step: Step, old: JobView | None, new: JobView | None) -> int:
    """Return how many runs of a job ended in a step in which its run was followed by another."""
    if old is None or new is None:
        return 0
    begun = runs_begun(new.fields) - runs_begun(old.fields)
    return begun + (place(step.after, new.queue, new.id) is not JobState.ACTIVE)


def _gained(old: JobView, new: JobView) -> tuple[int, int]:
    """Return how many stalls and how many attempts a job has more."""
    return new.stalled_count - old.stalled_count, new.attempts_made - old.attempts_made


def _error(step: Step, move: Transition, ended: str) -> str | None:
    own = (step.queue, step.job) == (move.queue, move.job)
    view = step.after.job(move.job, move.queue)
    stored = view.failed_reason if view and not (move.again and _failures(step, move) != 1) else None
    return attempts.error(ended, step.call.facts.get("error") if own else None, stored)


def _failures(step: Step, move: Transition) -> int:
    """Return how many attempts of a job failed in a step: its hash keeps the error of the last alone."""
    old, new = step.before.job(move.job, move.queue), step.after.job(move.job, move.queue)
    made = 0 if old is None or new is None else _gained(old, new)[1]
    return made - (place(step.after, move.queue, move.job) is JobState.COMPLETED)


def put_off(step: Step) -> tuple[Transition, ...]:
    """Return the jobs that were in `delayed` before a step and after it, and are due at another moment now."""
    stay = (JobState.DELAYED, JobState.DELAYED)
    return tuple(
        Transition(queue, job, *stay, _made(step.after, queue, job), step.index, step.at, _due(now))
        for (queue, job), (was, now) in _moments(step).items()
        if was is not None and now is not None and _due(was) != _due(now)
    )


def _made(snapshot: Snapshot, queue: str, job: str) -> int:
    view = snapshot.job(job, queue)
    return view.attempts_made if view else 0


def _due(score: float | None) -> int | None:
    return None if score is None else due_ms(score)


def _moments(step: Step) -> Moments:
    found: dict[tuple[str, str], tuple[float | None, float | None]] = {}
    for change in step.diff:
        key = parse_key(change.key, step.after.prefix)
        if key.role is Role.DELAYED:
            found |= {(key.queue, job): scores for job, scores in _scores(change)}
    return found


def _scores(change: Change) -> Iterator[tuple[str, tuple[float | None, float | None]]]:
    match change:
        case Born(state=state):
            yield from ((member.member, (None, member.score)) for member in state.members)
        case ZsetChanged(members=members):
            yield from members.items()
