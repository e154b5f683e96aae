// The stage: one queue from left to right, other queues on a line each, all of it in the room that there is.

import { ROLE, STATE, STATE_OF_ROLE } from "../constants.js";
import { jobOf, queueKey } from "../data/key-name.js";
import { dueOf } from "../data/score.js";
import { el, place, setData, setStyle, setText } from "../dom/element.js";
import { svg } from "../dom/svg.js";
import { plural } from "../text/number.js";
import { human, tenths } from "../text/time.js";
import { shortLine } from "../text/visible.js";
import { BoxView } from "./box-view.js";
import { PAD } from "./boxes.js";
import { Chip } from "./chip.js";
import { DotRows } from "./dot-rows.js";
import { moverOf } from "./jobs.js";
import { drawPipe, drawWords } from "./lines.js";
import { boxOfState, planOf } from "./plan.js";
import { drawQueueLine } from "./queue-line.js";
import { besideWords, drawTrail, markIn } from "./trail.js";

/** @import { Picture } from "../data/picture.js" */
/** @import { Hooks } from "../player/container.js" */
/** @import { Box } from "./boxes.js" */
/** @import { Rect } from "./flow.js" */
/** @import { Mover } from "./jobs.js" */
/** @import { Plan } from "./plan.js" */

const LINES = 3; // other queues that have a line
const LINE = 34; // px
const TALL = 46; // px: the line in which a job moves
const TITLE = 30; // px
const NAMED = 150; // px: so far the name of "delayed" reaches
const NOW_LETTER = 8.6; // px
const states = new Map(STATE_OF_ROLE);

export class Scene {
  /** @param {Hooks} hooks @param {(queue: string, job: string) => void} onSelect @param {(role: string) => void} onBox */
  constructor(hooks, onSelect, onBox) {
    this.hooks = hooks;
    this.onSelect = onSelect;
    this.onBox = onBox;
    this.queue = "";
    /** @type {Map<string, BoxView>} */
    this.boxes = new Map();
    /** @type {Map<string, Chip>} */
    this.chips = new Map();
    this.dots = new DotRows();
    this.flight = 0;
    /** @type {Plan | null} */
    this.plan = null;
    /** @type {Picture | null} */
    this.picture = null;
    this.size = { w: 0, h: 0 };
    /** @type {string[]} */
    this.order = [];
    this.title = el("h3", { class: "q-scene-title" });
    this.below = svg("g", {});
    this.above = svg("g", {});
    this.pots = el("div", { class: "q-pots" });
    this.words = el("div", { class: "q-scene-words", "aria-hidden": "true" });
    this.jobs = el("div", { class: "q-jobs" });
    this.nowText = el("span", {});
    this.now = el("div", { class: "q-clock-line" }, this.nowText);
    this.passedText = el("span", {});
    this.passed = el("div", { class: "q-passed", "aria-hidden": "true" }, this.passedText);
    this.others = el("div", { class: "q-lines" });
    const under = svg("svg", { class: "q-under", "aria-hidden": "true" }, this.below);
    this.over = svg("svg", { class: "q-over", "aria-hidden": "true" }, this.above);
    this.field = el(
      "div",
      { class: "q-scene-field" },
      this.pots,
      under,
      this.passed,
      this.over,
      this.now,
      this.words,
      this.jobs,
    );
    this.element = el("div", { class: "q-scene" }, this.title, this.field, this.others);
    this.watch = new ResizeObserver(() => this.measure());
    this.watch.observe(this.element);
  }

  /** Draws anew where the room has changed. */
  measure() {
    const { clientWidth: w, clientHeight: h } = this.element;
    if (w === this.size.w && h === this.size.h) return;
    this.size = { w, h };
    if (this.picture && w) this.update(this.picture, this.order);
  }

  /**
   * Shows a step.
   * @param {Picture} picture
   * @param {string[]} order the queues, the one to be drawn large first
   */
  update(picture, order) {
    this.picture = picture;
    this.order = order;
    this.queue = order[0] ?? "";
    if (!this.size.w) this.size = { w: this.element.clientWidth || 860, h: this.element.clientHeight || 480 };
    const mover = moverOf(picture);
    const lines = this.drawOthers(picture, order.slice(1), mover);
    const room = { w: this.size.w, h: Math.max(200, this.size.h - TITLE - lines) };
    setStyle(this.field, "height", `${room.h}px`);
    this.plan = planOf(picture, this.queue, mover, room, this.hooks);
    setData(this.element, "small", String(this.plan.small));
    this.drawTitle();
    this.drawBoxes(picture, this.plan);
    this.drawJobs(picture, this.plan);
    place(this.below, drawPipe(this.plan));
    this.drawTime(picture, this.plan);
    place(this.words, drawWords(this.plan, picture.data.start, this.nowSpan(picture, this.plan)));
    this.drawMove(this.plan, mover);
  }

  /** Shows a moment after the step: nothing flies, and what is to come draws near. @param {Picture} picture @param {string[]} order */
  flow(picture, order) {
    setData(this.element, "flows", "true");
    this.above.classList.remove("q-flying");
    this.update(picture, order);
  }

  drawTitle() {
    const jobs = [...(this.plan?.boxes.values() ?? [])].reduce((sum, box) => sum + box.count, 0);
    this.title.replaceChildren(shortLine(this.queue, 60) || "No keys yet", el("small", {}, ` ${plural(jobs, "job")}`));
  }

  /** Other queues, once they are born. Returns their height. @param {Picture} picture @param {string[]} queues @param {Mover | null} mover */
  drawOthers(picture, queues, mover) {
    const born = queues.filter((queue) => picture.state.has(queueKey(picture.data.prefix, queue, ROLE.META)));
    const there = queues.filter((queue) => born.includes(queue) || queue === mover?.queue);
    const first = there.filter((queue) => queue === mover?.queue);
    const shown = [...first, ...there.filter((queue) => !first.includes(queue))].slice(0, LINES);
    const lines = there.filter((queue) => shown.includes(queue));
    const nodes = lines.map((queue) => drawQueueLine(picture, queue, mover, this.onSelect));
    const more = there.length - lines.length;
    if (more > 0) nodes.push(el("div", { class: "q-line" }, `… and ${plural(more, "more queue")}`));
    this.others.replaceChildren(...nodes);
    return nodes.length * (LINE + 8) + (first.length ? TALL - LINE : 0);
  }

  /** @param {Picture} picture @param {Plan} plan */
  drawBoxes(picture, plan) {
    const views = [...plan.boxes.values()].map((box) => {
      const view = this.boxes.get(box.role) ?? this.makeBox(box.role);
      const kind = picture.kinds.get(queueKey(picture.data.prefix, this.queue, box.role));
      view.update(box.rect, box.count, box.strip, kind);
      return view.element;
    });
    place(this.pots, views);
  }

  /** @param {string} role */
  makeBox(role) {
    const view = new BoxView(role, states.get(role) ?? STATE.UNKNOWN, () => this.onBox(role));
    this.boxes.set(role, view);
    return view;
  }

  /** @param {Picture} picture @param {Plan} plan */
  drawJobs(picture, plan) {
    /** @type {Map<string, Chip>} */
    const shown = new Map();
    const nodes = [...plan.boxes.values()].flatMap((box) => this.drawChips(box, picture.selected, shown));
    this.chips = shown;
    place(this.jobs, nodes);
    if (this.flight) for (const chip of shown.values()) chip.fly(this.flight);
    this.flight = 0;
  }

  /** The jobs of a container: dots in rows, others by themselves. @param {Box} box @param {string} selected @param {Map<string, Chip>} shown */
  drawChips({ role, placed, rect }, selected, shown) {
    const chips = placed.map((each) => {
      const job = jobOf(this.queue, each.item.job);
      let id = job;
      while (shown.has(id)) id += "\n+"; // a job that lies in two containers stands in both
      const chip = this.chips.get(id) ?? new Chip(this.queue, each.item.job, this.onSelect);
      const inRows = each.look === "dot" && role !== ROLE.DELAYED; // those hang at their moments
      chip.update(each, inRows, states.get(role) ?? STATE.UNKNOWN, role, selected === job);
      shown.set(id, chip);
      return chip;
    });
    const dots = chips.filter((chip) => chip.inRows);
    const others = chips.filter((chip) => !chip.inRows).map((chip) => chip.element);
    return [...others, ...this.dots.of(role, dots, Math.floor(rect.w) - 2 * PAD)];
  }

  /** Now on the axis, and the time that has passed. @param {Picture} picture @param {Plan} plan */
  drawTime(picture, plan) {
    const box = plan.boxes.get(ROLE.DELAYED)?.rect;
    if (!box) return;
    const { scale } = plan;
    const [x, was] = [
      scale.x(picture.at),
      scale.x(picture.index > 0 ? picture.data.at(picture.index - 1) : picture.at),
    ];
    const head = x < NAMED ? plan.sizes.head : 0; // the line begins below the container's name
    setStyle(this.now, "transform", `translate(${Math.round(x)}px, ${Math.round(box.y + head)}px)`);
    setStyle(this.now, "height", `${Math.round(box.h - head - 6)}px`);
    setData(this.now, "side", sideOf(plan, x));
    setText(this.nowText, nowWords(picture));
    const passed = picture.index > 0 ? picture.at - picture.data.at(picture.index - 1) : 0;
    this.passed.hidden = passed <= 0 || was >= x;
    setStyle(this.passed, "transform", `translate(${Math.round(was)}px, ${Math.round(box.y)}px)`);
    setStyle(this.passed, "width", `${Math.round(Math.max(0, x - was))}px`);
    setStyle(this.passed, "height", `${Math.round(box.h - 34)}px`);
    const roomy = x - was > 44 && !(plan.narrow && was < NAMED); // else its words would cover the container's name
    setText(this.passedText, passed > 0 && roomy ? `${human(passed)} →` : "");
  }

  /** From where to where the words at "now" reach, px. @param {Picture} picture @param {Plan} plan @returns {[from: number, to: number]} */
  nowSpan(picture, plan) {
    const [x, width] = [plan.scale.x(picture.at), 16 + nowWords(picture).length * NOW_LETTER];
    const side = sideOf(plan, x);
    const from = side === "left" ? x - width : side === "right" ? x : x - width / 2;
    return [from, from + width];
  }

  /** The trail of the job that moved, from what it left. @param {Plan} plan @param {Mover | null} mover */
  drawMove(plan, mover) {
    const [queue, job, source, target] = mover?.move ?? ["", "", null, null];
    const went = queue === this.queue && source !== null && target !== null;
    const box = went ? boxOfState(plan, source, job) : undefined;
    const words = shortLine(job, box ? lettersLeft(box) : 10);
    const hung = box?.role === ROLE.DELAYED;
    for (const [role, view] of this.boxes) view.leave(role === box?.role && !hung ? words : "");
    const placed = [...plan.boxes.values()].flatMap((each) => each.placed).find(({ item }) => item.moves);
    if (!box) return this.drawNoMove();
    const left = hung ? this.hungAt(plan, box.rect, job) : markIn(box, words);
    drawTrail(this.above, left, hung ? null : box.rect, placed?.rect ?? null);
    const isMarked = (/** @type {string} */ role) => this.boxes.get(role)?.isMarked ?? false;
    setStyle(this.over, "clip-path", besideWords(plan, isMarked, hung ? "" : box.role, left));
    setData(this.element, "moves", "true");
  }

  drawNoMove() {
    place(this.above, []);
    setData(this.element, "moves", "false");
  }

  /** Marks the box that was chosen in vain; "": none. @param {string} role */
  markGuess(role) {
    for (const [each, view] of this.boxes) setData(view.element, "guess", String(each === role));
  }

  /** Where on the axis a job hung before the step. @param {Plan} plan @param {Rect} box @param {string} job */
  hungAt({ scale }, box, job) {
    const held = this.picture?.before.get(queueKey(this.picture.data.prefix, this.queue, ROLE.DELAYED));
    const member = held?.type === "zset" ? held.value.find(([id]) => id === job) : undefined;
    const x = scale.x(member ? dueOf(member[1]) : (this.picture?.at ?? 0));
    return { x: x - 5, y: box.y + box.h - 40, w: 10, h: 10 };
  }

  /** Lets the trail be drawn anew, and a job fly, in so many ms; 0: at once. @param {number} duration */
  animate(duration) {
    setData(this.element, "flows", "false");
    setStyle(this.element, "--q-flight", `${duration}ms`);
    this.flight = duration;
    this.above.classList.remove("q-flying");
    if (!duration) return;
    this.above.getBoundingClientRect();
    this.above.classList.add("q-flying");
  }
}

/** @param {Picture} picture */
const nowWords = ({ at, data, between }) => `now +${between ? tenths(at - data.start) : human(at - data.start)}`;

/** On which side of "now" its words stand. @param {Plan} plan @param {number} x */
const sideOf = ({ scale }, x) => (x > scale.right - 60 ? "left" : x < 60 ? "right" : "middle");

/** How many letters of a job's id fit beside the name of the box that it left. @param {Box} box */
const lettersLeft = ({ rect, role }) => Math.max(1, Math.min(10, Math.floor((rect.w - 70 - role.length * 9.2) / 8)));
