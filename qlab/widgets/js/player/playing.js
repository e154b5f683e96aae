// The clock that takes step after step.

import { el } from "../dom/element.js";
import { icon } from "../dom/icon.js";
import { iconButton } from "../dom/icon-button.js";

const SPEEDS = [0.5, 1, 2, 4, 10];
const PACE = 1300; // ms a step lasts at speed 1
const FAST = 2; // above this speed tokens travel in a third of the time

export class Playing {
  /** @param {() => boolean} forward takes a step, and says whether there was one @param {() => void} rewind at the end */
  constructor(forward, rewind) {
    this.forward = forward;
    this.rewind = rewind;
    this.timer = 0;
    this.button = iconButton("play", "Play (Space)", () => this.toggle());
    const options = SPEEDS.map((each) => el("option", { value: each, selected: each === 1 }, `${each}×`));
    this.speed = el("select", { "aria-label": "speed", title: "Speed" }, ...options);
  }

  get on() {
    return this.timer !== 0;
  }

  get fast() {
    return this.on && Number(this.speed.value) > FAST;
  }

  toggle() {
    if (this.on) return this.stop();
    this.rewind();
    this.label("pause", "Pause (Space)");
    return this.wait(PACE / 2);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.label("play", "Play (Space)");
  }

  /** @param {string} name @param {string} title */
  label(name, title) {
    this.button.replaceChildren(icon(name));
    this.button.title = title;
    this.button.setAttribute("aria-label", title);
  }

  /** @param {number} pace */
  wait(pace) {
    this.timer = window.setTimeout(
      () => (this.forward() ? this.wait(PACE) : this.stop()),
      pace / Number(this.speed.value),
    );
  }
}
