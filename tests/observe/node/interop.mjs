// The other side of qlab: adds jobs that qlab's workers process, or processes jobs that qlab added. Ends on "end".
import { createInterface } from 'node:readline';
import { FlowProducer, Queue, Worker } from 'bullmq';

const [, , side, url] = process.argv;
const connection = { url, maxRetriesPerRequest: null };
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const seen = [];

async function processed(job) {
  seen.push([job.name, job.attemptsMade + 1]);
  if (job.name === 'flaky' && job.attemptsMade < 2) throw new Error(`try ${job.attemptsMade + 1}`);
  if (job.name === 'parent') return { children: Object.values(await job.getChildrenValues()) };
  return { by: 'npm', n: job.data.n ?? null };
}

async function work() {
  const worker = new Worker('shared', processed, { connection });
  await worker.waitUntilReady();
  console.log('ready');
  await lines.next();
  await worker.close();
  console.log(JSON.stringify(seen));
}

async function add() {
  const queue = new Queue('shared', { connection });
  await queue.add('plain', { n: 1 });
  await queue.add('flaky', { n: 2 }, { attempts: 3, backoff: { type: 'exponential', delay: 100 } });
  await queue.add('later', { n: 3 }, { delay: 300 });
  await queue.add('second', { n: 4 }, { priority: 2 });
  await queue.add('first', { n: 5 }, { priority: 1 });
  const flows = new FlowProducer({ connection });
  await flows.add({ name: 'parent', queueName: 'shared', data: {}, children: [
    { name: 'child', queueName: 'shared', data: { n: 6 } }, { name: 'child', queueName: 'shared', data: { n: 7 } }] });
  console.log('ready');
  await lines.next();
  const jobs = await queue.getJobs(['completed']);
  console.log(JSON.stringify(jobs.map((job) => [job.name, job.attemptsMade, job.returnvalue])));
  await flows.close();
  await queue.close();
}

await (side === 'work' ? work() : add());
process.exit(0);
