"""The queue on which a fault is made, its server, and the doctor."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

import redis

from qlab import Lab
from qlab.observe.attach import Observer
from tests.observe import hands, truth

HOUR = 3_600_000


@dataclass
class Bench:
    """A queue ``q`` of real BullMQ, its server, and the doctor."""

    lab: Lab
    observer: Observer

    def __post_init__(self) -> None:
        self.queue = self.lab.queue("q", attempts=3, backoff="1h")
        self.redis = redis.Redis.from_url(str(self.lab.url), decode_responses=True)
        self.base = f"{self.lab.prefix}:q"
        self.stack = ExitStack()
        self.worker()

    @property
    def name(self) -> str:
        """What a worker of the queue calls its connection."""
        return f"{self.base}:w:one"

    def worker(self) -> None:
        """Lets a worker be connected, which waits for a job, until the bench is left."""
        self.stack.enter_context(hands.asleep(self.redis, self.name))

    def nobody(self) -> None:
        """Disconnects every worker."""
        self.stack.close()

    def found(self) -> set[str]:
        report = self.observer.doctor("q")
        assert truth.lies(self.redis, truth.of(report)) == []
        return {finding.check for finding in report}

    def wait_for_jobs(self, number: int = 1) -> None:
        for _ in range(number):
            self.queue.add("w", {"to": "ada"})
