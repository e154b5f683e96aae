"""Crashes, stalls and retries: what locks and the stalled check are for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from qlab.explore.engine.cast import World
from qlab.explore.engine.effects import did
from qlab.explore.invariants import HOLDER_WRITES, NO_LOST_WAKE_UP
from qlab.explore.models.actors import Moves, does, worker
from qlab.explore.models.known_model import Model, model
from qlab.explore.moment import Moment
from qlab.lab.lab import Lab

__all__ = ["MODELS", "workers"]

Actors = dict[str, Callable[[], Moves]]


def workers(count: int, jobs: int, checks: int, **options: Any) -> World:
    """Some workers, some jobs, and the stalled check."""

    def world(lab: Lab) -> Actors:
        queue = lab.queue("q", **options)
        for number in range(jobs):
            queue.add("job", number)
        run = worker(queue, jobs=2, fails=bool(options))
        named = dict.fromkeys(("ann", "bob", "cid")[:count], run)
        return {**named, "checker": does(*[queue.check_stalled] * checks)}

    return world


def charged_once(moment: Moment) -> str | None:
    """Nobody is charged twice."""
    for happened, times in moment.effects.items():
        if times > 1:
            return f"{happened} happened {times} times"
    return None


def _paying(lab: Lab, *, once: bool) -> Actors:
    pay = lab.queue("pay")
    pay.add("invoice", {"euro": 10})

    def charge() -> Moves:
        job = yield pay.take
        if job:
            yield did("charge", job.id, once=once)
            yield job.complete

    return {"ann": charge, "bob": charge, "checker": does(pay.check_stalled, pay.check_stalled)}


PAYING = Model(
    "paying",
    "A worker charges a card and crashes before it completes the job: the next one charges again.",
    partial(_paying, once=False),
    {"crashes": 1, "ticks": 3, "always": [charged_once]},
    {"charged once": 8},
)
PAYING_ONCE = Model(
    "paying once",
    "With an idempotency key the second charge changes nothing.",
    partial(_paying, once=True),
    {"crashes": 1, "ticks": 3, "always": [charged_once]},
)
CRASH = Model("crash", "Two workers, two jobs, one crash, three stalled checks.", workers(2, 2, 3),
    {"crashes": 1, "ticks": 3})  # fmt: skip
LATE = Model("late", "A worker does not renew its lock in time and lives on.", workers(2, 2, 2),
    {"late": 1, "ticks": 1})  # fmt: skip
RETRIES_AT_ONCE = Model("retries at once", "Two attempts without a backoff, and a crash.",
    workers(2, 1, 1, attempts=2), {"crashes": 1, "ticks": 1})  # fmt: skip
RETRIES = Model("retries", "Two attempts with a backoff, and a crash.", workers(2, 2, 2, attempts=2, backoff=1000),
    {"crashes": 1, "ticks": 3}, large=True)  # fmt: skip
CRASH_LARGE = Model("crash, large", "Three workers, three jobs, a crash and a late renewal.", workers(3, 3, 2),
    {"crashes": 1, "late": 1, "ticks": 3, "states": 200_000, "seconds": 300}, large=True)  # fmt: skip


@model(
    "A step job's data: a late worker overwrites what the lock's holder has stored.",
    late=1,
    ticks=1,
    always=[HOLDER_WRITES],
    every=True,
    breaks={"only the holder writes": 3},
)
def step_job(lab: Lab) -> Actors:
    """The documented pattern for step jobs, with a late worker."""
    queue = lab.queue("q")
    queue.add("steps", {"step": 1})

    def steps() -> Moves:
        job = yield queue.take
        if job:
            yield partial(job.update_data, {"step": 2})
            yield job.complete

    return {"ann": steps, "bob": steps, "checker": does(queue.check_stalled, queue.check_stalled)}


STEP_JOB = step_job
WAKE_UP = Model("wake up", "The marker while workers come and go.", workers(2, 2, 2),
    {"late": 1, "ticks": 2, "always": [NO_LOST_WAKE_UP]})  # fmt: skip
MODELS = (PAYING, PAYING_ONCE, CRASH, LATE, WAKE_UP, STEP_JOB, RETRIES_AT_ONCE, RETRIES, CRASH_LARGE)
