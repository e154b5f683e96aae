"""Notifications: deduplicated by the service, rate-limited by the worker, and stored once for each job."""

from __future__ import annotations

from typing import Any

import bullmq

from qlab.app.processors.database import connected
from qlab.app.settings import Settings

__all__ = ["process"]


async def process(settings: Settings, job: bullmq.Job) -> dict[str, Any]:
    """Put the message into its user's inbox. The key is the job: a second run changes nothing.

    Its id alone is no key: the inbox outlives a queue that is obliterated or a server that is emptied, and then ids
    begin at 1 again.
    """
    data, key = job.data, f"{job.id}@{job.timestamp}"
    with connected(settings) as database:
        database.execute(
            "INSERT INTO inbox (job, user, kind, text) VALUES (?, ?, ?, ?) ON CONFLICT (job) DO NOTHING",
            (key, data["user"], data["kind"], data["text"]),
        )
        (unread,) = database.execute("SELECT count(*) FROM inbox WHERE user = ?", (data["user"],)).fetchone()
    return {"user": data["user"], "unread": unread}
