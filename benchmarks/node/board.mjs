// bull-board's API call for a page of ten waiting jobs, with nine queues. A line with a number of calls → their median, ms.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { Queue } from 'bullmq';

const require = createRequire(import.meta.url);
const { createBullBoard } = require('@bull-board/api');
const { BullMQAdapter } = require('@bull-board/api/bullMQAdapter');
const connection = { host: '127.0.0.1', port: Number(process.argv[2]), password: process.env.REDIS_PASSWORD, maxRetriesPerRequest: null };
const queues = ['bench', 'q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7', 'q8'].map((name) => new Queue(name, { connection }));

const board = {};
const server = new Proxy({}, {
  get: (_target, name) => (value) => { board[name] = value; return server; },
});
createBullBoard({ queues: queues.map((queue) => new BullMQAdapter(queue)), serverAdapter: server, options: { uiBasePath: '.' } });
const route = board.setApiRoutes.find(({ route: path, method }) => method === 'get' && path === '/api/queues');
const query = { activeQueue: 'bench', status: 'waiting', page: '1', jobsPerPage: '10' };

async function call() {
  const { body } = await route.handler({ queues: board.setQueues, query });
  if (body.queues.find(({ name }) => name === 'bench').jobs.length !== 10) throw new Error('not a page of ten jobs');
}

for (let warm = 0; warm < 50; warm += 1) await call();
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const times = [];
  for (let at = 0; at < Number(line); at += 1) {
    const began = performance.now();
    await call();
    times.push(performance.now() - began);
  }
  console.log(times.sort((a, b) => a - b)[Math.floor(times.length / 2)]);
}
process.exit(0);
