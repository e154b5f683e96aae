"""Inline: the same work done in the request, as one would without a queue; for comparison."""

from __future__ import annotations

import sqlite3
import time
from typing import Any
from uuid import uuid4

from bullmq.custom_errors import UnrecoverableError

from qlab.app.processors import PROCESSORS
from qlab.app.queues import QueueName
from qlab.app.settings import Settings
from qlab.app.web.deadline import take_time
from qlab.errors import JobError

__all__ = ["Work", "do"]

Work = tuple[QueueName, str, dict[str, Any]]


class InlineJob:
    """Stands where a job would: no queue holds it, nobody retries it, and its progress goes nowhere.

    Attributes:
        id: Its own, as a job's is: processors tell a second run of the same work by it.
        timestamp, name, data, progress: As a job's.
    """

    def __init__(self, name: str, data: dict[str, Any]) -> None:
        self.id, self.timestamp = f"inline-{uuid4().hex}", round(time.time() * 1000)
        self.name, self.data = name, data
        self.progress: Any = 0

    async def updateProgress(self, progress: Any) -> None:  # noqa: N802  BullMQ's name
        """Keep the progress."""
        self.progress = progress

    async def log(self, row: str) -> int:
        """Forget the row."""
        return len(row)


async def do(settings: Settings, queue: QueueName, name: str, data: dict[str, Any]) -> dict[str, Any]:
    """Do a job's work here and now.

    Raises:
        JobError: If it fails: there is no second attempt.
    """
    take_time()
    try:
        result = await PROCESSORS[queue](settings, InlineJob(name, data))
    except (UnrecoverableError, OSError, sqlite3.Error) as error:
        raise JobError(
            f"The work failed, and nothing retries it within a request ({error}); queue it instead."
        ) from error
    return dict(result)
