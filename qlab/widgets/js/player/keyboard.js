// The keyboard of a player: what its fields and buttons need for themselves, and the keys that every player has.

/** @import { Playing } from "./playing.js" */
/** @import { Views } from "./views.js" */

/**
 * @typedef {object} Stepping
 * @property {(by: 1 | -1) => boolean} move
 * @property {HTMLElement} first
 * @property {HTMLElement} last
 * @property {Playing} playing
 * @property {Views} views
 */

/** Fields in which letters are letters. */
const TYPING = "input:not([type=range]), select, textarea";
/** What the space bar presses. */
const PRESSING = "button, summary, a";

/** What the keys do that every player has. @param {Stepping} controls @returns {Record<string, () => void>} */
export const stepping = (controls) => ({
  ArrowLeft: () => controls.move(-1),
  ArrowRight: () => controls.move(1),
  Home: () => controls.first.click(),
  End: () => controls.last.click(),
  " ": () => controls.playing.toggle(),
  k: () => controls.views.toggle(),
});

/**
 * What a key that was pressed is to do; nothing where a field or a button needs it for itself.
 * @param {KeyboardEvent} event
 * @param {(key: string) => (() => void) | undefined} actOf what a key does
 * @param {() => void} [leave] what Escape does in a field
 * @returns {(() => void) | undefined}
 */
export function pressed(event, actOf, leave) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element)) return undefined;
  if (target.matches(TYPING)) return key === "Escape" ? leave : undefined;
  return key === " " && target.matches(PRESSING) ? undefined : actOf(key);
}
