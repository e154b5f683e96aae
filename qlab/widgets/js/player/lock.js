// A lock as what it is: a token of the worker, and a life that runs out.

import { el, place } from "../dom/element.js";
import { icon } from "../dom/icon.js";
import { seconds } from "../text/time.js";
import { shortLine } from "../text/visible.js";

/** @import { Held } from "../types.d.ts" */
/** @import { Token } from "./token.js" */

const NOT_SEEN = "lock not seen";

/**
 * What is left of a lock's life, in ms, and in words; null: it has no end, or is not there, or nobody saw it.
 *
 * No event tells of a lock or of its renewal: of a watched queue it is known at a look only, until it would have ended.
 * @param {Held | undefined} lock
 * @param {number} now
 * @param {boolean} watched
 * @returns {{ left: number | null, words: string }}
 */
export function lockLife(lock, now, watched) {
  if (watched && !(lock && lock.expires !== null && lock.expires > now)) return { left: null, words: NOT_SEEN };
  if (!lock) return { left: null, words: "no lock" };
  if (lock.expires === null) return { left: null, words: "lock, no TTL" };
  const left = Math.max(lock.expires - now, 0);
  return { left, words: `${shortLine(lock.value, 22)} · ${seconds(left)} left` };
}

/**
 * Draws a job's lock below its token.
 * @param {Token} token
 * @param {Held | undefined} lock
 * @param {number} now
 * @param {boolean} watched
 */
export function showLock(token, lock, now, watched) {
  token.showFoot("q-foot q-lock");
  delete token.element.dataset.score;
  const { left, words } = lockLife(lock, now, watched);
  if (token.foot.dataset.words === words) return;
  token.foot.dataset.words = words;
  token.foot.removeAttribute("title");
  const life = el("span");
  life.style.width = `${left === null || !lock?.life ? 0 : Math.min(100, (100 * left) / lock.life)}%`;
  place(token.foot, [icon("lock", 12), el("span", {}, words), el("span", { class: "q-life" }, life)]);
}
