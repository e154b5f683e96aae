"""What keeps a job that is ready from being taken: a pause, a rate limit, the global concurrency, and no hands."""

from __future__ import annotations

from collections.abc import Iterator

from qlab.observe.evidence import Evidence, hash_field, length, ttl, whole
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.hands import hands
from qlab.observe.explaining.job_report import JobReport
from qlab.protocol.keys import Role
from qlab.protocol.queue_settings import LIMITED_BY_HAND, PAUSED_FIELD, started_in_window
from qlab.text.durations import format_ms

__all__ = ["is_by_hand", "is_used_up", "limit_told", "obstacles"]

Statements = Iterator[Statement]


def obstacles(job: JobReport, whose: str = "this queue") -> Statements:
    """Return everything that stands between a ready job and a worker of its queue, called ``whose``."""
    if job.page.is_paused(job.queue):
        evidence = (
            _meta(job, PAUSED_FIELD),
            length(job.key(Role.PAUSED), job.page.container(job.queue, Role.PAUSED)),
        )
        yield Statement("next", "The queue is paused: no worker takes a job before it is resumed.", evidence)
    yield from _rate(job)
    yield from _concurrency(job)
    yield from hands(job, whose)


def _meta(job: JobReport, field: str) -> Evidence:
    return hash_field(job.key(Role.META), job.page.container(job.queue, Role.META), field)


def _rate(job: JobReport) -> Statements:
    """Return the window of a rate limit. A worker looks at it only where it knows a `max` (getRateLimitTTL.lua)."""
    limiter = job.page.container(job.queue, Role.LIMITER)
    if limiter is None:
        return
    left, started = job.page.ttl_ms(limiter.name), started_in_window(limiter.text)
    most = job.page.settings(job.queue).most
    if left is not None and most is not None and started < most:
        return  # there is room
    evidence = (whole(limiter.name, limiter), ttl(limiter.name, left), _meta(job, "max"))
    yield Statement("next", limit_told(started, most, left), evidence)


def _concurrency(job: JobReport) -> Statements:
    allowed, active = job.page.settings(job.queue).concurrency, job.size(Role.ACTIVE)
    if allowed is None or active < allowed:
        return
    evidence = (
        _meta(job, "concurrency"), length(job.key(Role.ACTIVE), job.page.container(job.queue, Role.ACTIVE))
    )  # fmt: skip
    text = f"The queue's global concurrency of {allowed} is reached: a job must finish first."
    if allowed <= 0:
        text = f"The queue's global concurrency is {allowed}: no job ever starts. Set it to 1 or more, or remove it."
    yield Statement("next", text, evidence)


def is_by_hand(started: int) -> bool:
    """Return whether somebody set the limit by hand (``rateLimit``), from how many jobs the key counts."""
    return started >= LIMITED_BY_HAND


def is_used_up(started: int, most: int | None) -> bool:
    """Return whether the queue's own limit is used up; False where the queue has none."""
    return most is not None and started >= most


def limit_told(started: int, most: int | None, left_ms: int | None) -> str:
    """Return the state of a rate limit in words.

    Args:
        started: How many jobs the key counts.
        most: The queue's global `max`; None without one.
        left_ms: How long the key lives on, ms; None where it has no TTL.
    """
    if left_ms is None:
        return (
            "The key `limiter` has no TTL, so it holds nothing back: a worker waits only as long as its TTL says, and "
            "sets one only with the first job of a window, which it never becomes again. Delete the key."
        )
    if is_used_up(started, most):
        return f"The queue's rate limit is used up: no job starts for another {format_ms(left_ms)}."
    if is_by_hand(started):
        return (
            f"The rate is limited by hand (`rateLimit`) for another {format_ms(left_ms)}. Only workers with a `max` "
            "look at that: their own option `limiter`, or the queue's global rate limit, which is not set. Others "
            "start jobs all the same."
        )
    return (
        f"A rate limit's window is open for another {format_ms(left_ms)}, with {started:,} jobs in it. "
        "The limit itself is the workers' option `limiter`, which Redis does not hold: if it is reached, no job starts "
        "before then."
    )
