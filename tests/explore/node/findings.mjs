// The findings on npm's BullMQ, by hand: node findings.mjs /path/to/socket. Prints {finding: what was seen} as JSON.
import { FlowProducer, Queue, UnrecoverableError, Worker } from "bullmq";
import IORedis from "ioredis";

const connection = { path: process.argv[2], maxRetriesPerRequest: null };
const redis = new IORedis(connection);
const open = [];
const flow = kept(new FlowProducer({ connection }));
const seen = {};
let tokens = 0;

function kept(made) {
  open.push(made);
  return made;
}
const queue = (name) => kept(new Queue(name, { connection }));
const worker = (name, options = {}) => kept(new Worker(name, null, { connection, autorun: false, ...options }));
const take = (from) => from.getNextJob(`t${++tokens}`, { block: false });
const done = (job) => job.moveToCompleted(1, job.token, false);
const fail = (job, error = new Error("boom")) => job.moveToFailed(error, job.token, false);
const tree = (name, child = {}, parent = {}) =>
  flow.add({
    name: "parent", queueName: name, opts: { jobId: "P", ...parent },
    children: [{ name: "child", queueName: name, opts: { jobId: "c0", ...child } }],
  });
// A moment later: clean and retryJobs take what is older than now.
const later = async () => {
  const began = Date.now();
  while (Date.now() === began) await redis.ping();
};
// BullMQ's own stalled check, twice, once the lock is gone.
const stall = async (from, job) => {
  await redis.del(`bull:${from.name}:${job.id}:lock`);
  for (const _ of [1, 2]) {
    await from.moveStalledJobsToWait();
    await redis.del(`bull:${from.name}:stalled-check`);
  }
};

async function finding(slug, play) {
  const name = slug;
  seen[slug] = await play(queue(name), worker(name), name);
}

await finding("drain-cuts-the-scheduler", async (q, _w, n) => {
  await q.add("ordinary", {});
  await q.upsertJobScheduler("s", { every: 60000 });
  await q.drain();
  return { wait: await redis.lrange(`bull:${n}:wait`, 0, -1), exists: await redis.exists(`bull:${n}:1`) };
});
await finding("upsert-while-paused", async (q) => {
  await q.upsertJobScheduler("s", { every: 60000 });
  await q.pause();
  await q.upsertJobScheduler("s", { every: 60000 });
  await q.resume();
  const counts = await q.getJobCounts("waiting", "delayed");
  return counts.waiting + counts.delayed;
});
await finding("removed-scheduler-leaves-its-job", async (q) => {
  await q.upsertJobScheduler("s", { every: 60000 });
  await q.removeJobScheduler("s");
  return (await q.getJobCounts("waiting")).waiting;
});
await finding("kept-job-is-stale", async (q, w, n) => {
  const options = { attempts: 2, backoff: 1, deduplication: { id: "X", keepLastIfActive: true } };
  await q.add("sync", { version: 1 }, options);
  const job = await take(w);
  await q.add("sync", { version: 2 }, options);
  await fail(job);
  await q.add("sync", { version: 3 }, options);
  return JSON.parse(await redis.hget(`bull:${n}:dn:X`, "data")).version;
});
await finding("kept-job-is-stale-after-a-stall", async (q, w, n) => {
  const options = { deduplication: { id: "X", keepLastIfActive: true } };
  await q.add("sync", { version: 1 }, options);
  const job = await take(w);
  await q.add("sync", { version: 2 }, options);
  await stall(w, job);
  await q.add("sync", { version: 3 }, options);
  return JSON.parse(await redis.hget(`bull:${n}:dn:X`, "data")).version;
});
await finding("retry-ignores-deduplication", async (q, w) => {
  const options = { deduplication: { id: "X" } };
  const first = await q.add("sync", 1, options);
  await done(await take(w));
  await q.add("sync", 2, options);
  await (await q.getJob(first.id)).retry("completed");
  return [(await take(w)).id, (await take(w)).id].sort();
});
await finding("adopted-child", async (q, w, n) => {
  await q.add("job", 1, { jobId: "c0" });
  await fail(await take(w));
  await tree(n, { failParentOnFailure: true });
  return [(await take(w)) === undefined, await redis.zrange(`bull:${n}:waiting-children`, 0, -1)];
});
await finding("removed-child-forgets-the-priority", async (q, _w, n) => {
  await tree(n, {}, { priority: 5 });
  await (await q.getJob("c0")).remove();
  return await redis.lrange(`bull:${n}:wait`, 0, -1);
});
await finding("parted-child-forgets-the-priority", async (q, _w, n) => {
  await tree(n, {}, { priority: 5 });
  await (await q.getJob("c0")).removeChildDependency();
  return await redis.lrange(`bull:${n}:wait`, 0, -1);
});
await finding("retry-forgets-the-priority", async (q, w, n) => {
  await q.add("low", 1, { priority: 5 });
  await fail(await take(w));
  await later();
  await q.retryJobs();
  return await redis.lrange(`bull:${n}:wait`, 0, -1);
});
await finding("obliterate-leaves-parents", async (_q, _w, n) => {
  const above = queue(`${n}-above`);
  await flow.add({
    name: "parent", queueName: above.name, opts: { jobId: "P" },
    children: [{ name: "child", queueName: n, opts: { jobId: "c0" } }],
  });
  await above.obliterate({ force: true });
  return (await redis.keys(`bull:${above.name}:*`)).map((key) => key.slice(`bull:${above.name}:`.length)).sort();
});
await finding("clean-takes-the-parent", async (q, _w, n) => {
  await tree(n);
  await later();
  await q.clean(0, 0, "wait");
  return await redis.exists(`bull:${n}:P`);
});
await finding("late-worker-writes", async (q, w, n) => {
  await q.add("steps", { step: 1 });
  const late = await take(w);
  await stall(w, late);
  const holder = await take(w);
  await holder.updateData({ step: 3 });
  await late.updateData({ step: 2 });
  return JSON.parse(await redis.hget(`bull:${n}:1`, "data")).step;
});
await finding("retried-flow-starts-the-parent", async (q, w, n) => {
  await tree(n, { failParentOnFailure: true });
  await fail(await take(w));
  await fail(await take(w), new UnrecoverableError("child failed"));
  await later();
  await q.retryJobs();
  const taken = [(await take(w)).id, (await take(w)).id].sort();
  return [taken, await redis.smembers(`bull:${n}:P:dependencies`)];
});
await finding("flow-added-again", async (_q, w, n) => {
  await tree(n, { removeOnComplete: true });
  await done(await take(w));
  const parent = await take(w);
  await tree(n, { removeOnComplete: true });
  return [parent.id, await redis.smembers(`bull:${n}:P:dependencies`)];
});
await finding("retry-keeps-the-stall-counter", async (q, w, n) => {
  await q.add("job", 1);
  await stall(w, await take(w));
  await fail(await take(w));
  await (await q.getJob("1")).retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true });
  return await redis.hget(`bull:${n}:1`, "stc");
});
await finding("free-slot-wakes-nobody", async (q, w, n) => {
  await q.setGlobalConcurrency(1);
  await q.add("a", 1);
  await q.add("b", 1);
  const job = await take(w);
  await redis.del(`bull:${n}:marker`);
  await done(job);
  return [await q.getWaitingCount(), await redis.exists(`bull:${n}:marker`)];
});
await finding("evicted-child-starts-the-parent", async (q, w, n) => {
  const options = { removeOnFail: { count: 1 } };
  await tree(n, options);
  await fail(await take(w));
  await q.add("unrelated", 1, options);
  await later();
  await fail(await take(w));
  return await redis.lrange(`bull:${n}:wait`, 0, -1);
});
await finding("retried-child-fails-its-parent", async (q, w, n) => {
  await tree(n, { failParentOnFailure: true });
  await fail(await take(w));
  await (await q.getJob("c0")).retry();
  return [(await redis.hget(`bull:${n}:P`, "defa")) !== null, await (await q.getJob("c0")).getState()];
});
await finding("refused-obliterate-pauses", async (q, w) => {
  await q.add("a", 1);
  await take(w);
  const refused = await q.obliterate().then(() => false, () => true);
  return [refused, await q.isPaused()];
});
await finding("two-limiters-mix", async (q, _w, n) => {
  const limited = worker(n, { limiter: { max: 100, duration: 3600000 } });
  await q.setGlobalRateLimit(1, 1000);
  await q.add("a", 1);
  await take(limited);
  return (await redis.pttl(`bull:${n}:limiter`)) > 1000;
});

console.log(JSON.stringify(seen));
for (const each of open) await each.close();
redis.disconnect();
process.exit(0);
