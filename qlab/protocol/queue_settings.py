"""A queue's settings in ``meta``, and what keeps a worker that asks for a job from getting one.

Sources: getQueueMetadata and getRateLimitTTL in moveToActive-11.lua, pause-7.lua; ``Queue.rateLimit``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from qlab.text.decoded import to_number

__all__ = [
    "LIMITED_BY_HAND",
    "PAUSED_FIELD",
    "Obstacle",
    "QueueSettings",
    "is_paused",
    "obstacles",
    "started_in_window",
    "window_of",
]

PAUSED_FIELD = "paused"
"""The field of ``meta`` that says that the queue is paused; its value does not matter (HMGET in getQueueMetadata)."""
LIMITED_BY_HAND = 2**53 - 1
"""What ``Queue.rateLimit`` writes into ``limiter``: JavaScript's MAX_SAFE_INTEGER, more than any limit allows."""


class QueueSettings(NamedTuple):
    """What a queue's ``meta`` says of how many jobs may start.

    Attributes:
        paused: Whether moveToActive gives workers nothing.
        concurrency: How many jobs may be active at once, over all workers; None: any number.
        most: How many jobs may start in a window of the rate limit; None: any number, or as a worker's own option says.
        window_ms: How long such a window lasts, ms.
    """

    paused: bool = False
    concurrency: int | None = None
    most: int | None = None
    window_ms: int | None = None

    @classmethod
    def of(cls, meta: Mapping[str, str]) -> QueueSettings:
        """Return the settings in the fields of a queue's ``meta``; what is not a number counts as not set."""
        return cls(PAUSED_FIELD in meta, *(_whole(meta.get(field)) for field in ("concurrency", "max", "duration")))


def _whole(raw: str | None) -> int | None:
    number = None if raw is None else to_number(raw)
    return None if number is None else int(number)


def is_paused(meta: Mapping[str, str], paused_list: bool) -> bool:
    """Return whether a queue is paused.

    Args:
        meta: The fields of its ``meta``.
        paused_list: Whether the list ``paused`` exists. A BullMQ older than 6 renames ``wait`` to it while the queue is
            paused, and back at the end; workers take no job from there, whatever ``meta`` says.
    """
    return PAUSED_FIELD in meta or paused_list


def started_in_window(limiter: str | None) -> int:
    """Return how many jobs have started in the rate limit's window, from the value of ``limiter``; 0 without one."""
    return _whole(limiter) or 0


class Obstacle(StrEnum):
    """Why moveToActive returns no job, although there may be some."""

    RATE_LIMIT = "rate limit"
    PAUSED = "paused"
    CONCURRENCY = "concurrency"


def window_of(settings: QueueSettings, limiter: Mapping[str, int] | None) -> int | None:
    """Return how long the rate limit's window lasts that a worker's first job opens, ms; None where it opens none.

    moveToActive-11.lua: the queue's own ``max`` goes before that of the worker's limiter, and the worker's ``duration``
    before the queue's.

    Args:
        settings: The queue's.
        limiter: The worker's option ``limiter``: ``max`` and ``duration`` (ms).
    """
    if limiter is not None:
        return limiter["duration"]
    return None if settings.most is None else settings.window_ms


def obstacles(settings: QueueSettings, *, active: int, limited: bool) -> tuple[Obstacle, ...]:
    """Return what keeps a worker that asks now from getting a job, in the order in which moveToActive looks.

    It has promoted what is due before it looks.

    Args:
        settings: The queue's settings.
        active: How many of its jobs are active.
        limited: Whether the rate limit is used up: as many jobs as it allows have started, and ``limiter`` lives on.
            The limit may be the worker's own, so ``settings`` alone cannot tell.
    """
    full = settings.concurrency is not None and active >= settings.concurrency
    found = {Obstacle.RATE_LIMIT: limited, Obstacle.PAUSED: settings.paused, Obstacle.CONCURRENCY: full}
    return tuple(obstacle for obstacle, stands in found.items() if stands)
