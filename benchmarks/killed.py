"""A worker that somebody kills: ``python -m benchmarks.killed URL`` works on the queue ``killed`` until it is ended."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from qlab.run.real.live import open_worker

OPTIONS = {"concurrency": 20, "lockDuration": 1_000, "stalledInterval": 400, "maxStalledCount": 100}


async def main(url: str) -> None:
    """Works, each job 5 ms."""

    async def process(_job: Any, _token: str) -> None:
        await asyncio.sleep(0.005)

    worker = await open_worker(url, "killed", process, OPTIONS)
    await worker.run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
