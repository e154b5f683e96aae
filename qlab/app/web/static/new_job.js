// The form that adds a job: what is typed goes to the API as it is, and what the API says stands beside the fields.

const FIELDS = ["name", "delay", "attempts", "priority", "type", "backoff", "data"];
/** What the API calls a field: the end of a place such as body, opts, backoff, delay. */
const PLACES = { "backoff,delay": "backoff", "backoff,type": "type" };

const field = (name) => document.getElementById(`new-${name}`);
const said = () => document.getElementById("new-said");

/** A number as it was typed; what is none goes as null, and the API says so. */
const number = (name) => (field(name).value.trim() ? Number(field(name).value) : undefined);

/** The job that is typed. Throws where the data is no JSON. */
function typed() {
  const opts = { delay: number("delay"), attempts: number("attempts"), priority: number("priority") };
  for (const [name, value] of Object.entries(opts)) if (Number.isNaN(value)) opts[name] = field(name).value;
  const [type, wait] = [field("type").value, field("backoff").value.trim()];
  if (type || wait) {
    const kept = Number(field("backoff").placeholder);
    opts.backoff = { type: type || undefined, delay: wait ? (Number.isNaN(Number(wait)) ? wait : Number(wait)) : kept };
  }
  return { name: field("name").value, data: JSON.parse(field("data").value), opts };
}

/** Writes beside each field what is wrong with it; the first of them has the focus. */
function mark(wrong) {
  for (const name of FIELDS) {
    document.getElementById(`new-${name}-wrong`).textContent = wrong[name] ?? "";
    if (wrong[name]) field(name).setAttribute("aria-invalid", "true");
    else field(name).removeAttribute("aria-invalid");
  }
  const first = FIELDS.find((name) => wrong[name]);
  if (first) field(first).focus();
  return Boolean(first);
}

/** The fields that the API refuses, each with its sentence. */
function refused({ errors = [] }) {
  const known = errors.map(({ where, what }) => [
    PLACES[where.slice(-2).join()] ?? where.find((part) => FIELDS.includes(part)),
    what,
  ]);
  return Object.fromEntries(known.filter(([name]) => name));
}

async function send(form) {
  let job;
  try {
    job = typed();
  } catch (error) {
    said().textContent = "";
    mark({ data: `Data is not JSON: ${error.message}.` });
    return;
  }
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(form.dataset.url, { method: "POST", headers, body: JSON.stringify(job) });
  const told = await answer.json();
  const wrong = answer.ok ? {} : refused(told);
  said().textContent = answer.ok || mark(wrong) ? "" : told.detail;
  if (answer.ok) added(told, job);
}

/** Says what was added, with the way to it. */
function added({ queue, id }, { name, opts }) {
  mark({});
  const link = Object.assign(document.createElement("a"), { href: `/board/${queue}/${encodeURIComponent(id)}` });
  link.textContent = `job ${id}`;
  const when = opts.delay ? `, due in ${opts.delay.toLocaleString("en")} ms` : "";
  said().replaceChildren("Added: ", link, ` (${name}) of ${queue}${when}.`);
}

document.addEventListener("submit", (event) => {
  if (event.target.id !== "new-job") return;
  event.preventDefault();
  send(event.target).catch(() => {
    said().textContent = "The application does not answer.";
  });
});
