// Ids, deduplication, and what stays.
import { answer, pass, until } from "./bench.mjs";

export async function a_taken_id_is_ignored(bench) {
  const queue = bench.queue();
  await queue.add("pay", { n: 1 }, { jobId: "order-7" });
  const second = await answer(() => queue.add("pay", { n: 2 }, { jobId: "order-7" }));
  const { n } = JSON.parse(await bench.field("order-7", "data"));
  return { second_add: second, jobs: await bench.jobs(), n, duplicated_events: await bench.events("duplicated") };
}

export async function digits_are_refused(bench) {
  return { 123: await answer(() => bench.queue().add("pay", {}, { jobId: "123" })) };
}

export async function colons_are_refused(bench) {
  const add = (jobId) => answer(() => bench.queue().add("pay", {}, { jobId }));
  return { "a:b": await add("a:b"), "a:b:c": await add("a:b:c") };
}

const press = (bench, n, deduplication, more = {}) => bench.queue().add("sync", { n }, { deduplication, ...more });

export async function a_deduplication_id_lasts_until_the_end(bench) {
  const id = { id: "user-1" };
  await press(bench, 1, id, { jobId: "job-1" });
  await press(bench, 2, id);
  const waiting = await bench.jobs();
  await bench.done(await bench.take());
  await press(bench, 3, id);
  const finished = await bench.jobs();
  await bench.queue().add("sync", { n: 4 }, { jobId: "job-1" });
  return {
    added_while_it_waits: waiting - 1,
    added_when_it_has_finished: finished - waiting,
    added_with_its_job_id: (await bench.jobs()) - finished,
  };
}

export async function a_ttl_ignores_for_that_long(bench) {
  const throttle = { id: "user-1", ttl: 700 };
  await press(bench, 1, throttle);
  await bench.done(await bench.take());
  await press(bench, 2, throttle);
  const within = await bench.jobs();
  await pass(800);
  await press(bench, 3, throttle);
  return { added_within_the_ttl: within - 1, added_after_it: (await bench.jobs()) - within };
}

export async function debounce_keeps_the_last(bench) {
  const debounce = { id: "user-1", ttl: 700, extend: true, replace: true };
  for (let n = 1; n <= 10; n += 1) await press(bench, n, debounce, { delay: 700 });
  const jobs = await bench.jobs();
  let job;
  await until(async () => {
    job = await bench.take();
    return job;
  }, "a job");
  return { jobs, n_of_the_first_to_run: job.data.n };
}

export async function keep_last_runs_the_latest_next(bench) {
  const keep = { id: "user-1", keepLastIfActive: true };
  await press(bench, 1, keep);
  const active = await bench.take();
  await press(bench, 2, keep);
  await press(bench, 3, keep);
  const meanwhile = await bench.count("wait");
  await bench.done(active);
  return { waiting_meanwhile: meanwhile, n_of_the_next: (await bench.take())?.data.n ?? null };
}

export async function finished_jobs_are_kept(bench) {
  for (const _ of [1, 2, 3]) await bench.queue().add("mail", {});
  for (const _ of [1, 2]) await bench.done(await bench.take());
  await bench.takeAndFail();
  return { in_completed: await bench.count("completed"), in_failed: await bench.count("failed") };
}

export async function too_old_is_removed_when_another_finishes(bench) {
  const add = () => bench.queue().add("mail", {}, { removeOnComplete: { age: 1 } });
  await add();
  await bench.done(await bench.take());
  await pass(2_100);
  const before = await bench.count("completed");
  await add();
  await bench.done(await bench.take());
  return { kept_past_its_age: before, kept_when_another_has_finished: await bench.count("completed") };
}
