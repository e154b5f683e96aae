// The stream of events, and marks among the ids.
export async function about_10000_events_are_kept(bench) {
  const queue = bench.queue();
  await queue.waitUntilReady();
  await queue.add("mail", {});
  return { max_length: Number(await bench.redis.hget(bench.key("meta"), "opts.maxLenEvents")) };
}

export async function no_event_is_lost(bench) {
  const queue = bench.queue("q", { streams: { events: { maxLen: 10 } } });
  await queue.waitUntilReady();
  for (let number = 0; number < 300; number += 1) await queue.add("mail", {});
  const [[, fields]] = await bench.redis.xrange(bench.key("events"), "-", "+", "COUNT", 1);
  return { the_first_event_is_still_there: fields[fields.indexOf("jobId") + 1] === "1" };
}

export async function ids_that_are_no_jobs(bench) {
  await bench.queue().add("mail", {}, { delay: 60_000 });
  const ids = [];
  for (const state of ["wait", "active"]) ids.push(...(await bench.redis.lrange(bench.key(state), 0, -1)));
  const hashes = await Promise.all(ids.map((id) => bench.redis.exists(bench.key(id))));
  return { ids_without_a_job: hashes.filter((there) => !there).length };
}
