"""Service: what the rest of a program calls. It queues and answers at once; the work is the workers'."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import bullmq
from bullmq import FlowProducer
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError

from qlab.app import stored_job
from qlab.app.demo_request import DEMO, REPORT, SCHEDULES, SOURCE_OPTIONS, report_sources
from qlab.app.jobs import Data, Email, Notification, Report, Sync
from qlab.app.managing import Managing
from qlab.app.queues import NAMES, QueueName, job_options
from qlab.app.settings import Settings
from qlab.app.stored_job import StoredJob
from qlab.errors import JobError
from qlab.protocol.keys import STATE_ROLES, Role, queue_key

__all__ = ["LISTENERS", "POOL", "TIMEOUT_S", "Service", "Ticket"]

STATES = tuple(role.value for role in STATE_ROLES if role is not Role.PAUSED)
DEDUPLICATED_MS = 10_000
"""The same notification to the same user within this many ms is one."""
DEDUPLICATED_BY = "{user}/{kind}"
"""What is the same notification. No user and no kind has a slash: ``a-b`` and ``c`` are not ``a`` and ``b-c``."""
LATEST = 50
TIMEOUT_S = 2.0
"""How long one command may wait for the server, s; none of the service's blocks."""
POOL = 40
"""This many connections to the server at most, for all requests together."""
LISTENERS = 100
"""This many may listen to events at a time, each with a connection of its own."""


@dataclass(frozen=True)
class Ticket:
    """Where a job that was asked for is.

    Attributes:
        queue: Its queue.
        id: Its id.
    """

    queue: QueueName
    id: str


class Service(Managing):
    """Queues jobs and manages them. Its methods are coroutines on the event loop that made it.

    Args:
        settings: The application's settings.

    Attributes:
        settings: As given.
        closing: Set, it ends the streams of events: the server is about to stop.
        listeners: How many listen to events now.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings, self.closing = settings, asyncio.Event()
        # One pool for all requests, and few tries: who waits for an answer wants to hear soon that there is none. A
        # server that has hung once is not asked again. What is not UTF-8 goes back to the server as it came.
        retry = Retry(ExponentialBackoff(cap=0.2, base=0.05), 3, supported_errors=(ConnectionError,))
        pool = BlockingConnectionPool.from_url(
            settings.url,
            max_connections=POOL,
            timeout=TIMEOUT_S,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
            decode_responses=True,
            encoding_errors="surrogateescape",
            retry=retry,
        )
        self._redis, self.listeners = Redis.from_pool(pool), 0
        options = {"connection": self._redis, "prefix": settings.prefix}
        self._queues = {name: bullmq.Queue(name, options) for name in NAMES}
        self._flows = FlowProducer(options)
        self._one_report = asyncio.Lock()

    async def close(self) -> None:
        """End its connections."""
        await self._redis.aclose()

    async def ready(self) -> bool:
        """Return whether the server answers."""
        return bool(await self._redis.execute_command("PING"))  # type: ignore[no-untyped-call]

    # -- asking for work -----------------------------------------------------------------------------------------------

    async def send_email(self, email: Email, key: str | None = None) -> Ticket:
        """Queue a mail.

        Args:
            email: The mail.
            key: An idempotency key: the same key is the same job.
        """
        return await self._add("email", email.template, email.model_dump(), key)

    async def send_emails(self, count: int) -> int:
        """Queue this many mails in one transaction; return how many."""
        mails = [Email(to=f"user-{number}@example.com", name=f"user {number}") for number in range(1, count + 1)]
        options = job_options(self.settings, "email")
        jobs = [{"name": mail.template, "data": mail.model_dump(), "opts": dict(options)} for mail in mails]
        return len(await self._queues["email"].addBulk(jobs))

    async def process_data(self, data: Data, key: str | None = None) -> Ticket:
        """Queue a CSV file to go through."""
        return await self._add("data-processing", "csv", data.model_dump(), key)

    async def notify(self, message: Notification, key: str | None = None) -> Ticket:
        """Queue a notification, unless the same one was asked for within ten seconds: then this is that job."""
        same = DEDUPLICATED_BY.format(user=message.user, kind=message.kind)
        once = {"deduplication": {"id": same, "ttl": DEDUPLICATED_MS}}
        return await self._add("notifications", "push", message.model_dump(), key, {} if key else once)

    async def sync(self, sync: Sync, key: str | None = None) -> Ticket:
        """Queue a file to write into the database."""
        return await self._add("data-sync", "sync", sync.model_dump(), key)

    async def report(self, report: Report, key: str | None = None) -> Ticket:
        """Queue a report: a flow with one child for each source."""
        data = report.model_dump()
        if key is None:
            return await self._add_report(data, None)
        async with self._one_report:  # a flow is looked for and then added, in two steps
            held = await self._held("analytics", job_id(key))
            if not held.fields:
                return await self._add_report(data, job_id(key))
        _check_same(held, data)
        return Ticket("analytics", held.id)

    async def _add_report(self, data: dict[str, Any], id: str | None) -> Ticket:
        options = job_options(self.settings, "analytics")
        each = {**options, **SOURCE_OPTIONS}
        children = [
            # Ids made of the parent's: should another process add the same report now, BullMQ adds nothing twice.
            {**child, "queueName": "analytics", "opts": _with_id(each, id, f"-{child['data']['file']}")}
            for child in report_sources(data)
        ]
        parent = _with_id(options, id)
        tree = {"name": "report", "queueName": "analytics", "data": data, "opts": parent, "children": children}
        added = await self._flows.add(tree)
        return Ticket("analytics", str(added["job"].id))

    async def demo(self) -> list[Ticket]:
        """Queue a bit of everything: mails that arrive, arrive later and never arrive, a file, a report, and more."""
        tickets = [await self._add(wish.queue, wish.name, wish.data, None, wish.options) for wish in DEMO]
        tickets.append(await self.report(REPORT))
        return tickets

    async def schedule(self) -> None:
        """Set the schedulers up; calling it again changes nothing."""
        queue, options = self._queues["scheduled"], job_options(self.settings, "scheduled")
        for each in SCHEDULES:
            await queue.upsertJobScheduler(each.name, each.repeat, each.name, dict(each.data), options)

    async def add(self, queue: QueueName, name: str, data: Any, options: Mapping[str, Any]) -> Ticket:
        """Queue a job of any kind.

        Args:
            queue: Its queue.
            name: Its name.
            data: Any JSON value.
            options: BullMQ's options, over those of the queue.
        """
        return await self._add(queue, name, data, None, options)

    async def _add(
        self, queue: QueueName, name: str, data: Any, key: str | None, more: Mapping[str, Any] | None = None
    ) -> Ticket:
        options = {**job_options(self.settings, queue), **(more or {})}
        if key is not None:
            options["jobId"] = job_id(key)
        job = await self._queues[queue].add(name, data, options)
        if key is not None and (held := await self._held(queue, str(job.id))).fields:
            _check_same(held, data)
        return Ticket(queue, str(job.id))

    # -- looking -------------------------------------------------------------------------------------------------------

    async def status(self, queue: QueueName, id: str) -> dict[str, Any]:
        """Return what there is to say of a job.

        Raises:
            JobMissing: If there is none.
        """
        job, state = await self._job(queue, id)
        return job.status(queue, state)

    async def jobs(self, queue: QueueName) -> list[dict[str, Any]]:
        """Return the latest jobs of a queue, at most 50 of each state, with their states."""
        found: list[dict[str, Any]] = []
        for state in STATES:
            jobs = await stored_job.names(self._queues[queue], Role(state), LATEST)
            found += [{"id": id, "name": name, "state": _shown(state)} for id, name in jobs]
        return found

    async def counts(self) -> dict[str, dict[str, int]]:
        """Return how many jobs are in each state, by queue."""
        found = {name: await queue.getJobCounts(*STATES) for name, queue in self._queues.items()}
        return {name: {_shown(state): counts[state] for state in STATES} for name, counts in found.items()}

    async def events(self, after: Mapping[str, str], most: int) -> dict[QueueName, list[tuple[str, dict[str, str]]]]:
        """Return the newest events of each queue, oldest first: id and fields.

        Args:
            after: By queue, the id of an event; only later ones are asked for.
            most: At most this many of each queue.
        """
        async with self._redis.pipeline(transaction=False) as reading:
            for name in NAMES:
                low = f"({after[name]}" if name in after else "-"
                reading.xrevrange(queue_key(self.settings.prefix, name, Role.EVENTS), "+", low, count=most)
            found = await reading.execute(raise_on_error=False)
        return {name: reply[::-1] for name, reply in zip(NAMES, found, strict=True) if isinstance(reply, list)}


def _shown(state: str) -> str:
    return "waiting" if state == "wait" else state


def _check_same(held: StoredJob, data: dict[str, Any]) -> None:
    if held.data != data:
        raise JobError("This Idempotency-Key was used for another request; give each request a key of its own.")


def _with_id(options: dict[str, Any], id: str | None, more: str = "") -> dict[str, Any]:
    return options if id is None else {**options, "jobId": id + more}


def job_id(key: str) -> str:
    """Return the job id that stands for an idempotency key: a hash, for BullMQ takes neither colons nor numbers."""
    return f"key-{hashlib.sha256(key.encode()).hexdigest()[:32]}"
