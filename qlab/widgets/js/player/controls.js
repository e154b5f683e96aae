// Controls: buttons, slider with its marks, filters, search, keyboard.

import { partsOf } from "../data/key-name.js";
import { button, el, setAttribute, setData, setText } from "../dom/element.js";
import { icon } from "../dom/icon.js";
import { iconButton } from "../dom/icon-button.js";
import { ChapterList } from "../rail/chapters.js";
import { Marks } from "../rail/marks.js";
import { ScaleSwitch } from "../rail/scale-switch.js";
import { Tip } from "../rail/tip.js";
import { Track } from "../rail/track.js";
import { shortLine } from "../text/visible.js";
import { Filters } from "./filters.js";
import { Follow } from "./follow.js";
import { pressed, stepping } from "./keyboard.js";
import { Playing } from "./playing.js";
import { Search } from "./search.js";
import { spoken } from "./story.js";
import { Views } from "./views.js";

/** @import { PlayerData } from "../data/player-data.js" */
/** @import { Scale } from "../rail/track.js" */
/** @import { Player } from "./player.js" */

/** @typedef {{ queue: string, job: string }} Job */

export class Controls {
  /** @param {PlayerData} data @param {Player} player @param {Scale} scale of the slider */
  constructor(data, player, scale) {
    this.data = data;
    this.player = player;
    this.filters = new Filters(data, () => this.filtered());
    this.search = new Search(data, { at: () => player.index, go: (index) => this.go(index) });
    this.follow = new Follow(player, () => this.followed());
    this.playing = new Playing({
      forward: () => this.move(1),
      rewind: () => this.rewind(),
      gap: () => this.gap(),
      flow: (left) => this.flow(left),
      every: () => player.pace,
      changed: () => player.onChange(),
    });
    this.track = new Track(data, scale);
    this.scales = new ScaleSwitch((chosen) => this.setScale(chosen));
    this.chapters = new ChapterList(
      () => data.chapters,
      (index) => this.go(index),
    );
    this.marks = new Marks(data, this.track);
    this.first = iconButton("first", "First step (Home)", () => this.go(this.filters.stops()[0] ?? 0));
    this.back = iconButton("back", "Back (←)", () => this.move(-1));
    this.forward = iconButton("forward", "Forward (→)", () => this.move(1));
    this.last = iconButton("last", "Last step (End)", () => this.go(this.filters.stops().at(-1) ?? data.length));
    this.jobWords = el("span", {}, "next step of this job");
    const next = { data: { act: "job" } };
    this.nextOfJob = button("q-button q-wide", () => this.jumpJob(), next, icon("job"), " ", this.jobWords);
    const moved = { input: () => this.slide(Number(this.range.value)) };
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
    const follow = el("span", { class: "q-views" }, this.follow.button);
    const under = [this.marks.legend, follow, this.scales.element, this.chapters.element];
    const parts = [this.marks.element, this.range, el("div", { class: "q-under" }, ...under)];
    const rail = el("div", { class: "q-rail" }, ...parts.slice(0, 2));
    const tip = new Tip(rail, (share, reach) => this.marks.tell(share, reach));
    rail.append(tip.element);
    const slide = el("div", { class: "q-slide" }, rail, ...parts.slice(2));
    const bar = { class: "q-controls", role: "group", "aria-label": "controls" };
    return el("div", bar, el("div", { class: "q-buttons" }, ...buttons), slide);
  }

  /** After the recording grew: new queues, jobs, marks and chapters. */
  refresh() {
    this.filters.refresh();
    this.chapters.refresh();
    this.redrawRail();
  }

  redrawRail() {
    this.range.max = String(this.track.end);
    this.marks.draw(this.filters.stops());
    this.scales.update(this.track.scale);
  }

  filtered() {
    this.marks.draw(this.filters.stops());
    this.player.redraw();
  }

  followed() {
    this.filters.follow(this.follow.job);
    this.filtered();
    this.player.onChange();
  }

  /** Lets the slider go by steps, or by time. @param {Scale} scale */
  setScale(scale) {
    if (scale === this.track.scale) return;
    this.track.scale = scale;
    this.redrawRail();
    this.player.redraw();
    this.player.onChange();
  }

  /** The slider was moved: by time to a moment, which may be between two steps. @param {number} value */
  slide(value) {
    const index = this.track.indexAt(value);
    const at = this.track.byTime ? this.data.start + value : undefined;
    this.player.show(index, { at: index < this.data.length ? at : undefined });
  }

  /** @param {number} index */
  go(index) {
    this.player.show(Math.max(0, Math.min(index, this.data.length)));
  }

  /** The next step at which the buttons stop, or the one before. @param {1 | -1} by */
  stop(by) {
    const at = this.player.index;
    const stops = this.filters.stops();
    return by > 0 ? stops.find((each) => each > at) : stops.findLast((each) => each < at);
  }

  /** @param {1 | -1} by @returns {boolean} whether there was such a step */
  move(by) {
    const next = this.stop(by);
    if (next === undefined || (by > 0 && this.player.asking.stops(next))) return false;
    this.go(next);
    return true;
  }

  /** How long until the next step, ms, where time is the axis. */
  gap() {
    const next = this.track.byTime ? this.stop(1) : undefined;
    const { index, at } = this.player;
    return next === undefined ? 0 : this.data.at(next) - Math.max(at ?? 0, this.data.at(index));
  }

  /** Shows a moment before the next step. @param {number} left ms until then */
  flow(left) {
    const { index } = this.player;
    this.player.flow(this.data.at(this.stop(1) ?? index) - left - this.data.at(index));
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
    setAttribute(this.predict, "aria-pressed", String(this.player.quiz.on));
    this.chapters.update(index);
    this.updateTime(index, this.player.at);
    setAttribute(this.range, "aria-valuetext", spoken(this.data, index).slice(0, 60));
    const stops = this.filters.stops();
    this.back.disabled = this.first.disabled = !stops.some((each) => each < index);
    this.forward.disabled = this.last.disabled = !((stops.at(-1) ?? 0) > index);
    if (this.search.input.value) this.search.show();
    const current = this.currentJob();
    this.follow.update(current);
    this.nextOfJob.disabled = !current;
    setText(this.jobWords, current ? `next step of job ${shortLine(current.job, 14)}` : "next step of this job");
  }

  /** Puts the slider's knob at a step, or by time at a moment after it. @param {number} index @param {number} [at] */
  updateTime(index, at) {
    const moment = this.track.byTime && at !== undefined ? at - this.data.start : this.track.valueOf(index);
    this.range.value = String(Math.max(moment, this.track.valueOf(index)));
    setData(this.range, "axis", this.track.scale);
  }

  /** The keyboard. Keys that a field or a button needs for itself stay its own. @param {KeyboardEvent} event */
  key(event) {
    event.stopPropagation(); // JupyterLab has its own ideas about arrows and letters
    const act = pressed(event, (key) => this.actOf(key), this.leaving);
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** What a key does: a digit answers a question. @param {string} key @returns {(() => void) | undefined} */
  actOf(key) {
    if (/^[1-9]$/.test(key)) return () => this.player.asking.choose(Number(key));
    return this.acts[key.length === 1 ? key.toLowerCase() : key];
  }

  /** Escape leaves a field, and the keys step again. */
  leaving = () => this.player.search(false);

  /** @type {Record<string, () => void>} */
  acts = {
    ...stepping(this),
    "/": () => this.player.search(true),
    n: () => this.chapters.jump(this.player.index, 1),
    b: () => this.chapters.jump(this.player.index, -1),
    t: () => this.setScale(this.track.byTime ? "steps" : "time"),
    f: () => this.follow.toggle(),
    c: () => this.player.toggleCode(),
    ",": () => this.player.drawer.code.move(-1),
    ".": () => this.player.drawer.code.move(1),
    j: () => this.jumpJob(),
    p: () => this.player.predict(!this.player.quiz.on),
  };
}
