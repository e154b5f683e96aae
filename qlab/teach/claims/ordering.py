"""Statements about who goes first, and about a pause."""

from __future__ import annotations

from qlab.lab.lab import Lab
from qlab.protocol.keys import Role
from qlab.teach.claims.claim import Claim, Evidence, claim
from qlab.teach.claims.reading import add_unchecked, left, length, place
from qlab.teach.claims.sources import ARCHITECTURE, ARCHON, LIFO, PAUSING, PRIORITIZED

__all__ = ["CLAIMS"]


@claim(
    "jobs without a priority go before all others",
    PRIORITIZED,
    "Jobs without a priority assigned will get the highest priority, being processed before jobs with priorities "
    "assigned to them.",
    {"order": ["none", "one", "ten"]},
    misconception=14,
)
def without_a_priority_comes_first(lab: Lab) -> Evidence:
    """Three jobs are added, the one without a priority last, and taken."""
    queue = lab.queue("q")
    queue.add("ten", priority=10)
    queue.add("one", priority=1)
    queue.add("none")
    return {"order": [job.name for job in left(queue)]}


@claim(
    "priorities go up to 2²¹",
    ARCHITECTURE,
    "Note that priorities go from 0 to 2^21, where 0 is the highest priority.",
    {"2097152": "taken"},
)
def priorities_go_to_two_to_the_21(lab: Lab) -> Evidence:
    """Jobs are added with that priority, and with one less."""
    queue = lab.queue("q")
    return {str(priority): add_unchecked(queue, priority=priority) for priority in (2**21 - 1, 2**21)}


@claim(
    "every job enters `wait` before it is processed",
    ARCHITECTURE,
    "a waiting list, where all jobs must enter before they can be processed",
    {"state": "wait"},
    misconception=15,
)
def all_jobs_enter_wait(lab: Lab) -> Evidence:
    """A job with a priority is added, ready to be taken."""
    queue = lab.queue("q")
    queue.add("mail", priority=1)
    return {"state": place(queue)}


@claim(
    "`lifo` puts a job before the older ones",
    LIFO,
    "the newest jobs added to the queue will be processed before the older ones",
    {"order": ["new", "old", "older"]},
)
def lifo_goes_before_the_older(lab: Lab) -> Evidence:
    """The third job is added with `lifo`, and all are taken."""
    queue = lab.queue("q")
    queue.add("old")
    queue.add("older")
    queue.add("new", lifo=True)
    return {"order": [job.name for job in left(queue)]}


@claim(
    "a pause moves waiting jobs into a list `paused`",
    ARCHON,
    "List (jobs in paused state)",
    {"in_paused": 1, "in_wait": 0},
    misconception=16,
)
def pausing_moves_the_jobs(lab: Lab) -> Evidence:
    """A job waits, and its queue is paused."""
    queue = lab.queue("q")
    queue.add("mail")
    queue.pause()
    return {"in_paused": length(queue, Role.PAUSED), "in_wait": length(queue, Role.WAIT)}


@claim(
    "a pause lets the busy worker finish, and nobody take another job",
    PAUSING,
    "the workers that are currently busy processing a job will continue working on that job until it completes",
    {"the_busy_one": "completed", "another_is_taken": False},
)
def a_pause_lets_the_busy_finish(lab: Lab) -> Evidence:
    """The queue is paused while a worker has one job and another waits."""
    queue = lab.queue("q")
    queue.add("busy")
    queue.add("next")
    busy = queue.take()
    queue.pause()
    busy.complete()
    return {"the_busy_one": place(queue), "another_is_taken": bool(queue.take())}


CLAIMS: tuple[Claim, ...] = (
    without_a_priority_comes_first,
    priorities_go_to_two_to_the_21,
    all_jobs_enter_wait,
    lifo_goes_before_the_older,
    pausing_moves_the_jobs,
    a_pause_lets_the_busy_finish,
)
