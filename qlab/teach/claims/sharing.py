"""Statements about limits that workers share."""

from __future__ import annotations

from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.lab.workers.worker import Worker
from qlab.protocol.keys import Role
from qlab.teach.claims.claim import Claim, Evidence, claim
from qlab.teach.claims.reading import length
from qlab.teach.claims.sources import GLOBAL_CONCURRENCY, ISSUE_1649, RATE_LIMITING

__all__ = ["CLAIMS"]


def _filled(lab: Lab, number: int) -> Queue:
    queue = lab.queue("q")
    for _ in range(number):
        queue.add("mail")
    return queue


def _started(workers: list[Worker]) -> int:
    """How many jobs workers get, in turn, until none gets one."""
    number = 0
    while got := sum(bool(worker.take_next()) for worker in workers):
        number += got
    return number


@claim(
    "the limiter counts the jobs of all workers together",
    RATE_LIMITING,
    "The rate limiter is global, so if you have for example 10 workers for one queue with the above settings, still "
    "only 10 jobs will be processed by second.",
    {"started_by_two_workers": 5},
)
def the_limiter_is_for_all_workers(lab: Lab) -> Evidence:
    """Two workers with a limit of five a minute take as many of twelve jobs as they get."""
    _filled(lab, 12)
    return {"started_by_two_workers": _started([lab.worker("q", limiter=(5, "1m")) for _ in range(2)])}


@claim(
    "the limiter's `max` is how many jobs run at once",
    ISSUE_1649,
    "I created a rate limited worker setting a max concurrency of 70 workers every 60 seconds",
    {"at_work_at_once": 2},
    misconception=22,
)
def the_limiter_caps_how_many_run(lab: Lab) -> Evidence:
    """A worker with a limit of two takes jobs in two windows, and finishes none."""
    queue = _filled(lab, 12)
    worker = lab.worker("q", limiter=(2, "150ms"))
    for _ in range(2):
        _started([worker])
        lab.clock.advance("151ms")
    return {"max": 2, "at_work_at_once": length(queue, Role.ACTIVE)}


@claim(
    "jobs that the limiter holds back stay in `wait`",
    RATE_LIMITING,
    "Jobs that get rate limited will actually stay in the waiting state.",
    {"wait": 2, "delayed": 0},
)
def limited_jobs_stay_waiting(lab: Lab) -> Evidence:
    """One of three jobs may start."""
    queue = _filled(lab, 3)
    _started([lab.worker("q", limiter=(1, "1m"))])
    return {role.value: length(queue, role) for role in (Role.ACTIVE, Role.WAIT, Role.DELAYED)}


@claim(
    "global concurrency counts the jobs of all workers together",
    GLOBAL_CONCURRENCY,
    "how many jobs are allowed to be processed in parallel across all your worker instances",
    {"at_work_at_once": 4},
)
def global_concurrency_counts_all_workers(lab: Lab) -> Evidence:
    """Two workers take as many of twelve jobs as they get, where four may run."""
    queue = _filled(lab, 12)
    queue.concurrency(4)
    _started([lab.worker("q") for _ in range(2)])
    return {"at_work_at_once": length(queue, Role.ACTIVE)}


CLAIMS: tuple[Claim, ...] = (
    the_limiter_is_for_all_workers,
    the_limiter_caps_how_many_run,
    limited_jobs_stay_waiting,
    global_concurrency_counts_all_workers,
)
