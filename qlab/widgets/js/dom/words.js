// Longer text: raw values that can be opened, and sentences with names in the letters of code.

import { counted } from "../text/number.js";
import { clip, plain } from "../text/visible.js";
import { el } from "./element.js";

/**
 * Raw text from Redis, cut to `width`, with a button for the rest.
 * @param {unknown} text
 * @param {number} [width]
 */
export function raw(text, width = 120) {
  const whole = plain(text);
  if (whole.length <= width) return el("code", { class: "q-raw" }, whole || '""');
  const shown = el("code", { class: "q-raw" }, clip(whole, width));
  const more = el("button", { type: "button", class: "q-more", "aria-expanded": "false" });
  const label = (/** @type {boolean} */ open) => {
    more.textContent = open ? "show less" : `show all (+${counted(whole.length - width + 1)})`;
  };
  more.addEventListener("click", () => {
    const open = more.getAttribute("aria-expanded") !== "true";
    more.setAttribute("aria-expanded", String(open));
    shown.textContent = open ? whole : clip(whole, width);
    shown.classList.toggle("q-whole", open);
    if (open) shown.tabIndex = 0;
    else shown.removeAttribute("tabindex");
    label(open);
  });
  label(false);
  return el("span", {}, shown, " ", more);
}

/**
 * Words, the names between backticks in the letters of code.
 * @param {unknown} text
 */
export function worded(text) {
  const node = document.createDocumentFragment();
  const parts = plain(text).split(/`([^`]{1,60})`/);
  for (const [at, part] of parts.entries()) node.append(at % 2 ? el("code", {}, part) : part);
  return node;
}
