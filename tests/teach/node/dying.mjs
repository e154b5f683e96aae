// Workers that die, and jobs that stall.
import { pass, until } from "./bench.mjs";

export async function a_stalled_job_waits_again(bench) {
  await bench.queue().add("mail", {});
  await bench.die(await bench.take());
  return { state: await bench.place("1"), stalled_events: await bench.events("stalled") };
}

export async function over_the_limit_it_moves_to_failed(bench) {
  await bench.queue().add("mail", {});
  await bench.die(await bench.take());
  await bench.die(await bench.take());
  return { state_after_the_second_stall: await bench.place("1") };
}

export async function a_stall_is_no_failed_attempt(bench) {
  await bench.queue().add("mail", {}, { attempts: 2 });
  await bench.die(await bench.take());
  await bench.takeAndFail();
  return { state_after_a_stall_and_one_error: await bench.place("1") };
}

export async function longer_than_the_lock_stalls(bench) {
  let runs = 0;
  const slow = async () => {
    runs += 1;
    await pass(1_500);
  };
  await bench.queue().add("mail", {});
  bench.worker("q", { lockDuration: 500, stalledInterval: 100 }, slow);
  await until(async () => (await bench.place("1")) === "completed", "the end");
  return { runs, stalled_events: await bench.events("stalled") };
}

export async function the_key_stalled_lists_the_stalled(bench) {
  await bench.queue().add("mail", {});
  const job = await bench.take();
  await bench.check(bench.worker());
  const listed = await bench.redis.sismember(bench.key("stalled"), job.id);
  return {
    its_worker_holds_the_lock: Boolean(await bench.redis.exists(bench.key(`${job.id}:lock`))),
    listed_in_stalled: Boolean(listed),
    stalled_events: await bench.events("stalled"),
  };
}

export async function exactly_once(bench) {
  await bench.queue().add("mail", {});
  let deliveries = 0;
  const first = await bench.take();
  deliveries += 1; // the mail is sent, and the worker dies before it says so
  await bench.die(first);
  if (await bench.take()) deliveries += 1;
  return { deliveries };
}

export async function active_is_a_set(bench) {
  await bench.queue().add("mail", {});
  await bench.take();
  return { type_of_active: await bench.redis.type(bench.key("active")) };
}

export async function the_hash_holds_data_and_not_the_state(bench) {
  await bench.queue().add("mail", {});
  await bench.take();
  const fields = await bench.redis.hkeys(bench.key("1"));
  const words = ["state", "status", "active"];
  return { fields_that_tell_the_state: fields.filter((field) => words.includes(field)).length };
}

const SIZE = 20_000;
const JOBS = 150;

// Whether a job that was taken is gone, where memory is for fewer.
async function lost(bench, policy) {
  const redis = bench.redis;
  await redis.config("SET", "maxmemory-policy", policy);
  const used = Number(/used_memory:(\d+)/.exec(await redis.info("memory"))[1]);
  await redis.config("SET", "maxmemory", String(used + 1_000_000));
  let taken = 0;
  try {
    for (let number = 0; number < JOBS; number += 1) {
      await bench.queue(policy).add("mail", "x".repeat(SIZE), { jobId: `mail-${number}` });
      taken += 1;
    }
  } catch {
    // noeviction: the server refuses what has no room
  } finally {
    await redis.config("SET", "maxmemory", "0");
  }
  return (await redis.keys(bench.key("mail-*", policy))).length < taken;
}

export async function only_noeviction_is_safe(bench) {
  const noeviction = await lost(bench, "noeviction");
  return { lost_under_noeviction: noeviction, lost_under_allkeys_lru: await lost(bench, "allkeys-lru") };
}
