"""A recording's tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from qlab.protocol.keys import parse_key
from qlab.protocol.states import JobState
from qlab.record.attempts import attempts_of
from qlab.record.chapters import chapters_of
from qlab.record.takers import held
from qlab.snapshot.tables import moments, printable

if TYPE_CHECKING:
    import pandas as pd

    from qlab.record.recording import Recording
    from qlab.record.transition import Transition

__all__ = [
    "STATES",
    "attempts_frame",
    "chapters_frame",
    "commands_frame",
    "counts_frame",
    "moves_frame",
    "transitions_frame",
]

TRANSITION_COLUMNS = ("step", "at", "queue", "job", "source", "target", "attempt", "script", "worker")
ATTEMPT_COLUMNS = ("queue", "job", "attempt", "scheduled", "started", "ended", "outcome", "error", "delay_ms", "worker")
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
    moves = (move._replace(script=step.script) for step in recording for move in step.transitions)
    return moves_frame(held(recording.first, moves))


def moves_frame(moves: Iterable[Transition]) -> pd.DataFrame:
    """Return the moves, one row each, without those of delayed jobs that only got another moment."""
    rows = [_move_row(move) for move in moves if move.source is not move.target]
    return _frame(rows, TRANSITION_COLUMNS, ("at",), ("step", "attempt"))


def _move_row(move: Transition) -> tuple[Any, ...]:
    source, target = (None if state is None else str(state) for state in (move.source, move.target))
    return (move.step, move.at, move.queue, move.job, source, target, move.attempt, move.script, move.worker)


def attempts_frame(recording: Recording) -> pd.DataFrame:
    """See :meth:`qlab.Recording.attempts`."""
    made = attempts_of(recording.first, recording.all_moves())
    rows = [[getattr(each, column) for column in ATTEMPT_COLUMNS] for each in made]
    return _frame(rows, ATTEMPT_COLUMNS, ("scheduled", "started", "ended"), ("attempt", "delay_ms"))


def chapters_frame(recording: Recording) -> pd.DataFrame:
    """Return the table; see :meth:`qlab.Recording.chapters`."""
    found = chapters_of(recording)
    rows = [(each.step, recording[each.step - 1].at, each.title, each.queue, each.job) for each in found]
    return _frame(rows, ("step", "at", "chapter", "queue", "job"), ("at",), ("step",))


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
