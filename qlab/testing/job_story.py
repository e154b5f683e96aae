"""A job's story: what happened to a job, step by step, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from qlab.protocol.states import REMOVED
from qlab.record.recording import Recording
from qlab.record.step import Step
from qlab.snapshot.show import WIDTH
from qlab.text.durations import format_elapsed
from qlab.text.escape import shorten, terminal

__all__ = ["path_of", "story"]


def path_of(recording: Recording, queue: str, job: str) -> list[str]:
    """Return the states that a job was in, in order, from its first to its last; ``removed`` ends it.

    Args:
        recording: What happened.
        queue: The job's queue.
        job: Its id.
    """
    moves = [move for move in recording.all_moves() if (move.queue, move.job) == (queue, job)]
    if not moves:
        return []
    first = [] if moves[0].source is None else [str(moves[0].source)]
    return first + [REMOVED if move.target is None else str(move.target) for move in moves if _leads_on(move)]


def _leads_on(move: object) -> bool:
    return getattr(move, "source", None) is not getattr(move, "target", None)


def story(recording: Recording, queue: str, job: str) -> str:
    """Return a job's story: its path, and a sentence for each step that was about it or moved it.

    Args:
        recording: What happened.
        queue: The job's queue.
        job: Its id.

    Returns:
        Lines of text.
    """
    name = f"job {shorten(terminal(job), 40)} of queue {shorten(terminal(queue), 40)}"
    told = [line for step in recording if _concerns(step, queue, job) for line in _told(step)]
    if not told:
        return f"the story of {name}: nothing is recorded of it"
    path = " → ".join(path_of(recording, queue, job)) or "it never moved"
    return "\n".join([f"the story of {name}: {path}", *told])


def _concerns(step: Step, queue: str, job: str) -> bool:
    return (step.queue, step.job) == (queue, job) or any((each.queue, each.job) == (queue, job) for each in step.moves)


def _told(step: Step) -> Iterator[str]:
    first = f"{step.index:5}  {format_elapsed(step.elapsed_ms):>10}  "
    yield from wrap(
        terminal(step.sentence), WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False
    )
