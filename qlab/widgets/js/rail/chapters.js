// The chapters of a recording: a list to choose from, and the way to the next one.

import { el } from "../dom/element.js";
import { shortLine } from "../text/visible.js";

/** @typedef {{ step: number, title: string }} Chapter  A step that is worth a jump, and why. */

/** A chapter in words. @param {string} title @param {string | null} job */
export const titleOf = (title, job) => (job === null ? title : `${title}: job ${shortLine(job, 14)}`);

export class ChapterList {
  /** @param {() => Chapter[]} chapters @param {(step: number) => void} go */
  constructor(chapters, go) {
    this.chapters = chapters;
    this.go = go;
    const on = { change: () => this.choose() };
    const title = "Chapters (N: the next one, B: the one before)";
    this.element = el("select", { class: "q-chapters", "aria-label": "chapters", title, on });
    this.refresh();
  }

  /** After the recording grew. */
  refresh() {
    const chapters = this.chapters();
    const options = chapters.map(({ step, title }, at) => el("option", { value: at }, `${step} · ${title}`));
    this.element.replaceChildren(el("option", { value: "" }, "Chapters"), ...options);
    this.element.disabled = !chapters.length;
  }

  choose() {
    const chosen = this.chapters()[Number(this.element.value)];
    if (this.element.value && chosen) this.go(chosen.step);
  }

  /** Goes to the next chapter after a step, or to the one before it. @param {number} index @param {1 | -1} by */
  jump(index, by) {
    const steps = this.chapters().map(({ step }) => step);
    const next = by > 0 ? steps.find((step) => step > index) : steps.findLast((step) => step < index);
    if (next !== undefined) this.go(next);
  }

  /** Shows which chapter a step is in. @param {number} index */
  update(index) {
    const at = this.chapters().findLastIndex(({ step }) => step <= index);
    this.element.value = at < 0 ? "" : String(at);
  }
}
