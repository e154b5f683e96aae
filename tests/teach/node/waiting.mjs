// Delayed jobs and schedulers.
import { pass, until } from "./bench.mjs";

export async function a_timer_moves_what_is_due(bench) {
  await bench.queue().add("mail", {}, { delay: 20 });
  await pass(60);
  return { state_when_due: await bench.place("1"), when_a_worker_asks: await taken(bench) };
}

async function taken(bench) {
  await bench.take();
  return bench.place("1");
}

export async function a_delayed_job_waits_at_least_that_long(bench) {
  await bench.queue().add("mail", {}, { delay: 700 });
  const early = await bench.take();
  let job;
  await until(async () => {
    job = await bench.take();
    return job;
  }, "a job");
  return { taken_before_it_is_due: Boolean(early), taken_when_due: Date.now() - job.timestamp >= 700 };
}

export async function the_score_is_the_moment(bench) {
  const job = await bench.queue().add("mail", {}, { delay: 60_000 });
  const score = Number(await bench.redis.zscore(bench.key("delayed"), job.id));
  return { score_divided_by_the_moment: Math.round(score / (job.timestamp + 60_000)) };
}

const HOUR = 3_600_000;

export async function the_first_job_of_a_scheduler_is_delayed(bench) {
  const job = await bench.queue().upsertJobScheduler("s", { every: HOUR });
  return { state_of_the_first_job: await bench.place(job.id) };
}

export async function a_scheduler_again_is_no_second_one(bench) {
  const queue = bench.queue();
  const both = async () => [await bench.redis.zcard(bench.key("repeat")), await bench.jobs()];
  await queue.upsertJobScheduler("s", { pattern: "0 6 * * *" });
  await queue.upsertJobScheduler("s", { pattern: "0 7 * * *" });
  const [same, jobs] = await both();
  await queue.upsertJobScheduler("t", { pattern: "0 7 * * *" });
  return { same_id: { schedulers: same, jobs }, another_id: { schedulers: (await both())[0], jobs: (await both())[1] } };
}

export async function the_next_job_comes_when_the_last_one_begins(bench) {
  const queue = bench.queue();
  await queue.upsertJobScheduler("s", { every: 40 });
  await pass(150);
  const before = await bench.jobs();
  await until(() => bench.take(), "a job");
  return { jobs_after_three_intervals_without_a_worker: before, jobs_when_one_begins: await bench.jobs() };
}
