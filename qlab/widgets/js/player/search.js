// The search: steps whose words, keys or commands hold a text.

import { el, setText } from "../dom/element.js";

/** @import { PlayerData } from "../data/player-data.js" */
/** @import { Step } from "../types.d.ts" */

export class Search {
  /** @param {PlayerData} data @param {{ at: () => number, go: (index: number) => void }} player */
  constructor(data, player) {
    this.data = data;
    this.player = player;
    /** @type {Map<number, string>} */
    this.texts = new Map();
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
    return wanted ? this.data.find((step) => this.text(step).includes(wanted)) : [];
  }

  /** @param {Step} step */
  text(step) {
    const known = this.texts.get(step.index) ?? textOf(step);
    this.texts.set(step.index, known);
    return known;
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

/** @param {Step} step */
function textOf(step) {
  const commands = step.commands.map(([name, args]) => `${name} ${args.join(" ")}`);
  const changes = step.changes.flatMap((change) => [change.key, ...change.lines.flat()]);
  return [step.title, step.sentence, step.script ?? "", ...commands, ...changes].join("\n").toLowerCase();
}
