"""A recording's tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qlab.protocol import operations
from qlab.protocol.keys import parse_key
from qlab.protocol.states import NOT_STARTED, JobState
from qlab.record.transition import due_at
from qlab.snapshot.tables import moments, printable

if TYPE_CHECKING:
    import pandas as pd

    from qlab.record.recording import Recording
    from qlab.record.step import Step
    from qlab.record.transition import Transition

TRANSITION_COLUMNS = ("step", "at", "queue", "job", "source", "target", "attempt", "script")
ATTEMPT_COLUMNS = ("queue", "job", "attempt", "scheduled", "started", "ended", "outcome", "error", "delay_ms")
COMMAND_COLUMNS = ("step", "script", "command", "args", "keys", "roles")
STATES = tuple(str(state) for state in JobState if state is not JobState.UNKNOWN)


def _frame(
    rows: list[Any], columns: tuple[str, ...], times: tuple[str, ...] = (), numbers: tuple[str, ...] = ()
) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame([list(map(printable, row)) for row in rows], columns=list(columns))
    for column in times:
        frame[column] = moments(frame[column])
    return frame.astype(dict.fromkeys(numbers, "int64"))


def transitions_frame(recording: Recording) -> pd.DataFrame:
    """See :meth:`qlab.Recording.transitions`."""
    rows = [_transition_row(step, move) for step in recording for move in step.transitions]
    return _frame(rows, TRANSITION_COLUMNS, ("at",), ("step", "attempt"))


def _transition_row(step: Step, move: Transition) -> tuple[Any, ...]:
    source, target = (None if state is None else str(state) for state in (move.source, move.target))
    return (step.index, step.at, move.queue, move.job, source, target, move.attempt, step.script)


@dataclass
class _Attempt:
    """One attempt, as it fills up while the recording is read."""

    queue: str
    job: str
    attempt: int
    scheduled: int
    started: int
    delay_ms: int
    ended: int | None = None
    outcome: str = "active"
    error: str | None = None


@dataclass
class _Plan:
    """When a job's next attempt is to begin."""

    at: int
    delay_ms: int = 0


def attempts_frame(recording: Recording) -> pd.DataFrame:
    """See :meth:`qlab.Recording.attempts`."""
    rows = [[getattr(each, column) for column in ATTEMPT_COLUMNS] for each in _attempts(recording)]
    return _frame(rows, ATTEMPT_COLUMNS, ("scheduled", "started", "ended"), ("attempt", "delay_ms"))


def _attempts(recording: Recording) -> list[_Attempt]:
    made: list[_Attempt] = []
    running: dict[tuple[str, str], _Attempt] = {}
    plans: dict[tuple[str, str], _Plan] = {}
    for step in recording:
        for move in step.transitions:
            job = (move.queue, move.job)
            if move.source is JobState.ACTIVE and job in running:
                _end(running.pop(job), step, move)
            if move.target is JobState.ACTIVE:
                plan = plans.pop(job, _Plan(step.at))
                running[job] = _Attempt(*job, move.attempt, plan.at, step.at, plan.delay_ms)
                made.append(running[job])
            elif move.source is not JobState.DELAYED or move.target is None:
                plans[job] = _plan(step, *job)  # a job that was delayed keeps the plan it was delayed with
        if step.operation == operations.CHANGE_DELAY and step.queue and step.job:
            plans[step.queue, step.job] = _plan(step, step.queue, step.job)
    return made


def _end(attempt: _Attempt, step: Step, move: Transition) -> None:
    view = step.after.job(move.job, move.queue) or step.before.job(move.job, move.queue)
    attempt.ended, attempt.outcome = step.at, outcome_of(step, move)
    if attempt.outcome in ("failed", "retried"):
        attempt.error = (view and view.failed_reason) or step.call.facts.get("error")


def outcome_of(step: Step, move: Transition) -> str:
    """How an attempt ended, for a move out of ``active`` in a step."""
    if move.target is None:
        return step.operation.ends or "removed"
    old, new = step.before.job(move.job, move.queue), step.after.job(move.job, move.queue)
    if old is None or new is None or move.target not in NOT_STARTED:
        return str(move.target)
    if new.stalled_count > old.stalled_count:
        return "stalled"
    return "retried" if new.attempts_made > old.attempts_made else str(move.target)


def _plan(step: Step, queue: str, job: str) -> _Plan:
    due = due_at(step.after, queue, job)
    return _Plan(step.at) if due is None else _Plan(due, due - step.at)


def counts_frame(recording: Recording) -> pd.DataFrame:
    """See :meth:`qlab.Recording.counts`."""
    return _frame(list(_count_rows(recording)), ("step", "at", "queue", *STATES), ("at",), ("step", *STATES))


def _count_rows(recording: Recording) -> Iterator[tuple[Any, ...]]:
    queues = set(recording.first.queues)
    for step in recording:
        # A queue appears with one of its keys: looking only at what changed spares reading all keys at each step.
        queues |= {parse_key(change.key, recording.prefix).queue for change in step.diff} - {""}
        for queue in sorted(queues):
            counts = step.after.counts_of(queue)
            yield (step.index, step.at, queue, *(counts[state] for state in STATES))


def commands_frame(recording: Recording) -> pd.DataFrame:
    """See :meth:`qlab.Recording.commands`."""
    rows = [
        (
            step.index,
            step.script,
            command.name,
            command.args,
            command.keys,
            tuple(map(str, command.roles(recording.prefix))),
        )
        for step in recording
        for command in step.commands
    ]
    return _frame(rows, COMMAND_COLUMNS, (), ("step",))
