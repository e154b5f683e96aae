"""Expiries: the keys of a long run that have a TTL, which ages with the virtual time."""

from __future__ import annotations

from collections.abc import Callable

from qlab.lab.clock import Time
from qlab.lab.lifetimes import HELD_MS, Lifetimes
from qlab.protocol.keys import Role, job_key, queue_key

__all__ = ["STRETCHED_MS", "Expiries"]

_UNREAD = 200
"""After this many operations the lab reads what the server told it of changed keys."""


class Expiries:
    """When a run's locks, windows and ids end.

    Args:
        prefix: BullMQ's key prefix.
        inside: The lab's time, lifetimes and how to settle these; see ``Lab.inside``.
    """

    def __init__(self, prefix: str, inside: tuple[Time, Lifetimes, Callable[[], None]]) -> None:
        self._prefix, (self._time, self._lifetimes, self.settle) = prefix, inside
        self._unread = 0

    @property
    def now(self) -> int:
        """The virtual time, ms since the epoch."""
        return self._time.ms

    def advance(self, to: int) -> None:
        """Move the time on and end the lifetimes that end on the way, ms since the epoch."""
        ended = False
        while (end := self._lifetimes.next()) is not None and end <= to:
            self._lifetimes.expire(end)
            ended = True
        if ended:
            self.settle()
        self._time.ms = to

    def keep_up(self) -> None:
        """Settle from time to time; call it after each operation."""
        self._unread += 1
        if self._unread >= _UNREAD:
            self._unread = 0
            self.settle()

    def lock(self, queue: str, id: str, ms: int) -> None:
        """Note that a worker has locked a job for this many ms, under a TTL that is stretched already."""
        self._lifetimes.hold(self._lock(queue, id), self.now + ms)

    def unlock(self, queue: str, id: str) -> None:
        """Note that the lock is gone."""
        self._lifetimes.release(self._lock(queue, id))

    def begin(self, queue: str, role: Role, ms: int) -> None:
        """Begin a rate limit's window, or the time between two stalled checks, unless one is under way."""
        key = queue_key(self._prefix, queue, role)
        if self._lifetimes.end_of(key) is None:
            self.hold(key, ms)

    def window_end(self, queue: str) -> int | None:
        """Return when the rate limit's window ends, ms since the epoch."""
        return self._lifetimes.end_of(queue_key(self._prefix, queue, Role.LIMITER))

    def hold(self, key: str, ms: int) -> None:
        """Note that a key has got a TTL of this many ms."""
        self._lifetimes.hold(key, self.now + ms, stretch=True)
        self.settle()

    def release(self, key: str) -> None:
        """Note that a key has no TTL any more, or is gone."""
        self._lifetimes.release(key)

    def _lock(self, queue: str, id: str) -> str:
        return job_key(self._prefix, queue, id, Role.LOCK)


STRETCHED_MS = HELD_MS // 2
"""A TTL on the server above this is a stretched one."""
