"""Finished: the jobs that a queue keeps in `completed` or `failed`, and which of them make way for the next."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping
from typing import Any

_LIMIT = 1000
"""The most that one `moveToFinished` removes by age, unless the option says otherwise (`removeJobsByMaxAge`)."""


class Finished:
    """One of a queue's two sets of finished jobs, in the order of its scores.

    Args:
        jobs: (its score: when it finished, ms since the epoch, or what a hand wrote; id) of those there are.
    """

    def __init__(self, jobs: Iterable[tuple[float, str]] = ()) -> None:
        self._jobs: list[tuple[float, str]] = sorted(jobs)

    def add(self, id: str, now: int, keep: Any) -> list[str]:
        """A job has finished: `moveToFinished`.

        Args:
            id: The job's id.
            now: The time, ms since the epoch.
            keep: Its option `removeOnComplete` or `removeOnFail`.

        Returns:
            The ids of the jobs that BullMQ removes now, its own among them where it is not kept.
        """
        rule = _rule(keep)
        if rule.get("count") == 0:
            return [id]
        insort(self._jobs, (now, id))
        return self._too_old(rule, now) + self._too_many(rule)

    def _too_old(self, rule: Mapping[str, int], now: int) -> list[str]:
        if rule.get("age") is None:
            return []
        old = bisect_right([score for score, _id in self._jobs], now - rule["age"] * 1000)
        return self._drop(max(old - rule.get("limit", _LIMIT), 0), old)

    def _too_many(self, rule: Mapping[str, int]) -> list[str]:
        count = rule.get("count", -1)
        return self._drop(0, max(len(self._jobs) - count, 0)) if count > 0 else []

    def _drop(self, first: int, end: int) -> list[str]:
        dropped = [id for _, id in self._jobs[first:end]]
        del self._jobs[first:end]
        return dropped


def _rule(keep: Any) -> Mapping[str, int]:
    """The option as BullMQ's script gets it (``Scripts.moveToFinishedArgs``, ``getKeepJobs``)."""
    if isinstance(keep, Mapping):
        return keep
    if isinstance(keep, bool) or keep is None:
        return {"count": 0} if keep else {}
    return {"count": int(keep)}
