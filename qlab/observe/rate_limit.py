"""What a queue's key `limiter` means for its jobs, in a sentence: one account for a job's explanation and the doctor.

A worker looks at the key only where it knows a `max` (getRateLimitTTL.lua).
"""

from __future__ import annotations

from qlab.protocol.queue_settings import LIMITED_BY_HAND
from qlab.text.durations import format_ms

__all__ = ["is_by_hand", "is_used_up", "told"]


def is_by_hand(started: int) -> bool:
    """Return whether somebody set the limit by hand (``rateLimit``), from how many jobs the key counts."""
    return started >= LIMITED_BY_HAND


def is_used_up(started: int, most: int | None) -> bool:
    """Return whether the queue's own limit is used up; False where the queue has none."""
    return most is not None and started >= most


def told(started: int, most: int | None, left_ms: int | None) -> str:
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
        "How many it may hold says the workers' option `limiter`, not Redis: if no more, none starts before then."
    )
