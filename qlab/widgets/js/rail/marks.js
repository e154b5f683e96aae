// The marks above the slider: where an attempt failed, where a job completed, and where a chapter begins.

import { el } from "../dom/element.js";
import { svg } from "../dom/svg.js";
import { plural } from "../text/number.js";
import { elapsed } from "../text/time.js";

/** @import { PlayerData } from "../data/player-data.js" */
/** @import { Step } from "../types.d.ts" */
/** @import { Line } from "./tip.js" */
/** @import { Track } from "./track.js" */

const FAIL = { sign: "▀", css: "q-tick-fail" };
const DONE = { sign: "▄", css: "q-tick-done" };
const CHAPTER = { sign: "◆", css: "q-tick-chapter" };
const WIDTH = 1000; // units of the drawing, however wide it is
const MOST = 4; // steps told of one place

export class Marks {
  /** @param {PlayerData} data @param {Track} track */
  constructor(data, track) {
    this.data = data;
    this.track = track;
    /** The steps that have a mark, in their order. @type {Step[]} */
    this.marked = [];
    this.element = el("div", { class: "q-ticks", "aria-hidden": "true" });
    this.legend = el("div", { class: "q-legend" });
  }

  /**
   * Ticks above where attempts failed, below where jobs completed: two paths, however many steps there are.
   * @param {number[]} stops
   */
  draw(stops) {
    const shown = new Set(stops);
    const begun = new Set(this.data.chapters.map(({ step }) => step));
    const steps = this.data.steps.filter((step) => shown.has(step.index));
    this.marked = steps.filter((step) => step.failed || step.completed || begun.has(step.index));
    const [bad, good] = [steps.filter((step) => step.failed), steps.filter((step) => step.completed)];
    const x = (/** @type {Step} */ { index }) => (WIDTH * this.track.shareOf(index)).toFixed(1);
    const path = (/** @type {Step[]} */ marked, /** @type {string} */ rest) =>
      marked.map((step) => `M${x(step)} ${rest}`).join("");
    const paths = [
      svg("path", { class: FAIL.css, d: path(bad, "0V7") }),
      svg("path", { class: DONE.css, d: path(good, "9V16") }),
    ];
    const box = { viewBox: `0 0 ${WIDTH} 16`, preserveAspectRatio: "none" };
    const flags = this.marked.filter(({ index }) => begun.has(index)).map((step) => this.flag(step));
    this.element.replaceChildren(svg("svg", box, ...paths), ...flags);
    const [failures, jobs] = [sum(bad.map((step) => step.failed)), sum(good.map((step) => step.completed))];
    this.legend.replaceChildren(
      ...drawLegend(FAIL, `${plural(failures, "attempt")} failed`),
      ...drawLegend(DONE, `${plural(jobs, "job")} completed`),
      ...drawLegend(CHAPTER, plural(flags.length, "chapter")),
    );
  }

  /** @param {Step} step */
  flag({ index }) {
    const flag = el("i", { class: "q-flag" }, CHAPTER.sign);
    flag.style.left = `${(100 * this.track.shareOf(index)).toFixed(2)}%`;
    return flag;
  }

  /**
   * What stands at a share of the width: the step, and the marks that are near.
   * @param {number} share
   * @param {number} reach
   * @returns {Line[]}
   */
  tell(share, reach) {
    const far = (/** @type {Step} */ { index }) => Math.abs(this.track.shareOf(index) - share);
    const near = this.marked.filter((step) => far(step) <= reach).sort((a, b) => far(a) - far(b));
    if (near.length) return near.slice(0, MOST).flatMap((step) => this.tellStep(step));
    return [this.place(this.track.indexAt(share * this.track.end))];
  }

  /** @param {number} index @returns {Line} */
  place(index) {
    return { sign: "", css: "", words: `step ${index}, ${elapsed(this.data.elapsedAt(index))}` };
  }

  /** @param {Step} step @returns {Line[]} */
  tellStep(step) {
    const begun = this.data.chapters.filter((each) => each.step === step.index);
    const lines = [this.place(step.index), ...begun.map(({ title }) => ({ ...CHAPTER, words: title }))];
    if (step.failed) lines.push({ ...FAIL, words: `${plural(step.failed, "attempt")} failed` });
    if (step.completed) lines.push({ ...DONE, words: `${plural(step.completed, "job")} completed` });
    return lines;
  }
}

/** @param {{ sign: string, css: string }} mark @param {string} words */
const drawLegend = ({ sign, css }, words) => [el("span", {}, el("b", { class: css }, sign), ` ${words}`), " "];

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);
