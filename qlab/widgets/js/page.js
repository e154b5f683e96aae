// The script of a page that stands for itself: it draws the recording in the page, and keeps in the address what is shown.

import { open } from "./pair/open.js";

/** @import { View } from "./player/player.js" */

const PAUSE = 120; // ms: browsers slow down pages that rewrite their address often
/** @type {View[]} */
const VIEWS = ["stage", "keys"];

/** What the address asks for: `#step=12&view=keys`. */
function linked() {
  const words = new URLSearchParams(location.hash.slice(1));
  const step = /^\d+$/.test(words.get("step") ?? "") ? Number(words.get("step")) : undefined;
  return { step, view: VIEWS.find((view) => view === words.get("view")) };
}

/** @param {string} id */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element "${id}".`);
  return found;
}

let noted = 0;
/** Keeps in the address what is shown: who opens it sees the same. */
function note() {
  clearTimeout(noted);
  noted = window.setTimeout(() => {
    const view = player.shows === "stage" ? "" : `&view=${player.shows}`;
    history.replaceState(null, "", `#step=${player.index}${view}`);
  }, PAUSE);
}

const { step, view } = linked();
const onView = (/** @type {View} */ shown) => {
  document.body.dataset.view = shown;
  note();
};
document.body.dataset.view = view ?? "stage";
const player = open(byId("player"), JSON.parse(byId("player-data").textContent ?? ""), {
  step,
  view,
  onStep: note,
  onView,
});
addEventListener("hashchange", () => {
  const asked = linked();
  if (asked.view) player.look(asked.view);
  if (asked.step !== undefined) player.show(asked.step, { quiet: true });
});
addEventListener("keydown", (event) => {
  if (event.target === document.body) player.key(event);
});
Object.assign(globalThis, { qlabPlayer: player });
performance.mark("qlab-first");
