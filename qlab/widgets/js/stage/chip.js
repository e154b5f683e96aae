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

const FLIGHT = "cubic-bezier(.2, .9, .3, 1)"; // as the stylesheet lets a job fly

export class Chip {
  /** @param {string} queue @param {string} job @param {(queue: string, job: string) => void} onSelect */
  constructor(queue, job, onSelect) {
    /** All that was last shown of it: most chips are as they were, and to ask each of its attributes costs more. */
    this.shown = "";
    /** Whether it stands in rows of dots, which the stylesheet lays out. */
    this.inRows = false;
    /** @type {Rect | null} */
    this.rect = null;
    /** Where it stood before, where it has left a row of dots. @type {Rect | null} */
    this.came = null;
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

  /** @param {Placed} placed @param {boolean} inRows @param {string} state @param {string} role @param {boolean} selected */
  update({ item, look, rect, tight }, inRows, state, role, selected) {
    this.came = this.inRows && !inRows ? this.rect : null;
    this.inRows = inRows;
    this.rect = rect;
    const shown = JSON.stringify([item, look, inRows || rect, tight, state, role, selected]);
    if (shown === this.shown) return;
    this.shown = shown;
    if (inRows) this.element.removeAttribute("style");
    else stand(this.element, rect);
    // A dot has no words in it: of a long queue there are many, and each element costs at each step.
    place(this.element, look === "dot" ? [] : this.parts);
    if (look !== "dot") this.tell(item, look);
    const long = String(item.id.length > LONG);
    for (const [name, value] of Object.entries({
      look,
      state,
      long,
      tight: String(Boolean(tight)),
      gone: String(item.gone),
    })) {
      setData(this.element, name, value);
    }
    const words = [item.name && ` ${line(item.name)}`, `, in ${role}`, item.note && `, ${item.note.trim()}`];
    const label = `job ${line(item.job)}${words.filter(Boolean).join("")}`;
    if (this.element.title !== label) this.element.title = label;
    setAttribute(this.element, "aria-label", look === "dot" || look === "id" ? label : null);
    setAttribute(this.element, "aria-pressed", String(selected));
  }

  /** Flies out of the row of dots that it has left: what changes its parent knows of no place before. @param {number} duration ms */
  fly(duration) {
    if (!this.came || !this.rect) return;
    const frames = [this.came, this.rect].map(({ x, y, w, h }) => ({
      transform: `translate(${Math.round(x)}px, ${Math.round(y)}px)`,
      width: `${Math.round(w)}px`,
      height: `${Math.round(h)}px`,
    }));
    this.element.animate(frames, { duration, easing: FLIGHT });
  }
}
