// The board: a bar for each state, the last moves, and, on a lab, buttons.

import { button, el, setText } from "../dom/element.js";
import { icon } from "../dom/icon.js";
import { counted } from "../text/number.js";
import { shortLine } from "../text/visible.js";

/** @import { Model } from "../types.d.ts" */

/** @typedef {{ queue: string, at: string, counts: Record<string, number>, scale: number, moves: string[] }} BoardJson */
/** @typedef {{ count: HTMLElement, fill: HTMLElement }} Bar */

const BUTTONS = {
  add: "add a job",
  take: "take",
  complete: "complete",
  fail: "fail",
  retry: "retry failed",
  advance: "clock + 1 s",
  next: "clock to next",
};

export class Board {
  /** @param {Model} model @param {Element} element */
  constructor(model, element) {
    this.model = model;
    /** @type {Map<string, Bar>} */
    this.bars = new Map();
    this.title = el("h2");
    this.clock = el("span", { class: "q-clock" });
    this.rows = el("div", { class: "q-board-rows" });
    this.moves = el("ol", { class: "q-moves", reversed: true });
    this.message = el("p", { class: "q-message", role: "status" });
    this.root = this.build();
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
    element.replaceChildren(this.root);
    this.draw();
  }

  build() {
    const top = el("div", { class: "q-top" }, this.clock, this.title);
    const moves = el("section", {}, el("h3", {}, "Last moves"), this.moves);
    const two = el("div", { class: "q-two" }, this.rows, moves);
    const root = { class: "qlab-player q-board", role: "group", "aria-label": "board of a queue" };
    return el("div", root, top, this.buttons(), this.message, two);
  }

  buttons() {
    if (this.model.get("readonly")) return el("p", { class: "q-quiet" }, "read-only: looks once a second");
    const made = Object.entries(BUTTONS).map(([name, words]) =>
      button("q-button q-wide", () => this.model.send({ do: name }), { data: { act: name } }, words),
    );
    return el("div", { class: "q-controls", role: "group", "aria-label": "actions" }, ...made);
  }

  /** @param {string} state */
  bar(state) {
    const known = this.bars.get(state);
    if (known) return known;
    const bar = { count: el("b"), fill: el("span") };
    const name = el("span", {}, icon(state), ` ${state}`);
    const row = { class: `q-bar q-state-${state}`, data: { state } };
    this.rows.append(el("div", row, name, bar.count, el("span", {}, bar.fill)));
    this.bars.set(state, bar);
    return bar;
  }

  draw() {
    /** @type {BoardJson} */
    const shown = JSON.parse(this.model.get("picture"));
    setText(this.title, `queue ${shortLine(shown.queue, 60)}`);
    setText(this.clock, shown.at);
    for (const [state, count] of Object.entries(shown.counts)) {
      const bar = this.bar(state);
      setText(bar.count, counted(count));
      bar.fill.style.width = `${Math.min(100, (100 * count) / shown.scale)}%`;
    }
    this.moves.replaceChildren(...shown.moves.map((words) => el("li", {}, words)));
    setText(this.message, this.model.get("message"));
  }
}
