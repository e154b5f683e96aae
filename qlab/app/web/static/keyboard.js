// The pages' keys; "?" lists them (page_layout.py).

import { row, step } from "./focus.js";

const help = document.getElementById("help");
const PLACES = { b: "/board", l: "/live/email", f: "/flows", m: "/mails", a: "/docs" };
const SOON = 1000; // ms after "g" in which the second letter counts
let went = -SOON;

/** The button that a key presses: that of the row with the focus, else the page's only one. */
function buttonOf(key) {
  const selector = `button[data-key="${key}"]`;
  const own = row()?.querySelector(selector);
  const all = document.querySelectorAll(selector);
  return own ?? (all.length === 1 ? all[0] : null);
}

const ACTS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => row()?.querySelector("input[name=job]")?.click(),
  u: () => {
    location.href = document.getElementById("up")?.href ?? document.getElementById("main").dataset.up ?? "/board";
  },
  "/": () => document.getElementById("find")?.focus(),
  "?": () => help.showModal(),
  a: () => {
    const form = document.getElementById("add");
    if (!form) return;
    form.open = true;
    document.getElementById("new-name").focus();
  },
  g: () => {
    went = performance.now();
  },
};

/** Whether keys are for something else: a field, the player, a dialog, the browser. */
function elsewhere(event) {
  const { target } = event;
  const field = target.matches("input:not([type=checkbox]), textarea, select");
  return event.ctrlKey || event.metaKey || event.altKey || field || target.closest(".qlab-player, dialog") !== null;
}

function act(event) {
  const { key } = event;
  const place = performance.now() - went < SOON && PLACES[key];
  went = -SOON;
  if (place) return () => location.assign(place);
  if (key === "ArrowDown" || key === "ArrowUp") return row() ? () => step(key === "ArrowDown" ? 1 : -1) : undefined;
  if (Object.hasOwn(ACTS, key)) return ACTS[key];
  const button = buttonOf(key);
  return button ? () => button.click() : undefined;
}

document.addEventListener("keydown", (event) => {
  if (event.target.id === "find" && event.key === "Escape") event.target.blur();
  if (elsewhere(event)) return;
  const found = act(event);
  if (!found) return;
  event.preventDefault();
  found();
});
document.getElementById("keys").addEventListener("click", () => help.showModal());
