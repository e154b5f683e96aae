"""What the demo request asks for: in one place, for the service and for the same story in virtual time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from qlab.app.jobs import Data, Email, Notification, Report, Sync
from qlab.app.queues import QueueName


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
