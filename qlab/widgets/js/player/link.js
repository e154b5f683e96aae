// What is shown, as the end of an address: `#step=12&view=keys&job=email:3&follow&speed=2&axis=time`.

import { jobOf } from "../data/key-name.js";
import { SCALES } from "../rail/track.js";

/** @import { Scale } from "../rail/track.js" */
/** @import { Player, View } from "./player.js" */

/**
 * What a link may say; what it leaves out is as usual.
 * @typedef {object} Linked
 * @property {number} [step]
 * @property {View} [view]
 * @property {{ queue: string, job: string }} [job] the job that is chosen
 * @property {boolean} [follow] whether it is followed
 * @property {number} [speed]
 * @property {Scale} [axis]
 */

/** @type {View[]} */
const VIEWS = ["stage", "keys"];
const BROKEN = /\p{Surrogate}/u; // a byte that is not UTF-8: no address can say it

/** @param {string} hash @returns {Linked} */
export function read(hash) {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const [step, job, speed] = [words.get("step") ?? "", words.get("job") ?? "", Number(words.get("speed"))];
  const at = job.indexOf(":");
  return {
    ...(/^\d+$/.test(step) ? { step: Number(step) } : {}),
    ...optional(
      "view",
      VIEWS.find((view) => view === words.get("view")),
    ),
    ...(at > 0 ? { job: { queue: job.slice(0, at), job: job.slice(at + 1) } } : {}),
    ...(words.has("follow") ? { follow: true } : {}),
    ...(speed > 0 ? { speed } : {}),
    ...optional(
      "axis",
      SCALES.find((scale) => scale === words.get("axis")),
    ),
  };
}

/** @template {string} Name @template Value @param {Name} name @param {Value | undefined} value */
const optional = (name, value) =>
  /** @type {{ [name in Name]?: Value }} */ (value === undefined ? {} : { [name]: value });

/** @param {Linked} shown */
export function write({ step = 0, view, job, follow, speed = 1, axis }) {
  const words = [`step=${step}`];
  if (view && view !== "stage") words.push(`view=${view}`);
  if (job && !BROKEN.test(job.queue + job.job)) {
    words.push(`job=${encodeURIComponent(job.queue)}:${encodeURIComponent(job.job)}`);
    if (follow) words.push("follow");
  }
  if (speed !== 1) words.push(`speed=${speed}`);
  if (axis === "time") words.push("axis=time");
  return `#${words.join("&")}`;
}

/** What of a player a link says. @param {Player} player @returns {Linked} */
export function linkedOf({ controls, index, selected, shows }) {
  const { follow, playing, track } = controls;
  const job = selected ? controls.currentJob() : null;
  const chosen = job ? { job, follow: follow.job !== null } : {};
  return { step: index, view: shows, speed: playing.rate, axis: track.scale, ...chosen };
}

/** Shows in a player what a link says. @param {Player} player @param {Linked} linked */
export function openIn(player, { step, view, job, follow, speed, axis }) {
  if (view) player.look(view);
  if (axis) player.controls.setScale(axis);
  if (speed) player.playing.setRate(speed);
  if (job && player.selected !== jobOf(job.queue, job.job)) player.select(job.queue, job.job);
  if (job && follow) player.controls.follow.set(job);
  if (step !== undefined) player.show(step, { quiet: true });
}
