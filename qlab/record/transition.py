"""Transition: a job leaves one state for another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from qlab.protocol.keys import STATE_OF_ROLE, Role, parse_key
from qlab.protocol.scores import due_ms
from qlab.protocol.states import JobState
from qlab.snapshot.changes import Born, Change, Gone, ListChanged, ZsetChanged
from qlab.snapshot.diff import Diff
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot

FEW = 32
"""So many jobs are looked for in the containers one by one; more in an index of all jobs, which takes time to build."""


class Transition(NamedTuple):
    """A job's move from one state to another.

    Attributes:
        queue: The job's queue.
        job: Its id.
        source: The state it left; None where the job was just added.
        target: The state it is in now; None where the job was removed.
        attempt: The attempt that begins or ends with the move, from 1; for any other move the attempts made so far.
            A stalled run counts as none (field `atm`).
    """

    queue: str
    job: str
    source: JobState | None
    target: JobState | None
    attempt: int


def transitions_between(before: Snapshot, after: Snapshot, diff: Diff) -> tuple[Transition, ...]:
    """The jobs whose container changed, a transition for each state passed through, in the order of the containers."""
    jobs = list(dict.fromkeys(job for change in diff for job in _moved(change, after.prefix)))
    look = place if len(jobs) <= FEW else _indexed_place
    return tuple(
        move
        for queue, job in jobs
        for move in _moves(before, after, queue, job, (look(before, queue, job), look(after, queue, job)))
    )


def _moved(change: Change, prefix: str) -> Iterator[tuple[str, str]]:
    """The jobs that joined or left a container: (queue, id)."""
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
    path = [was, *_between(was, now, view.priority if view else 0), now]
    for source, target in pairwise(path):
        if source != target:
            yield Transition(queue, job, source, target, _attempt(source, target, old, view))


def _attempt(source: JobState | None, target: JobState | None, old: JobView | None, view: JobView | None) -> int:
    made = view.attempts_made if view else 0
    if target is JobState.ACTIVE:
        return made + 1
    # The hash may be gone by now (removeOnComplete), and a stalled attempt is not counted in it: ask the state before.
    return old.attempts_made + 1 if source is JobState.ACTIVE and old else made


def _between(was: JobState | None, now: JobState | None, priority: int) -> tuple[JobState, ...]:
    # moveToActive first promotes what is due (promoteDelayedJobs), then takes from wait or prioritized: no job goes
    # from delayed to active without passing one of the two.
    if (was, now) != (JobState.DELAYED, JobState.ACTIVE):
        return ()
    return (JobState.PRIORITIZED if priority else JobState.WAITING,)


def place(snapshot: Snapshot, queue: str, job: str) -> JobState | None:
    """The state of one job, or None; looks through the containers until one holds it."""
    # snapshot.state_of builds an index of all jobs, which a step of a long queue should not pay for.
    return next((state for role, state in STATE_OF_ROLE.items() if job in snapshot.ids(queue, role)), None)


def _indexed_place(snapshot: Snapshot, queue: str, job: str) -> JobState | None:
    return snapshot.places.get((queue, job))


def due_at(snapshot: Snapshot, queue: str, job: str) -> int | None:
    """When a job of `delayed` is due, ms since the epoch; None where it is not in there."""
    held = snapshot.container(queue, Role.DELAYED)
    members = held.members if held else ()
    return next((due_ms(score) for member, score in members if member == job), None)
