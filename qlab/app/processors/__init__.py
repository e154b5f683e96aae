"""Processors: what the workers run, one module a queue."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import bullmq

from qlab.app.processors.analytics import process as analytics
from qlab.app.processors.data import process as data
from qlab.app.processors.email import process as email
from qlab.app.processors.notifications import process as notifications
from qlab.app.processors.scheduled import process as scheduled
from qlab.app.processors.sync import process as sync
from qlab.app.queues import QueueName
from qlab.app.settings import Settings

Processor = Callable[[Settings, bullmq.Job], Awaitable[Any]]

PROCESSORS: Mapping[QueueName, Processor] = MappingProxyType(
    {
        "email": email,
        "data-processing": data,
        "notifications": notifications,
        "analytics": analytics,
        "data-sync": sync,
        "scheduled": scheduled,
    }
)
"""The processor of each queue."""


def processor_of(settings: Settings, queue: QueueName) -> Callable[[bullmq.Job], Awaitable[Any]]:
    """Return the processor of a queue, as a worker calls it."""
    return partial(PROCESSORS[queue], settings)
