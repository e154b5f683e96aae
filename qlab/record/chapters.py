"""Chapters: the steps of a recording that are worth a jump, each the first of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from qlab.protocol import operations
from qlab.protocol.jobs.attempts import COMPLETED, IN_VAIN, REMOVED, STALLED
from qlab.protocol.states import FINISHED, READY, JobState
from qlab.record.step import Step
from qlab.record.transition import Transition

__all__ = ["KINDS", "Chapter", "Chapters", "chapters_of"]


class Chapter(NamedTuple):
    """A step that is the first of its kind.

    Attributes:
        step: The step's number.
        title: What it is the first of, such as ``first retry``.
        queue: The queue; None where the step is about none.
        job: The job; None where the step is about the queue as a whole.
    """

    step: int
    title: str
    queue: str | None
    job: str | None


def _is_removed(move: Transition) -> bool:
    return move.target is None and move.outcome in (None, REMOVED)


_MOVES: tuple[tuple[str, Callable[[Transition], bool]], ...] = (
    ("first attempt", lambda move: move.target is JobState.ACTIVE),
    ("first retry", lambda move: move.target is JobState.ACTIVE and move.attempt > 1),
    ("first failed attempt", lambda move: move.outcome in IN_VAIN),
    ("first stalled attempt", lambda move: move.outcome == STALLED),
    ("first completed job", lambda move: move.outcome == COMPLETED),
    ("first failed job", lambda move: str(JobState.FAILED) in (move.target, move.outcome)),
    ("first wait for children", lambda move: move.target is JobState.WAITING_CHILDREN),
    ("first retry by hand", lambda move: move.source in FINISHED and move.target in READY),
    ("first removed job", _is_removed),
)
"""What the first move is called for which this holds."""
_OPERATIONS = {
    operations.PAUSE: "first pause",
    operations.RESUME: "first resume",
    operations.CRASH_WORKER: "first crash of a worker",
    operations.LIMIT_NOW: "first rate limit by hand",
}
KINDS = (*(title for title, _test in _MOVES), *_OPERATIONS.values())
"""The titles that chapters can have."""


class Chapters:
    """Finds the chapters of a recording, step by step."""

    def __init__(self) -> None:
        self._told: set[str] = set()
        self._awaited = _MOVES

    def of(self, step: Step) -> list[Chapter]:
        """Return the chapters that begin with a step. Steps must come in their order, each once."""
        if len(self._told) == len(KINDS):
            return []
        found = list(self._candidates(step))
        if not found:
            return found
        fresh = list({each.title: each for each in reversed(found)}.values())[::-1]
        self._told |= {each.title for each in fresh}
        self._awaited = tuple(each for each in _MOVES if each[0] not in self._told)
        return fresh

    def _candidates(self, step: Step) -> Iterator[Chapter]:
        if (title := _OPERATIONS.get(step.operation)) is not None and title not in self._told:
            yield Chapter(step.index, title, step.queue, step.job)
        for move in step.transitions:
            for title, test in self._awaited:
                if test(move):
                    yield Chapter(step.index, title, move.queue, move.job)


def chapters_of(steps: Iterable[Step]) -> Iterator[Chapter]:
    """Return the chapters of a recording's steps, in their order."""
    finder = Chapters()
    return (chapter for step in steps for chapter in finder.of(step))
