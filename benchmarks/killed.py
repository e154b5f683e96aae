"""A worker that somebody kills: ``python -m benchmarks.killed URL`` works on the queue ``killed`` until it is ended."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from qlab.run.real.live import open_worker

OPTIONS = {"concurrency": 20, "lockDuration": 1_000, "stalledInterval": 400, "maxStalledCount": 100}


SHORT_S, LONG_S = 0.005, 0.8
"""How long a job takes; where the worker is slow, each of the first so long that its lock is renewed meanwhile."""
LONG_JOBS = 20


async def main(url: str, pace: str = "") -> None:
    """Work, each job 5 ms; a slow one's first jobs, after a few short ones, take longer than half their lock."""
    done = 0

    async def process(_job: Any, _token: str) -> None:
        nonlocal done
        done += 1
        await asyncio.sleep(LONG_S if pace == "slow" and done > LONG_JOBS and done % 10 == 0 else SHORT_S)

    worker = await open_worker(url, "killed", process, OPTIONS)
    await worker.run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
