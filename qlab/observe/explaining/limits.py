"""What keeps a job that is ready from being taken: a pause, a rate limit, the global concurrency, and no hands."""

from __future__ import annotations

from collections.abc import Iterator

from qlab.observe.evidence import Evidence, hash_field, length, whole
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.hands import hands
from qlab.observe.explaining.job_report import Case
from qlab.protocol.keys import Role
from qlab.protocol.settings import LIMITED_BY_HAND, PAUSED_FIELD, started_in_window
from qlab.text.durations import format_ms

Statements = Iterator[Statement]


def obstacles(case: Case) -> Statements:
    """Everything that stands between a ready job and a worker."""
    if case.page.is_paused(case.queue):
        evidence = (
            _meta(case, PAUSED_FIELD),
            length(case.key(Role.PAUSED), case.page.container(case.queue, Role.PAUSED)),
        )
        yield Statement("next", "The queue is paused: no worker takes a job before it is resumed.", evidence)
    yield from _rate(case)
    yield from _concurrency(case)
    yield from hands(case)


def _meta(case: Case, field: str) -> Evidence:
    return hash_field(case.key(Role.META), case.page.container(case.queue, Role.META), field)


def _rate(case: Case) -> Statements:
    """The window of a rate limit. A worker looks at it only where it knows a `max` (getRateLimitTTL.lua)."""
    limiter = case.page.container(case.queue, Role.LIMITER)
    if limiter is None:
        return
    left, started = case.page.ttl_ms(limiter.name), started_in_window(limiter.text)
    most = case.page.settings(case.queue).most
    if left is not None and most is not None and started < most:
        return  # there is room
    lasts = Evidence(f"{limiter.name} time to live", "(none)" if left is None else f"{left} ms")
    yield Statement("next", _rate_text(case, started, left), (whole(limiter.name, limiter), lasts, _meta(case, "max")))


def _rate_text(case: Case, started: int, left: int | None) -> str:
    most = case.page.settings(case.queue).most
    if left is None:
        return (
            "The key `limiter` has no TTL, so it holds nothing back: a worker waits only as long as its TTL says, and "
            "sets one only with the first job of a window, which it never becomes again. Delete the key."
        )
    if most is not None and started >= most:
        return f"The queue's rate limit is used up: no job starts for another {format_ms(left)}."
    if started >= LIMITED_BY_HAND:
        return (
            f"The rate is limited by hand (`rateLimit`) for another {format_ms(left)}. Only workers with a `max` look "
            "at that: their own option `limiter`, or the queue's global rate limit, which is not set. Others start "
            "jobs all the same."
        )
    return (
        f"A rate limit's window is open for another {format_ms(left)}, with {started:,} jobs in it. "
        "How many it may hold says the workers' option `limiter`, not Redis: if no more, none starts before then."
    )


def _concurrency(case: Case) -> Statements:
    allowed, active = case.page.settings(case.queue).concurrency, case.size(Role.ACTIVE)
    if allowed is None or active < allowed:
        return
    evidence = (
        _meta(case, "concurrency"), length(case.key(Role.ACTIVE), case.page.container(case.queue, Role.ACTIVE))
    )  # fmt: skip
    text = f"The queue's global concurrency of {allowed} is reached: a job must finish first."
    if allowed <= 0:
        text = f"The queue's global concurrency is {allowed}: no job ever starts. Set it to 1 or more, or remove it."
    yield Statement("next", text, evidence)
