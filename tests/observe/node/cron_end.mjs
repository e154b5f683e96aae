// npm's Worker runs the jobs of a scheduler, one a second, that has an end; prints when each was due, and the end.
import { Queue, Worker } from 'bullmq';

const [, , url, seconds] = process.argv;
const connection = { url, maxRetriesPerRequest: null };
const queue = new Queue('ticks', { connection });
const end = Date.now() + Number(seconds) * 1000;
const dues = [];
const worker = new Worker('ticks', async () => {}, { connection });
const over = new Promise((resolve) => {
  worker.on('completed', async (job) => {
    dues.push(Number(job.id.split(':').at(-1)));
    if ((await queue.getDelayedCount()) === 0) resolve();  // the next job is made as this one is taken
  });
});
await queue.upsertJobScheduler('tick', { pattern: '* * * * * *', endDate: end });
await over;
console.log(JSON.stringify({ end, dues }));
await worker.close();
await queue.close();
process.exit(0);
