// A worker's throughput. A line with a number of jobs → adds them, works them off, prints jobs a second.
import { createInterface } from 'node:readline';
import { Queue, Worker } from 'bullmq';

const connection = { host: '127.0.0.1', port: Number(process.argv[2]), password: process.env.REDIS_PASSWORD, maxRetriesPerRequest: null };
const queue = new Queue('work', { connection });
await queue.waitUntilReady();
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const number = Number(line);
  await queue.addBulk(Array.from({ length: number }, (_, n) => ({ name: 'w', data: { n }, opts: { removeOnComplete: 100 } })));
  let left = number;
  let done;
  const finished = new Promise((resolve) => { done = resolve; });
  const worker = new Worker('work', async () => null, { connection, concurrency: 10, autorun: false });
  worker.on('completed', () => { left -= 1; if (!left) done(); });
  await worker.waitUntilReady();
  const began = performance.now();
  worker.run();
  await finished;
  console.log(number / (performance.now() - began) * 1000);
  await worker.close();
}
process.exit(0);
