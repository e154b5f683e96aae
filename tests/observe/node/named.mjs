// A worker that has a name: each job's first attempt fails. node named.mjs <url> <queue> <name>; ends on a line of input.
import { createInterface } from 'node:readline';
import { Worker } from 'bullmq';

const [, , url, queue, name] = process.argv;

async function processed(job) {
  if (job.attemptsMade === 0) throw new Error('the first is in vain');
  return name;
}

const worker = new Worker(queue, processed, { connection: { url, maxRetriesPerRequest: null }, name });
await worker.waitUntilReady();
console.log('ready');
await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next();
await worker.close();
