// The axis of a sorted set: delayed by the time to go, with "now" moving along it; prioritized by priority.

import { ROLE } from "../constants.js";
import { dueOf, priorityOf } from "../data/score.js";
import { el, place, setData, setStyle, setText } from "../dom/element.js";
import { elapsed, human } from "../text/time.js";
import { Lanes, ticks, timePage } from "./scale.js";

/** @import { Picture } from "../data/picture.js" */
/** @import { Container } from "./container.js" */

/** @typedef {[id: string, score: number | null][]} Members */
/** @typedef {[place: number, words: string][]} Ticks */

const ROW = 60; // px between the rows in which tokens stand that would cover each other
const LOW = 30; // the same where there are many, and each is one line high
const LANES = 5;
const WIDE = 172; // px: a token on an axis is always so wide, and never has to be measured
const LETTER = 6.4; // px: no letter of a tick's words is wider on average
const MOST_TICKS = 60;

export class Axis {
  /** @param {Container} box */
  constructor(box) {
    this.box = box;
    this.width = 0;
    this.signature = "";
    this.rule = el("div", { class: "q-rule", "aria-hidden": "true" });
    this.nowText = el("span", {});
    this.now = el("div", { class: "q-now" }, this.nowText);
    const parts = box.role === ROLE.DELAYED ? [box.tokens, this.now, this.rule] : [box.tokens, this.rule];
    this.field = el("div", { class: "q-field" }, ...parts);
    this.rest = el("div", { class: "q-rest" });
    box.body.append(this.field, this.rest);
    box.body.classList.add("q-axis");
    this.watch = new ResizeObserver(([entry]) => this.resize(entry?.contentRect.width ?? 0));
    this.watch.observe(this.field);
  }

  /** @param {number} width */
  resize(width) {
    if (Math.abs(width - this.width) < 1) return;
    this.width = width;
    this.box.hooks.redraw();
  }

  /** The width in px; before the first layout a likely one. */
  get room() {
    return this.width || 600;
  }

  /** @param {Picture} picture @param {Members} members @param {HTMLElement[]} drawn */
  update(picture, members, drawn) {
    const jobs = drawn.filter((each) => each.dataset.job !== undefined);
    if (this.box.role === ROLE.DELAYED) this.byTime(picture, members, jobs);
    else this.byPriority(members, jobs);
    place(this.box.tokens, jobs);
    place(
      this.rest,
      drawn.filter((each) => each.dataset.job === undefined),
    );
  }

  /** @param {Picture} picture @param {Members} members @param {HTMLElement[]} jobs */
  byTime(picture, members, jobs) {
    const { data, hooks, name } = this.box;
    const [from, to] = timePage(picture, hooks.waits.of(name));
    const x = (/** @type {number} */ at) => (at > from ? Math.min(1, (at - from) / (to - from)) : 0);
    this.lay(
      jobs,
      members.map(([, value]) => x(dueOf(value ?? 0))),
    );
    setStyle(this.now, "left", `${x(picture.at) * 100}%`);
    setData(this.now, "side", x(picture.at) > 0.7 ? "left" : "right");
    setText(this.nowText, `now ${elapsed(Math.round(picture.at - data.start))}`);
    /** @type {Ticks} */
    const points = ticks(from, to, data.start).map((at) => [x(at), human(at - data.start)]);
    this.mark(points, `${from}-${to}`);
  }

  /**
   * Priorities side by side, the most urgent first; equal ones in the order of their tickets.
   * @param {Members} members
   * @param {HTMLElement[]} jobs
   */
  byPriority(members, jobs) {
    const priorities = [...new Set(members.map(([, value]) => priorityOf(value ?? 0)))];
    const places = new Map(priorities.map((priority, at) => [priority, at / priorities.length]));
    const placeOf = (/** @type {number} */ priority) => places.get(priority) ?? 0;
    this.lay(
      jobs,
      members.map(([, value]) => placeOf(priorityOf(value ?? 0))),
    );
    /** @type {Ticks} */
    const points = priorities.map((each, at) => [placeOf(each), at ? String(each) : `priority ${each}`]);
    this.mark(points, priorities.join());
  }

  /**
   * Puts each token at its place, in the lowest lane in which it covers no other.
   * @param {HTMLElement[]} jobs
   * @param {number[]} places from 0 to 1
   */
  lay(jobs, places) {
    const height = this.box.isMany ? LOW : ROW;
    const lanes = new Lanes(this.room, WIDE, LANES);
    jobs.forEach((token, at) => {
      const { left, hangs } = lanes.hang((places[at] ?? 0) * this.room);
      const { lane, stands } = lanes.take(left);
      setData(token, "hangs", hangs && stands === left ? "left" : "right");
      setStyle(token, "left", `${stands.toFixed(1)}px`);
      setStyle(token, "bottom", `${26 + lane * height}px`);
    });
    setStyle(this.field, "height", `${38 + Math.max(ROW, lanes.length * height)}px`);
  }

  /**
   * Draws the ticks; one whose words would touch those before it goes without.
   * @param {Ticks} points
   * @param {string} signature
   */
  mark(points, signature) {
    if (this.signature === `${signature} ${this.width}`) return;
    this.signature = `${signature} ${this.width}`;
    let end = 0;
    const drawn = points.slice(0, MOST_TICKS).flatMap(([at, words]) => {
      const [left, size] = [at * this.room, words.length * LETTER + 8];
      const side = left + size > this.room ? "left" : "right";
      if ((side === "left" ? left - size : left) < end) return [];
      end = side === "left" ? left : left + size;
      const tick = el("span", { data: { side } }, words);
      tick.style.left = `${at * 100}%`;
      return [tick];
    });
    this.rule.replaceChildren(...drawn);
  }
}
