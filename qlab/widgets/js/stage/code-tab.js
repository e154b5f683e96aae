// The code of a step: BullMQ's own call in three languages, and the Lua that ran, the running command lit.

import { ANY_JOB } from "../constants.js";
import { button, el, setAttribute, setData, setText } from "../dom/element.js";
import { plural } from "../text/number.js";
import { plain, shortLine } from "../text/visible.js";

/** @import { PlayerData } from "../data/player-data.js" */
/** @import { Step } from "../types.d.ts" */

const CALLS = ["Python", "TypeScript", "NestJS"];
const LUA = "Lua";
const NO_SCRIPT = "No script ran in this step, or it was not traced.";
const absent = (/** @type {string} */ script) =>
  `The script ${script} ran. Its Lua is not in this page, or PyPI's bullmq has none of that name.\n\n` +
  "A page holds it when written with to_html(path, lua=True); in a notebook, qlab.Player shows it.";
const COMMAND = 60; // letters of a command

export class CodeTab {
  constructor() {
    this.language = CALLS[0] ?? "";
    /** @type {PlayerData | null} */
    this.data = null;
    /** @type {Step | undefined} */
    this.step = undefined;
    /** Which command of the step is lit, from 0. */
    this.at = 0;
    this.buttons = [...CALLS, LUA].map((name) => button("q-view", () => this.choose(name), { data: { name } }, name));
    const names = el("div", { class: "q-views", role: "group", "aria-label": "language" }, ...this.buttons);
    this.back = button("q-button", () => this.move(-1), { title: "The command before (,)", "aria-label": "back" }, "‹");
    this.next = button("q-button", () => this.move(1), { title: "The next command (.)", "aria-label": "next" }, "›");
    this.running = el("span", { class: "q-code-command", role: "status" });
    this.steps = el("div", { class: "q-code-steps" }, this.back, this.next, this.running);
    const label = { class: "q-code-text", tabindex: "0", role: "group", "aria-label": "code" };
    this.text = el("pre", label);
    this.element = el("div", { class: "q-code" }, names, this.steps, this.text);
  }

  /** @param {PlayerData} data @param {Step | undefined} step */
  update(data, step) {
    if (step !== this.step) this.at = 0;
    this.data = data;
    this.step = step;
    this.draw();
  }

  /** @param {string} language */
  choose(language) {
    this.language = language;
    this.draw();
  }

  /** Lights the command before, or the next one. @param {1 | -1} by */
  move(by) {
    const last = (this.step?.commands.length ?? 0) - 1;
    this.at = Math.max(0, Math.min(this.at + by, last));
    this.draw();
  }

  draw() {
    for (const each of this.buttons) setAttribute(each, "aria-pressed", String(each.dataset.name === this.language));
    const lua = this.language === LUA;
    this.steps.hidden = !lua || !this.step?.lua.length || !this.step.commands.length;
    setData(this.element, "language", this.language);
    if (lua) return this.drawLua();
    const { step } = this;
    return this.text.replaceChildren(step ? this.call(step) : "Before the first step.");
  }

  /** A step's call: many have the same words, and a job of their own. @param {Step} step */
  call({ code }) {
    const at = CALLS.indexOf(this.language);
    const [text, job] = [this.data?.words[Number(code[at])] ?? "", code[at + CALLS.length]];
    return plain(job === undefined ? text : text.replaceAll(ANY_JOB, () => String(job)));
  }

  /** A text with its line breaks, all else made visible. @param {number} word */
  word(word) {
    return plain(this.data?.words[word] ?? "");
  }

  /** The scripts, and the lines lit that send the command: MONITOR tells which command ran, not from which line. */
  drawLua() {
    const { step } = this;
    if (!step?.lua.length) {
      return this.text.replaceChildren(step?.script ? absent(step.script) : NO_SCRIPT);
    }
    const [name = "", args = [], , lines = []] = step.commands[this.at] ?? [];
    const nodes = step.lua.flatMap(([script, words], at) => [
      `-- ${script}, as PyPI's bullmq ships it\n`,
      ...this.lit(
        words
          .map((word) => this.word(word))
          .join("")
          .split("\n"),
        new Set(lines[at]),
      ),
    ]);
    this.text.replaceChildren(...nodes);
    const called = Math.max(0, ...lines.map((each) => each.length));
    const where = called > 1 ? `; ${plural(called, "line")} call it, and no trace tells which` : "";
    const command = shortLine([name, ...args].join(" "), COMMAND);
    setText(this.running, `command ${this.at + 1} of ${step.commands.length}: ${command}${where}`);
    this.back.disabled = this.at === 0;
    this.next.disabled = this.at >= step.commands.length - 1;
    const [first] = this.text.getElementsByTagName("mark");
    this.text.scrollTop = first ? first.offsetTop - this.text.clientHeight / 3 : 0;
    return undefined;
  }

  /** Lines with their numbers: few nodes, for what stands between two that are lit is one text. @param {string[]} lines @param {Set<number>} chosen */
  lit(lines, chosen) {
    /** @type {(string | HTMLElement)[]} */
    const nodes = [];
    let between = "";
    lines.forEach((line, at) => {
      const text = `${String(at + 1).padStart(4)}  ${line}\n`;
      if (!chosen.has(at + 1)) {
        between += text;
        return;
      }
      nodes.push(between, el("mark", {}, text));
      between = "";
    });
    return [...nodes, between];
  }
}
