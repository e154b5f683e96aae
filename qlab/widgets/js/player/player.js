// The player: puts the parts together.

import { jobOf } from "../data/key-name.js";
import { LongestWaits, Picture } from "../data/picture.js";
import { PlayerData } from "../data/player-data.js";
import { decodeScore } from "../data/score.js";
import { el, place, setStyle, setText } from "../dom/element.js";
import { worded } from "../dom/words.js";
import { counted } from "../text/number.js";
import { elapsed, moment } from "../text/time.js";
import { plain, shortLine } from "../text/visible.js";
import { Controls } from "./controls.js";
import { drawInspector } from "./inspector.js";
import { otherKeys, QueueView } from "./queue-view.js";
import { drawChanges, drawCommands, spoken, usualSentence } from "./story.js";
import { Tokens } from "./token.js";

/** @import { Chunk, PlayerJson } from "../types.d.ts" */

/** @typedef {{ step?: number, onStep?: (step: number) => void }} Options where to begin; who is told of every step */

const TRAVEL = 520; // ms a token travels
const NEAR = 3; // steps: tokens travel from one step to another no further away
const WELCOME = "Nothing has happened yet. Step forward with → or play with Space.";

export class Player {
  /** @param {Element} element @param {PlayerJson} json @param {Options} [options] */
  constructor(element, json, { step, onStep } = {}) {
    this.data = new PlayerData(json);
    this.onStep = onStep ?? (() => {});
    this.selected = "";
    this.index = -1;
    this.inspected = "";
    /** @type {Map<string, QueueView>} */
    this.views = new Map();
    /** @type {string[]} */
    this.order = [];
    this.tokens = new Tokens((queue, job) => this.select(queue, job));
    this.hooks = {
      tokens: this.tokens,
      waits: new LongestWaits(this.data),
      onKey: (/** @type {string} */ name) => this.inspect(name),
      redraw: () => this.redraw(),
    };
    this.controls = new Controls(this.data, this);
    this.clock = el("span", { class: "q-clock" });
    this.counter = el("span", { class: "q-counter" });
    this.title = el("h2", {});
    this.chip = el("span", { class: "q-chip" });
    this.sentence = el("p", { class: "q-sentence" });
    this.told = el("div", { class: "q-told" }, this.sentence);
    this.live = el("div", { class: "q-hidden", "aria-live": "polite", role: "status" });
    this.stage = el("div", { class: "q-stage" });
    this.details = el("div", { class: "q-details" });
    this.nothing = el("p", { class: "q-quiet" }, "No keys yet.");
    const label = { role: "group", hidden: true, "aria-label": "a key's values" };
    this.inspector = el("div", { class: "q-inspector", ...label });
    this.changes = el("div");
    this.changeCount = el("span", { class: "q-count" });
    this.commands = el("div");
    this.commandCount = el("span", { class: "q-count" });
    this.root = this.build();
    this.root.addEventListener("keydown", (event) => this.controls.key(event));
    this.reserve();
    element.replaceChildren(this.root);
    this.show(step ?? Math.min(1, this.data.length), { quiet: true });
  }

  build() {
    const top = el("div", { class: "q-top" }, this.clock, this.counter, this.title, this.chip);
    const main = el("div", { class: "q-main" }, this.stage, this.makeSide(), this.details);
    const words = "qlab player: arrow keys step, space plays, slash searches";
    const root = { class: "qlab-player", tabindex: "0", role: "group", "aria-label": words };
    return el("div", root, top, this.controls.bar, this.told, this.controls.tools, main, this.live);
  }

  makeSide() {
    const changed = el("section", {}, el("h3", {}, "What changed ", this.changeCount), this.changes);
    const ran = el("section", {}, el("h3", {}, "Commands Redis ran ", this.commandCount), this.commands);
    const side = { class: "q-side", role: "group", "aria-label": "what happened" };
    return el("div", side, this.inspector, changed, ran);
  }

  /**
   * Shows the state after step `index`; 0 is the beginning.
   * @param {number} index
   * @param {{ quiet?: boolean, force?: boolean }} [how] quiet: tell nobody; force: draw it again
   */
  show(index, { quiet = false, force = false } = {}) {
    const next = Math.max(0, Math.min(Number(index) || 0, this.data.length));
    if (next === this.index && !force) return;
    const near = Math.abs(next - this.index) <= NEAR && next !== this.index;
    this.index = next;
    this.draw(near && !force, this.controls.playing.fast ? TRAVEL / 3 : TRAVEL);
    if (!quiet) this.onStep(next);
  }

  /** Keeps as much room as most sentences need, so that what stands below does not jump from step to step. */
  reserve() {
    this.told.dataset.room = usualSentence(this.data);
  }

  redraw() {
    if (this.index >= 0) this.show(this.index, { quiet: true, force: true });
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
    if (step === undefined || step === this.index) this.redraw();
    else this.show(step);
  }

  /** @param {string} name of a key; again: closes it */
  inspect(name) {
    this.inspected = this.inspected === name ? "" : name;
    this.redraw();
  }

  /** @param {boolean} animate @param {number} duration */
  draw(animate, duration) {
    const picture = new Picture(this.data, this.index, this.selected);
    this.picture = picture;
    const order = this.data.queuesAt(this.index);
    this.tokens.begin(animate && order[0] === this.order[0]); // where queues change places, each token would travel
    this.order = order;
    const focused = this.focused();
    this.drawStage(picture);
    this.drawHead(picture);
    this.drawStory(picture);
    this.controls.update(this.index);
    this.tokens.settle(duration);
    this.refocus(focused);
  }

  /**
   * What of the player has the focus, or null.
   * @returns {HTMLElement | null}
   */
  focused() {
    const root = /** @type {Document | ShadowRoot} */ (this.root.getRootNode());
    const node = root.activeElement;
    return node instanceof HTMLElement && this.root.contains(node) ? node : null;
  }

  /**
   * An element that is put elsewhere loses the focus: it gets it back, or the player where it is gone, so that the keys
   * go on stepping.
   * @param {HTMLElement | null} node
   */
  refocus(node) {
    if (node && this.focused() !== node) (node.isConnected ? node : this.root).focus({ preventScroll: true });
  }

  /** @param {Picture} picture */
  drawStage(picture) {
    const others = otherKeys(picture);
    const wanted = this.controls.filters.wanted.queue;
    const shown = this.order.filter((queue) => !wanted || queue === wanted);
    const views = (others.get("")?.length ? [...shown, ""] : shown).map((queue) => this.view(queue));
    const queues = views.filter((view) => view.queue).map((view) => view.element);
    place(this.stage, views.length ? queues : [this.nothing]);
    place(
      this.details,
      views.map((view) => view.details),
    );
    for (const view of views) view.update(picture, others.get(view.queue) ?? []);
  }

  /** @param {string} queue */
  view(queue) {
    const view = this.views.get(queue) ?? new QueueView(this.data, queue, this.hooks);
    this.views.set(queue, view);
    return view;
  }

  /** @param {Picture} picture */
  drawHead({ step, data, index, at }) {
    setText(this.counter, `step ${counted(index)} of ${counted(data.length)}`);
    setText(this.clock, elapsed(at - data.start));
    this.clock.title = moment(at);
    setText(this.title, step ? shortLine(step.title, 90) : "The beginning");
    this.title.title = step ? shortLine(step.title, 300) : "";
    setStyle(this.chip, "visibility", step?.script ? "" : "hidden");
    setText(this.chip, `script ${step?.script ?? "none"}`);
    this.sentence.replaceChildren(step ? worded(step.sentence) : plain(data.note || WELCOME));
    setText(this.live, spoken(data, index));
  }

  /** @param {Picture} picture */
  drawStory(picture) {
    const { step, data } = picture;
    setText(this.changeCount, step ? counted(step.changes.length) : "");
    setText(this.commandCount, step ? counted(step.commands.length) : "");
    this.changes.replaceChildren(...drawChanges(data, step));
    this.commands.replaceChildren(...drawCommands(data, step, (keys, scroll) => this.light(keys, scroll)));
    this.inspector.hidden = !this.inspected;
    const close = () => this.inspect(this.inspected);
    this.inspector.replaceChildren(...(this.inspected ? drawInspector(picture, this.inspected, close) : []));
  }

  /**
   * Lights up what stands for these keys. A job's lock is drawn on its token, so the token is lit.
   * @param {string[]} keys
   * @param {boolean} [scroll] whether to bring it into view
   */
  light(keys, scroll = false) {
    for (const node of this.root.querySelectorAll(".q-lit")) node.classList.remove("q-lit");
    const wanted = new Set(keys);
    const drawn = /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll("[data-key], [data-touch]")]);
    const lit = drawn.filter((node) => wanted.has(node.dataset.key ?? node.dataset.touch ?? ""));
    for (const name of keys) {
      const { queue, job } = this.data.key(name);
      const token = job === null ? undefined : this.tokens.of(queue, job);
      if (token) lit.push(token.element);
    }
    for (const node of lit) node.classList.add("q-lit");
    const behavior = this.tokens.motion.matches ? "auto" : "smooth";
    if (scroll) lit[0]?.scrollIntoView({ block: "nearest", behavior });
  }

  /**
   * What a score means, in words.
   * @param {string} role
   * @param {string} member
   * @param {number} value
   * @param {number} now
   * @param {number} start
   */
  decode(role, member, value, now, start) {
    return decodeScore(role, member, value, now, start).meaning;
  }

  /** Takes in further steps, and goes to one where that is asked. @param {Chunk} chunk @param {number} [step] */
  grow(chunk, step) {
    const grown = this.data.grow(chunk);
    if (grown) {
      this.controls.refresh();
      this.reserve();
    }
    if (step !== undefined && step !== this.index) this.show(step, { quiet: true });
    else if (grown) this.redraw();
    return grown;
  }

  destroy() {
    this.controls.playing.stop();
    this.root.remove();
  }
}
