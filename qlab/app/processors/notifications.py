"""Notifications: deduplicated by the service, rate-limited by the worker, and stored once for each job."""

from __future__ import annotations

from typing import Any

import bullmq

from qlab.app.processors.database import connected
from qlab.app.settings import Settings


async def process(settings: Settings, job: bullmq.Job) -> dict[str, Any]:
    """Puts the message into its user's inbox. The job's id is the key: a second run changes nothing."""
    data = job.data
    with connected(settings) as database:
        database.execute(
            "INSERT INTO inbox (job, user, kind, text) VALUES (?, ?, ?, ?) ON CONFLICT (job) DO NOTHING",
            (str(job.id), data["user"], data["kind"], data["text"]),
        )
        (unread,) = database.execute("SELECT count(*) FROM inbox WHERE user = ?", (data["user"],)).fetchone()
    return {"user": data["user"], "unread": unread}
