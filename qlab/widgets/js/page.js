// The script of a page that stands for itself: it draws the recording in the page, and keeps the step in the address.

import { Player } from "./player/player.js";

const PAUSE = 120; // ms: browsers slow down pages that rewrite their address often

/** The step that the address names, if any. */
function linked() {
  const found = location.hash.match(/^#step=(\d+)$/);
  return found ? Number(found[1]) : undefined;
}

/** @param {string} id */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element "${id}".`);
  return found;
}

let noted = 0;
const player = new Player(byId("player"), JSON.parse(byId("player-data").textContent ?? ""), {
  step: linked(),
  onStep(step) {
    clearTimeout(noted);
    noted = window.setTimeout(() => history.replaceState(null, "", `#step=${step}`), PAUSE);
  },
});
addEventListener("hashchange", () => {
  const step = linked();
  if (step !== undefined) player.show(step, { quiet: true });
});
addEventListener("keydown", (event) => {
  if (event.target === document.body) player.controls.key(event);
});
Object.assign(globalThis, { qlabPlayer: player });
performance.mark("qlab-first");
