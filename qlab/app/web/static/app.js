// The pages' script: what is pressed is asked of the API; what changes is fetched anew (refresh.js).

import { away, here, soon } from "./refresh.js";

const live = document.getElementById("live");
const outcome = document.getElementById("outcome");
const dialog = document.getElementById("ask");
const HELD = 5; // so many jobs that were left are named
const times = { inline: 0, queued: 0 }; // ms that the last answer took, each way

const report = (text) => {
  outcome.textContent = text;
};

/** Asks before what is more than a look; the answer that changes nothing has the focus. */
function confirmed(text) {
  dialog.querySelector("p").textContent = text;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.onclose = () => done(dialog.returnValue === "yes");
  });
}

/** One request: what it said, and how long the answer took, ms. */
async function ask(method, url, body) {
  const began = performance.now();
  const headers = body ? { "Content-Type": "application/json" } : {};
  const answer = await fetch(url, { method, headers, body });
  const took = Math.round(performance.now() - began);
  const text = await answer.text();
  const json = text ? JSON.parse(text) : null;
  return { ok: answer.ok, took, json, problem: answer.ok ? "" : json.detail };
}

/** Presses a button: its request, how long the answer took, and what it said. */
async function press(button) {
  const { method, url, body, confirm, time } = button.dataset;
  if (confirm && !(await confirmed(confirm))) return;
  const words = button.textContent;
  const { ok, took, json, problem } = await ask(method, url, body);
  if (time) measured(time, ok ? took : 0);
  report(problem || `${words}: done in ${took.toLocaleString("en")} ms${summary(json)}.`);
  soon(0);
}

/** What a bounded request left. */
function summary(json) {
  if (Array.isArray(json) && json.every((each) => typeof each === "string")) return `, ${json.length} jobs removed`;
  if (json?.id) return `; it is job ${json.id} of ${json.queue}`;
  return typeof json?.left === "number" ? `; ${json.left.toLocaleString("en")} of them are there now` : "";
}

/** Shows how long an answer took, beside that of the other way. */
function measured(way, took) {
  times[way] = took;
  document.getElementById(`${way}-time`).textContent = took ? `${took.toLocaleString("en")} ms` : "failed";
  const most = Math.max(times.inline, times.queued, 1);
  for (const [name, ms] of Object.entries(times)) {
    document.querySelector(`#${name}-lane rect`).setAttribute("width", ms ? Math.max((100 * ms) / most, 1) : 0);
  }
  const ratio = times.inline / times.queued;
  const sooner = times.inline && times.queued && ratio > 1;
  document.getElementById("ratio").textContent = sooner ? `Queued: ${ratio.toFixed(1)} times sooner.` : "";
}

const chosen = (list) => [...list.querySelectorAll("input[name=job]:checked")];

/** Asks for the jobs that are chosen in a list, and says what was not done. */
async function pressChosen(button) {
  const list = button.closest("[data-list]");
  const { bulk: action, url, confirm } = button.dataset;
  const ids = chosen(list).map((box) => box.value);
  if (!ids.length || !(await confirmed(confirm.replace("{n}", ids.length)))) return;
  const { ok, json, problem } = await ask("POST", url, JSON.stringify({ action, ids }));
  if (ok) for (const box of chosen(list)) box.checked = false;
  report(problem || told_of(button.dataset.words, ids.length, json));
  soon(0);
}

function told_of(words, asked, { done, left }) {
  const named = left.slice(0, HELD).map(({ id, why }) => `${id}: ${why}`);
  const more = left.length > HELD ? ` And ${left.length - HELD} more.` : "";
  return `${words}: done for ${done} of ${asked}.${left.length ? ` Not for ${named.join(" ")}${more}` : ""}`;
}

/** Writes on each list's buttons how many jobs are chosen. */
function count() {
  for (const list of document.querySelectorAll("[data-list]")) {
    const number = chosen(list).length;
    const all = list.querySelector("[data-all]");
    const boxes = list.querySelectorAll("input[name=job]").length;
    if (all) [all.checked, all.indeterminate] = [number > 0 && number === boxes, number > 0 && number < boxes];
    for (const button of list.querySelectorAll("[data-bulk]")) {
      button.disabled = !number;
      button.textContent = number ? `${button.dataset.words} ${number} chosen` : `${button.dataset.words} chosen`;
    }
  }
}

/** How long something has been going on, as the pages say it. */
const lasted = (ms) =>
  ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000).toLocaleString("en")} s`;

/** Counts due moments down, and up how long jobs have been at work. */
function tick() {
  for (const each of document.querySelectorAll("[data-since]")) {
    const ran = Math.max(0, Date.now() - Number(each.dataset.since));
    if (each.matches(".ran")) each.textContent = lasted(ran);
    else if (Number(each.dataset.usual)) {
      each.firstElementChild.setAttribute("width", Math.min(100, (100 * ran) / Number(each.dataset.usual)));
    }
  }
  for (const each of document.querySelectorAll("time[data-due]")) {
    const left = (Number(each.dataset.due) - Date.now()) / 1000;
    each.textContent = left > 0 ? `in ${left < 90 ? `${Math.ceil(left)} s` : `${Math.round(left / 60)} min`}` : "now";
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const pressed = button?.dataset.bulk ? pressChosen : button?.dataset.url ? press : null;
  if (pressed) pressed(button).catch(() => report("The application does not answer."));
});
document.addEventListener("change", ({ target }) => {
  if ("all" in target.dataset) {
    for (const box of target.closest("[data-list]").querySelectorAll("input[name=job]")) box.checked = target.checked;
  }
  if (target.type === "checkbox") count();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !("find" in event.target.dataset)) return;
  location.search = event.target.value ? `?find=${encodeURIComponent(event.target.value)}` : "";
});

/** Hears of changes for as long as the page is seen: a browser has few connections for one server. */
function listen(queue) {
  const events = new EventSource("/api/events");
  let last = {};
  events.addEventListener("counts", ({ data }) => {
    here();
    const counts = JSON.parse(data);
    const changed = Object.keys(counts).filter((name) => JSON.stringify(counts[name]) !== JSON.stringify(last[name]));
    last = counts;
    if (queue === "*" || changed.includes(queue)) soon();
  });
  events.addEventListener("moved", ({ data }) => {
    if (queue === "*" || queue in JSON.parse(data)) soon();
  });
  events.addEventListener("gone", () => away());
  events.onerror = () => !("stale" in document.body.dataset) && away("Not connected; trying again.");
  return events;
}

live?.addEventListener("refreshed", () => {
  count();
  tick();
});
const queue = live?.dataset.live;
if (queue) {
  let events = listen(queue);
  document.addEventListener("visibilitychange", () => {
    events.close();
    if (!document.hidden) events = listen(queue);
  });
  setInterval(tick, 1000);
}
tick();
count();
