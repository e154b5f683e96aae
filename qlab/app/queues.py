"""Queues: every queue of the application, registered in one place, beside the NestJS lines that do the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

from qlab.app.settings import Settings

QueueName = Literal["email", "data-processing", "notifications", "analytics", "data-sync", "scheduled"]
NAMES: tuple[QueueName, ...] = get_args(QueueName)


@dataclass(frozen=True)
class QueueSpec:
    """What is special about a queue.

    Attributes:
        name: Its name.
        options: Options of its jobs, over the application's defaults.
        worker: Options of its workers, by BullMQ's names.
    """

    name: QueueName
    options: Mapping[str, Any] = field(default_factory=dict)
    worker: Mapping[str, Any] = field(default_factory=dict)


def email() -> QueueSpec:
    """Mails, four attempts with 2, 4, 8 s between them.

    In NestJS::

        BullModule.registerQueue({ name: 'email' })

        @Processor('email', { concurrency: 5 })
        export class EmailProcessor extends WorkerHost {
          async process(job: Job<Email>) { return this.mailer.send(job.data); }
        }

        constructor(@InjectQueue('email') private readonly email: Queue) {}
    """
    return QueueSpec("email", worker={"concurrency": 5})


def data_processing() -> QueueSpec:
    """CSV files row by row; a failed run goes on where it stopped, so it may be tried again at once.

    In NestJS::

        BullModule.registerQueue({ name: 'data-processing', defaultJobOptions: { attempts: 3, backoff: 0 } })

        @Processor('data-processing')
        export class DataProcessor extends WorkerHost {
          async process(job: Job) { for (...) await job.updateProgress({ row, total }); }
        }
    """
    return QueueSpec("data-processing", {"attempts": 3, "backoff": {"type": "fixed", "delay": 500}})


def notifications() -> QueueSpec:
    """Push messages, at most ten a second over all workers; the same message twice within 10 s is one.

    In NestJS::

        BullModule.registerQueue({ name: 'notifications' })

        @Processor('notifications', { limiter: { max: 10, duration: 1000 } })
        export class NotificationProcessor extends WorkerHost { ... }

        await this.notifications.add('push', data, { deduplication: { id: `${user}-${kind}`, ttl: 10_000 } });
    """
    return QueueSpec("notifications", worker={"limiter": {"max": 10, "duration": 1_000}})


def analytics() -> QueueSpec:
    """Reports: a flow with a child for each source, the parent puts them together.

    In NestJS::

        BullModule.registerFlowProducer({ name: 'reports' })

        constructor(@InjectFlowProducer('reports') private readonly flows: FlowProducer) {}
        await this.flows.add({ name: 'report', queueName: 'analytics', children: sources.map(toChild) });
    """
    return QueueSpec("analytics", {"attempts": 2}, {"concurrency": 2})


def data_sync() -> QueueSpec:
    """Upserts that may be run twice without harm, because a job may be run twice.

    In NestJS::

        BullModule.registerQueue({ name: 'data-sync' })

        @Processor('data-sync', { lockDuration: 10_000, stalledInterval: 10_000 })
        export class SyncProcessor extends WorkerHost { ... }
    """
    return QueueSpec("data-sync", worker={"lockDuration": 10_000, "stalledInterval": 10_000, "maxStalledCount": 3})


def scheduled() -> QueueSpec:
    """Work by the clock.

    In NestJS::

        BullModule.registerQueue({ name: 'scheduled' })

        await this.scheduled.upsertJobScheduler('digest', { pattern: '0 9 * * *' }, { name: 'digest' });
        await this.scheduled.upsertJobScheduler('clean-up', { every: 600_000 }, { name: 'clean-up' });
    """
    return QueueSpec("scheduled", {"attempts": 1})


QUEUES: Mapping[QueueName, QueueSpec] = MappingProxyType(
    {spec.name: spec for spec in (email(), data_processing(), notifications(), analytics(), data_sync(), scheduled())}
)
"""The application's queues by name."""


def job_options(settings: Settings, name: QueueName) -> dict[str, Any]:
    """The options of a queue's jobs: the application's defaults, and over them the queue's own."""
    defaults = {
        "attempts": settings.attempts,
        "backoff": {"type": "exponential", "delay": settings.backoff_ms},
        "removeOnComplete": {"count": settings.keep_finished},
    }
    return {**defaults, **QUEUES[name].options}
