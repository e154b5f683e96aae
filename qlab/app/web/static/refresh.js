// The page as it is now: it is fetched anew, one fetch at a time, and what differs is put in place without a reload.

import { held } from "./focus.js";

const live = document.getElementById("live");
const told = document.getElementById("told");
const dialog = document.getElementById("ask");
const PAUSE = 500; // ms between two looks at least
const SHARE = 3; // a page that took long to make is asked for again after so many times as long,
const LONGEST = 5_000; // but after so many ms at most
const RETRY = 2_000; // ms after which a fetch that failed is made again
const PATIENCE = 15_000; // ms after which a fetch is given up
const AWAY = "The queue's server does not answer; trying again.";
let took = 0;
let timer = 0;
let due = Number.POSITIVE_INFINITY; // when the next look is; infinite where none is wanted
let busy = false;

const say = (text) => {
  told.textContent = text;
};

/** What is shown is no longer so, perhaps. */
export function away(text = AWAY) {
  document.body.dataset.stale = "1";
  say(text);
}

/** The server is there. What is shown is true unless something was missed meanwhile: then only a look makes it so. */
export function here() {
  if ("stale" in document.body.dataset) soon(0);
  else say("Live.");
}

const pause = () => Math.min(Math.max(PAUSE, SHARE * took), LONGEST);

/** Looks anew in so many ms, or as soon as the look under way has ended: that one may have begun before the change. */
export function soon(wait = pause()) {
  due = Math.min(due, performance.now() + wait);
  if (busy) return;
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(0, due - performance.now()));
}

async function look() {
  busy = true;
  due = Number.POSITIVE_INFINITY;
  const again = await refresh().catch(() => {
    away("Not connected; trying again.");
    return RETRY;
  });
  busy = false;
  if (again) soon(again);
  else if (due < Number.POSITIVE_INFINITY) soon(due - performance.now());
}

/** Fetches this very page and puts it in place; returns after how many ms it is to be tried again, 0 for never. */
async function refresh() {
  if (dialog.open) return PAUSE; // what is asked about must not change meanwhile
  const began = performance.now();
  const asked = { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(PATIENCE) };
  const answer = await fetch(location.href, asked);
  if (answer.status === 404) {
    away("This job is gone.");
    return 0;
  }
  if (!answer.ok) {
    away();
    return RETRY;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
  took = performance.now() - began;
  if (dialog.open) return PAUSE;
  put(fresh);
  delete document.body.dataset.stale;
  say("Live.");
  return 0;
}

/** Changes what differs: whatever has the focus, is chosen, open or typed stays. */
function put(fresh) {
  carry(fresh, "input:checked", "checked");
  carry(fresh, "details[open]", "open");
  const refocus = held();
  globalThis.Idiomorph.morph(live, fresh.childNodes, {
    morphStyle: "innerHTML",
    ignoreActiveValue: true,
    callbacks: { beforeNodeMorphed: (old) => !(old instanceof Element && "keep" in old.dataset) },
  });
  refocus();
  live.dispatchEvent(new Event("refreshed"));
}

/** What was chosen or opened here is so in the fresh page, too. */
function carry(fresh, selector, attribute) {
  for (const each of live.querySelectorAll(selector)) {
    if (each.id) fresh.querySelector(`#${CSS.escape(each.id)}`)?.setAttribute(attribute, "");
  }
}
