// Retries, and what is told of them.
const TRIES = (attempts, type = "exponential", delay = 1000, more = {}) => ({
  attempts,
  backoff: { type, delay, ...more },
});

// Runs a job until it has failed for good; how often it ran, and how long it waited before each retry.
async function runs(bench, id = "1") {
  const waits = [];
  let number = 0;
  for (let job = await bench.take(); job; job = await bench.take()) {
    number += 1;
    await bench.fail(job);
    if ((await bench.place(id)) === "delayed") {
      waits.push(Number(await bench.field(id, "delay")));
      await (await bench.queue().getJob(id)).promote().catch(() => undefined); // it may be due by now
    }
  }
  return { runs: number, waits };
}

export async function three_attempts_are_three_retries(bench) {
  await bench.queue().add("mail", {}, TRIES(3));
  const { runs: number, waits } = await runs(bench);
  return { runs: number, waits_ms: waits };
}

export async function the_seventh_attempt_comes_after_192_seconds(bench) {
  await bench.queue().add("mail", {}, TRIES(8, "exponential", 3000));
  const { waits } = await runs(bench);
  return { wait_before_run_7_ms: waits[5], wait_after_run_7_ms: waits[6] };
}

export async function attempts_switch_retries_on(bench) {
  const queue = bench.queue();
  await queue.add("mail", {}, { backoff: { type: "fixed", delay: 1000 } });
  const backoff = await runs(bench, "1");
  await queue.add("mail", {}, { attempts: 2 });
  const attempts = await runs(bench, "2");
  return { runs_with_backoff_alone: backoff.runs, runs_with_attempts_2: attempts.runs };
}

export async function jitter_spreads_the_waits(bench) {
  const waits = [];
  for (let number = 1; number <= 20; number += 1) {
    await bench.queue().add("mail", {}, TRIES(2, "fixed", 60_000, { jitter: 0.5 }));
    await bench.takeAndFail();
    waits.push(Number(await bench.field(String(number), "delay")));
  }
  const within = waits.every((wait) => wait >= 30_000 && wait <= 60_000);
  return { all_from_half_to_all: within, spread: new Set(waits).size > 1 };
}

export async function failed_is_told_at_each_exception(bench) {
  await bench.queue().add("mail", {}, { attempts: 3 });
  const { runs: number } = await runs(bench);
  return { exceptions: number, failed_events: await bench.events("failed") };
}

export async function retries_exhausted_means_used_up(bench) {
  const queue = bench.queue();
  await queue.add("mail", {}, { attempts: 2 });
  await runs(bench);
  const used_up = await bench.events("retries-exhausted");
  await queue.add("mail", {}, { attempts: 2 });
  await bench.takeAndFail("q", new bench.bullmq.UnrecoverableError("no such address"));
  return { after_two_of_two: used_up, after_one_unrecoverable: (await bench.events("retries-exhausted")) - used_up };
}

export async function unrecoverable_overrides_attempts(bench) {
  await bench.queue().add("mail", {}, { attempts: 5 });
  await bench.takeAndFail("q", new bench.bullmq.UnrecoverableError("no such address"));
  return { attempts: 5, state_after_run_1: await bench.place("1") };
}

export async function attempts_made_counts_errors(bench) {
  await bench.queue().add("mail", {});
  await bench.done(await bench.take());
  return { errors: 0, attempts_made: await bench.attempts("1") };
}

export async function a_used_up_job_fails_at_once_when_retried(bench) {
  const queue = bench.queue();
  await queue.add("mail", {}, { attempts: 1 });
  await bench.takeAndFail();
  await (await queue.getJob("1")).retry("failed");
  const again = await bench.take();
  if (again) await bench.done(again);
  return { its_processor_succeeds: await bench.place("1") };
}
