"""What keeps a job that is ready from being taken: a pause, a rate limit, the global concurrency, and no hands."""

from __future__ import annotations

from collections.abc import Iterator

from qlab.observe.evidence import Evidence, hash_field, length, ttl, whole
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.hands import hands
from qlab.observe.explaining.job_report import JobReport
from qlab.observe.rate_limit import told
from qlab.protocol.keys import Role
from qlab.protocol.queue_settings import PAUSED_FIELD, started_in_window

__all__ = ["obstacles"]

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
    yield Statement("next", told(started, most, left), evidence)


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
