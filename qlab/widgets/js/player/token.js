// Job tokens. A token is one element for as long as its job is shown, so that it can be seen to travel.

import { jobOf } from "../data/key-name.js";
import { button, el, setAttribute, setData, setText } from "../dom/element.js";
import { shortLine } from "../text/visible.js";

/** @typedef {{ name: string, tries: string, hint: string, selected: boolean, kind: string }} TokenView */

const EASING = "cubic-bezier(.3,.1,.2,1)";
const FAR = 120; // px: from here on a token travels in an arc
const HIGH = 60; // px: and from here on it rises above what it passes

export class Token {
  /** @param {string} queue @param {string} job @param {(queue: string, job: string) => void} onSelect */
  constructor(queue, job, onSelect) {
    this.id = el("b");
    this.name = el("span", { class: "q-name" });
    this.tries = el("span", { class: "q-tries" });
    this.hint = el("i");
    this.foot = el("span", { class: "q-foot" });
    const parts = [this.id, this.name, this.tries, this.hint];
    this.element = button("q-token", () => onSelect(queue, job), { data: { queue, job } }, ...parts);
  }

  /** @param {string} job @param {TokenView} view */
  update(job, { name, tries, hint, selected, kind }) {
    setText(this.id, shortLine(job, 18));
    setText(this.name, shortLine(name, 18));
    setText(this.tries, tries);
    setText(this.hint, hint);
    const named = name ? `, ${shortLine(name, 80)}` : "";
    const title = `job ${shortLine(job, 80)}${named}${tries ? `, attempts ${tries}` : ""}`;
    if (this.element.title !== title) this.element.title = title;
    setData(this.element, "kind", kind);
    const pressed = String(selected);
    setAttribute(this.element, "aria-pressed", pressed);
  }

  /** Puts its foot below it, as plain words or as a lock. @param {string} css */
  showFoot(css) {
    if (this.foot.className !== css) {
      this.foot.className = css;
      delete this.foot.dataset.words;
    }
    if (this.foot.parentNode !== this.element) this.element.append(this.foot);
  }

  /** From where it stood to where it stands. @param {number} dx @param {number} dy @param {number} duration */
  travel(dx, dy, duration) {
    const far = Math.hypot(dx, dy);
    const arc = far > FAR ? -Math.min(36, far / 10) : 0;
    for (const animation of this.element.getAnimations()) animation.cancel();
    const box = /** @type {HTMLElement | null} */ (this.element.closest(".q-box"));
    const raise = (/** @type {string} */ height) => {
      this.element.style.zIndex = height;
      if (box) box.style.zIndex = height; // each box is a layer of its own: it must rise with the token it receives
    };
    raise(far > HIGH ? "5" : "");
    const middle = `translate(${dx * 0.45}px, ${dy * 0.45 + arc}px) scale(${arc ? 1.12 : 1})`;
    const way = [`translate(${dx}px, ${dy}px)`, middle, "none"].map((transform) => ({ transform }));
    const animation = this.element.animate(way, { duration, easing: EASING });
    animation.onfinish = animation.oncancel = () => raise("");
  }

  /** @param {number} duration */
  appear(duration) {
    const way = [
      { transform: "scale(.4)", opacity: 0 },
      { transform: "scale(1.1)", opacity: 1 },
      { transform: "none", opacity: 1 },
    ];
    this.element.animate(way, { duration });
  }
}

export class Tokens {
  /** @param {(queue: string, job: string) => void} onSelect */
  constructor(onSelect) {
    this.onSelect = onSelect;
    /** @type {Map<string, Token>} */
    this.all = new Map();
    /** @type {Map<string, Token>} */
    this.asked = new Map();
    /** @type {Map<string, DOMRect>} */
    this.was = new Map();
    this.motion = matchMedia("(prefers-reduced-motion: reduce)");
  }

  /** Begins a picture: tokens not asked for until `settle` are dropped. @param {boolean} animate */
  begin(animate) {
    this.asked = new Map();
    this.was = new Map();
    if (!animate || this.motion.matches) return;
    for (const [id, { element }] of this.all) {
      if (element.isConnected) this.was.set(id, element.getBoundingClientRect());
    }
  }

  /**
   * The token of a job, brought up to date. A job that lies in two containers has a token in each.
   * @param {string} queue
   * @param {string} job
   * @param {TokenView} view
   */
  take(queue, job, view) {
    let id = jobOf(queue, job);
    while (this.asked.has(id)) id += "\n+";
    const token = this.all.get(id) ?? new Token(queue, job, this.onSelect);
    this.asked.set(id, token);
    token.update(job, view);
    return token;
  }

  /** The token of a job, where it is shown. @param {string} queue @param {string} job */
  of(queue, job) {
    const token = this.all.get(jobOf(queue, job));
    return token?.element.isConnected ? token : undefined;
  }

  /** Ends a picture: each token that stands elsewhere than before travels there. @param {number} duration */
  settle(duration) {
    this.all = this.asked;
    if (!this.was.size) return;
    /** @type {[Token, number, number][]} */
    const moved = [];
    for (const [id, token] of this.all) {
      const [was, now] = [this.was.get(id), token.element.getBoundingClientRect()];
      if (!was) token.appear(duration);
      else if (Math.abs(was.left - now.left) + Math.abs(was.top - now.top) > 1) {
        moved.push([token, was.left - now.left, was.top - now.top]);
      }
    }
    for (const [token, dx, dy] of moved) token.travel(dx, dy, duration); // all measured before the first moves
  }
}
