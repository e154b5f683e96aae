// The player: puts the parts together.

import { jobOf, queueKey } from "../data/key-name.js";
import { Picture } from "../data/picture.js";
import { PlayerData } from "../data/player-data.js";
import { decodeScore } from "../data/score.js";
import { el, setData } from "../dom/element.js";
import { focusedIn, refocus } from "../dom/focus.js";
import { Asking } from "../stage/asking.js";
import { Drawer } from "../stage/drawer.js";
import { Scene } from "../stage/scene.js";
import { Controls } from "./controls.js";
import { Head } from "./head.js";
import { KeysView } from "./keys-view.js";
import { linkedOf, openIn } from "./link.js";
import { Tokens } from "./token.js";

/** @import { Scale } from "../rail/track.js" */
/** @import { Answer } from "../stage/quiz.js" */
/** @import { Linked } from "./link.js" */
/** @import { Chunk, PlayerJson } from "../types.d.ts" */

/** "stage": one queue in the room there is; "keys": every key. @typedef {"stage" | "keys"} View */
/**
 * Where to begin and in which view, and who is told of every step, view and answer.
 * @typedef {object} Options
 * @property {number} [step]
 * @property {View} [view]
 * @property {Scale} [axis] of the slider
 * @property {() => void} [onChange] something else that a link says was chosen: a job, a speed, an axis
 * @property {(step: number) => void} [onStep]
 * @property {(view: View) => void} [onView]
 * @property {(answers: Answer[]) => void} [onAnswer]
 */

const TRAVEL = 700; // ms a job travels: long enough to be followed
const NEAR = 3; // steps: jobs travel from one step to another no further away
const NARROW = 640; // px: below this width the time stands above the sentence
const STILL = 30; // ms between two pictures of time that flows, on the stage
const LABEL =
  "qlab player: arrow keys step, space plays, N and B go to the next chapter and back, K shows all keys, C code, " +
  "T the time axis, F follows a job, J goes to its next step, P asks, slash searches";

export class Player {
  /** @param {Element} element @param {PlayerJson} json @param {Options} [options] */
  constructor(element, json, { step, view, axis, onStep, onView, onAnswer, onChange } = {}) {
    this.data = new PlayerData(json);
    this.onStep = onStep ?? (() => {});
    this.onView = onView ?? (() => {});
    this.onChange = onChange ?? (() => {});
    /** @type {View} */
    this.shows = view ?? "stage";
    this.selected = "";
    this.index = -1;
    /** What time it is, where that is not the step's own: beside another recording. @type {number | undefined} */
    this.at = undefined;
    /** @type {string[]} */
    this.order = [];
    this.tokens = new Tokens((queue, job) => this.select(queue, job));
    this.keys = new KeysView(this.data, this.tokens, () => this.redraw());
    const select = (/** @type {string} */ queue, /** @type {string} */ job) => this.select(queue, job);
    this.scene = new Scene(this.keys.hooks, select, (role) => this.chooseBox(role));
    this.asking = new Asking(this, onAnswer ?? (() => {}));
    this.quiz = this.asking.quiz;
    this.drawer = new Drawer(() => this.redraw(), this.asking.votes.element);
    this.head = new Head();
    this.controls = new Controls(this.data, this, axis ?? "steps");
    this.playing = this.controls.playing;
    const scenery = el("div", { class: "q-scenery" }, this.scene.element, this.drawer.element);
    const { top, told, live } = this.head;
    const parts = [top, this.controls.bar, told, this.controls.tools, scenery, this.keys.element, live];
    this.root = el("div", { class: "qlab-player", tabindex: "0", role: "group", "aria-label": LABEL }, ...parts);
    setData(this.root, "view", this.shows);
    this.root.addEventListener("keydown", (event) => this.controls.key(event));
    this.head.reserve(this.data);
    element.replaceChildren(this.root);
    this.watch = new ResizeObserver(() => this.measure());
    this.watch.observe(this.root);
    this.measure();
    this.show(step ?? Math.min(1, this.data.length), { quiet: true });
  }

  /**
   * Shows the state after step `index`; 0 is the beginning.
   * @param {number} index
   * @param {{ quiet?: boolean, force?: boolean, at?: number }} [how] quiet: tell nobody; force: draw it again; at: what
   *   time it is, ms since 1970, where that is later than the step
   */
  show(index, { quiet = false, force = false, at } = {}) {
    const next = Math.max(0, Math.min(Number(index) || 0, this.data.length));
    const moment = force ? (at ?? this.at) : at;
    if (next === this.index && moment === this.at && !force) return;
    this.at = moment;
    const near = Math.abs(next - this.index) <= NEAR && next !== this.index;
    this.index = next;
    this.draw(near && !force, this.playing.fast ? TRAVEL / 3 : TRAVEL);
    if (!quiet) this.onStep(next);
  }

  /** Lets time pass after the step: only what tells the time is drawn anew. @param {number} ms since the step */
  flow(ms) {
    this.at = this.data.at(this.index) + Math.round(ms);
    const picture = this.pictureNow();
    this.head.tick(picture);
    this.controls.updateTime(this.index, this.at);
    if (this.shows === "stage") this.scene.flow(picture, this.shown());
    else this.drawKeys(picture, this.shown(), false, 0, true);
  }

  /** Ms between two pictures of time that flows. */
  get pace() {
    return this.shows === "stage" ? STILL : 4 * STILL;
  }

  pictureNow() {
    this.picture = new Picture(this.data, this.index, this.selected, this.at, this.controls.track.byTime);
    return this.picture;
  }

  /** The queues that are shown, the one to be drawn large first. */
  shown() {
    const wanted = this.controls.filters.wanted.queue;
    const followed = this.controls.follow.job?.queue;
    const shown = this.order.filter((queue) => !wanted || queue === wanted || followed !== undefined);
    return followed === undefined ? shown : [...shown].sort((a, b) => Number(b === followed) - Number(a === followed));
  }

  /** A container cannot ask for its own width: the root says it, for its own layout. */
  measure() {
    setData(this.root, "narrow", String(this.root.clientWidth > 0 && this.root.clientWidth < NARROW));
  }

  redraw() {
    if (this.index >= 0) this.show(this.index, { quiet: true, force: true });
  }

  /** Shows the stage, or all keys. @param {View} view */
  look(view) {
    if (view === this.shows) return;
    this.shows = view;
    setData(this.root, "view", view);
    this.redraw();
    this.onView(view);
  }

  /**
   * Chooses a job, or lets it go when it was chosen; with a step, chooses it and goes there.
   * @param {string} queue
   * @param {string} job
   * @param {number} [step]
   */
  select(queue, job, step) {
    const id = jobOf(queue, job);
    this.selected = this.selected === id && step === undefined ? "" : id;
    this.controls.follow.chosen();
    this.onChange();
    if (step === undefined || step === this.index) this.redraw();
    else this.show(step);
  }

  /** A box of the stage was chosen: as an answer, or to see what its key holds. @param {string} role */
  chooseBox(role) {
    if (this.quiz.asking) return this.asking.guess(role);
    this.keys.inspected = queueKey(this.data.prefix, this.order[0] ?? "", role);
    return this.look("keys");
  }

  /** Shows the step's code beside the stage, or again what changed. */
  toggleCode() {
    const code = this.shows !== "stage" || this.drawer.tab !== "code";
    if (this.shows !== "stage") this.look("stage");
    this.drawer.open(code ? "code" : "changes");
  }

  /** Begins to ask where jobs go, or ends it. @param {boolean} on @param {number[]} [steps] before which to ask; all */
  predict(on, steps) {
    this.asking.begin(on, steps);
  }

  /** @param {boolean} animate @param {number} duration */
  draw(animate, duration) {
    const picture = this.pictureNow();
    const order = this.data.queuesAt(this.index);
    const stays = animate && order[0] === this.order[0]; // where queues change places, each token would travel
    this.order = order;
    const queues = this.shown();
    const focused = focusedIn(this.root);
    this.head.update(picture);
    if (this.shows === "stage") this.drawScene(picture, queues, stays ? duration : 0);
    else this.drawKeys(picture, queues, stays, duration);
    this.controls.update(this.index);
    refocus(this.root, focused);
  }

  /** @param {Picture} picture @param {string[]} queues @param {number} duration */
  drawScene(picture, queues, duration) {
    this.scene.animate(this.tokens.motion.matches ? 0 : duration);
    this.scene.update(picture, queues);
    if (this.quiz.asking !== this.index + 1) this.quiz.asking = 0;
    const question = this.quiz.asking ? this.quiz.question(this.quiz.asking) : null;
    const answer = this.quiz.answers.get(this.index) ?? null;
    setData(this.root, "asks", String(question !== null));
    this.scene.markGuess(answer && !answer.right ? answer.guess : "");
    this.drawer.judge(question ? null : answer);
    this.asking.votes.update(question?.step ?? this.index);
    if (!question) return this.drawer.update(picture);
    this.head.ask(question);
    return this.drawer.ask(question, (choice) => this.asking.guess(choice));
  }

  /** @param {Picture} picture @param {string[]} queues @param {boolean} animate @param {number} duration @param {boolean} [told] */
  drawKeys(picture, queues, animate, duration, told) {
    this.tokens.begin(animate);
    this.keys.update(picture, queues, told);
    this.tokens.settle(duration);
  }

  /** Opens the search, or, on the stage, the row that it is in. @param {boolean} open */
  search(open) {
    setData(this.root, "tools", open ? "open" : "");
    (open ? this.controls.search.input : this.root).focus();
  }

  /** What a score means, in words. @param {Parameters<typeof decodeScore>} scored */
  decode(...scored) {
    return decodeScore(...scored).meaning;
  }

  /** Takes in further steps, and goes to one where that is asked. @param {Chunk} chunk @param {number} [step] */
  grow(chunk, step) {
    const grown = this.data.grow(chunk);
    if (grown) {
      this.controls.refresh();
      this.head.reserve(this.data);
    }
    if (step !== undefined && step !== this.index) this.show(step, { quiet: true });
    else if (grown) this.redraw();
    return grown;
  }

  /** The keyboard, for the page around it. @param {KeyboardEvent} event */
  key(event) {
    this.controls.key(event);
  }

  /** What of all this a link says. */
  get linked() {
    return linkedOf(this);
  }

  /** Shows what a link says. @param {Linked} linked */
  open(linked) {
    openIn(this, linked);
  }

  /** How many steps it has. */
  get held() {
    return this.data.length;
  }

  /** Whether a chunk goes on from what it has. @param {Chunk} chunk */
  follows(chunk) {
    return chunk.from <= this.data.length;
  }

  destroy() {
    this.controls.playing.stop();
    this.asking.votes.stop();
    this.watch.disconnect();
    this.root.remove();
  }
}
