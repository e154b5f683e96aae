"""Why a failure is final: what kept BullMQ from trying a job again.

Sources: Job.moveToFailed and shouldRetryJob in ``job.py`` of bullmq 3.4.4 (PyPI); moveStalledJobsToWait-9.lua and
handleChildFailureAndMoveParentToWait in moveToFinished-14.lua, which settle a failure beforehand in the field ``defa``.
"""

from __future__ import annotations

import re
from enum import Enum

__all__ = ["UNRECOVERABLE", "FinalCause", "final_cause"]

UNRECOVERABLE = "UnrecoverableError"
"""The name of the error that forbids another attempt, in npm's BullMQ and in PyPI's."""
_STALLED = re.compile(r"job stalled more than ")
_CHILD = re.compile(r"child \S+:\S+ failed$")


class FinalCause(Enum):
    """Why there is no further attempt."""

    STALLED = "It stalled more often than its worker allows (maxStalledCount)."
    CHILD = "A child failed that takes its parent with it (failParentOnFailure)."
    DECIDED = "It was settled before the attempt began (`defa`)."
    UNRECOVERABLE = "The error forbids another attempt."
    BACKOFF = "Attempts were left, and the backoff strategy answered -1."
    ERROR_OR_BACKOFF = "Attempts were left: the error forbade another, or the backoff strategy answered -1."
    USED_UP = "No attempt was left."


def final_cause(
    reason: str, *, made: int, allowed: int, unrecoverable: bool | None = None, decided: bool | None = None
) -> FinalCause:
    """Return why a job that failed is not tried again.

    Args:
        reason: Its ``failedReason``.
        made: How many attempts have ended, this one included.
        allowed: How many it may have.
        unrecoverable: Whether the error forbids another attempt; None: not known.
        decided: Whether the failure was settled before the attempt began; None: not known, then BullMQ's own reasons
            tell.
    """
    if decided is not False:
        settled = FinalCause.STALLED if _STALLED.match(reason) else FinalCause.CHILD if _CHILD.match(reason) else None
        if settled or decided:
            return settled or FinalCause.DECIDED
    if unrecoverable:
        return FinalCause.UNRECOVERABLE
    if made < allowed:
        return FinalCause.ERROR_OR_BACKOFF if unrecoverable is None else FinalCause.BACKOFF
    return FinalCause.USED_UP
