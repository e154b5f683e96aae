// The script of a page that stands for itself: it draws the recording in the page, and keeps in the address what is shown.

import { open } from "./pair/open.js";
import { read, write } from "./player/link.js";

/** @import { View } from "./player/player.js" */

const PAUSE = 120; // ms: browsers slow down pages that rewrite their address often
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
    history.replaceState(null, "", write(player.linked));
  }, PAUSE);
}

const linked = read(location.hash);
const onView = (/** @type {View} */ shown) => {
  document.body.dataset.view = shown;
  note();
};
document.body.dataset.view = linked.view ?? "stage";
const { step, view, axis, ...others } = linked;
const player = open(byId("player"), JSON.parse(byId("player-data").textContent ?? ""), {
  step,
  view,
  axis,
  onStep: note,
  onView,
  onChange: note,
});
player.open(others);
addEventListener("hashchange", () => player.open(read(location.hash)));
addEventListener("keydown", (event) => {
  if (event.target === document.body) player.key(event);
});
Object.assign(globalThis, { qlabPlayer: player });
performance.mark("qlab-first");
