// What the claims are played with: queues, workers that take by hand, and readings of the keys that both leave.
import { createRequire } from "node:module";
import { Redis } from "ioredis";

const DEADLINE_MS = 5_000;
const CLOSE_MS = 500;
const STATES = ["wait", "paused", "active", "delayed", "prioritized", "completed", "failed", "waiting-children"];

export class Bench {
  #open = [];
  #tokens = 0;
  #workers = new Map();

  constructor(release, path, prefix) {
    this.bullmq = createRequire(import.meta.url)(release);
    this.prefix = prefix;
    this.connection = { path, maxRetriesPerRequest: null };
    this.redis = new Redis(this.connection);
  }

  // -- making ---------------------------------------------------------------------------------------------------------

  #kept(made) {
    made.on?.("error", () => undefined);
    this.#open.push(made);
    return made;
  }

  options(more = {}) {
    return { connection: this.connection, prefix: this.prefix, ...more };
  }

  queue(name = "q", more = {}) {
    return this.#kept(new this.bullmq.Queue(name, this.options(more)));
  }

  // A worker that does nothing by itself; with a processor it is a real one.
  worker(name = "q", more = {}, processor = null) {
    const waits = processor ? {} : { autorun: false };
    return this.#kept(new this.bullmq.Worker(name, processor, this.options({ ...waits, ...more })));
  }

  flow(tree) {
    return this.#kept(new this.bullmq.FlowProducer(this.options())).add(tree);
  }

  async close() {
    const closed = this.#open.map((each) => each.close(true).catch(() => undefined));
    await Promise.race([Promise.all(closed), pass(CLOSE_MS)]); // a worker of BullMQ 4 may wait for a limit to pass
    this.redis.disconnect();
  }

  // -- working --------------------------------------------------------------------------------------------------------

  async take(name = "q", worker = undefined) {
    if (!this.#workers.has(name)) this.#workers.set(name, this.worker(name));
    this.#tokens += 1;
    return (worker ?? this.#workers.get(name)).getNextJob(`t${this.#tokens}`, { block: false });
  }

  done(job, value = null) {
    return job.moveToCompleted(value, job.token, false);
  }

  fail(job, error = new Error("SMTP 451")) {
    return job.moveToFailed(error, job.token, false);
  }

  async takeAndFail(name = "q", error = undefined) {
    const job = await this.take(name);
    await this.fail(job, error);
    return job;
  }

  // The worker is gone: its lock ends. BullMQ's own stalled check follows, twice.
  async die(job, name = "q", most = 1) {
    await this.redis.del(this.key(`${job.id}:lock`, name));
    const worker = this.worker(name, { maxStalledCount: most });
    await this.check(worker, name);
    await this.check(worker, name);
  }

  async check(worker, name = "q") {
    await worker.moveStalledJobsToWait();
    await this.redis.del(this.key("stalled-check", name)); // no other check runs for 30 s
  }

  // -- reading --------------------------------------------------------------------------------------------------------

  key(rest, name = "q") {
    return `${this.prefix}:${name}:${rest}`;
  }

  field(id, field, name = "q") {
    return this.redis.hget(this.key(id, name), field);
  }

  async count(state, name = "q") {
    const key = this.key(state, name);
    const type = await this.redis.type(key);
    if (type === "none") return 0;
    return type === "list" ? this.redis.llen(key) : this.redis.zcard(key);
  }

  // The list or sorted set that a job's id is in.
  async place(id, name = "q") {
    for (const state of STATES) {
      const key = this.key(state, name);
      const type = await this.redis.type(key);
      if (type === "list" && (await this.redis.lrange(key, 0, -1)).includes(id)) return state;
      if (type === "zset" && (await this.redis.zscore(key, id)) !== null) return state;
    }
    return "nowhere";
  }

  // How many jobs have a hash.
  async jobs(name = "q") {
    const keys = await this.redis.keys(this.key("*", name));
    const found = [];
    for (const key of keys) {
      if ((await this.redis.type(key)) === "hash" && (await this.redis.hexists(key, "timestamp"))) found.push(key);
    }
    return found.length;
  }

  async events(event, name = "q") {
    const entries = await this.redis.xrange(this.key("events", name), "-", "+");
    return entries.filter(([, fields]) => fields[fields.indexOf("event") + 1] === event).length;
  }

  async attempts(id, name = "q") {
    return Number((await this.field(id, "atm", name)) ?? (await this.field(id, "attemptsMade", name)) ?? 0);
  }
}

export async function until(true_, what) {
  for (const end = Date.now() + DEADLINE_MS; Date.now() < end; ) {
    if (await true_()) return;
    await new Promise((next) => setTimeout(next, 2));
  }
  throw new Error(`${what} did not come about`);
}

// Whether a call is taken or refused.
export async function answer(call) {
  try {
    await call();
    return "taken";
  } catch {
    return "refused";
  }
}

// So much time passes; what is waited for has no sign of its own.
export const pass = (ms) => new Promise((next) => setTimeout(next, ms));
