// What is to be said of the place on the slider that is pointed at: its step, its marks and its chapters.

import { el, setStyle } from "../dom/element.js";

/** A line of a tip: its mark, as in the legend, and its words. @typedef {{ sign: string, css: string, words: string }} Line */

const EDGE = 90; // px: half a tip's likely width

export class Tip {
  /**
   * @param {HTMLElement} over what is pointed at
   * @param {(share: number, reach: number) => Line[]} tell says what stands at a share of the width, within a reach
   */
  constructor(over, tell) {
    this.over = over;
    this.tell = tell;
    this.element = el("div", { class: "q-tip", "aria-hidden": "true" });
    this.element.hidden = true;
    over.addEventListener("pointermove", (event) => this.show(event.clientX));
    over.addEventListener("pointerleave", () => this.hide());
  }

  /** @param {number} x px in the window */
  show(x) {
    const { left, width } = this.over.getBoundingClientRect();
    const inside = { from: left + INSET, width: Math.max(1, width - 2 * INSET) };
    const share = Math.max(0, Math.min(1, (x - inside.from) / inside.width));
    const lines = this.tell(share, REACH / inside.width);
    this.element.replaceChildren(...lines.map(drawLine));
    this.element.hidden = !lines.length;
    const place = Math.max(EDGE, Math.min(x - left, width - EDGE));
    setStyle(this.element, "left", `${Math.round(place)}px`);
  }

  hide() {
    this.element.hidden = true;
  }
}

const INSET = 8; // px: the slider's ends, where its knob stands at the first and the last step
const REACH = 5; // px: so near a mark it is meant

/** @param {Line} line */
function drawLine({ sign, css, words }) {
  return el("div", {}, sign ? el("b", { class: css }, sign) : null, sign ? " " : "", words);
}
