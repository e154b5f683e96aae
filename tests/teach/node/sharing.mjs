// Limits that workers share.
import { until } from "./bench.mjs";

async function added(bench, number) {
  for (let each = 0; each < number; each += 1) await bench.queue().add("mail", {});
}

// How many jobs two workers get before they get no more.
async function started(bench, workers) {
  let number = 0;
  for (let going = true; going; ) {
    going = false;
    for (const worker of workers) {
      // A worker that knows of a limit does not ask; BullMQ 4 would not answer before that has passed.
      if (!worker.limitUntil && (await bench.take("q", worker))) {
        number += 1;
        going = true;
      }
    }
  }
  return number;
}

const limited = (bench, max, duration) => [1, 2].map(() => bench.worker("q", { limiter: { max, duration } }));

export async function the_limiter_is_for_all_workers(bench) {
  await added(bench, 12);
  const workers = limited(bench, 5, 60_000);
  return { started_by_two_workers: await started(bench, workers) };
}

export async function the_limiter_caps_how_many_run(bench) {
  await added(bench, 12);
  const [worker] = limited(bench, 2, 150);
  await until(async () => {
    await bench.take("q", worker);
    return (await bench.count("active")) === 4;
  }, "two windows");
  return { max: 2, at_work_at_once: await bench.count("active") };
}

export async function limited_jobs_stay_waiting(bench) {
  await added(bench, 3);
  await started(bench, limited(bench, 1, 60_000));
  return { active: await bench.count("active"), wait: await bench.count("wait"), delayed: await bench.count("delayed") };
}

export async function global_concurrency_counts_all_workers(bench) {
  const queue = bench.queue();
  await queue.setGlobalConcurrency(4);
  await added(bench, 12);
  await started(bench, [bench.worker(), bench.worker()]);
  return { at_work_at_once: await bench.count("active") };
}
