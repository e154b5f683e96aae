"""Signals: errors by which a processor says that its attempt has not failed.

npm's Worker (6.7, ``Worker.handleFailed``) knows four. After ``DelayedError``, ``WaitingError`` and
``WaitingChildrenError`` it does nothing: the processor has moved the job already. After ``RateLimitError`` it puts the
job back in line (`moveJobFromActiveToWait`) and takes no other before the rate limit's window ends. PyPI's Worker
(3.4.4) knows two of them and has no class for the others.
"""

from __future__ import annotations

from bullmq.custom_errors import DelayedError, UnrecoverableError, WaitingChildrenError

__all__ = [
    "DelayedError",
    "RateLimitError",
    "UnrecoverableError",
    "WaitingChildrenError",
    "WaitingError",
    "is_moved",
    "is_rate_limit",
]


class WaitingError(Exception):
    """Raised by a processor that has moved its job back in line."""


class RateLimitError(Exception):
    """Raised by a processor whose job should wait for the end of the rate limit's window."""


def is_moved(error: BaseException) -> bool:
    """Return whether a processor says by this error that it has moved its job itself."""
    return isinstance(error, DelayedError | WaitingError | WaitingChildrenError)


def is_rate_limit(error: BaseException) -> bool:
    """Return whether a processor asks by this error to wait for the end of the rate limit's window."""
    return isinstance(error, RateLimitError)
