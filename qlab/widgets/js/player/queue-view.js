// A queue's section: its containers, the bell and the tape, the cards of the jobs at hand, and its other keys.

import { ALWAYS_DRAWN, GRID, ROLE, STATE, STATE_OF_ROLE } from "../constants.js";
import { jobKey, partsOf, queueKey } from "../data/key-name.js";
import { button, el, place, setText, tableHead } from "../dom/element.js";
import { counted } from "../text/number.js";
import { line, shortLine } from "../text/visible.js";
import { drawBell } from "./bell.js";
import { drawCard } from "./card.js";
import { Container } from "./container.js";
import { drawRow } from "./key-row.js";
import { drawTape } from "./tape.js";

/** @import { PlayerData } from "../data/player-data.js" */
/** @import { Picture } from "../data/picture.js" */
/** @import { Held, Key, Kind } from "../types.d.ts" */
/** @import { Hooks } from "./container.js" */

/** @typedef {{ held: Held | undefined, kind: Kind | undefined, at: number, state: string, node: HTMLElement }} Drawn */

const ROWS = 24; // further keys shown before somebody asks for all
const CARDS = 30;
/** @type {Record<string, string>} The roles that have a drawing of their own, and the type that it can draw. */
const DRAWN_AS = { [ROLE.MARKER]: "zset", [ROLE.EVENTS]: "stream" };
const states = new Map(STATE_OF_ROLE);

export class QueueView {
  /** @param {PlayerData} data @param {string} queue "": keys of no queue @param {Hooks} hooks */
  constructor(data, queue, hooks) {
    this.data = data;
    this.queue = queue;
    this.hooks = hooks;
    /** @type {Map<string, Container>} */
    this.boxes = new Map();
    /** @type {Map<string, Drawn>} */
    this.drawn = new Map();
    /** @type {Map<string, { queue: string, job: string }>} */
    this.lastJobs = new Map();
    this.all = false;
    this.grid = el("div", { class: "q-grid" });
    this.small = el("div", { class: "q-smalls" });
    this.cards = el("div", { class: "q-cards" });
    this.rows = el("tbody");
    this.more = button("q-more", () => this.toggle());
    const label = { role: "group", data: { queue }, "aria-label": `queue ${line(queue)}` };
    this.element = el("div", { class: "q-queue", ...label }, this.title(), this.grid, this.small);
    this.scroll = el(
      "div",
      { class: "q-scroll", tabindex: "0", role: "group", "aria-label": "other keys" },
      this.table(),
    );
    const values = queue ? `values in queue ${line(queue)}` : "keys of no queue";
    const parts = [this.title(), this.cards, this.scroll, this.more];
    this.details = el("div", { role: "group", "aria-label": values }, ...parts);
  }

  title() {
    return this.queue ? el("h3", {}, shortLine(this.queue, 80)) : el("h3", { class: "q-stay" }, "Keys of no queue");
  }

  table() {
    const words = this.queue ? `Other keys of ${shortLine(this.queue, 80)}` : "Not keys that BullMQ makes";
    return el("table", { class: "q-keys" }, el("caption", {}, words), tableHead("key", "role", "raw value"), this.rows);
  }

  toggle() {
    this.all = !this.all;
    this.hooks.redraw();
  }

  roles() {
    if (!this.queue) return [];
    return GRID.filter((role) => ALWAYS_DRAWN.includes(role) || this.data.hasUsed(this.queue, role));
  }

  /** @param {Picture} picture @param {string[]} names the keys that nothing else draws */
  update(picture, names) {
    const roles = this.roles();
    const boxes = roles.map((role) => this.box(role));
    this.grid.dataset.more = String(roles.filter((role) => BESIDE.includes(role)).length);
    place(
      this.grid,
      boxes.map((box) => box.element),
    );
    for (const box of boxes) box.update(picture);
    this.updateSmall(picture);
    this.updateCards(picture);
    this.updateRows(picture, names);
  }

  /** @param {string} role */
  box(role) {
    const box = this.boxes.get(role) ?? new Container(this.data, this.queue, role, this.hooks);
    this.boxes.set(role, box);
    return box;
  }

  /** @param {Picture} picture */
  updateSmall(picture) {
    if (!this.queue) return;
    const bell = this.memo(picture, queueKey(this.data.prefix, this.queue, ROLE.MARKER), drawBell);
    const tape = this.memo(picture, queueKey(this.data.prefix, this.queue, ROLE.EVENTS), drawTape);
    place(this.small, [bell, tape]);
  }

  /**
   * The cards of the jobs this step changed; where it changed none, those of the step before; and the chosen job's.
   * @param {Picture} picture
   */
  updateCards(picture) {
    const touched = new Map([...picture.jobs()].filter(([, key]) => key.queue === this.queue));
    if (touched.size || picture.index === 0) this.lastJobs = touched;
    const shown = new Map(this.lastJobs);
    const [queue, job] = partsOf(picture.selected);
    if (queue === this.queue && picture.hash(queue, job)) shown.set(picture.selected, { queue, job });
    const keys = [...shown.values()].map((key) => ({ ...key, name: jobKey(this.data.prefix, key.queue, key.job) }));
    const there = keys.filter((key) => hasCard(picture, key.name)).slice(0, CARDS);
    const cards = there.map((key) => this.memo(picture, key.name, () => drawCard(picture, key)));
    place(this.cards, cards);
  }

  /** @param {Picture} picture @param {string[]} names */
  updateRows(picture, names) {
    const shown = this.all ? names : names.slice(0, ROWS);
    const rows = shown.map((name) => this.memo(picture, name, drawRow));
    place(this.rows, rows);
    this.scroll.hidden = !names.length;
    this.details.hidden = !names.length && !this.cards.firstChild;
    this.more.hidden = names.length <= ROWS;
    setText(this.more, this.all ? "show fewer keys" : `… ${counted(names.length - ROWS)} more keys`);
  }

  /**
   * A drawing is made anew only when its key, its mark or, where it tells a time, the time has changed.
   * @param {Picture} picture
   * @param {string} name
   * @param {(picture: Picture, name: string) => HTMLElement} draw
   */
  memo(picture, name, draw) {
    const held = picture.state.get(name);
    const kind = picture.kinds.get(name);
    const at = held && (held.expires !== null || held.type === "zset") ? picture.at : 0;
    const job = draw === drawRow ? null : picture.data.key(name).job;
    const state = job === null ? "" : picture.stateOf(this.queue, job);
    const known = this.drawn.get(name);
    const same = known?.held === held && !kind && !known?.kind && known?.at === at && known.state === state;
    if (known && same) return known.node;
    const node = draw(picture, name);
    this.drawn.set(name, { held, kind, at, state, node });
    return node;
  }
}

const BESIDE = [ROLE.PRIORITIZED, ROLE.WAITING_CHILDREN].map(String); // boxes that fill the row that ends with failed

/**
 * For each queue, the names of the keys that nothing else draws.
 * @param {Picture} picture
 */
export function otherKeys(picture) {
  const { data, state, before, kinds } = picture;
  /** @type {Map<string, string[]>} */
  const others = new Map([...data.queues, ""].map((queue) => [queue, []]));
  const gone = [...before.values()].filter((held) => !state.has(held.name) && kinds.has(held.name));
  for (const held of [...state.values(), ...gone]) {
    const key = data.key(held.name);
    if (!isDrawn(picture, held, key)) (others.get(key.queue) ?? others.get(""))?.push(held.name);
  }
  for (const names of others.values()) names.sort();
  return others;
}

/** A job's hash has a card while it is there, and in the step in which it goes. @param {Picture} picture @param {string} name */
function hasCard(picture, name) {
  const held = picture.state.get(name) ?? (picture.kinds.has(name) ? picture.before.get(name) : undefined);
  return held?.type === "hash";
}

/** @param {Picture} picture @param {Held} held @param {Key} key */
function isDrawn(picture, held, key) {
  if (!key.queue) return false;
  if (states.has(key.role)) return Array.isArray(held.value) && held.type !== "stream";
  if (key.role in DRAWN_AS) return held.type === DRAWN_AS[key.role];
  if (key.job === null) return false;
  if (key.role === ROLE.LOCK) return picture.stateOf(key.queue, key.job) === STATE.ACTIVE;
  if (key.role !== ROLE.JOB || held.type !== "hash") return false;
  return picture.stateOf(key.queue, key.job) !== STATE.UNKNOWN || picture.kinds.has(key.name);
}
