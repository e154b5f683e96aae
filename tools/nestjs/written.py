"""NestJS lines that are no step of a lab: classes, decorators, options. Type-checked against npm's packages."""

from __future__ import annotations

from collections.abc import Mapping

from qlab.app import queues

__all__ = ["WRITTEN"]

WRITTEN: Mapping[str, tuple[str, str]] = {
    "register": (
        "register a queue",
        """\
// npm install @nestjs/bullmq bullmq
@Module({
  imports: [
    BullModule.forRoot({ connection: { url: "redis://127.0.0.1:6379" } }),
    BullModule.registerQueue({ name: "email" }),
  ],
})
export class AppModule {}""",
    ),
    "processor": (
        "a worker",
        """\
@Processor("email")
export class EmailProcessor extends WorkerHost {
  async process(job: Job<{ to: string }>): Promise<string> {
    return await send(job.data); // what it returns completes the job; what it throws fails the attempt
  }
}""",
    ),
    "controller": (
        "202, and where to look",
        """\
@Controller("api/jobs")
export class JobsController {
  constructor(@InjectQueue("email") private readonly queue: Queue) {}

  @Post("email")
  @HttpCode(202)
  async ask(@Body() mail: { to: string }, @Res({ passthrough: true }) answer: Answer): Promise<void> {
    const job = await this.queue.add("welcome", mail);
    answer.header("Location", `/api/jobs/email/${job.id}`);
  }
}""",
    ),
    "concurrency": (
        "ten jobs at once",
        """\
@Processor("email", { concurrency: 10 })
export class EmailProcessor extends WorkerHost {
  async process(job: Job<{ to: string }>): Promise<string> {
    return await send(job.data); // while one awaits, the others run; one that computes holds them all up
  }
}""",
    ),
    "recovery": (
        "who puts jobs back",
        """\
// Every worker does, by itself: it looks for jobs whose lock has ended, every stalledInterval ms.
@Processor("email", { stalledInterval: 30_000 })
export class EmailProcessor extends WorkerHost {
  async process(job: Job<{ to: string }>): Promise<string> {
    return await send(job.data);
  }
}""",
    ),
    "queue-events": (
        "listen to a queue's events",
        """\
@QueueEventsListener("email")
export class EmailEvents extends QueueEventsHost {
  @OnQueueEvent("completed")
  completed({ jobId, returnvalue }: { jobId: string; returnvalue: string }): void {
    console.log(`job ${jobId} is done: ${returnvalue}`);
  }
}""",
    ),
    "custom-backoff": (
        "a backoff of your own",
        """\
// for jobs that are added with backoff: { type: "custom" }
@Processor("email", {
  settings: {
    backoffStrategy: (_made, _type, error) => (error?.message.includes("421") ? 60_000 : -1), // -1: give up
  },
})
export class EmailProcessor extends WorkerHost {
  async process(job: Job<{ to: string }>): Promise<string> {
    return await send(job.data);
  }
}""",
    ),
    "failing": (
        "give up at once, and both events",
        """\
@Processor("email")
export class EmailProcessor extends WorkerHost {
  async process(job: Job<{ to?: string }>): Promise<string> {
    if (!job.data.to) throw new UnrecoverableError("no address"); // no further attempt
    return await send(job.data);
  }

  @OnWorkerEvent("failed")
  attemptFailed(job: Job, error: Error): void {
    console.warn(`an attempt of ${job.id} failed: ${error.message}`); // each time
  }
}

@QueueEventsListener("email")
export class EmailEvents extends QueueEventsHost {
  @OnQueueEvent("failed")
  lost({ jobId, failedReason }: { jobId: string; failedReason: string }): void {
    console.error(`job ${jobId} is lost: ${failedReason}`); // once, in the end
  }
}""",
    ),
    "locks": (
        "locks, and the stalled check",
        """\
@Processor("email", { lockDuration: 30_000, stalledInterval: 30_000, maxStalledCount: 1 }) // as BullMQ has them anyway
export class EmailProcessor extends WorkerHost {
  async process(job: Job<{ to: string }>): Promise<string> {
    return await send(job.data);
  }

  @OnWorkerEvent("stalled")
  stalled(jobId: string): void {
    console.warn(`job ${jobId} was active without a lock`);
  }
}""",
    ),
    "shutdown": (
        "stop in order",
        """\
const app = await NestFactory.create(AppModule);
app.enableShutdownHooks(); // SIGTERM then closes the workers, which finish what they have
await app.listen(3000);""",
    ),
    "idempotent": (
        "a processor that may run twice",
        """\
@Processor("pay")
export class PayProcessor extends WorkerHost {
  async process(job: Job<{ euro: number }>): Promise<void> {
    await charge(job.data.euro, `pay-${job.id}`); // the same key however often it runs
  }
}""",
    ),
    "limiter": (
        "a limiter",
        """\
@Processor("mail", { concurrency: 20, limiter: { max: 1, duration: 1_000 } })
export class MailProcessor extends WorkerHost {
  async process(job: Job<{ to: string }>): Promise<string> {
    return await send(job.data);
  }
}""",
    ),
    "children-values": (
        "what the children returned",
        """\
@Processor("reports")
export class ReportsProcessor extends WorkerHost {
  async process(job: Job): Promise<string> {
    const values = await job.getChildrenValues<number>(); // by the child's key
    return `made of ${Object.keys(values).length} parts`;
  }
}""",
    ),
    "application": ("the whole of a queue", queues.nestjs("email")),
    "look": (
        "read, and touch nothing",
        """\
@Injectable()
export class Looking {
  constructor(@InjectQueue("emailQueue") private readonly queue: Queue) {}

  async look(id: string): Promise<unknown> {
    const job = await this.queue.getJob(id);
    return { counts: await this.queue.getJobCounts(), state: await job?.getState(), why: job?.failedReason };
  }
}""",
    ),
    "version": (
        "which release wrote this queue",
        """\
// constructor(@InjectQueue("email") private readonly queue: Queue) {}
await this.queue.getVersion(); // as it stands in the key meta, such as "bullmq:6.7.0\"""",
    ),
}
"""Title and lines, by the names in the notebooks' sources."""
