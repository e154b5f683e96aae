// The clock that takes step after step; by time, it lets the time between two steps pass.

import { el } from "../dom/element.js";
import { icon } from "../dom/icon.js";
import { iconButton } from "../dom/icon-button.js";
import { Glide } from "./glide.js";

/**
 * What is played.
 * @typedef {object} Played
 * @property {() => boolean} forward takes a step, and says whether there was one
 * @property {() => void} rewind goes to the beginning, where it stands at the end
 * @property {() => number} gap how much time passes until the next step, ms; 0 where it is not to be seen passing
 * @property {(left: number) => void} flow shows the moment so many ms before the next step
 * @property {() => number} every ms between two such moments
 * @property {() => void} changed the speed was chosen
 */

export const SPEEDS = [0.5, 1, 2, 4, 10];
const PACE = 1300; // ms a step lasts at speed 1
const FLIGHT = 800; // ms: before it the time does not flow, so that a job can be seen flying
const LONGEST = 8000; // ms: a longer wait passes in so much
const FAST = 2; // above this speed tokens travel in a third of the time

export class Playing {
  /** @param {Played} played */
  constructor(played) {
    this.played = played;
    this.on = false;
    this.timer = 0;
    this.glide = new Glide();
    this.button = iconButton("play", "Play (Space)", () => this.toggle());
    const options = SPEEDS.map((each) => el("option", { value: each, selected: each === 1 }, `${each}×`));
    const on = { change: () => played.changed() };
    this.speed = el("select", { "aria-label": "speed", title: "Speed", on }, ...options);
  }

  get rate() {
    return Number(this.speed.value);
  }

  get fast() {
    return this.on && this.rate > FAST;
  }

  /** Chooses a speed, where it is one of those there are. @param {number} rate */
  setRate(rate) {
    if (SPEEDS.includes(rate)) this.speed.value = String(rate);
  }

  toggle() {
    if (this.on) return this.stop();
    this.played.rewind();
    this.on = true;
    this.label("pause", "Pause (Space)");
    return this.wait(PACE / 2);
  }

  stop() {
    this.on = false;
    clearTimeout(this.timer);
    this.glide.stop();
    this.label("play", "Play (Space)");
  }

  /** @param {string} name @param {string} title */
  label(name, title) {
    this.button.replaceChildren(icon(name));
    this.button.title = title;
    this.button.setAttribute("aria-label", title);
  }

  /** Lets a picture stand. @param {number} ms */
  wait(ms) {
    this.timer = window.setTimeout(() => this.pass(), ms / this.rate);
  }

  /** Lets the time pass until the next step, and takes it. */
  pass() {
    const gap = this.played.gap();
    if (gap <= 0) return this.take();
    const lasts = Math.min(gap, LONGEST) / this.rate;
    const tell = (/** @type {number} */ share) => this.played.flow(gap * (1 - share));
    return this.glide.run(lasts, this.played.every(), tell, () => this.take());
  }

  take() {
    if (!this.played.forward()) return this.stop();
    return this.wait(Math.max(FLIGHT, PACE - Math.min(this.played.gap(), LONGEST)));
  }
}
