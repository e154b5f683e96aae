// What anywidget loads: the player of a notebook, which hears of new steps from the kernel.

import { open } from "./pair/open.js";

/** @import { Pair } from "./pair/pair.js" */
/** @import { Player } from "./player/player.js" */
/** @import { Chunk, Model, PairChunk } from "./types.d.ts" */

const PATIENCE = 10_000; // ms between two questions for steps that are missing

export const mount = open;

/** @param {{ model: Model, el: HTMLElement }} view */
function render({ model, el: element }) {
  const onStep = (/** @type {number} */ step) => {
    model.set("step", step);
    model.save_changes();
  };
  const onView = (/** @type {string} */ view) => {
    model.set("view", view);
    model.save_changes();
  };
  const onAnswer = (/** @type {unknown[]} */ answers) => {
    model.set("answers", answers);
    model.save_changes();
  };
  const options = { step: model.get("step"), view: model.get("view"), onStep, onView, onAnswer };
  const player = mount(element, JSON.parse(model.get("data")), options);
  const unlink = "asking" in player ? inClass(player, model) : () => {};
  if (model.get("predict")) player.predict(true, model.get("questions"));
  const follow = () => player.show(model.get("step"), { quiet: true });
  const look = () => player.look(model.get("view"));
  const hear = hearing(player, model);
  model.on("change:step", follow);
  model.on("change:view", look);
  model.on("msg:custom", hear);
  return () => {
    model.off("change:step", follow);
    model.off("change:view", look);
    model.off("msg:custom", hear);
    unlink();
    player.destroy();
  };
}

/**
 * Puts the questions to a class as well, where there is one.
 * @param {Player} player
 * @param {Model} model
 */
function inClass({ asking }, model) {
  if (!model.get("in_class")) return () => {};
  const show = () => asking.votes.show(model.get("votes"));
  asking.votes.connect((what, step) => model.send({ class: what, step }));
  model.on("change:votes", show);
  return () => model.off("change:votes", show);
}

/**
 * What hears of new steps. It asks for what was told while nobody listened, or was lost on the way; a busy kernel
 * answers later.
 * @param {Player | Pair} player
 * @param {Model} model
 */
function hearing(player, model) {
  let asked = -PATIENCE;
  const ask = () => {
    if (performance.now() - asked < PATIENCE) return;
    asked = performance.now();
    model.send({ after: player.held });
  };
  ask();
  return (/** @type {(Chunk | PairChunk) & { show: number | null }} */ message) => {
    if (!("steps" in message || "tracks" in message)) return;
    const chunk = /** @type {any} */ (message);
    if (player.follows(chunk)) player.grow(chunk, message.show ?? undefined);
    else ask();
  };
}

export default { render };
