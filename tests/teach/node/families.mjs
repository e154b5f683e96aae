// Flows: what a child's end does to its parent.
const tree = (child = {}) => ({
  name: "parent", queueName: "q", opts: { jobId: "parent" },
  children: ["first", "second"].map((jobId) => ({ name: "child", queueName: "c", opts: { jobId, ...child } })),
});

// One of two children fails for good, under an option: where the parent and the other child are then.
async function afterFailure(bench, child) {
  await bench.flow(tree(child));
  const failed = await bench.takeAndFail("c");
  const sibling = failed.id === "first" ? "second" : "first";
  return { parent: await bench.place("parent"), sibling: await bench.place(sibling, "c") };
}

export async function a_parent_waits_for_successful_children(bench) {
  return afterFailure(bench, {});
}

export async function fail_parent_moves_it_to_failed(bench) {
  return afterFailure(bench, { failParentOnFailure: true });
}

export async function continue_parent_starts_it(bench) {
  return afterFailure(bench, { continueParentOnFailure: true });
}

export async function ignoring_waits_for_the_others(bench) {
  const first = await afterFailure(bench, { ignoreDependencyOnFailure: true });
  await bench.done(await bench.take("c"));
  return { one_failed: first.parent, none_pending: await bench.place("parent") };
}

export async function removing_the_last_child_completes_the_parent(bench) {
  await bench.flow({ ...tree(), children: tree().children.slice(0, 1) });
  await (await bench.queue("c").getJob("first")).remove();
  return { parent: await bench.place("parent") };
}

export async function children_values_are_by_key(bench) {
  await bench.flow(tree());
  await bench.done(await bench.take("c"), 2500);
  await bench.done(await bench.take("c"), 1750);
  const values = await (await bench.queue().getJob("parent")).getChildrenValues();
  const keys = Object.fromEntries(Object.entries(values).map(([key, value]) => [key.replace(bench.prefix, "bull"), value]));
  return { values: keys };
}
