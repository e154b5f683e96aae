// Carries out what the doctor advises, with the real npm release: advice.mjs PORT QUEUE CALL ID
import { Queue, Worker } from 'bullmq';

const [port, name, call, id] = process.argv.slice(2);
const connection = { host: '127.0.0.1', port: Number(port), maxRetriesPerRequest: null };
const queue = new Queue(name, { connection });
await queue.waitUntilReady();
const CALLS = {
  remove: () => queue.remove(id),
  removeOrphanedJobs: () => queue.removeOrphanedJobs(),
  removeDeduplicationKey: () => queue.removeDeduplicationKey(id),
  upsertJobScheduler: () => queue.upsertJobScheduler(id, { every: 3_600_000 }, { name: 'again' }),
  upsertAndRemove: async () => {
    const { next } = await queue.getJobScheduler(id);
    await queue.upsertJobScheduler(id, { every: 3_600_000 }, { name: 'again' });
    await queue.remove(`repeat:${id}:${next}`);
  },
  clean: () => queue.clean(0, 100_000, 'completed'),
  retry: async () => (await queue.getJob(id)).retry(),
  resume: () => queue.resume(),
  trimEvents: () => queue.trimEvents(1000),
  work: () => new Promise((done) => {
    const worker = new Worker(name, async () => 1, { connection });
    worker.on('drained', async () => { await worker.close(); done(); });
  }),
};
await CALLS[call]();
await queue.close();
process.exit(0);
