// Who goes first, and what a pause does.
import { answer } from "./bench.mjs";

async function order(bench, adds) {
  for (const [name, options] of adds) await bench.queue().add(name, {}, options);
  const names = [];
  for (let job = await bench.take(); job; job = await bench.take()) names.push(job.name);
  return names;
}

export async function without_a_priority_comes_first(bench) {
  return { order: await order(bench, [["ten", { priority: 10 }], ["one", { priority: 1 }], ["none", {}]]) };
}

export async function priorities_go_to_two_to_the_21(bench) {
  const add = (priority) => answer(() => bench.queue().add("mail", {}, { priority }));
  return { 2097151: await add(2 ** 21 - 1), 2097152: await add(2 ** 21) };
}

export async function all_jobs_enter_wait(bench) {
  await bench.queue().add("mail", {}, { priority: 1 });
  return { state: await bench.place("1") };
}

export async function lifo_goes_before_the_older(bench) {
  return { order: await order(bench, [["old", {}], ["older", {}], ["new", { lifo: true }]]) };
}

export async function pausing_moves_the_jobs(bench) {
  const queue = bench.queue();
  await queue.add("mail", {});
  await queue.pause();
  return { in_paused: await bench.count("paused"), in_wait: await bench.count("wait") };
}

export async function a_pause_lets_the_busy_finish(bench) {
  const queue = bench.queue();
  await queue.add("busy", {});
  await queue.add("next", {});
  const busy = await bench.take();
  await queue.pause();
  await bench.done(busy);
  return { the_busy_one: await bench.place("1"), another_is_taken: Boolean(await bench.take()) };
}
