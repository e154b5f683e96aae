// A class votes on the question that is asked: how many have, then their bars, then which of them is right.

import { button, el, setText } from "../dom/element.js";
import { counted, plural } from "../text/number.js";
import { line } from "../text/visible.js";

/** @import { Votes } from "../types.d.ts" */

const PAUSE = 1000; // ms between two questions how many have voted
const ROUNDS = ["first", "second"];

/** What can be asked of a class. @typedef {"ask" | "count" | "discuss" | "again" | "bars" | "reveal"} Asked */

export class ClassVotes {
  constructor() {
    /** Asks the class; without one, nothing. @type {((what: Asked, step: number) => void) | null} */
    this.tell = null;
    this.step = 0;
    this.timer = 0;
    /** @type {Votes | null} */
    this.votes = null;
    const move = (/** @type {Asked} */ what, /** @type {string} */ words) =>
      button("q-view", () => this.tell?.(what, this.step), { data: { move: what } }, words);
    this.moves = [move("discuss", "Discuss"), move("again", "Vote again"), move("bars", "Show bars")];
    this.told = el("b", { role: "status" });
    const moves = el("span", { class: "q-views" }, ...this.moves);
    this.head = el("div", { class: "q-class-head" }, this.told, moves);
    this.rows = el("div", {});
    const around = { class: "q-class", tabindex: "0", role: "group", "aria-label": "the class" };
    this.element = el("div", around, this.head, this.rows);
    this.element.hidden = true;
  }

  /** @param {(what: Asked, step: number) => void} tell */
  connect(tell) {
    this.tell = tell;
  }

  /** Puts the question about a step to the class. @param {number} step */
  ask(step) {
    if (!this.tell || this.step === step) return;
    this.step = step;
    this.votes = null;
    this.tell("ask", step);
    clearInterval(this.timer);
    this.timer = window.setInterval(() => this.tell?.("count", step), PAUSE);
  }

  /** Shows the class the truth about a step that it was asked about. @param {number} step */
  reveal(step) {
    if (this.step !== step) return;
    this.stop();
    this.tell?.("reveal", step);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
  }

  /** What the class has answered by now. @param {Votes} votes */
  show(votes) {
    if (votes.step !== this.step) return;
    this.votes = votes;
    this.draw();
  }

  /** Is to be seen while its question is asked, and at the step that answers it. @param {number} step */
  update(step) {
    this.element.hidden = !this.tell || !this.step || step !== this.step;
    if (!this.element.hidden) this.draw();
  }

  draw() {
    const { votes } = this;
    const [voted = [], shown = "count"] = [votes?.voted, votes?.shown];
    setText(this.told, votes?.said ?? `${plural(voted.at(-1) ?? 0, "vote")}`);
    const open = this.timer !== 0 && !votes?.said;
    for (const each of this.moves) each.hidden = !open;
    this.enable("discuss", voted.length === 1 && (shown === "ask" || shown === "count"));
    this.enable("again", voted.length === 1 && (shown === "discuss" || shown === "bars"));
    this.enable("bars", shown !== "bars");
    this.rows.replaceChildren(...(votes?.bars ?? []).map((bar) => drawBar(bar, voted)));
  }

  /** @param {Asked} move @param {boolean} able */
  enable(move, able) {
    for (const each of this.moves) if (each.dataset.move === move) each.disabled = !able;
  }
}

/**
 * An option: its name, and a bar for each round.
 * @param {[option: string, counts: number[], right: boolean | null]} bar
 * @param {number[]} voted
 */
function drawBar([option, counts, right], voted) {
  const sign = right === null ? "" : right ? "✓ " : "✗ ";
  const bars = counts.map((count, round) => {
    const share = Math.round((100 * count) / Math.max(1, voted[round] ?? 0));
    const bar = el("span", { class: "q-class-bar" });
    bar.style.setProperty("--q-share", `${share}%`);
    const name = counts.length > 1 ? `${ROUNDS[round]} ` : "";
    return el("span", { class: "q-class-round" }, bar, el("small", {}, `${name}${counted(count)} (${share} %)`));
  });
  const data = { option, right: String(right) };
  return el("div", { class: "q-class-row", data }, el("code", {}, `${sign}${line(option)}`), el("span", {}, ...bars));
}
