"""What the demo request asks for: in one place, for the service and for the same story in virtual time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from qlab.app.jobs import Data, Email, Notification, Report, Sync
from qlab.app.queues import QueueName
from qlab.protocol.jobs.flows import FAIL_PARENT

__all__ = ["DEMO", "REPORT", "SCHEDULES", "SOURCE_OPTIONS", "example", "report_sources"]


class Wish(NamedTuple):
    """A job that the demo asks for.

    Attributes:
        queue, name, data: The job's.
        options: Its own options.
    """

    queue: QueueName
    name: str
    data: dict[str, Any]
    options: Mapping[str, Any] = {}


_REMINDER = Email(to="radia@example.com", name="radia", template="reminder")
DEMO = (
    Wish("email", "welcome", Email(to="ada@example.com", name="ada").model_dump()),
    Wish("email", "welcome", Email(to="grace+451x2@example.com", name="grace").model_dump()),
    Wish("email", "welcome", Email(to="alan+550@example.com", name="alan").model_dump()),
    Wish("email", "reminder", _REMINDER.model_dump(), {"delay": 5_000}),
    Wish("data-processing", "csv", Data().model_dump()),
    Wish("notifications", "push", Notification(user="ada").model_dump()),
    Wish("data-sync", "sync", Sync().model_dump()),
)
"""The single jobs: mails that arrive, at once, at the third try, never and later, and one job of each other kind."""
REPORT = Report()
"""And a flow."""


class Schedule(NamedTuple):
    """A job scheduler of the queue ``scheduled``.

    Attributes:
        name: Its id, and the name of its jobs.
        data: Their data.
        pattern: When, as a cron expression; "" where it goes by ``every_ms``.
        every_ms: How often, ms; 0 where it goes by ``pattern``.
    """

    name: str
    data: Mapping[str, Any]
    pattern: str = ""
    every_ms: int = 0

    @property
    def repeat(self) -> dict[str, Any]:
        """BullMQ's repeat options."""
        return {"pattern": self.pattern} if self.pattern else {"every": self.every_ms}


SCHEDULES = (
    Schedule("digest", {"to": "team@example.com"}, pattern="0 9 * * *"),
    Schedule("clean-up", {}, every_ms=600_000),
)
SOURCE_OPTIONS: Mapping[str, Any] = {FAIL_PARENT.option: True}
"""A source that cannot be read fails the report; without this the report would wait for it forever."""


def report_sources(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the children of a report's flow, each with its name and data: one for each source, whoever adds them."""
    return [{"name": "source", "data": {"file": file}} for file in dict.fromkeys(data["sources"])]


def example(queue: QueueName) -> tuple[str, Mapping[str, Any]]:
    """Return the name and data of a job that the queue's workers can do."""
    if queue == "scheduled":
        return SCHEDULES[-1].name, SCHEDULES[-1].data
    if queue == "analytics":
        source = report_sources(REPORT.model_dump())[0]
        return source["name"], source["data"]
    return next((wish.name, wish.data) for wish in DEMO if wish.queue == queue)
