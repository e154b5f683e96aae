// In which order npm's worker takes a queue's jobs: node order.mjs <url> <queue> <how many>. Prints their ids as JSON.
import { Worker } from 'bullmq';

const [, , url, queue, number] = process.argv;
const taken = [];
const worker = new Worker(queue, async (job) => { taken.push(job.id); }, {
  autorun: false, connection: { url, maxRetriesPerRequest: null },
});
const all = new Promise((done) => {
  worker.on('completed', () => { if (taken.length === Number(number)) done(); });
});
worker.run();
await all;
await worker.close();
console.log(JSON.stringify(taken));
