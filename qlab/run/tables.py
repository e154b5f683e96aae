"""A run's tables, made from its moves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from qlab.protocol.keys import STATE_OF_ROLE, Role
from qlab.protocol.states import READY, JobState
from qlab.record.attempts import Attempt, attempts_of
from qlab.record.tables import STATES
from qlab.snapshot.delayed import delayed
from qlab.snapshot.tables import moments

if TYPE_CHECKING:
    import pandas as pd

    from qlab.run.result import Run

__all__ = ["counts", "littles_law", "queue_length", "service", "utilisation", "waiting"]


def _frame(rows: list[Any], columns: tuple[str, ...], times: tuple[str, ...], numbers: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(columns))
    for column in times:
        frame[column] = moments(frame[column])
    return frame.astype(dict.fromkeys(numbers, "int64"))


def _attempts(run: Run) -> list[Attempt]:
    return attempts_of(run.first, run.moves)


def counts(run: Run) -> pd.DataFrame:
    """See :meth:`Run.counts`."""
    return _frame(list(_counts(run)), ("step", "at", "queue", *STATES), ("at",), ("step", *STATES))


def _counts(run: Run) -> Iterator[tuple[Any, ...]]:
    held: dict[str, Counter[JobState]] = defaultdict(Counter)
    for queue in run.first.queues:
        for role, state in STATE_OF_ROLE.items():
            held[queue][state] += len(run.first.ids(queue, role))
    moves = [move for move in run.moves if move.source is not move.target]
    for index, move in enumerate(moves):
        states = held[move.queue]
        if move.source is not None:
            states[move.source] -= 1
        if move.target is not None:
            states[move.target] += 1
        following = moves[index + 1] if index + 1 < len(moves) else None
        if following is None or (following.step, following.queue) != (move.step, move.queue):
            yield (move.step, move.at, move.queue, *(states[JobState(state)] for state in STATES))


def waiting(run: Run) -> pd.DataFrame:
    """See :meth:`Run.waiting`."""
    frame = run.attempts()[["queue", "job", "attempt", "scheduled", "started"]].copy()
    frame["wait_ms"] = _ms(frame["started"] - frame["scheduled"])
    return frame


def service(run: Run) -> pd.DataFrame:
    """See :meth:`Run.service`."""
    frame = run.attempts()[["queue", "job", "attempt", "started", "ended", "outcome"]]
    frame = frame[frame["ended"].notna()].reset_index(drop=True)
    frame.insert(5, "service_ms", _ms(frame["ended"] - frame["started"]))
    return frame


def _ms(duration: Any) -> Any:
    return (duration.dt.total_seconds() * 1000).round().astype("int64")


def queue_length(run: Run) -> pd.DataFrame:
    """See :meth:`Run.queue_length`."""
    return _frame(list(_lengths(run)), ("at", "queue", "in_line", "active"), ("at",), ("in_line", "active"))


def _lengths(run: Run) -> Iterator[tuple[int, str, int, int]]:
    held: dict[str, list[int]] = {
        queue: [_ready_at_first(run, queue), len(run.first.ids(queue, Role.ACTIVE))] for queue in run.workers
    }
    changes = sorted(_changes(run), key=lambda change: change[0])
    for at, queue, in_line, active in changes:
        if queue in held and at <= run.ended:
            held[queue][0] += in_line
            held[queue][1] += active
            yield (at, queue, *held[queue])  # type: ignore[misc]  # both lists hold two


def _ready_at_first(run: Run, queue: str) -> int:
    return sum(len(run.first.ids(queue, role)) for role, state in STATE_OF_ROLE.items() if state in READY)


def _changes(run: Run) -> Iterator[tuple[int, str, int, int]]:
    """(at, queue, change of the line, change of those at work). A delayed job is in line from the moment it is due."""
    due = {
        (queue, id): max(at, run.began)
        for each in run.workers
        for queue, id, at in delayed(run.first, each)
        if at is not None
    }
    for move in run.moves:
        job = (move.queue, move.job)
        joined = due.pop(job, move.at + 1) if move.source is JobState.DELAYED else move.at + 1
        overdue = joined <= move.at
        if overdue:
            yield joined, move.queue, 1, 0
        line = (move.target in READY) - (overdue or move.source in READY)
        active = (move.target is JobState.ACTIVE) - (move.source is JobState.ACTIVE)
        if line or active:
            yield move.at, move.queue, line, active
        if move.due is not None:
            due[job] = move.due
    yield from ((at, queue, 1, 0) for (queue, _), at in due.items())


def utilisation(run: Run) -> pd.DataFrame:
    """See :meth:`Run.utilisation`."""
    busy: Counter[str] = Counter()
    number: Counter[str] = Counter()
    for each in _attempts(run):
        busy[each.queue] += (run.ended if each.ended is None else each.ended) - each.started
        number[each.queue] += 1
    elapsed = max(run.ended - run.began, 1)
    rows = [
        (
            queue,
            workers,
            run.concurrency[queue],
            number[queue],
            busy[queue],
            elapsed,
            busy[queue] / (run.places[queue] * elapsed),
        )
        for queue, workers in run.workers.items()
    ]
    columns = ("queue", "workers", "concurrency", "attempts", "busy_ms", "elapsed_ms", "utilisation")
    return _frame(rows, columns, (), ("workers", "concurrency", "attempts", "busy_ms", "elapsed_ms"))


def littles_law(run: Run) -> pd.DataFrame:
    """See :meth:`Run.littles_law`."""
    waits: dict[str, list[int]] = {queue: [] for queue in run.workers}
    for each in _attempts(run):
        if each.queue in waits and each.scheduled is not None:
            waits[each.queue].append(each.started - max(each.scheduled, run.began))
    areas, elapsed = _areas(run), max(run.ended - run.began, 1)
    rows = [(queue, *_law(each, areas[queue], elapsed)) for queue, each in waits.items()]
    return _frame(rows, ("queue", "started_per_s", "mean_wait_ms", "in_line", "predicted"), (), ())


def _law(waits: list[int], area: float, elapsed: int) -> tuple[float, float, float, float]:
    """Return starts per second, the mean wait (ms), the mean length of the line, and what the law says it is."""
    return 1000 * len(waits) / elapsed, sum(waits) / max(len(waits), 1), area / elapsed, sum(waits) / elapsed


def _areas(run: Run) -> dict[str, float]:
    """Return the length of each line summed over time, jobs × ms."""
    areas: dict[str, float] = {}
    last: dict[str, tuple[int, int]] = {queue: (run.began, _ready_at_first(run, queue)) for queue in run.workers}
    for at, queue, in_line, _ in _lengths(run):
        since, length = last[queue]
        areas[queue] = areas.get(queue, 0.0) + length * (at - since)
        last[queue] = (at, in_line)
    return {queue: areas.get(queue, 0.0) + length * (run.ended - since) for queue, (since, length) in last.items()}
