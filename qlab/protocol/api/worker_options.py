"""What BullMQ's Worker assumes unless it is told otherwise.

Source: the constructor of npm's Worker (bullmq 6.7.0, ``worker.ts``) and of PyPI's (3.4.4, ``worker.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qlab.protocol.jobs.retention import REMOVE_ON

__all__ = ["DRAIN_DELAY_S", "LOCK_MS", "MAX_STALLED", "STALLED_MS", "npm_options", "pypi_options", "renew_ms"]

LOCK_MS = 30_000
"""How long a worker owns a job it took (option ``lockDuration``), ms."""
DRAIN_DELAY_S = 5
"""How long an idle worker blocks on the marker before it looks all the same (option ``drainDelay``), s."""
MAX_STALLED = 1
"""How often a job may stall before it is to fail (option ``maxStalledCount``)."""
STALLED_MS = 30_000
"""How often a worker looks for stalled jobs (option ``stalledInterval``), ms."""


def renew_ms(lock_ms: int) -> int:
    """Return how often a worker renews its locks unless its option ``lockRenewTime`` says so, ms: twice while one
    lasts.
    """
    return max(lock_ms // 2, 1)


def npm_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a worker's options as npm's Worker takes them: how many finished jobs it keeps is an object there.

    Source: the type WorkerOptions of npm's bullmq 6.7.0 (``removeOnComplete`` and ``removeOnFail`` are KeepJobs).
    """
    return {name: _kept(value) if name in REMOVE_ON.values() else value for name, value in options.items()}


def pypi_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a worker's options as PyPI's Worker takes them: to renew no lock, it has to be told to do so every 0 ms.

    Source: ``LockManager.start`` of PyPI's bullmq 3.4.4 (``lock_manager.py``); it has no option ``skipLockRenewal``.
    """
    taken = {name: value for name, value in options.items() if name != "skipLockRenewal"}
    return {**taken, "lockRenewTime": 0} if options.get("skipLockRenewal") else taken


def _kept(value: Any) -> Any:
    if isinstance(value, bool):
        return {"count": 0 if value else -1}
    return {"count": value} if isinstance(value, int) else value
