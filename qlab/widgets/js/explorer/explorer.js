// The backoff explorer: sliders at the top; below them the schedule, and the storm of many clients.

import { button, el, setText, tableHead } from "../dom/element.js";
import { counted, plural } from "../text/number.js";
import { seconds } from "../text/time.js";
import { drawSchedule, drawStorm } from "./charts.js";

/** @import { Model } from "../types.d.ts" */

/**
 * What Python counted.
 * @typedef {object} ExplorerJson
 * @property {import("./charts.js").Row[]} rows
 * @property {number} total_ms
 * @property {string} total
 * @property {string} words
 * @property {number[]} bars
 * @property {number[] | null} in_step
 * @property {string[]} ticks
 * @property {number} peak
 * @property {string} bin
 * @property {string} until
 */
/** @typedef {{ min: number, max: number, step: number }} Range */
/** @typedef {(value: number) => string} Show */
/** @typedef {{ input: HTMLInputElement, output: HTMLElement, show: Show }} Slider */

const STRATEGY = {
  fixed: "fixed",
  exponential: "exponential",
  capped: "capped at 4 × delay",
  jitter: "with jitter",
};

/** @param {number} share @param {number} [places] */
const percent = (share, places = 0) => `${(share * 100).toFixed(places)}\u00a0%`;

export class Explorer {
  /** @param {Model} model @param {Element} element */
  constructor(model, element) {
    this.model = model;
    this.width = 0;
    /** @type {Map<string, Slider>} */
    this.sliders = new Map();
    this.shown = this.picture();
    const options = Object.entries(STRATEGY).map(([value, words]) => el("option", { value }, words));
    const chosen = { change: () => this.set("strategy", this.strategy.value) };
    this.strategy = el("select", { on: chosen }, ...options);
    this.plan = el("div");
    this.planTitle = el("h3", {}, "One job that fails each time");
    this.storm = el("div");
    this.axis = el("div", { class: "q-times", "aria-hidden": "true" });
    this.rows = el("tbody");
    this.table = el("table", { class: "q-fields" }, tableHead("attempt", "waits", "at", "chance it runs"), this.rows);
    this.total = el("p", { class: "q-sentence" });
    this.peak = el("p");
    this.result = el("span", { role: "status" });
    this.root = this.build();
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
    element.replaceChildren(this.root);
    this.draw();
    this.watch = new ResizeObserver(() => {
      if (this.width !== this.plan.clientWidth) this.drawPlan();
    });
    this.watch.observe(this.plan);
  }

  build() {
    const strategy = el("label", {}, el("span", {}, "strategy"), this.strategy);
    const sliders = [
      this.slider("attempts", "attempts", { min: 1, max: 12, step: 1 }, String),
      this.slider("delay_ms", "delay", { min: 100, max: 60_000, step: 100 }, seconds),
      this.slider("failure", "attempt fails with", { min: 0, max: 1, step: 0.01 }, percent),
      this.slider("clients", "clients failing", { min: 1, max: 1000, step: 1 }, counted),
    ];
    const top = el("div", { class: "q-sliders" }, strategy, ...sliders);
    const check = button("q-button q-wide", () => this.check(), {}, "Check with a real run");
    const job = [this.total, this.planTitle, this.plan, this.table, el("p", { class: "q-tools" }, check, this.result)];
    const all = [el("h3", {}, "The retries of all clients"), this.storm, this.axis, this.peak];
    const root = { class: "qlab-player q-explorer", role: "group", "aria-label": "backoff explorer" };
    return el("div", root, top, ...job, ...all);
  }

  /** @param {string} name @param {string} words @param {Range} range @param {Show} show */
  slider(name, words, range, show) {
    const input = el("input", { type: "range", class: "q-range", ...range, value: this.model.get(name) });
    const output = el("strong", {}, show(this.model.get(name)));
    input.addEventListener("input", () => {
      setText(output, show(Number(input.value)));
      this.set(name, Number(input.value));
    });
    this.sliders.set(name, { input, output, show });
    return el("label", {}, el("span", {}, words, " ", output), input);
  }

  /** @param {string} name @param {unknown} value */
  set(name, value) {
    this.model.set(name, value);
    this.model.save_changes();
  }

  check() {
    setText(this.result, "A real job fails on a real queue …");
    this.model.send({ do: "check" });
  }

  /** @returns {ExplorerJson} */
  picture() {
    return JSON.parse(this.model.get("picture"));
  }

  drawPlan() {
    this.width = this.plan.clientWidth;
    this.plan.replaceChildren(drawSchedule(this.shown, Math.max(this.width, 200)));
  }

  /** Shows what Python counted. */
  draw() {
    this.shown = this.picture();
    for (const [name, { input, output, show }] of this.sliders) {
      if (document.activeElement !== input) input.value = String(this.model.get(name));
      setText(output, show(this.model.get(name)));
    }
    this.strategy.value = this.model.get("strategy");
    this.drawWords();
    this.drawPlan();
    this.drawRows();
    this.storm.replaceChildren(drawStorm(this.shown));
    this.axis.replaceChildren(...this.shown.ticks.map((words) => el("span", {}, words)));
    setText(this.result, this.model.get("checked"));
  }

  drawWords() {
    const { words, total, peak, bin, until, in_step: inStep } = this.shown;
    const attempts = this.model.get("attempts");
    const waiting = `${plural(attempts, "attempt")}, ${words}: ${total} of waiting in all.`;
    const one = "One attempt: a job that fails has failed for good, and nothing is ever waited for.";
    setText(this.total, attempts > 1 ? waiting : one);
    this.planTitle.hidden = this.plan.hidden = this.table.hidden = attempts < 2;
    const without = inStep ? counted(Math.max(...inStep)) : "";
    const before = inStep ? ` Without jitter (the bars behind) ${without} would come at once.` : "";
    const most = `At most ${plural(peak, "retry", "retries")} within ${bin}; shown are the first ${until}.${before}`;
    setText(this.peak, peak ? most : "No retry comes.");
  }

  drawRows() {
    const rows = this.shown.rows.map((row) => {
      const cells = [row.wait, row.at, percent(row.chance, 1)].map((words) => el("td", {}, words));
      return el("tr", {}, el("th", { scope: "row" }, String(row.attempt)), ...cells);
    });
    this.rows.replaceChildren(...rows);
  }
}
