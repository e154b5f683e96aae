// npm's Worker on the queues of tests/run/test_three_ways.py: a processor for each of BullMQ's signals. Ends on "end".
import { createInterface } from 'node:readline';
import {
  DelayedError, Queue, RateLimitError, UnrecoverableError, WaitingChildrenError, WaitingError, Worker,
} from 'bullmq';

const [, , url] = process.argv;
const connection = { url, maxRetriesPerRequest: null };
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const limited = new Queue('limited', { connection, skipMetasUpdate: true });
const seen = new Set();

function first(job) {
  const is = !seen.has(job.queueName + job.id);
  seen.add(job.queueName + job.id);
  return is;
}

const processors = {
  delayed: async (job, token) => {
    if (!first(job)) return 'done';
    await job.moveToDelayed(Date.now() + 50, token);
    throw new DelayedError();
  },
  waiting: async (job, token) => {
    if (!first(job)) return 'done';
    await job.moveToWait(token);
    throw new WaitingError();
  },
  parents: async (job, token) => {
    if (job.name === 'child') return 42;
    if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError();
    return Object.values(await job.getChildrenValues());
  },
  limited: async (job) => {
    if (!first(job)) return 'done';
    await limited.rateLimit(50);
    throw new RateLimitError();
  },
  hopeless: async () => { throw new UnrecoverableError('no such address'); },
  cancelled: (job, token, signal) => new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('withdrawn')));
  }),
};

const workers = Object.entries(processors).map(([name, process]) => new Worker(name, process, { connection }));
workers.at(-1).on('active', (job) => setTimeout(() => workers.at(-1).cancelJob(job.id, 'withdrawn'), 20));
await Promise.all(workers.map((worker) => worker.waitUntilReady()));
console.log('ready');
await lines.next();
await Promise.all(workers.map((worker) => worker.close()));
process.exit(0);
