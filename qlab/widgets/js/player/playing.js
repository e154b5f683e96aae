// The clock that takes step after step.

import { el } from "../dom/element.js";

const SPEEDS = [0.5, 1, 2, 4, 10];
const PACE = 1300; // ms a step lasts at speed 1
const FAST = 2; // above this speed tokens travel in a third of the time

export class Playing {
  /** @param {() => boolean} forward takes a step, and says whether there was one @param {(on: boolean) => void} tell */
  constructor(forward, tell) {
    this.forward = forward;
    this.tell = tell;
    this.timer = 0;
    const options = SPEEDS.map((each) => el("option", { value: each, selected: each === 1 }, `${each}×`));
    this.speed = el("select", { "aria-label": "speed", title: "Speed" }, ...options);
  }

  get on() {
    return this.timer !== 0;
  }

  get fast() {
    return this.on && Number(this.speed.value) > FAST;
  }

  start() {
    this.tell(true);
    this.wait(PACE / 2);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.tell(false);
  }

  /** @param {number} pace */
  wait(pace) {
    this.timer = window.setTimeout(
      () => (this.forward() ? this.wait(PACE) : this.stop()),
      pace / Number(this.speed.value),
    );
  }
}
