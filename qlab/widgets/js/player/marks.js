// The marks above the slider: where an attempt failed, and where a job completed.

import { el, setText } from "../dom/element.js";
import { svg } from "../dom/svg.js";
import { plural } from "../text/number.js";

/** @import { PlayerData } from "../data/player-data.js" */

export class Marks {
  /** @param {PlayerData} data */
  constructor(data) {
    this.data = data;
    this.element = el("div", { class: "q-ticks", "aria-hidden": "true" });
    this.legend = el("div", { class: "q-legend" });
  }

  /**
   * Ticks above where attempts failed, below where jobs completed: two paths, however many steps there are.
   * @param {number[]} stops
   */
  draw(stops) {
    const shown = new Set(stops);
    const steps = this.data.steps.filter((step) => shown.has(step.index));
    const [bad, good] = [steps.filter((step) => step.failed), steps.filter((step) => step.completed)];
    const x = (/** @type {number} */ index) => ((1000 * index) / Math.max(this.data.length, 1)).toFixed(1);
    const path = (/** @type {typeof steps} */ marked, /** @type {string} */ rest) =>
      marked.map((step) => `M${x(step.index)} ${rest}`).join("");
    const failed = svg("path", { class: "q-tick-fail", d: path(bad, "0V7") });
    const done = svg("path", { class: "q-tick-done", d: path(good, "9V16") });
    this.element.replaceChildren(svg("svg", { viewBox: "0 0 1000 16", preserveAspectRatio: "none" }, failed, done));
    const [failures, jobs] = [sum(bad.map((step) => step.failed)), sum(good.map((step) => step.completed))];
    setText(this.legend, `▀ ${plural(failures, "attempt")} failed   ▄ ${plural(jobs, "job")} completed`);
  }
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);
