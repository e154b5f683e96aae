// Writes layouts.rdb: queues in several states, made by real releases of Bull and BullMQ, each under a prefix named
// after it (`bullmq-4.18.3`).
//   npm ci --ignore-scripts && node make.mjs <path of a redis-server>
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import Redis from 'ioredis';

const YEARS = 10 * 365 * 86_400_000; // locks and delays outlive whoever reads the dump
const EVERY = 34 * 365 * 86_400_000; // counted from 1970: the next is in 2037, the last year whose delays are exact
const DEADLINE = 20_000;
const here = fileURLToPath(new URL('.', import.meta.url));

// One release's queues.
async function write(release, port) {
  const made = createRequire(import.meta.url)(release);
  const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
  const isBull = release.startsWith('bull-');
  const locks = { lockDuration: YEARS, lockRenewTime: 60_000 };
  const prefix = release;
  const queue = (name) => (isBull ? new made(name, { redis: connection, prefix, settings: locks })
    : new made.Queue(name, { connection, prefix }));

  function work(on, name) {
    if (isBull) return void on.process('mail', 1, processed);
    if (made.QueueScheduler) new made.QueueScheduler(name, { connection, prefix }); // BullMQ 1: for delayed jobs
    new made.Worker(name, processed, { connection, prefix, ...locks }).on('error', () => undefined);
  }

  async function repeat(on) {
    if (on.upsertJobScheduler) await on.upsertJobScheduler('nightly', { every: EVERY }, { name: 'report' });
    else await on.add('report', {}, { repeat: { every: EVERY } });
  }

  // Jobs that nobody has taken yet, of all kinds together and of each alone.
  const fresh = queue('fresh');
  for (let number = 0; number < 3; number += 1) await fresh.add('mail', { number });
  await fresh.add('mail', { urgent: true }, { priority: 2 });
  await fresh.add('mail', { later: true }, { delay: YEARS });
  await repeat(fresh);
  await queue('only-waiting').add('mail', {});
  await queue('only-delayed').add('mail', {}, { delay: YEARS });
  await queue('only-priority').add('mail', {}, { priority: 1 });
  await repeat(queue('only-repeat'));

  const halted = queue('halted');
  await halted.pause();
  await new Promise((done) => setTimeout(done, 20)); // the jobs are added after the pause, for all to see
  await halted.add('mail', {});
  await halted.add('mail', {}, { priority: 1 });

  // Jobs that a worker has had: completed, failed at once, failed at the second attempt, delayed for a retry.
  const worked = queue('worked');
  await worked.add('mail', {});
  await worked.add('mail', { fails: true });
  await worked.add('mail', { fails: true }, { attempts: 2 });
  await worked.add('mail', { fails: true }, { attempts: 3, backoff: YEARS });
  work(worked, 'worked');
  await until(worked, { completed: 1, failed: 2, delayed: 1 });

  for (const [name, data, state] of [['only-completed', {}, 'completed'], ['only-failed', { fails: true }, 'failed'],
    ['busy', { hangs: true }, 'active']]) {
    const on = queue(name);
    await on.add('mail', data);
    work(on, name);
    await until(on, { [state]: 1 });
  }
  if (made.FlowProducer) {
    const flows = new made.FlowProducer({ connection, prefix });
    await flows.add({ name: 'parent', queueName: 'parents', children: [{ name: 'child', queueName: 'children' }] });
  }
}

async function processed(job) {
  if (job.data.hangs) return new Promise(() => undefined);
  if (!job.data.fails) return { ok: true };
  const error = new Error('SMTP 451');
  error.stack = 'Error: SMTP 451\n    at processed (/app/make.mjs:1:1)'; // no path of the machine it was made on
  throw error;
}

async function until(on, wanted) {
  for (const end = Date.now() + DEADLINE; Date.now() < end;) {
    const counts = await on.getJobCounts('completed', 'failed', 'delayed', 'active');
    if (Object.entries(wanted).every(([state, number]) => counts[state] === number)) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`${on.name} never had ${JSON.stringify(wanted)}`);
}

// A server, every release in a process of its own (which ends with its workers still at work), and the dump.
async function make(binary) {
  rmSync(`${here}layouts.rdb`, { force: true }); // the server would begin with it
  const port = await freePort();
  const options = { port, bind: '127.0.0.1', save: '', dir: here, dbfilename: 'layouts.rdb' };
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn(binary, words, { stdio: 'ignore' });
  const client = new Redis({ port, retryStrategy: () => 50, maxRetriesPerRequest: null });
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url)));
  for (const release of Object.keys(dependencies).filter((name) => name.startsWith('bull'))) {
    execFileSync(process.execPath, [process.argv[1], release, String(port)], { stdio: ['ignore', 'ignore', 'inherit'] });
    console.log(`${release}: ${(await client.keys(`${release}:*`)).length} keys`);
  }
  await client.save();
  client.disconnect();
  server.kill();
}

function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

const [, , first, port] = process.argv;
await (port ? write(first, Number(port)) : make(first ?? 'redis-server'));
process.exit(0);
