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
export const TYPING = "input:not([type=range]), select, textarea";
/** What the space bar presses. */
export const PRESSING = "button, summary, a";

/** What the keys do that every player has. @param {Stepping} controls @returns {Record<string, () => void>} */
export const stepping = (controls) => ({
  ArrowLeft: () => controls.move(-1),
  ArrowRight: () => controls.move(1),
  Home: () => controls.first.click(),
  End: () => controls.last.click(),
  " ": () => controls.playing.toggle(),
  k: () => controls.views.toggle(),
});
