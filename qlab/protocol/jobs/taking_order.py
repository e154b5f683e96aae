"""In which order workers take the jobs of a queue.

Sources: moveToActive-11.lua. It first promotes what is due (promoteDelayedJobs.lua): a job without a priority goes to
the left end of ``wait``, one with a priority gets the next ticket of ``pc``. Then it takes from the right end of
``wait`` (RPOPLPUSH), and only where that is empty the lowest score of ``prioritized`` (ZPOPMIN).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from qlab.protocol.scores import split_prioritized

__all__ = ["DueJob", "Turn", "Via", "turns"]


class Via(StrEnum):
    """By which of BullMQ's rules a job's turn comes."""

    WAIT = "wait"
    """It is in ``wait``."""
    DUE = "due"
    """It is due, and will be put into ``wait`` by the next look."""
    PRIORITY = "priority"
    """It is in ``prioritized``, or is due and will be put there."""


class DueJob(NamedTuple):
    """A job in ``delayed`` whose moment has come.

    Attributes:
        job: Its id.
        priority: Its priority; 0: none.
    """

    job: str
    priority: int


class Turn(NamedTuple):
    """A job that could be taken now.

    Attributes:
        job: Its id.
        via: The rule that puts it here.
        priority: Its priority; 0: none.
        ticket: Its ticket among those of its priority; None: not drawn yet, or no priority.
    """

    job: str
    via: Via
    priority: int = 0
    ticket: int | None = None


def turns(wait: Sequence[str], due: Sequence[DueJob], prioritized: Sequence[tuple[str, float]]) -> Iterator[Turn]:
    """Yield the jobs that could be taken now, in the order in which workers take them, if no other comes first.

    Args:
        wait: The list ``wait``, its left end first.
        due: The jobs that are due, in the order of their scores.
        prioritized: The members of ``prioritized`` with their scores, in that order.
    """
    yield from (Turn(job, Via.WAIT) for job in reversed(wait))
    yield from (Turn(job, Via.DUE) for job, priority in due if not priority)
    ranked = [(job, *split_prioritized(score)) for job, score in prioritized]
    held = [Turn(job, Via.PRIORITY, priority, ticket) for job, priority, ticket in ranked]
    drawn = [Turn(job, Via.PRIORITY, priority) for job, priority in due if priority]
    yield from sorted([*held, *drawn], key=lambda turn: turn.priority)  # stable: those with a ticket come first
