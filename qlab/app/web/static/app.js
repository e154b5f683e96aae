// The pages' script: what is pressed is asked of the API; what changes is fetched anew and put in place, without a reload.

const live = document.getElementById("live");
const told = document.getElementById("told");
const dialog = document.getElementById("ask");
const PAUSE = 500; // ms between two looks at most
let due = 0;

const say = (text) => {
  told.textContent = text;
};

/** Fetches this very page, and puts what it shows now in the place of what was shown. */
async function refresh() {
  due = 0;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return say(answer.status === 404 ? "This job is gone." : "The queue's server does not answer.");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
  const focused = document.activeElement?.id;
  const opened = new Set([...live.querySelectorAll("details[open]")].map((each) => each.id));
  for (const each of live.querySelectorAll("output")) {
    const next = [...fresh.querySelectorAll("output")].find(({ id }) => id === each.id);
    if (next) next.textContent = each.textContent; // what was measured here stays
  }
  live.replaceChildren(...fresh.childNodes);
  for (const each of live.querySelectorAll("details")) each.open = opened.has(each.id);
  if (focused && !document.activeElement?.id) document.getElementById(focused)?.focus({ preventScroll: true });
  return undefined;
}

const soon = () => {
  if (!due && live && !dialog.open) due = setTimeout(() => refresh().catch(() => say("Not connected.")), PAUSE);
};

/** Asks before what cannot be undone; the answer that changes nothing has the focus. */
function confirmed(text) {
  dialog.querySelector("p").textContent = text;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.onclose = () => done(dialog.returnValue === "yes");
  });
}

/** Presses a button: its request, how long the answer took, and what it said. */
async function press(button) {
  const { method, url, body, confirm, time } = button.dataset;
  if (confirm && !(await confirmed(confirm))) return;
  const began = performance.now();
  const headers = body ? { "Content-Type": "application/json" } : {};
  const answer = await fetch(url, { method, headers, body });
  const took = Math.round(performance.now() - began);
  const problem = answer.ok ? "" : (await answer.json()).detail;
  if (time) document.getElementById(time).textContent = answer.ok ? `${took.toLocaleString("en")} ms` : "failed";
  say(problem || `${button.textContent}: done in ${took} ms.`);
  soon();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-url]");
  if (button) press(button).catch(() => say("The application does not answer."));
});

if (live?.dataset.live) {
  const events = new EventSource("/api/events");
  events.addEventListener("counts", soon);
  events.onerror = () => say("Not connected; trying again.");
  events.onopen = () => say("Live.");
}
