"""BullMQ's rules of an attempt: how it ended, with which error, and when the next one is due.

Pure functions over evidence. A caller without evidence passes None, and the functions never guess.
Sources: the Lua scripts of bullmq 3.4.4 (PyPI), ``job.py`` and ``worker.py``.
"""

from __future__ import annotations

from typing import NamedTuple

from qlab.protocol.states import NOT_STARTED, READY, JobState

__all__ = [
    "COMPLETED", "IN_VAIN", "REMOVED", "RETRIED", "RUNNING", "STALLED", "UNKNOWN", "Due", "error", "next_due",
    "outcome", "outcome_of_one",
]  # fmt: skip

COMPLETED, FAILED = str(JobState.COMPLETED), str(JobState.FAILED)
RETRIED, STALLED, REMOVED, RUNNING = "retried", "stalled", "removed", "active"
UNKNOWN = "unknown"
"""The outcome of an attempt that ended, and was followed by another, while nobody looked."""
IN_VAIN = frozenset({FAILED, RETRIED})
"""The outcomes of an attempt that failed."""


def outcome(target: JobState | None, *, finished: str | None, stalled: bool, counted: bool) -> str:
    """Return how an attempt ended whose job left ``active``.

    - ``moveToFinished`` puts the job in ``completed`` or ``failed``, or deletes it by ``removeOnComplete`` or
      ``removeOnFail``: then no container shows which of the two it was.
    - ``moveToDelayed`` and ``retryJob`` count the attempt (``HINCRBY atm``) when it failed. They count nothing when the
      processor put its job back (``DelayedError``, option ``skipAttempt``), nor does ``moveJobFromActiveToWait``.
    - ``moveStalledJobsToWait`` counts a stall (``HINCRBY stc``) and no attempt.

    Args:
        target: Where the job is now; None: it is gone.
        finished: ``completed`` or ``failed`` where the job was finished; None where it was not, or nobody knows.
        stalled: Whether a stalled check moved it.
        counted: Whether its attempts made (``atm``) rose.

    Returns:
        ``completed``, ``failed``, ``retried``, ``stalled``, ``removed``, or the state that the job was put into.
    """
    if target is None:
        return finished or REMOVED
    if target not in NOT_STARTED:
        return str(target)
    if stalled:
        return STALLED
    return RETRIED if counted else str(target)


def outcome_of_one(ended: int, *, stalled: int, counted: int) -> str:
    """Return how one of several attempts of a job ended, of which another followed it, and nobody saw its end.

    Args:
        ended: How many ended.
        stalled: How many stalls were counted meanwhile (``stc``).
        counted: How many attempts made (``atm``).

    Returns:
        ``retried`` or ``stalled`` where all of them were counted so; else ``unknown``.
    """
    if ended and counted == ended:
        return RETRIED
    return STALLED if ended and stalled == ended else UNKNOWN


def error(ended: str | None, text: str | None, stored: str | None) -> str | None:
    """Return the error that ended an attempt; None where it did not fail, or the text is not known.

    The text that the worker gave comes first: with ``removeOnFail`` the hash is deleted in the same script
    (``moveToFinished``), and what it held before is the error of an earlier attempt.

    Args:
        ended: The attempt's outcome.
        text: The error's text as the worker gave it.
        stored: ``failedReason`` after the attempt; None where the hash is gone.
    """
    return (text or stored) if ended in IN_VAIN else None


class Due(NamedTuple):
    """When a job's next attempt may begin.

    Attributes:
        at: The moment, ms since the epoch.
        delay_ms: The delay or backoff that it ends, ms; 0: none.
    """

    at: int
    delay_ms: int = 0


def next_due(source: JobState | None, target: JobState, at: int, due: int | None, was: Due | None) -> Due | None:
    """Return when a job that has just moved, to any state but ``active``, may next begin; None: at no known moment.

    In ``delayed`` that is what its score says (``getDelayedScore.lua``). A job that leaves ``delayed`` keeps its
    moment, unless it was promoted before (``promote``). One that only changes its place in line (``changePriority``)
    has been ready all along.

    Args:
        source: The state it left.
        target: The state it is in now.
        at: The moment of the move, ms since the epoch.
        due: In ``delayed``: when it is due, ms since the epoch; None: never. Of a job that nobody saw arrive: since
            when it was ready.
        was: What held before the move; None: nothing is known.
    """
    if target is JobState.DELAYED:
        return None if due is None else Due(due, max(due - at, 0))  # a look may come late
    if was is not None and source is JobState.DELAYED:
        return Due(min(was.at, at), was.delay_ms)
    return was if was is not None and source in READY and target in READY else Due(at if due is None else due)
