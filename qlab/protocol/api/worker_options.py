"""What BullMQ's Worker assumes unless it is told otherwise.

Source: the constructor of npm's Worker (bullmq 6.7.0, ``worker.ts``) and of PyPI's (3.4.4, ``worker.py``).
"""

from __future__ import annotations

__all__ = ["DRAIN_DELAY_S", "LOCK_MS"]

LOCK_MS = 30_000
"""How long a worker owns a job it took (option ``lockDuration``), ms."""
DRAIN_DELAY_S = 5
"""How long an idle worker blocks on the marker before it looks all the same (option ``drainDelay``), s."""
