"""Queues: every queue of the application, registered in one place, beside the NestJS lines that do the same.

The connection and what all jobs have in common are in :mod:`qlab.app.settings`; in NestJS they are given once, too::

    export const JOBS: DefaultJobOptions = {
      attempts: 4,
      backoff: { type: 'exponential', delay: 2000 },
      removeOnComplete: { count: 1000 },
    };

    @Module({
      imports: [
        BullModule.forRoot({
          connection: { url: 'redis://127.0.0.1:6379' }, prefix: 'qlab-app', defaultJobOptions: JOBS,
        }),
        EmailModule, DataModule, NotificationsModule, ReportsModule, SyncModule, ScheduledModule,
      ],
    })
    export class AppModule {}

A queue's own ``defaultJobOptions`` replace the root's as a whole there, so they begin with ``...JOBS``. Decorators come
from ``@nestjs/common`` and ``@nestjs/bullmq``, ``Queue``, ``Job`` and ``FlowProducer`` from ``bullmq``
(``npm install @nestjs/bullmq bullmq ioredis``).
``nestjs("email")`` gives a queue's lines, and so does ``help("qlab.app.queues.email")``.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

from qlab.app.settings import Settings

__all__ = [
    "NAMES",
    "QUEUES",
    "QueueName",
    "analytics",
    "data_processing",
    "data_sync",
    "email",
    "job_options",
    "nestjs",
    "notifications",
    "scheduled",
]

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

        @Injectable()
        export class EmailService {
          constructor(@InjectQueue('email') private readonly email: Queue<Email>) {}

          welcome(to: string) {
            return this.email.add('welcome', { to });
          }
        }

        @Processor('email', { concurrency: 5 })
        export class EmailProcessor extends WorkerHost {
          async process(job: Job<Email>) {
            return send(job.data); // whatever it throws ends the attempt; UnrecoverableError ends the job
          }
        }

        @Module({ imports: [BullModule.registerQueue({ name: 'email' })], providers: [EmailService, EmailProcessor] })
        export class EmailModule {}
    """
    return QueueSpec("email", worker={"concurrency": 5})


def data_processing() -> QueueSpec:
    """CSV files row by row; a failed run goes on where it stopped, so it may be tried again soon.

    In NestJS::

        @Injectable()
        export class DataService {
          constructor(@InjectQueue('data-processing') private readonly data: Queue<{ file: string }>) {}
        }

        @Processor('data-processing')
        export class DataProcessor extends WorkerHost {
          async process(job: Job<{ file: string }>) {
            const rows = await read(job.data.file);
            for (let row = job.progress ? (job.progress as Place).row : 0; row < rows.length; row++) {
              await job.updateProgress({ row: row + 1, total: rows.length });
            }
          }
        }

        @Module({
          imports: [
            BullModule.registerQueue({
              name: 'data-processing',
              defaultJobOptions: { ...JOBS, attempts: 3, backoff: { type: 'fixed', delay: 500 } },
            }),
          ],
          providers: [DataService, DataProcessor],
        })
        export class DataModule {}
    """
    return QueueSpec("data-processing", {"attempts": 3, "backoff": {"type": "fixed", "delay": 500}})


def notifications() -> QueueSpec:
    """Push messages, at most ten a second over all workers; the same message twice within 10 s is one.

    In NestJS::

        @Injectable()
        export class NotificationsService {
          constructor(@InjectQueue('notifications') private readonly notifications: Queue<Push>) {}

          push(data: Push) {
            const deduplication = { id: `${data.user}/${data.kind}`, ttl: 10_000 };
            return this.notifications.add('push', data, { deduplication });
          }
        }

        @Processor('notifications', { limiter: { max: 10, duration: 1000 } })
        export class NotificationsProcessor extends WorkerHost {
          async process(job: Job<Push>) {
            return push(job.data);
          }
        }

        @Module({
          imports: [BullModule.registerQueue({ name: 'notifications' })],
          providers: [NotificationsService, NotificationsProcessor],
        })
        export class NotificationsModule {}
    """
    return QueueSpec("notifications", worker={"limiter": {"max": 10, "duration": 1_000}})


def analytics() -> QueueSpec:
    """Reports: a flow with a child for each source, the parent puts them together.

    In NestJS::

        @Injectable()
        export class ReportsService {
          constructor(
            @InjectFlowProducer('reports') private readonly flows: FlowProducer,
            @InjectQueue('analytics') private readonly analytics: Queue, // to look and to manage
          ) {}

          report(files: string[]) {
            const opts = { ...JOBS, attempts: 2 }; // a flow's jobs do not get a queue's defaultJobOptions
            const child = { name: 'source', queueName: 'analytics', opts: { ...opts, failParentOnFailure: true } };
            const children = files.map((file) => ({ ...child, data: { file } }));
            return this.flows.add({ name: 'report', queueName: 'analytics', opts, children });
          }
        }

        @Processor('analytics', { concurrency: 2 })
        export class ReportsProcessor extends WorkerHost {
          async process(job: Job) {
            return job.name === 'report' ? report(await job.getChildrenValues()) : sum(job.data.file);
          }
        }

        @Module({
          imports: [
            BullModule.registerQueue({ name: 'analytics' }),
            BullModule.registerFlowProducer({ name: 'reports' }),
          ],
          providers: [ReportsService, ReportsProcessor],
        })
        export class ReportsModule {}
    """
    return QueueSpec("analytics", {"attempts": 2}, {"concurrency": 2})


def data_sync() -> QueueSpec:
    """Upserts that may be run twice without harm, because a job may be run twice.

    In NestJS::

        @Injectable()
        export class SyncService {
          constructor(@InjectQueue('data-sync') private readonly sync: Queue<{ file: string }>) {}
        }

        @Processor('data-sync', { lockDuration: 10_000, stalledInterval: 10_000, maxStalledCount: 3 })
        export class SyncProcessor extends WorkerHost {
          async process(job: Job<{ file: string }>) {
            return upsert(await read(job.data.file)); // INSERT … ON CONFLICT (id) DO UPDATE …
          }
        }

        @Module({ imports: [BullModule.registerQueue({ name: 'data-sync' })], providers: [SyncService, SyncProcessor] })
        export class SyncModule {}
    """
    return QueueSpec("data-sync", worker={"lockDuration": 10_000, "stalledInterval": 10_000, "maxStalledCount": 3})


def scheduled() -> QueueSpec:
    """Work by the clock.

    In NestJS::

        @Injectable()
        export class ScheduledService implements OnModuleInit {
          constructor(@InjectQueue('scheduled') private readonly scheduled: Queue) {}

          async onModuleInit() {
            await this.scheduled.upsertJobScheduler('digest', { pattern: '0 9 * * *' }, { name: 'digest' });
            await this.scheduled.upsertJobScheduler('clean-up', { every: 600_000 }, { name: 'clean-up' });
          }
        }

        @Processor('scheduled')
        export class ScheduledProcessor extends WorkerHost {
          async process(job: Job) {
            return job.name === 'digest' ? digest() : cleanUp();
          }
        }

        @Module({
          imports: [BullModule.registerQueue({ name: 'scheduled', defaultJobOptions: { ...JOBS, attempts: 1 } })],
          providers: [ScheduledService, ScheduledProcessor],
        })
        export class ScheduledModule {}
    """
    return QueueSpec("scheduled", {"attempts": 1})


_REGISTRATIONS = (email, data_processing, notifications, analytics, data_sync, scheduled)
QUEUES: Mapping[QueueName, QueueSpec] = MappingProxyType(
    {spec.name: spec for spec in (register() for register in _REGISTRATIONS)}
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


def nestjs(name: QueueName) -> str:
    """The lines of TypeScript that register, fill and work on a queue in NestJS, with ``@nestjs/bullmq``."""
    register = next(each for each in _REGISTRATIONS if each().name == name)
    lines = inspect.getdoc(register) or ""  # there are no docstrings under `python -OO`
    return textwrap.dedent(lines.partition("In NestJS::\n")[2]).strip()
