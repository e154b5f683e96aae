// The two buttons that choose the slider's scale: steps, or time.

import { button, el, setAttribute } from "../dom/element.js";

/** @import { Scale } from "./track.js" */

export class ScaleSwitch {
  /** @param {(scale: Scale) => void} choose */
  constructor(choose) {
    this.choose = choose;
    this.buttons = [
      this.makeButton("steps", "Steps", "The slider goes by steps (T)"),
      this.makeButton("time", "Time", "The slider goes by time; at play the clock runs (T)"),
    ];
    this.element = el("span", { class: "q-views", role: "group", "aria-label": "axis" }, ...this.buttons);
  }

  /** @param {Scale} scale @param {string} words @param {string} title */
  makeButton(scale, words, title) {
    return button("q-view", () => this.choose(scale), { data: { scale }, title }, words);
  }

  /** @param {Scale} scale */
  update(scale) {
    for (const each of this.buttons) setAttribute(each, "aria-pressed", String(each.dataset.scale === scale));
  }
}
