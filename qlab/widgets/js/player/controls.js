// Controls: buttons, slider with its marks, filters, search, keyboard.

import { partsOf } from "../data/key-name.js";
import { button, el, setText } from "../dom/element.js";
import { icon } from "../dom/icon.js";
import { iconButton } from "../dom/icon-button.js";
import { shortLine } from "../text/visible.js";
import { Filters } from "./filters.js";
import { PRESSING, stepping, TYPING } from "./keyboard.js";
import { Marks } from "./marks.js";
import { Playing } from "./playing.js";
import { Search } from "./search.js";
import { spoken } from "./story.js";
import { Views } from "./views.js";

/** @import { PlayerData } from "../data/player-data.js" */
/** @import { Player } from "./player.js" */

/** @typedef {{ queue: string, job: string }} Job */

export class Controls {
  /** @param {PlayerData} data @param {Player} player */
  constructor(data, player) {
    this.data = data;
    this.player = player;
    this.filters = new Filters(data, () => this.filtered());
    this.search = new Search(data, { at: () => player.index, go: (index) => this.go(index) });
    this.playing = new Playing(
      () => this.move(1),
      () => this.rewind(),
    );
    this.marks = new Marks(data);
    this.first = iconButton("first", "First step (Home)", () => this.go(this.filters.stops()[0] ?? 0));
    this.back = iconButton("back", "Back (←)", () => this.move(-1));
    this.forward = iconButton("forward", "Forward (→)", () => this.move(1));
    this.last = iconButton("last", "Last step (End)", () => this.go(this.filters.stops().at(-1) ?? data.length));
    this.jobWords = el("span", {}, "next step of this job");
    const next = { data: { act: "job" } };
    this.nextOfJob = button("q-button q-wide", () => this.jumpJob(), next, icon("job"), " ", this.jobWords);
    const moved = { input: () => this.go(Number(this.range.value)) };
    this.range = el("input", { type: "range", min: 0, step: 1, "aria-label": "step", class: "q-range", on: moved });
    this.views = new Views(player);
    const ask = { data: { act: "predict" }, title: "Stop before each step and ask where its job goes (P)" };
    const toggle = () => this.player.predict(!this.player.quiz.on);
    this.predict = button("q-view", toggle, ask, "Predict");
    this.bar = this.makeBar();
    this.tools = el("div", { class: "q-tools" }, this.nextOfJob, ...this.filters.elements, ...this.search.elements);
    this.refresh();
  }

  makeBar() {
    const asks = el("span", { class: "q-views" }, this.predict);
    const steps = [this.first, this.back, this.playing.button, this.forward, this.last];
    const buttons = [...steps, this.playing.speed, this.views.element, asks];
    const slide = el("div", { class: "q-slide" }, this.marks.element, this.range, this.marks.legend);
    const bar = { class: "q-controls", role: "group", "aria-label": "controls" };
    return el("div", bar, el("div", { class: "q-buttons" }, ...buttons), slide);
  }

  /** After the recording grew: new queues, jobs and marks. */
  refresh() {
    this.filters.refresh();
    this.range.max = String(this.data.length);
    this.marks.draw(this.filters.stops());
  }

  filtered() {
    this.marks.draw(this.filters.stops());
    this.player.redraw();
  }

  /** @param {number} index */
  go(index) {
    this.player.show(Math.max(0, Math.min(index, this.data.length)));
  }

  /** @param {1 | -1} by @returns {boolean} whether there was such a step */
  move(by) {
    const at = this.player.index;
    const stops = this.filters.stops();
    const next = by > 0 ? stops.find((each) => each > at) : stops.findLast((each) => each < at);
    if (next === undefined || (by > 0 && this.player.asks(next))) return false;
    this.go(next);
    return true;
  }

  /**
   * The job that "this job" is: the one chosen, else the step's.
   * @returns {Job | null}
   */
  currentJob() {
    if (this.player.selected) {
      const [queue, job] = partsOf(this.player.selected);
      return { queue, job };
    }
    const step = this.data.step(this.player.index);
    if (!step) return null;
    if (step.job !== null && step.queue !== null) return { queue: step.queue, job: step.job };
    const move = step.moves[0];
    return move ? { queue: move[0], job: move[1] } : null;
  }

  jumpJob() {
    const current = this.currentJob();
    if (!current) return setText(this.search.found, "choose a job first");
    const { queue, job } = current;
    const at = this.player.index;
    const next = this.data.steps.slice(at).find((step) => this.data.concerns(step, queue, job));
    if (next) this.player.select(queue, job, next.index);
    else setText(this.search.found, "no later step of this job");
    return undefined;
  }

  /** From the end, back to the beginning. */
  rewind() {
    const stops = this.filters.stops();
    if (this.player.index >= (stops.at(-1) ?? 0)) this.go(stops[0] ?? 0);
  }

  /** Shows where we are. @param {number} index */
  update(index) {
    this.views.update();
    this.predict.setAttribute("aria-pressed", String(this.player.quiz.on));
    this.range.value = String(index);
    this.range.setAttribute("aria-valuetext", spoken(this.data, index).slice(0, 60));
    const stops = this.filters.stops();
    this.back.disabled = this.first.disabled = !stops.some((each) => each < index);
    this.forward.disabled = this.last.disabled = !((stops.at(-1) ?? 0) > index);
    if (this.search.input.value) this.search.show();
    const current = this.currentJob();
    this.nextOfJob.disabled = !current;
    setText(this.jobWords, current ? `next step of job ${shortLine(current.job, 14)}` : "next step of this job");
  }

  /** The keyboard. Keys that a field or a button needs for itself stay its own. @param {KeyboardEvent} event */
  key(event) {
    event.stopPropagation(); // JupyterLab has its own ideas about arrows and letters
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
    const typing = event.target.matches(TYPING);
    const pressing = event.target.matches(PRESSING);
    const act = typing ? this.leaving(event.key) : this.actOf(event.key);
    if (!act || (pressing && event.key === " ")) return;
    event.preventDefault();
    act();
  }

  /** What a key does: a digit answers a question. @param {string} key @returns {(() => void) | undefined} */
  actOf(key) {
    if (/^[1-9]$/.test(key)) return () => this.player.choose(Number(key));
    return this.acts[key.length === 1 ? key.toLowerCase() : key];
  }

  /** Escape leaves a field, and the keys step again. @param {string} key */
  leaving(key) {
    return key === "Escape" ? () => this.player.search(false) : undefined;
  }

  /** @type {Record<string, () => void>} */
  acts = {
    ...stepping(this),
    "/": () => this.player.search(true),
    c: () => this.player.toggleCode(),
    ",": () => this.player.drawer.code.move(-1),
    ".": () => this.player.drawer.code.move(1),
    j: () => this.jumpJob(),
    p: () => this.player.predict(!this.player.quiz.on),
  };
}
