// An application: producers, workers that fail and retry, a flow, a scheduler. Prints every job's own getState as JSON.
import { createInterface } from 'node:readline';
import { FlowProducer, Queue, UnrecoverableError, Worker } from 'bullmq';

const connection = { host: '127.0.0.1', port: Number(process.argv[2]), maxRetriesPerRequest: null };
const prefix = 'shop';
const orders = new Queue('orders', { connection, prefix });
const mails = new Queue('mails', { connection, prefix });
const flows = new FlowProducer({ connection, prefix });

async function process_(job) {
  await job.updateProgress({ step: job.attemptsStarted });
  if (job.name === 'hopeless') throw new UnrecoverableError('card refused');
  if (job.name === 'flaky' && job.attemptsStarted < 3) throw new Error(`try ${job.attemptsStarted} failed`);
  if (job.name === 'broken') throw new Error(`broken ${job.attemptsStarted}`);
  await job.log('done');
  return { ok: job.id };
}

async function addJobs() {
  for (let number = 0; number < 20; number += 1) await orders.add('plain', { number, to: 'ada@example.com' });
  const retried = { attempts: 3, backoff: { type: 'exponential', delay: 30 } };
  for (let number = 0; number < 5; number += 1) await orders.add('flaky', { number }, retried);
  for (let number = 0; number < 3; number += 1) await orders.add('broken', { number }, { attempts: 2 });
  await orders.add('hopeless', {}, { attempts: 5 });
  await orders.add('urgent', {}, { priority: 1 });
  await orders.add('later', {}, { delay: 3_600_000 });
  await orders.add('custom', {}, { jobId: 'order-42' });
  await orders.add('forgotten', {}, { removeOnComplete: true });
  await orders.upsertJobScheduler('nightly', { every: 86_400_000 }, { name: 'report' });
  await flows.add({ name: 'parent', queueName: 'orders', children: [
    { name: 'child', queueName: 'mails' }, { name: 'child', queueName: 'mails' }] });
}

async function states(queue) {
  const types = ['wait', 'active', 'delayed', 'prioritized', 'completed', 'failed', 'waiting-children'];
  const found = {};
  for (const job of await queue.getJobs(types)) found[job.id] = await job.getState();
  return { states: found, counts: await queue.getJobCounts() };
}

async function settled() {
  for (;;) {
    const { wait, active, prioritized, delayed } = await orders.getJobCounts();
    if (!wait && !active && !prioritized && delayed <= 3) return;
    await new Promise((done) => setTimeout(done, 20));
  }
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
await orders.waitUntilReady();
console.log('ready');
await lines.next(); // "go"
const worker = new Worker('orders', process_, { connection, prefix, concurrency: 3 });
await addJobs();
await settled();
await worker.close();
await orders.pause();
for (let number = 0; number < 4; number += 1) await orders.add('waiting', { number });
console.log(JSON.stringify({ orders: await states(orders), mails: await states(mails) }));
await lines.next(); // "end"
await Promise.all([orders.close(), mails.close(), flows.close()]);
process.exit(0);
