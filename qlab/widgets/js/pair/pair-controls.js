// The controls of two recordings: buttons, a slider along the clock, and marks above it that say which of the two moves.

import { el, setText } from "../dom/element.js";
import { iconButton } from "../dom/icon-button.js";
import { svg } from "../dom/svg.js";
import { PRESSING, stepping, TYPING } from "../player/keyboard.js";
import { Playing } from "../player/playing.js";
import { Views } from "../player/views.js";
import { counted } from "../text/number.js";

/** @import { Pair } from "./pair.js" */

export class PairControls {
  /** @param {Pair} pair */
  constructor(pair) {
    this.pair = pair;
    this.playing = new Playing(
      () => this.move(1),
      () => this.rewind(),
    );
    this.first = iconButton("first", "The beginning (Home)", () => pair.show(0));
    this.back = iconButton("back", "Back (←)", () => this.move(-1));
    this.forward = iconButton("forward", "Forward (→)", () => this.move(1));
    this.last = iconButton("last", "The end (End)", () => pair.show(pair.length));
    this.clock = el("span", { class: "q-clock" });
    this.counter = el("span", { class: "q-counter" });
    const moved = { input: () => pair.show(Number(this.range.value)) };
    this.range = el("input", { type: "range", min: 0, step: 1, "aria-label": "step", class: "q-range", on: moved });
    this.ticks = el("div", { class: "q-ticks", "aria-hidden": "true" });
    this.legend = el("div", { class: "q-legend" });
    this.views = new Views(pair);
    this.bar = this.makeBar();
    this.refresh();
  }

  makeBar() {
    const time = el("span", { class: "q-pair-time" }, this.clock, this.counter);
    const steps = [this.first, this.back, this.playing.button, this.forward, this.last];
    const buttons = [...steps, this.playing.speed, this.views.element];
    const slide = el("div", { class: "q-slide" }, this.ticks, this.range, this.legend);
    const bar = { class: "q-controls", role: "group", "aria-label": "controls" };
    return el("div", bar, time, el("div", { class: "q-buttons" }, ...buttons), slide);
  }

  /** After a recording grew: a longer clock, new marks. */
  refresh() {
    const { places, length, names } = this.pair;
    this.range.max = String(length);
    const at = (/** @type {number} */ index) => ((1000 * index) / Math.max(length, 1)).toFixed(1);
    const marks = (/** @type {number} */ track, /** @type {string} */ rest) =>
      places.map((place, index) =>
        place[track] !== places[index - 1]?.[track] && index ? `M${at(index)} ${rest}` : "",
      );
    const paths = [
      svg("path", { class: "q-tick-first", d: marks(0, "0V7").join("") }),
      svg("path", { class: "q-tick-second", d: marks(1, "9V16").join("") }),
    ];
    this.ticks.replaceChildren(svg("svg", { viewBox: "0 0 1000 16", preserveAspectRatio: "none" }, ...paths));
    const [first, second] = [el("span", { class: "q-tick-first" }, "▀"), el("span", { class: "q-tick-second" }, "▄")];
    this.legend.replaceChildren(first, ` ${names[0]}   `, second, ` ${names[1]}`);
  }

  /** @param {1 | -1} by @returns {boolean} whether there was such a place */
  move(by) {
    const next = this.pair.index + by;
    if (next < 0 || next > this.pair.length) return false;
    this.pair.show(next);
    return true;
  }

  /** From the end, back to the beginning. */
  rewind() {
    if (this.pair.index >= this.pair.length) this.pair.show(0);
  }

  /** Shows where we are. @param {number} index @param {string} time */
  update(index, time) {
    this.views.update();
    this.range.value = String(index);
    this.range.setAttribute("aria-valuetext", `${time}, ${index} of ${this.pair.length}`);
    this.back.disabled = this.first.disabled = index <= 0;
    this.forward.disabled = this.last.disabled = index >= this.pair.length;
    setText(this.clock, time);
    setText(this.counter, `${counted(index)} of ${counted(this.pair.length)}`);
  }

  /** The keyboard steps both, wherever in them the focus is. @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
    event.stopPropagation(); // neither half steps by itself, and JupyterLab does nothing
    const act = this.acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || event.target.matches(TYPING) || (event.target.matches(PRESSING) && event.key === " ")) return;
    event.preventDefault();
    act();
  }

  /** @type {Record<string, () => void>} */
  acts = {
    ...stepping(this),
    c: () => this.pair.toggleCode(),
  };
}
