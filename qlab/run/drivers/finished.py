"""Finished: the jobs that a queue keeps in `completed` or `failed`, and which of them make way for the next."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable
from typing import Any

from qlab.protocol.jobs.retention import Retention

__all__ = ["Finished"]


class Finished:
    """One of a queue's two sets of finished jobs, in the order of its scores.

    Args:
        jobs: (its score: when it finished, ms since the epoch, or what a hand wrote; id) of those there are.
    """

    def __init__(self, jobs: Iterable[tuple[float, str]] = ()) -> None:
        self._jobs: list[tuple[float, str]] = sorted(jobs)

    def add(self, id: str, now: int, keep: Any) -> list[str]:
        """Note that a job has finished: `moveToFinished`.

        Args:
            id: The job's id.
            now: The time, ms since the epoch.
            keep: Its option `removeOnComplete` or `removeOnFail`.

        Returns:
            The ids of the jobs that BullMQ removes now, its own among them where it is not kept.
        """
        rule = Retention.of(keep)
        if rule.count == 0:
            return [id]
        insort(self._jobs, (now, id))
        old = self._too_old(rule, now)
        return old + self._drop(rule.too_many(len(self._jobs)))

    def _too_old(self, rule: Retention, now: int) -> list[str]:
        if rule.age_ms is None:
            return []
        latest: float = now - rule.age_ms
        return self._drop(rule.too_old(bisect_right(self._jobs, latest, key=lambda job: job[0])))

    def _drop(self, which: slice) -> list[str]:
        dropped = [id for _, id in self._jobs[which]]
        del self._jobs[which]
        return dropped
