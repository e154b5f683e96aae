"""Scheduled: what the clock asks for. A digest goes out by mail, and old finished jobs are cleaned away."""

from __future__ import annotations

from typing import Any

import bullmq

from qlab.app.queues import NAMES, job_options
from qlab.app.settings import Settings

__all__ = ["process"]

GRACE_MS = 24 * 3_600_000
"""How long a finished job is kept at least, ms."""


async def process(settings: Settings, job: bullmq.Job) -> dict[str, Any]:
    """Do what the job's name says."""
    return await (_clean_up(settings) if job.name == "clean-up" else _digest(settings, job))


async def _digest(settings: Settings, job: bullmq.Job) -> dict[str, Any]:
    queue = _queue(settings, "email")
    try:
        data = {"to": job.data.get("to", "team@example.com"), "name": "team", "template": "digest"}
        # The scheduler's own id names this moment: should the job run twice, BullMQ adds one mail.
        id = f"digest-{str(job.id).rpartition(':')[2]}-mail"
        added = await queue.add("digest", data, {**job_options(settings, "email"), "jobId": id})
        return {"email": str(added.id)}
    finally:
        await queue.close()


async def _clean_up(settings: Settings) -> dict[str, Any]:
    removed = 0
    for name in NAMES:
        queue = _queue(settings, name)
        try:
            removed += len(await queue.clean(GRACE_MS, 1_000, "completed"))
        finally:
            await queue.close()
    return {"removed": removed}


def _queue(settings: Settings, name: str) -> bullmq.Queue:
    return bullmq.Queue(name, {"connection": settings.url, "prefix": settings.prefix})
