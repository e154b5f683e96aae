"""A job's run that began and ended between two looks: no look saw the job in ``active``, and its hash tells of it.

Only the latest run is told: the hash has one worker, one beginning and one end. Of the runs before it, it says no more
than how many there were.
"""

from __future__ import annotations

from typing import NamedTuple

from qlab.protocol.jobs.taken_by import runs_begun
from qlab.protocol.states import JobState
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot

__all__ = ["UnseenRun", "unseen_run"]


class UnseenRun(NamedTuple):
    """A run that nobody saw.

    Attributes:
        attempt: The number of its attempt.
        began: When it began, ms since the epoch (field `processedOn`).
        ended: When it ended (field `finishedOn`; of a job that is not finished, the moment of the look).
    """

    attempt: int
    began: int
    ended: int


def unseen_run(
    before: Snapshot,
    after: Snapshot,
    views: tuple[JobView | None, JobView | None],
    places: tuple[JobState | None, JobState | None],
) -> UnseenRun | None:
    """Return the latest run of a job that began and ended between two states; None where the hash tells of none.

    Args:
        before: The state before.
        after: The state after.
        views: The job before and after; None where it has no hash.
        places: Where it is before and after; None: in no container.
    """
    (old, new), (was, now) = views, places
    if new is None or now in {None, JobState.ACTIVE} or (old is None and _met(before, after, new)):
        return None
    last, counted = runs_begun(new.fields), new.attempts_made > (old.attempts_made if old is not None else 0)
    if new.processed_on is None or not (
        last > runs_begun(old.fields if old is not None else None) or _half_seen(old, was, counted)
    ):
        return None
    began = min(max(new.processed_on, before.at), after.at)  # by the worker's own clock
    ended = min(max(new.finished_on or after.at, began), after.at)
    return UnseenRun(new.attempts_made + (not counted), began, ended)


def _half_seen(old: JobView | None, was: JobState | None, counted: bool) -> bool:
    """Return whether a run began as a look was under way, which read the job's hash and not yet `active`."""
    return old is not None and was is None and runs_begun(old.fields) > 0 and counted


def _met(before: Snapshot, after: Snapshot, new: JobView) -> bool:
    """Return whether a job that was not known before may have been there all the same: then its run may be old."""
    return after.sampled or before.sampled or not before.at <= new.timestamp <= after.at
