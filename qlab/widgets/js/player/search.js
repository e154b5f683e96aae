// The search: steps whose words, keys or commands hold a text.

import { linesOf } from "../data/lines.js";
import { apply } from "../data/player-data.js";
import { el, setText } from "../dom/element.js";

/** @import { PlayerData } from "../data/player-data.js" */
/** @import { Change, State, Step } from "../types.d.ts" */

export class Search {
  /** @param {PlayerData} data @param {{ at: () => number, go: (index: number) => void }} player */
  constructor(data, player) {
    this.data = data;
    this.player = player;
    /** What each step is found by, as far as it was read. @type {string[]} */
    this.texts = [];
    /** The state after those. @type {State | null} */
    this.state = null;
    const on = {
      input: () => this.show(),
      keydown: (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && this.jump(event.shiftKey ? -1 : 1),
    };
    this.input = el("input", { type: "search", size: 20, placeholder: "text, key, command", on });
    this.found = el("span", { class: "q-found", role: "status" });
    this.elements = [el("label", {}, "search (/) ", this.input), this.found];
  }

  matches() {
    const wanted = this.input.value.trim().toLowerCase();
    if (!wanted) return [];
    this.read();
    return this.data.find((step) => this.texts[step.index - 1]?.includes(wanted) ?? false);
  }

  /** Reads on, step after step: what an atomic change was like is told by the state before it. */
  read() {
    this.state ??= new Map(this.data.state(0));
    const { state } = this;
    for (const step of this.data.steps.slice(this.texts.length)) {
      this.texts.push(textOf(this.data, step, state));
      for (const change of step.changes) apply(state, change, step.at);
    }
  }

  /** @param {number} by 1: to the next match, -1: to the one before; round and round */
  jump(by) {
    const found = this.matches();
    const at = this.player.at();
    const [after, before] = [found.find((each) => each > at), found.findLast((each) => each < at)];
    const next = by > 0 ? (after ?? found[0]) : (before ?? found.at(-1));
    if (next !== undefined) this.player.go(next);
    this.show();
  }

  show() {
    const found = this.matches();
    const at = found.indexOf(this.player.at());
    const place = at >= 0 ? `${at + 1} of ${found.length}` : `${found.length} found: Enter goes there`;
    setText(this.found, !this.input.value.trim() ? "" : found.length ? place : "not found");
  }
}

/** @param {PlayerData} data @param {Step} step @param {State} before */
function textOf(data, step, before) {
  const commands = step.commands.map(([name, args]) => `${name} ${args.join(" ")}`);
  const lines = (/** @type {Change} */ change) => linesOf(data, change, before.get(change.key), step.at).flat();
  const changes = step.changes.flatMap((change) => [change.key, ...lines(change)]);
  return [step.title, step.sentence, step.script ?? "", ...commands, ...changes].join("\n").toLowerCase();
}
