"""The lives of the jobs in a recording: one stay in a state after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qlab.protocol.jobs.attempts import REMOVED
from qlab.protocol.states import JobState
from qlab.record.attempts import Attempt, attempts_of
from qlab.snapshot.tables import printable
from qlab.text.words import in_order

if TYPE_CHECKING:
    import pandas as pd

    from qlab.record.recording import Recording
    from qlab.record.step import Step
    from qlab.record.transition import Transition
    from qlab.snapshot.model import Snapshot

COLUMNS = (
    "queue", "job", "name", "state", "attempt",
    "began_ms", "ended_ms", "began_step", "ended_step", "wait_ms", "outcome",
)  # fmt: skip


@dataclass
class Stay:
    """A job's stay in one state.

    Attributes:
        state: The state.
        attempt: The attempt that runs in it (``active``), else the attempts made so far.
        began_ms: When it began, ms since the recording began.
        began_step: With which step it began; 0: before the first.
        wait_ms: How long the job was to stay in ``delayed``, ms, as last settled; None in other states.
        ended_ms: When it ended; where it has not ended, when the recording did.
        ended_step: With which step it ended; where it has not ended, the last.
        outcome: Of an attempt, how it ended (:func:`qlab.protocol.jobs.attempts.outcome`); of another stay the state
            it left for, or ``removed``; empty where it has not ended.
        run: The attempt that it is, where it is one that began in the recording.
    """

    state: JobState
    attempt: int
    began_ms: int
    began_step: int
    wait_ms: int | None = None
    ended_ms: int = 0
    ended_step: int = 0
    outcome: str = ""
    run: Attempt | None = None


@dataclass
class Life:
    """A job's life, as far as the recording saw it."""

    queue: str
    job: str
    name: str = ""
    stays: list[Stay] = field(default_factory=list)

    @property
    def attempts(self) -> list[Stay]:
        """The stays in ``active``."""
        return [stay for stay in self.stays if stay.state is JobState.ACTIVE]

    @property
    def last(self) -> Stay:
        """The latest stay."""
        return self.stays[-1]


def lives(recording: Recording, queue: str | None = None) -> list[Life]:
    """Return every job of the recording, in order of appearance; of one queue, if named."""
    found: dict[tuple[str, str], Life] = {}
    for life in _born_before(recording.first):
        found[life.queue, life.job] = life
    runs = iter(attempts_of(recording.first, recording.all_moves()))
    for step in recording:
        for move in step.moves:
            _lead_on(found.setdefault((move.queue, move.job), Life(move.queue, move.job)), step, move, runs)
    end = recording.last.at - recording.start
    for life in found.values():
        if life.stays and not life.last.outcome:
            life.last.ended_ms, life.last.ended_step = end, len(recording)
    return sorted((life for life in found.values() if queue in (None, life.queue) and life.stays), key=_appearance)


def _appearance(life: Life) -> tuple[int, bool, int]:
    """By the step that brought the job; of several jobs that one step brought, by the number that is their id."""
    other, number, _id = in_order(life.job)
    return life.stays[0].began_step, other, number


def _born_before(first: Snapshot) -> Iterator[Life]:
    for (queue, job), state in first.places.items():
        view = first.job(job, queue)
        wait = view.due - first.at if view and view.due is not None else None
        attempt = (view.attempts_made if view else 0) + (state is JobState.ACTIVE)
        yield Life(queue, job, view.name if view else "", [Stay(state, attempt, first.at - first.start, 0, wait)])


def _lead_on(life: Life, step: Step, move: Transition, runs: Iterator[Attempt]) -> None:
    view = step.after.job(move.job, move.queue)
    life.name = view.name if view else life.name
    if move.source is move.target:
        _put_off(life, step, move)
        return
    at = move.at - step.after.start
    if life.stays:
        life.last.ended_ms, life.last.ended_step = at, step.index
        life.last.outcome = _outcome(life.last, move)
    if move.target is not None:
        wait = None if move.due is None else move.due - move.at
        run = next(runs) if move.target is JobState.ACTIVE else None
        life.stays.append(Stay(move.target, move.attempt, at, step.index, wait, run=run))


def _put_off(life: Life, step: Step, move: Transition) -> None:
    if life.stays:
        since = step.at - step.elapsed_ms + life.last.began_ms
        life.last.wait_ms = None if move.due is None else move.due - since


def _outcome(stay: Stay, move: Transition) -> str:
    if stay.run is not None:
        return stay.run.outcome
    return move.outcome or (REMOVED if move.target is None else str(move.target))


def stays_table(recording: Recording, *, queue: str | None = None) -> pd.DataFrame:
    """Return every stay of every job, one row each.

    Columns: queue, job, name, state, attempt, began_ms, ended_ms (since the recording began), began_step, ended_step,
    wait_ms (how long the job was to be delayed), outcome (empty: it has not ended).
    """
    import pandas as pd

    rows = [_row(life, stay) for life in lives(recording, queue) for stay in life.stays]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"wait_ms": "Int64"})


def _row(life: Life, stay: Stay) -> tuple[object, ...]:
    return (
        *map(printable, (life.queue, life.job, life.name, str(stay.state))), stay.attempt, stay.began_ms, stay.ended_ms,
        stay.began_step, stay.ended_step, stay.wait_ms, stay.outcome,
    )  # fmt: skip
