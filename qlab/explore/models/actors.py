"""Actors that many models share."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import suppress
from functools import partial
from typing import Any

from qlab.errors import QlabError
from qlab.lab.handles.queue import Queue

__all__ = ["Moves", "does", "may_do", "nothing", "of_job", "sleeper", "worker"]

Moves = Generator[Any, Any, None]


def worker(
    queue: Queue, *, jobs: int = 1, fails: bool = False, misses: int = 1, more: Callable[[Any], Any] | None = None
) -> Callable[[], Moves]:
    """A worker that takes some jobs and completes them.

    Args:
        queue: Where it takes them from.
        jobs: How many.
        fails: Whether it may fail them as well.
        misses: How often it finds no job before it gives up.
        more: Another call that it may choose instead, made for the job.
    """

    def run() -> Moves:
        taken = missed = 0
        while taken < jobs:
            job = yield queue.take
            if job is None:
                missed += 1
                if missed > misses:
                    return
                continue
            taken += 1
            with suppress(QlabError):  # it may have lost the job: on to the next
                yield _outcomes(job, fails, more)

    return run


def _outcomes(job: Any, fails: bool, more: Callable[[Any], Any] | None) -> tuple[Any, ...]:
    if job._job.deferredFailure:  # BullMQ's worker fails such a job without running it
        return (partial(job.fail, job._job.deferredFailure, unrecoverable=True),)
    others = [*([partial(job.fail, "boom")] if fails else []), *([more(job)] if more else [])]
    return (job.complete, *others)


def sleeper(queue: Queue, marker: Callable[[], Any], *, jobs: int = 1) -> Callable[[], Moves]:
    """A worker that sleeps on the marker while there is no job, as BullMQ's does.

    Args:
        queue: Where it takes jobs from.
        marker: Blocks on the queue's marker.
        jobs: How many it takes.
    """

    def run() -> Moves:
        taken = 0
        while taken < jobs:
            job = yield queue.take
            if job is None:
                yield marker
                continue
            taken += 1
            with suppress(QlabError):
                yield job.complete

    return run


def does(*calls: Any) -> Callable[[], Moves]:
    """Make some calls in order; what is refused is let be."""

    def run() -> Moves:
        for call in calls:
            with suppress(QlabError):
                yield call

    return run


def may_do(*calls: Any) -> Callable[[], Moves]:
    """Make some calls in order, or leave any of them out."""
    return does(*((call, nothing) for call in calls))


def nothing() -> None:
    """Leave a call out."""


def of_job(queue: Queue, id: str, operation: str, *args: Any, **options: Any) -> Callable[[], Any]:
    """An operation on a job that is looked up by its id: two moves, the look and the operation."""

    def call() -> Any:
        return getattr(queue.job(id), operation)(*args, **options)

    call.__name__, call.__dict__["operation"] = f"{operation} job {id}", operation
    return call
