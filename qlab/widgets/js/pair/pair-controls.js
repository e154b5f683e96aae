// The controls of two recordings: buttons, a slider along the clock, and marks above it that say which of the two moves.

import { el, setAttribute, setText } from "../dom/element.js";
import { iconButton } from "../dom/icon-button.js";
import { svg } from "../dom/svg.js";
import { pressed, stepping } from "../player/keyboard.js";
import { Playing } from "../player/playing.js";
import { Views } from "../player/views.js";
import { ChapterList } from "../rail/chapters.js";
import { ScaleSwitch } from "../rail/scale-switch.js";
import { Tip } from "../rail/tip.js";
import { Track } from "../rail/track.js";
import { counted } from "../text/number.js";
import { elapsed } from "../text/time.js";

/** @import { Line } from "../rail/tip.js" */
/** @import { Scale } from "../rail/track.js" */
/** @import { Pair } from "./pair.js" */

const FIRST = { sign: "▀", css: "q-tick-first" };
const SECOND = { sign: "▄", css: "q-tick-second" };

export class PairControls {
  /** @param {Pair} pair @param {Scale} scale of the slider */
  constructor(pair, scale) {
    this.pair = pair;
    this.playing = new Playing({
      forward: () => this.move(1),
      rewind: () => this.rewind(),
      gap: () => this.gap(),
      flow: (left) => pair.flow(pair.elapsedAt(pair.index + 1) - left),
      every: () => pair.pace,
      changed: () => pair.onChange(),
    });
    this.track = new Track(pair, scale);
    this.scales = new ScaleSwitch((chosen) => this.setScale(chosen));
    this.chapters = new ChapterList(
      () => pair.chapters,
      (index) => pair.show(index),
    );
    this.first = iconButton("first", "The beginning (Home)", () => pair.show(0));
    this.back = iconButton("back", "Back (←)", () => this.move(-1));
    this.forward = iconButton("forward", "Forward (→)", () => this.move(1));
    this.last = iconButton("last", "The end (End)", () => pair.show(pair.length));
    this.clock = el("span", { class: "q-clock" });
    this.counter = el("span", { class: "q-counter" });
    const moved = { input: () => pair.show(this.track.indexAt(Number(this.range.value))) };
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
    const rail = el("div", { class: "q-rail" }, this.ticks, this.range);
    rail.append(new Tip(rail, (share) => this.tell(share)).element);
    const under = el("div", { class: "q-under" }, this.legend, this.scales.element, this.chapters.element);
    const bar = { class: "q-controls", role: "group", "aria-label": "controls" };
    return el(
      "div",
      bar,
      time,
      el("div", { class: "q-buttons" }, ...buttons),
      el("div", { class: "q-slide" }, rail, under),
    );
  }

  /** After a recording grew: a longer clock, new marks. */
  refresh() {
    const { places, names } = this.pair;
    this.range.max = String(this.track.end);
    const at = (/** @type {number} */ index) => (1000 * this.track.shareOf(index)).toFixed(1);
    const marks = (/** @type {number} */ track, /** @type {string} */ rest) =>
      places.map((_place, index) => (this.pair.moves(track, index) ? `M${at(index)} ${rest}` : ""));
    const paths = [
      svg("path", { class: FIRST.css, d: marks(0, "0V7").join("") }),
      svg("path", { class: SECOND.css, d: marks(1, "9V16").join("") }),
    ];
    this.ticks.replaceChildren(svg("svg", { viewBox: "0 0 1000 16", preserveAspectRatio: "none" }, ...paths));
    const [first, second] = [FIRST, SECOND].map(({ sign, css }) => el("b", { class: css }, sign));
    this.legend.replaceChildren(first ?? "", ` ${names[0]}   `, second ?? "", ` ${names[1]}`);
    this.chapters.refresh();
    this.scales.update(this.track.scale);
  }

  /** What stands at a share of the slider's width. @param {number} share @returns {Line[]} */
  tell(share) {
    const index = this.track.indexAt(share * this.track.end);
    const moved = [FIRST, SECOND].flatMap((mark, track) =>
      this.pair.moves(track, index) ? [{ ...mark, words: this.pair.names[track] ?? "" }] : [],
    );
    const words = `${counted(index)} of ${counted(this.pair.length)}, ${elapsed(this.pair.elapsedAt(index))}`;
    return [{ sign: "", css: "", words }, ...moved];
  }

  /** Lets the slider go by steps, or by time. @param {Scale} scale */
  setScale(scale) {
    if (scale === this.track.scale) return;
    this.track.scale = scale;
    this.refresh();
    this.pair.show(this.pair.index, { quiet: true, force: true });
    this.pair.onChange();
  }

  /** How long until the next place, ms, where time is the axis. */
  gap() {
    const { index, length } = this.pair;
    if (!this.track.byTime || index >= length) return 0;
    return this.pair.elapsedAt(index + 1) - this.pair.time;
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

  /** Shows where we are. @param {number} index @param {number} ms since the beginning */
  update(index, ms) {
    this.views.update();
    this.chapters.update(index);
    this.updateTime(index, ms);
    setAttribute(this.range, "aria-valuetext", `${elapsed(ms)}, ${index} of ${this.pair.length}`);
    this.back.disabled = this.first.disabled = index <= 0;
    this.forward.disabled = this.last.disabled = index >= this.pair.length;
    setText(this.counter, `${counted(index)} of ${counted(this.pair.length)}`);
  }

  /** @param {number} index @param {number} ms since the beginning */
  updateTime(index, ms) {
    setText(this.clock, elapsed(ms));
    this.range.value = String(this.track.byTime ? Math.round(ms) : index);
  }

  /** The keyboard steps both, wherever in them the focus is. @param {KeyboardEvent} event */
  key(event) {
    const act = pressed(event, (key) => this.acts[key.length === 1 ? key.toLowerCase() : key]);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation(); // neither half steps by itself, and JupyterLab does nothing
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** @type {Record<string, () => void>} */
  acts = {
    ...stepping(this),
    n: () => this.chapters.jump(this.pair.index, 1),
    b: () => this.chapters.jump(this.pair.index, -1),
    t: () => this.setScale(this.track.byTime ? "steps" : "time"),
    c: () => this.pair.toggleCode(),
  };
}
