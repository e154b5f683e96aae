// Two recordings side by side on one clock, which begins with each.

import { el, setData, setText } from "../dom/element.js";
import { Player } from "../player/player.js";
import { counted } from "../text/number.js";
import { PairControls } from "./pair-controls.js";

/** @import { Linked } from "../player/link.js" */
/** @import { Options, View } from "../player/player.js" */
/** @import { PairChunk, PairJson } from "../types.d.ts" */

const LABEL =
  "qlab player of two recordings: arrow keys step both, space plays, N and B go to chapters, K shows all keys";

export class Pair {
  /** @param {Element} element @param {PairJson} json @param {Options} [options] */
  constructor(element, json, { step, view, axis, onStep, onView, onChange } = {}) {
    this.places = json.places;
    this.names = json.names;
    this.onStep = onStep ?? (() => {});
    this.onView = onView ?? (() => {});
    this.onChange = onChange ?? (() => {});
    /** @type {View} */
    this.shows = view ?? "stage";
    this.index = -1;
    this.time = 0;
    const slots = json.tracks.map(() => el("div", { class: "q-half-slot" }));
    this.notes = json.tracks.map(() => el("small", {}));
    this.halves = json.tracks.map((track, at) => this.half(slots[at] ?? element, track, json.names[at] ?? ""));
    this.chapters = this.findChapters();
    this.controls = new PairControls(this, axis ?? "steps");
    const sections = slots.map((slot, at) => this.section(slot, at));
    const halves = el("div", { class: "q-halves" }, ...sections);
    const around = { class: "qlab-player q-pair", tabindex: "0", role: "group", "aria-label": LABEL };
    this.root = el("div", around, halves, this.controls.bar);
    setData(this.root, "shows", this.shows);
    this.root.addEventListener("keydown", (event) => this.controls.key(event), { capture: true });
    element.replaceChildren(this.root);
    this.show(step ?? Math.min(1, this.length), { quiet: true });
  }

  /** @param {Element} slot @param {import("../types.d.ts").PlayerJson} track @param {string} name */
  half(slot, track, name) {
    const player = new Player(slot, track, { step: 0, view: this.shows, onView: (shown) => this.look(shown) });
    player.root.removeAttribute("tabindex");
    player.root.setAttribute("aria-label", name);
    player.drawer.element.setAttribute("aria-label", `the difference: ${name}`);
    return player;
  }

  /** @param {HTMLElement} slot @param {number} at */
  section(slot, at) {
    const head = el("h2", { class: "q-half-name" }, this.names[at] ?? "", " ", this.notes[at]);
    return el("div", { class: "q-half", role: "group", "aria-label": this.names[at] ?? "" }, head, slot);
  }

  /** How many places the clock has. */
  get length() {
    return this.places.length - 1;
  }

  /** What it has of each recording: how many steps. */
  get held() {
    return this.halves.map((half) => half.data.length);
  }

  /** How long after the beginning a place is, ms: what the later of the two steps says. @param {number} index */
  elapsedAt(index) {
    const stands = this.places[index] ?? [];
    return Math.max(...this.halves.map(({ data }, at) => data.elapsedAt(stands[at] ?? 0)));
  }

  /** Whether a place is a step of that recording. @param {number} track @param {number} index */
  moves(track, index) {
    return index > 0 && this.places[index]?.[track] !== this.places[index - 1]?.[track];
  }

  /** The chapters of both, at their places of the clock. */
  findChapters() {
    return this.places.flatMap((stands, place) =>
      stands.flatMap((stand, track) => {
        const { data } = /** @type {Player} */ (this.halves[track]);
        const begun = this.moves(track, place) ? data.chapters.filter(({ step }) => step === stand) : [];
        return begun.map(({ title }) => ({ step: place, title: `${title}, ${this.names[track] ?? ""}` }));
      }),
    );
  }

  /**
   * Shows both as they stand at a place of the clock; 0 is the beginning.
   * @param {number} index
   * @param {{ quiet?: boolean, force?: boolean }} [how] quiet: tell nobody; force: draw it again
   */
  show(index, { quiet = false, force = false } = {}) {
    const next = Math.max(0, Math.min(Number(index) || 0, this.length));
    if (next === this.index && !force) return;
    this.index = next;
    const time = this.elapsedAt(next);
    this.time = time;
    this.halves.forEach((half, at) => {
      this.showHalf(half, at, time);
    });
    this.controls.update(next, time);
    if (!quiet) this.onStep(next);
  }

  /** Lets time pass in both. @param {number} time ms since the beginning */
  flow(time) {
    this.time = time;
    for (const half of this.halves) half.flow(half.data.start + time - half.data.at(half.index));
    this.controls.updateTime(this.index, time);
  }

  /** Ms between two pictures of time that flows. */
  get pace() {
    return Math.max(...this.halves.map((half) => half.pace));
  }

  /** @param {Player} half @param {number} at @param {number} time ms since the beginning */
  showHalf(half, at, time) {
    const [stands, before] = [this.places[this.index]?.[at] ?? 0, this.places[this.index - 1]?.[at]];
    const still = stands === before || this.index === 0;
    half.playing = this.controls.playing;
    half.controls.track.scale = this.controls.track.scale;
    half.show(stands, { quiet: true, force: stands === half.index, at: half.data.start + time });
    const where = `step ${counted(stands)} of ${counted(half.data.length)}`;
    setText(this.notes[at] ?? half.root, still && this.index ? `${where}, nothing new` : where);
    setData(half.root, "still", String(still));
  }

  /** Shows the stages, or all keys. @param {View} view */
  look(view) {
    if (view === this.shows) return;
    this.shows = view;
    setData(this.root, "shows", view);
    for (const half of this.halves) half.look(view);
    this.controls.update(this.index, this.elapsedAt(this.index));
    this.onView(view);
  }

  /** Shows the code of both, or again what changed. */
  toggleCode() {
    for (const half of this.halves) half.toggleCode();
  }

  /** What of all this a link says. @returns {Linked} */
  get linked() {
    const { playing, track } = this.controls;
    return { step: this.index, view: this.shows, speed: playing.rate, axis: track.scale };
  }

  /** Shows what a link says; of two recordings none says a job. @param {Linked} linked */
  open({ step, view, speed, axis }) {
    if (view) this.look(view);
    if (axis) this.controls.setScale(axis);
    if (speed) this.controls.playing.setRate(speed);
    if (step !== undefined) this.show(step, { quiet: true });
  }

  /** The keyboard, for the page around it. @param {KeyboardEvent} event */
  key(event) {
    this.controls.key(event);
  }

  /** Two recordings do not ask. */
  predict() {}

  /** Takes in further steps of either, and goes to a place where that is asked. @param {PairChunk} chunk @param {number} [step] */
  grow(chunk, step) {
    const grown = this.halves.map((half, at) => {
      const more = chunk.tracks[at];
      return more ? half.grow(more) : false;
    });
    this.places = chunk.places;
    this.chapters = this.findChapters();
    this.controls.refresh();
    this.show(step ?? this.index, { quiet: true, force: grown.some(Boolean) });
    return grown.some(Boolean);
  }

  /** Whether a chunk goes on from what it has. @param {PairChunk} chunk */
  follows(chunk) {
    return chunk.tracks.every((track, at) => track.from <= (this.held[at] ?? 0));
  }

  destroy() {
    this.controls.playing.stop();
    for (const half of this.halves) half.destroy();
    this.root.remove();
  }
}
