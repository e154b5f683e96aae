"""Six mails that fail at the same moment: their retries come together, or spread out."""

from __future__ import annotations

from qlab.lab.lab import Lab
from qlab.protocol.backoff import Backoff, exponential, jittered
from qlab.stories.email import BUSY

__all__ = ["herd", "herd_with_jitter"]

MAILS = 6


def herd(lab: Lab) -> None:
    """Retry without jitter: all six come back in the same millisecond."""
    _fail_together(lab, exponential("4s"))


def herd_with_jitter(lab: Lab) -> None:
    """Retry with jitter: each wait is shortened by chance, and the six come back one by one."""
    _fail_together(lab, jittered(exponential("4s"), 0.5))


def _fail_together(lab: Lab, backoff: Backoff) -> None:
    email = lab.queue("email", attempts=2, backoff=backoff)
    email.add_bulk([("welcome", {"number": number}) for number in range(1, MAILS + 1)])
    for job in [email.take(f"worker-{number}") for number in range(1, MAILS + 1)]:
        if job:
            job.fail(BUSY)
    while lab.clock.to_next() is not None:
        while job := email.take():
            job.complete({"answer": "250 OK"})
