"""Limits and order: a rate limit, a global concurrency, priorities, and a queue that is paused."""

from __future__ import annotations

from qlab.lab.lab import Lab
from qlab.stories.gallery.lost_workers import take

__all__ = ["global_concurrency", "pause", "priority", "rate_limit"]


def rate_limit(lab: Lab) -> None:
    """Allow two jobs in ten seconds: the third waits, though workers are idle."""
    email = lab.queue("email")
    email.limit(2, "10s")
    email.add_bulk([("welcome", {"number": number}) for number in range(1, 6)])
    for _ in range(2):
        while job := email.take():
            job.complete()
        lab.clock.advance("10s")
    take(email).complete()


def global_concurrency(lab: Lab) -> None:
    """Allow two jobs at once in the whole queue: a third worker gets nothing until one is done."""
    email = lab.queue("email")
    email.concurrency(2)
    email.add_bulk([("welcome", {"number": number}) for number in range(1, 5)])
    first, second = take(email, "worker-1"), take(email, "worker-2")
    email.take("worker-3")
    first.complete()
    third = take(email, "worker-3")
    email.take("worker-1")
    second.complete()
    third.complete()
    email.concurrency()
    fourth = take(email, "worker-1")
    fourth.complete()


def priority(lab: Lab) -> None:
    """Mix jobs with and without a priority, and change one."""
    email = lab.queue("email")
    email.add("newsletter", priority=10)
    email.add("receipt", priority=1)
    email.add("password-reset")
    late = email.add("digest", priority=10)
    email.add("alarm", priority=1)
    late.change_priority(1)
    while job := email.take():
        job.complete()


def pause(lab: Lab) -> None:
    """Pause under BullMQ 6: jobs stay in `wait`, and a field of `meta` holds the workers off."""
    email = lab.queue("email")
    email.add("welcome")
    email.add("reminder")
    running = take(email)
    email.pause()
    email.take("worker-2")
    email.add("receipt")
    running.complete()
    email.resume()
    while job := email.take("worker-2"):
        job.complete()
