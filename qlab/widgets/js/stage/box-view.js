// A container on the stage: a thin strip while it is empty, else a box with its name and its count.

import { ROLES } from "../constants.js";
import { button, el, place, setData, setText } from "../dom/element.js";
import { icon } from "../dom/icon.js";
import { changeMark } from "../player/mark.js";
import { counted } from "../text/number.js";
import { stand } from "./chip.js";

/** @import { Kind } from "../types.d.ts" */
/** @import { Rect } from "./flow.js" */

const LETTER = 9.2; // px: a letter of a container's name
const BESIDE = 108; // px: what stands beside it, with the word "empty"
const MARK = 60; // px: "✖ gone"

export class BoxView {
  /** @param {string} role @param {string} state @param {() => void} onChoose */
  constructor(role, state, onChoose) {
    this.letters = role.length;
    this.count = el("span", { class: "q-pot-count" });
    this.mark = el("span", { class: "q-pot-mark" });
    this.extra = el("span", { class: "q-pot-extra" });
    this.title = button("q-pot-name", onChoose, { title: ROLES[role]?.[1] ?? "" }, icon(state), ` ${role}`);
    const head = el("div", { class: "q-pot-head" }, this.title, this.mark, this.extra, this.count);
    const css = `q-pot q-state-${state}`;
    this.element = el("div", { class: css, data: { role }, role: "group", "aria-label": role }, head);
    this.element.addEventListener("click", (event) => {
      if (event.target instanceof Element && !event.target.closest("button")) onChoose();
    });
  }

  /** Whether it says that the step made its key or ended it. */
  get isMarked() {
    return this.mark.firstChild !== null;
  }

  /** Shows what a job leaves where it was; "": nothing left. @param {string} job */
  leave(job) {
    this.extra.replaceChildren(...(job ? [el("span", { class: "q-left" }, job)] : []));
    setData(this.element, "left", String(Boolean(job)));
  }

  /** @param {Rect} rect @param {number} count @param {boolean} strip @param {Kind | undefined} kind */
  update(rect, count, strip, kind) {
    stand(this.element, rect);
    setData(this.element, "strip", String(strip));
    setData(this.element, "empty", String(!count));
    const roomy = rect.w > this.letters * LETTER + BESIDE + (kind && kind !== "changed" ? MARK : 0);
    setText(this.count, count ? counted(count) : roomy ? "empty" : "0");
    const mark = changeMark(kind === "changed" ? undefined : kind);
    if (mark || this.mark.firstChild) place(this.mark, mark ? [mark] : []);
  }
}
