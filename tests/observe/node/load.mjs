// A queue under full load: jobs that succeed, retry, fail, wait for a while or have a priority, and more of them until
// it is told "enough"; then prints how many ended how, once all have. Ends on "end".
import { createInterface } from 'node:readline';
import { Queue, Worker } from 'bullmq';

const connection = { host: '127.0.0.1', port: Number(process.argv[2]), maxRetriesPerRequest: null };
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const queue = new Queue('load', { connection });
const BATCH = 250;
const FIRST = 3_000;
const LOW = 500;
let added = 0;

const KINDS = [{}, {}, { attempts: 3, backoff: { type: 'fixed', delay: 20 } }, { attempts: 2 }, { delay: 30 }, { priority: 3 }];

function job(number) {
  return { name: 'work', data: { number, to: 'ada@example.com' }, opts: KINDS[number % KINDS.length] };
}

async function processed(taken) {
  const { attempts } = taken.opts;
  const last = taken.attemptsStarted >= (attempts ?? 1);
  if (attempts && (!last || taken.data.number % 5 === 0)) throw new Error(`try ${taken.attemptsStarted} failed`);
  if (taken.data.number % 3 === 0) await new Promise((done) => setTimeout(done, 1));
  return { ok: taken.data.number };
}

async function add() {
  await queue.addBulk(Array.from({ length: BATCH }, (_, at) => job(added + at)));
  added += BATCH;
}

const unfinished = async () => Object.values(await queue.getJobCounts('wait', 'active', 'delayed', 'prioritized'))
  .reduce((sum, number) => sum + number);

await queue.waitUntilReady();
console.log('ready');
await lines.next(); // "go"
const options = { connection, concurrency: 10, lockDuration: 600_000 };
const workers = [1, 2].map(() => new Worker('load', processed, options));
let enough = false;
lines.next().then(() => { enough = true; }); // "enough"
while (!enough || added < FIRST) if (added < FIRST || await unfinished() < LOW) await add();
while (await unfinished()) await new Promise((done) => setTimeout(done, 10));
await Promise.all(workers.map((worker) => worker.close()));
console.log(JSON.stringify({ added, ...await queue.getJobCounts() }));
await lines.next(); // "end"
await queue.close();
process.exit(0);
