// Carries out what the doctor advises, with a real npm release: advice.mjs RELEASE PORT
// Each line of input, [call, id, [method, …]], is answered by a line once it has had its effect: which of the methods
// ("queue.remove") the release lacks. A call that begins something ends with `go`.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const [release, port] = process.argv.slice(2);
const bullmq = createRequire(import.meta.url)(release);
const { Queue, Worker, FlowProducer, Job } = bullmq;
const connection = { host: '127.0.0.1', port: Number(port), maxRetriesPerRequest: null };
const name = 'q';
let queue, id, going;

// A worker that is closed by force rejects the call it slept in, which nobody waits for.
process.on('unhandledRejection', (error) => {
  if (error?.message !== 'Connection is closed.') throw error;
});

const SHORT = { connection, stalledInterval: 100, lockDuration: 1000, maxStalledCount: 5, drainDelay: 1 };
const opened = [];
const worker = (processor, options = {}) => {
  const made = new Worker(name, processor, { ...SHORT, ...options });
  made.on('error', () => {}); // what a worker that is closed by force says of its connection
  opened.push(made);
  return made;
};
const ended = (made, event = 'completed', wanted = () => true) =>
  new Promise((done) => made.on(event, async (...what) => (await wanted(...what)) && done()));

const CALLS = {
  seed: async () => { // what makes the queue certainly this release's: a job that its worker has ended
    await queue.add('seed', {});
    await ended(worker(async () => 1));
  },
  remove: () => queue.remove(id),
  removeOrphanedJobs: () => queue.removeOrphanedJobs(),
  removeDeduplicationKey: () => queue.removeDeduplicationKey(id),
  removeRepeatableByKey: () => queue.removeRepeatableByKey(id),
  removeRepeatable: () => queue.removeRepeatableByKey(`${id}::::60000`),
  upsertJobScheduler: () => queue.upsertJobScheduler(id, { every: 3_600_000 }, { name: 'again' }),
  upsertAndRemove: async () => {
    const { next } = await queue.getJobScheduler(id);
    await queue.upsertJobScheduler(id, { every: 3_600_000 }, { name: 'again' });
    await queue.remove(`repeat:${id}:${next}`);
  },
  cleanCompleted: () => queue.clean(0, 100_000, 'completed'),
  cleanFailed: () => queue.clean(0, 100_000, 'failed'),
  retry: async () => (await queue.getJob(id)).retry(),
  pause: () => queue.pause(),
  resume: () => queue.resume(),
  allowNone: () => queue.setGlobalConcurrency(0),
  allowOne: () => queue.setGlobalConcurrency(1),
  rateLimit: () => queue.rateLimit(3_600_000),
  removeRateLimitKey: () => queue.removeRateLimitKey(),
  drain: () => queue.drain(),
  trimEvents: () => queue.trimEvents(1000),
  updateData: async () => (await queue.getJob(id)).updateData({ address: 's3://files/1' }),
  work: () => ended(worker(async () => 1)),
  workAll: () => ended(worker(async () => 1), 'completed', async () => !(await queue.getJobCountByTypes('wait', 'active'))),
  schedule: async () => {
    const scheduler = new bullmq.QueueScheduler(name, { connection });
    opened.push(scheduler);
    await scheduler.waitUntilReady();
    while (await queue.getDelayedCount()) await new Promise(setImmediate);
  },
  failingChild: async () => {
    const flow = new FlowProducer({ connection });
    opened.push(flow);
    await flow.add({ name: 'p', queueName: name, children: [{ name: 'c', queueName: name, opts: { jobId: id } }] });
    await ended(worker(async () => { throw new Error('no'); }), 'failed');
  },
  retryChild: async () => {
    await (await queue.getJob(id)).retry();
    await ended(worker(async () => 1), 'completed', (job) => job.name === 'p');
  },
  rest: async () => { // a worker that is connected and takes nothing, until it is told to
    const made = worker(async () => 1, { autorun: false });
    await made.waitUntilReady();
    going = async () => {
      const done = ended(made);
      made.run().catch(() => {}); // it ends when the worker is closed by force
      await done;
    };
  },
  sleep: async () => { // one that sleeps in its blocking call until another job is added
    const made = worker(async () => 1, { drainDelay: 60 });
    await made.waitUntilReady();
    going = async () => {
      const done = ended(made, 'completed', async () => !(await queue.getJobCountByTypes('wait', 'active')));
      await queue.add('another', {});
      await done;
    };
  },
  hang: async () => { // one whose processor never ends, until the whole process does
    await queue.add('hangs', {}, { jobId: id });
    await ended(worker(() => new Promise(() => {})), 'active');
    going = async () => {};
  },
  go: () => going(),
};

const OWNERS = { queue: Queue, worker: Worker, job: Job, child: Job };
const lacked = (methods) => methods.filter((each) => {
  const [owner, method] = each.split('.');
  return !(method in OWNERS[owner].prototype);
});

async function closed() {
  await Promise.all(opened.splice(0).map((each) => (each instanceof Worker ? each.close(true) : each.close())));
  await queue.close();
}

for await (const line of createInterface({ input: process.stdin })) {
  const [call, about, methods] = JSON.parse(line);
  id = about;
  going = call === 'go' ? going : undefined;
  if (!going) {
    queue = new Queue(name, { connection });
    await queue.waitUntilReady();
  }
  await CALLS[call]();
  if (call === 'go') going = undefined;
  if (!going) await closed();
  process.stdout.write(`${JSON.stringify(lacked(methods))}\n`);
}
process.exit(0);
