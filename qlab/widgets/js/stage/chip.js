// A job on the stage: one element for as long as it is shown, so that it can be seen to travel.

import { button, el, place, setAttribute, setData, setStyle, setText } from "../dom/element.js";
import { line } from "../text/visible.js";

import { LONG } from "./flow.js";

/** @import { Item, Look, Placed, Rect } from "./flow.js" */

/** Puts an element at a place, by what can be animated. @param {HTMLElement} node @param {Rect} rect */
export function stand(node, { x, y, w, h }) {
  setStyle(node, "transform", `translate(${Math.round(x)}px, ${Math.round(y)}px)`);
  setStyle(node, "width", `${Math.round(w)}px`);
  setStyle(node, "height", `${Math.round(h)}px`);
}

export class Chip {
  /** @param {string} queue @param {string} job @param {(queue: string, job: string) => void} onSelect */
  constructor(queue, job, onSelect) {
    /** All that was last shown of it: most chips are as they were, and to ask each of its attributes costs more. */
    this.shown = "";
    this.id = el("b");
    this.name = el("span", { class: "q-job-name" });
    this.pips = el("span", { class: "q-pips" });
    this.note = el("span", { class: "q-job-note" });
    const more = el("span", { class: "q-job-more" }, this.pips, this.note);
    this.parts = [this.id, el("span", { class: "q-job-words" }, this.name, more)];
    this.element = button("q-job", () => onSelect(queue, job), { data: { queue, job } });
  }

  /** What is written on it. @param {Item} item @param {Look} look */
  tell(item, look) {
    setText(this.id, item.id);
    setText(this.name, look === "id" ? "" : item.name);
    setText(this.pips, look === "card" || look === "mover" ? item.pips : "");
    setText(this.note, look === "id" ? "" : item.note);
  }

  /** @param {Placed} placed @param {string} state @param {string} role @param {boolean} selected */
  update({ item, look, rect }, state, role, selected) {
    const shown = JSON.stringify([item, look, rect, state, role, selected]);
    if (shown === this.shown) return;
    this.shown = shown;
    stand(this.element, rect);
    // A dot has no words in it: of a long queue there are many, and each element costs at each step.
    place(this.element, look === "dot" ? [] : this.parts);
    if (look !== "dot") this.tell(item, look);
    const long = String(item.id.length > LONG);
    for (const [name, value] of Object.entries({ look, state, long, gone: String(item.gone) })) {
      setData(this.element, name, value);
    }
    const words = [item.name && ` ${line(item.name)}`, `, in ${role}`, item.note && `, ${item.note.trim()}`];
    const label = `job ${line(item.job)}${words.filter(Boolean).join("")}`;
    if (this.element.title !== label) this.element.title = label;
    setAttribute(this.element, "aria-label", look === "dot" || look === "id" ? label : null);
    setAttribute(this.element, "aria-pressed", String(selected));
  }
}
