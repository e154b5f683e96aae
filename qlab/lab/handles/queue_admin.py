"""QueueAdmin: what an operator does to a whole queue."""

from __future__ import annotations

from qlab.errors import OptionError
from qlab.lab.handles.options import checked_flag, checked_number
from qlab.lab.handles.queue_handle import QueueHandle
from qlab.protocol import operations
from qlab.protocol.keys import Role
from qlab.protocol.states import FINISHED
from qlab.text.durations import Duration, parse_duration
from qlab.text.escape import repr_of

__all__ = ["QueueAdmin"]

CLEANABLE = ("completed", "failed", "delayed", "prioritized", "wait", "active")


class QueueAdmin(QueueHandle):
    """A queue's operations on all of its jobs, and its limits."""

    def pause(self) -> None:
        """Stop all workers from taking jobs of this queue: `pause`."""
        self._manage(operations.PAUSE, self._queue.pause)

    def resume(self) -> None:
        """Let workers take jobs again: `pause`, in reverse."""
        self._manage(operations.RESUME, self._queue.resume)

    def drain(self, *, delayed: bool = False) -> None:
        """Remove the jobs that wait, and with ``delayed`` also those in `delayed`: `drain`."""
        checked_flag(delayed, "delayed")
        self._manage(operations.DRAIN, lambda: self._queue.drain(delayed), {"options": {"delayed": delayed}})

    def clean(self, state: str = "completed", *, grace: Duration = 0, limit: int = 0) -> list[str]:
        """Remove old jobs in one state: `cleanJobsInSet`.

        Args:
            state: ``completed``, ``failed``, ``delayed``, ``prioritized``, ``wait`` or ``active``.
            grace: How long a job must have been there to be removed.
            limit: How many to remove at most; 0 for all.

        Returns:
            The removed jobs' ids.

        Raises:
            OptionError: If jobs in that state cannot be cleaned, or the limit is not a number.
        """
        _check_state(state, CLEANABLE, "cleaned")
        most = checked_number(limit, "limit", least=0)
        ms = parse_duration(grace)
        options = {"grace": ms, "limit": most, "type": state}
        removed = self._manage(operations.CLEAN, lambda: self._queue.clean(ms, most, state), {"options": options})
        return [str(id) for id in removed or []]

    def obliterate(self, *, force: bool = False) -> None:
        """Remove the queue and everything in it: `pause`, then `obliterate`.

        Raises:
            QueueError: If jobs are active and ``force`` is not given.
        """
        facts = {"options": {"force": checked_flag(force, "force")}}
        self._manage(operations.OBLITERATE, lambda: self._queue.obliterate(force), facts)

    def retry_all(self, state: str = "failed", *, count: int = 1000) -> None:
        """Move the failed (or completed) jobs back to where workers take jobs from: `moveJobsToWait`.

        Args:
            state: ``failed`` or ``completed``.
            count: How many jobs each call of the script moves; it is called until none is left.
        """
        _check_state(state, FINISHED, "retried")
        most = checked_number(count, "count", least=1)
        asked = {"state": state, "count": most}
        options = {**asked, "timestamp": self.lab.clock.now_ms}
        self._manage(operations.RETRY_ALL, lambda: self._queue.retryJobs(options), {"options": asked})

    def promote_all(self, *, count: int = 1000) -> None:
        """Move all delayed jobs to where workers take jobs from, due or not: `moveJobsToWait`, ``count`` at a time."""
        most = checked_number(count, "count", least=1)
        options = {"count": most}
        self._manage(operations.PROMOTE_ALL, lambda: self._queue.promoteJobs(options), {"options": options})

    def limit(self, max_jobs: int | None = None, duration: Duration = "1s") -> None:
        """Limit how many jobs all workers together may start in each window (fields `max` and `duration` of `meta`).

        Args:
            max_jobs: How many; None removes the limit.
            duration: How long a window lasts.

        Raises:
            OptionError: If that is not a number of jobs.
        """
        ms = checked_number(parse_duration(duration), "duration", least=1)
        self.lab.expect_ttl(Role.LIMITER, ms)
        if max_jobs is None:
            self._manage(operations.LIMIT, self._queue.removeGlobalRateLimit)
        else:
            most = checked_number(max_jobs, "max_jobs", least=1)
            self._manage(operations.LIMIT, lambda: self._queue.setGlobalRateLimit(most, ms))

    def concurrency(self, jobs: int | None = None) -> None:
        """Limit how many jobs may be active at once, over all workers (field `concurrency` of `meta`).

        Args:
            jobs: How many; None removes the limit.

        Raises:
            OptionError: If that is not a number of jobs.
        """
        if jobs is None:
            self._manage(operations.CONCURRENCY, self._queue.removeGlobalConcurrency)
        else:
            most = checked_number(jobs, "jobs", least=1)
            self._manage(operations.CONCURRENCY, lambda: self._queue.setGlobalConcurrency(most))


def _check_state(state: str, allowed: tuple[str, ...], done: str) -> None:
    if state not in allowed:
        raise OptionError(f"Jobs in {repr_of(state, 30)} cannot be {done}; choose one of {', '.join(allowed)}.")
