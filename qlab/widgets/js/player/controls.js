// Controls: buttons, slider with its marks, filters, search, keyboard.

import { partsOf } from "../data/key-name.js";
import { button, el, setText } from "../dom/element.js";
import { icon } from "../dom/icon.js";
import { shortLine } from "../text/visible.js";
import { Filters } from "./filters.js";
import { Marks } from "./marks.js";
import { Playing } from "./playing.js";
import { Search } from "./search.js";
import { spoken } from "./story.js";

/** @import { PlayerData } from "../data/player-data.js" */
/** @import { Player } from "./player.js" */

/** @typedef {{ queue: string, job: string }} Job */

/** Fields in which letters are letters. */
export const TYPING = "input:not([type=range]), select, textarea";
/** What the space bar presses. */
export const PRESSING = "button, summary, a";

export class Controls {
  /** @param {PlayerData} data @param {Player} player */
  constructor(data, player) {
    this.data = data;
    this.player = player;
    this.filters = new Filters(data, () => this.filtered());
    this.search = new Search(data, { at: () => player.index, go: (index) => this.go(index) });
    this.playing = new Playing(
      () => this.move(1),
      (on) => this.label(on ? "pause" : "play", on ? "Pause (Space)" : "Play (Space)"),
    );
    this.marks = new Marks(data);
    this.first = small("first", "First step (Home)", () => this.go(this.filters.stops()[0] ?? 0));
    this.back = small("back", "Back (←)", () => this.move(-1));
    this.play = small("play", "Play (Space)", () => this.toggle());
    this.forward = small("forward", "Forward (→)", () => this.move(1));
    this.last = small("last", "Last step (End)", () => this.go(this.filters.stops().at(-1) ?? data.length));
    this.jobWords = el("span", {}, "next step of this job");
    const next = { data: { act: "job" } };
    this.nextOfJob = button("q-button q-wide", () => this.jumpJob(), next, icon("job"), " ", this.jobWords);
    const moved = { input: () => this.go(Number(this.range.value)) };
    this.range = el("input", { type: "range", min: 0, step: 1, "aria-label": "step", class: "q-range", on: moved });
    this.stage = button("q-view", () => player.look("stage"), { data: { view: "stage" } }, "Stage");
    this.keys = button(
      "q-view",
      () => player.look("keys"),
      { data: { view: "keys" }, title: "All keys (K)" },
      "All keys",
    );
    const ask = { data: { act: "predict" }, title: "Stop before each step and ask where its job goes (P)" };
    const toggle = () => this.player.predict(!this.player.quiz.on);
    this.predict = button("q-view", toggle, ask, "Predict");
    this.bar = this.makeBar();
    this.tools = el("div", { class: "q-tools" }, this.nextOfJob, ...this.filters.elements, ...this.search.elements);
    this.refresh();
  }

  makeBar() {
    const asks = el("span", { class: "q-views" }, this.predict);
    const views = el("span", { class: "q-views", role: "group", "aria-label": "view" }, this.stage, this.keys);
    const buttons = [this.first, this.back, this.play, this.forward, this.last, this.playing.speed, views, asks];
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

  toggle() {
    if (this.playing.on) return this.playing.stop();
    const stops = this.filters.stops();
    if (this.player.index >= (stops.at(-1) ?? 0)) this.go(stops[0] ?? 0);
    return this.playing.start();
  }

  /** @param {string} name @param {string} title */
  label(name, title) {
    this.play.replaceChildren(icon(name));
    this.play.title = title;
    this.play.setAttribute("aria-label", title);
  }

  /** Shows where we are. @param {number} index */
  update(index) {
    for (const each of [this.stage, this.keys]) {
      each.setAttribute("aria-pressed", String(each.dataset.view === this.player.shows));
    }
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
    ArrowLeft: () => this.move(-1),
    ArrowRight: () => this.move(1),
    Home: () => this.first.click(),
    End: () => this.last.click(),
    " ": () => this.toggle(),
    "/": () => this.player.search(true),
    k: () => this.player.look(this.player.shows === "stage" ? "keys" : "stage"),
    c: () => this.player.toggleCode(),
    ",": () => this.player.drawer.code.move(-1),
    ".": () => this.player.drawer.code.move(1),
    j: () => this.jumpJob(),
    p: () => this.player.predict(!this.player.quiz.on),
  };
}

/** A button that is a picture. @param {string} name @param {string} title @param {() => void} act */
export const small = (name, title, act) =>
  button("q-button", act, { data: { act: name }, title, "aria-label": title }, icon(name));
