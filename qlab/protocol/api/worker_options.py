"""What BullMQ's Worker assumes unless it is told otherwise.

Source: the constructor of npm's Worker (bullmq 6.7.0, ``worker.ts``) and of PyPI's (3.4.4, ``worker.py``).
"""

from __future__ import annotations

__all__ = ["DRAIN_DELAY_S", "LOCK_MS", "MAX_STALLED", "STALLED_MS", "renew_ms"]

LOCK_MS = 30_000
"""How long a worker owns a job it took (option ``lockDuration``), ms."""
DRAIN_DELAY_S = 5
"""How long an idle worker blocks on the marker before it looks all the same (option ``drainDelay``), s."""
MAX_STALLED = 1
"""How often a job may stall before it is to fail (option ``maxStalledCount``)."""
STALLED_MS = 30_000
"""How often a worker looks for stalled jobs (option ``stalledInterval``), ms."""


def renew_ms(lock_ms: int) -> int:
    """How often a worker renews its locks unless its option ``lockRenewTime`` says so, ms: twice while one lasts."""
    return max(lock_ms // 2, 1)
