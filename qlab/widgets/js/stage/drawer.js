// The difference beside the stage, always in sight: what changed in Redis, containers first.

import { ROLE, STATE_OF_ROLE } from "../constants.js";
import { button, el, setAttribute, setData, setText } from "../dom/element.js";
import { icon } from "../dom/icon.js";
import { worded } from "../dom/words.js";
import { drawLine } from "../player/story.js";
import { plural } from "../text/number.js";
import { shortLine } from "../text/visible.js";
import { CodeTab } from "./code-tab.js";
import { verdict } from "./quiz.js";

/** @import { Picture } from "../data/picture.js" */
/** @import { Answer, Question } from "./quiz.js" */
/** @import { Change, Step } from "../types.d.ts" */

const KEYS = 24; // keys told of one step
const LINES = 5; // lines told of one key; "all keys" tells them all
/** @type {string[]} */
const LAST = [ROLE.EVENTS, ROLE.MARKER, ROLE.META, ROLE.ID];
const states = new Map(STATE_OF_ROLE);

/** @typedef {"changes" | "code"} Tab */

export class Drawer {
  /** @param {() => void} redraw @param {HTMLElement} votes of the class */
  constructor(redraw, votes) {
    this.redraw = redraw;
    /** @type {Tab} */
    this.tab = "changes";
    this.code = new CodeTab();
    const tab = (/** @type {Tab} */ name, /** @type {string} */ words, /** @type {string} */ title) =>
      button("q-view", () => this.open(name), { data: { tab: name }, title }, words);
    this.tabs = [tab("changes", "Changes", "What changed in Redis"), tab("code", "Code", "The call and its Lua (C)")];
    this.title = el("h3", {});
    this.script = el("p", { class: "q-drawer-script" });
    this.changes = el("div", { class: "q-changes" });
    const label = { tabindex: "0", role: "group", "aria-label": "what changed" };
    this.body = el("div", { class: "q-drawer-body", ...label }, this.changes);
    this.scrolled = false;
    this.body.addEventListener("scroll", () => {
      this.scrolled = true;
    });
    this.answer = el("div", { class: "q-answer", role: "status", tabindex: "0" });
    const views = el("span", { class: "q-views", role: "group", "aria-label": "beside the stage" }, ...this.tabs);
    const head = el("header", {}, this.title, this.script, views);
    const parts = [head, this.answer, votes, this.body, this.code.element];
    this.element = el("aside", { class: "q-drawer", "aria-label": "the difference" }, ...parts);
    this.show("changes");
  }

  /** Shows a tab, for the steps to come as well. @param {Tab} tab */
  open(tab) {
    this.tab = tab;
    this.redraw();
  }

  /** @param {Tab} tab */
  show(tab) {
    setData(this.element, "tab", tab);
    for (const each of this.tabs) setAttribute(each, "aria-pressed", String(each.dataset.tab === tab));
  }

  /**
   * Asks where a job will go: the choices have the numbers of their keys.
   * @param {Question} question
   * @param {(choice: string) => void} choose
   */
  ask({ job, title, choices }, choose) {
    this.show("changes");
    setText(this.title, `Where does job ${shortLine(job, 14)} go?`);
    setText(this.script, `Next: ${shortLine(title, 60)}`);
    this.script.hidden = false;
    this.answer.replaceChildren();
    const made = choices.map((choice, at) => {
      const state = states.get(choice);
      const mark = state ? icon(state) : icon("removed");
      const words = [el("kbd", {}, String(at + 1)), mark, el("span", {}, choice)];
      return button(`q-choice q-state-${state}`, () => choose(choice), { data: { choice } }, ...words);
    });
    this.changes.replaceChildren(el("div", { class: "q-choices", role: "group", "aria-label": "answers" }, ...made));
  }

  /** Tells whether an answer was right; null: nobody answered. @param {Answer | null} answer */
  judge(answer) {
    const told = answer?.guess ? verdict(answer) : "";
    setData(this.answer, "right", String(Boolean(answer?.right)));
    this.answer.replaceChildren(...(told ? [worded(told)] : []));
  }

  /** A step is read from its top. To scroll what was not scrolled would have the browser lay out all, and once more. */
  toTop() {
    if (this.scrolled) this.body.scrollTop = 0;
    this.scrolled = false;
  }

  /** @param {Picture} picture */
  update(picture) {
    const { step } = picture;
    this.show(this.tab);
    if (this.tab === "code") this.code.update(picture.data, step);
    const changes = [...(step?.changes ?? [])].sort((a, b) => rank(picture, a) - rank(picture, b));
    setText(this.title, !step ? "The beginning" : `${plural(changes.length, "key")} changed`);
    setText(this.script, step?.script ? `script ${step.script}` : "no script");
    this.script.hidden = !step?.script;
    this.toTop();
    const nothing = el("p", { class: "q-quiet" }, step ? "Nothing changed in Redis." : "Before the first step.");
    const told = step ? changes.slice(0, KEYS).map((each) => drawChange(picture, step, each)) : [];
    const more = changes.length - told.length;
    if (more > 0)
      told.push(el("section", { class: "q-quiet" }, `… and ${plural(more, "more key")}: K shows them all.`));
    this.changes.replaceChildren(...(told.length ? told : [nothing]));
  }
}

/** Containers, then the job and its lock, then events and counters. @param {Picture} picture @param {Change} change */
function rank(picture, change) {
  const { role } = picture.data.key(change.key);
  return states.has(role) ? 0 : LAST.includes(role) ? 2 + LAST.indexOf(role) : 1;
}

/** @param {Picture} picture @param {Step} step @param {Change} change */
function drawChange(picture, step, change) {
  const { data } = picture;
  const { role } = data.key(change.key);
  const state = states.get(role);
  const all = data.lines(step, change);
  const whole = all.some(([kind]) => kind === "gone")
    ? "✖ key gone"
    : picture.kinds.get(change.key) === "born"
      ? "✚ new key"
      : "";
  const lines = all.filter(([kind]) => kind !== "gone" && kind !== "born");
  const shown = (lines.length ? lines : all).slice(0, LINES).map(drawLine);
  const more = lines.length - shown.length;
  const mark = whole ? el("span", { class: whole.startsWith("✖") ? "q-key-gone" : "q-key-new" }, whole) : null;
  const name = el("code", {}, shortLine(change.key.slice(data.prefix.length + 1) || change.key, 40));
  const swatch = el("i", { class: state ? `q-swatch q-state-${state}` : "q-swatch" });
  const rest = more > 0 ? el("li", { class: "q-quiet" }, `… and ${more} more`) : null;
  return el("section", { data: { touch: change.key } }, el("h4", {}, swatch, name, mark), el("ul", {}, ...shown, rest));
}
