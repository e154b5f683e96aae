// The other keys: the marker as a bell, the event stream as a tape, job hashes as cards, and a row for each of the rest.

const TAPE = 10; // events shown of a stream
const ROWS = 24; // further keys shown before somebody asks for all
const CARDS = 30;

/** The marker: the bell that wakes idle workers. */
function drawBell(picture, name) {
  const held = picture.state.get(name);
  const kind = picture.kinds.get(name);
  const members = held?.type === "zset" ? held.value : [];
  const says = ([member, value]) => el("span", { class: "q-says" }, el("code", {}, `${clip(line(member), 24)} (score ${digits(value)})`),
    " ", decodeScore("marker", member, value, picture.at).meaning);
  return el("section", { class: "q-small q-bell", data: { key: name, change: kind || "", rings: String(members[0]?.[0] ?? "") } },
    icon("bell"), el("h4", {}, "marker"), ...(members.length ? members.slice(0, TAPE).map(says) : [el("span", { class: "q-says" }, "silent: no marker")]),
    changeMark(kind));
}

/** The event stream: a tape whose last pieces are shown, the newest at the right. */
function drawTape(picture, name) {
  const held = picture.state.get(name);
  const kind = picture.kinds.get(name);
  const fresh = picture.fresh(name);
  const entries = held?.type === "stream" ? held.value : [];
  const pieces = entries.slice(-TAPE).map((entry, at, shown) => drawEvent(entry, shown.length - at <= fresh));
  const size = held?.type === "stream" ? sizeOf(held) : 0;
  const earlier = size - pieces.length;
  const tape = el("div", { class: "q-tape", tabindex: "0", role: "group", "aria-label": "the latest events" },
    el("div", { class: "q-strip" }, earlier > 0 ? el("span", { class: "q-earlier" }, `${earlier.toLocaleString("en")} earlier`) : null, ...pieces));
  return el("section", { class: "q-small q-events", data: { key: name, change: kind || "" } }, icon("tape"), el("h4", {}, "events"),
    el("span", { class: "q-count" }, plural(size, "entry", "entries")), changeMark(kind), tape);
}

function drawEvent([id, fields], fresh) {
  const named = new Map(fields);
  const rest = fields.filter(([name]) => name !== "event" && name !== "jobId").map(([name, text]) => `${name}=${text}`).join(" ");
  return el("span", { class: "q-event", data: { fresh: String(fresh) }, title: clip(line(`${id} ${rest}`), 200) },
    el("b", {}, clip(line(named.get("event") ?? "entry"), 24)), el("span", {}, named.has("jobId") ? `job ${clip(line(named.get("jobId")), 14)}` : clip(line(rest), 24)),
    fresh ? el("i", {}, "✚ new") : null);
}

/** A job's hash as a card: each field raw, and what it means. */
function drawCard(picture, key) {
  const held = picture.state.get(key.name);
  const kind = picture.kinds.get(key.name);
  const before = picture.before.get(key.name);
  const { name, tries } = picture.job(key.queue, key.job);
  const state = picture.stateOf(key.queue, key.job);
  const head = el("header", {}, icon(state), el("h4", {}, `job ${clip(line(key.job), 40)}`), el("span", { class: "q-name" }, clip(line(name), 40)),
    el("span", { class: `q-chip q-state-${state}` }, state), tries ? el("span", { class: "q-tries" }, `attempts ${tries}`) : null, changeMark(kind));
  const rows = held ? drawFields(picture, held, before) : [];
  return el("article", { class: "q-card", data: { key: key.name, change: kind || "", job: key.job } }, head,
    el("table", { class: "q-fields" }, el("caption", { class: "q-hidden" }, `fields of ${clip(line(key.name), 80)}`),
      el("thead", {}, el("tr", {}, ...["field", "raw", "meaning"].map((words) => el("th", { scope: "col" }, words)))), el("tbody", {}, ...rows)));
}

function drawFields(picture, held, before) {
  if (held.type !== "hash") return [drawField("", "", { raw: rawValue(held) })];
  const old = before?.type === "hash" ? before.value : new Map();
  const gone = [...old.keys()].filter((field) => before !== held && !held.value.has(field));
  const rows = [...held.value].map(([field, text]) => {
    const kind = before === held || old.get(field) === text ? "" : old.has(field) ? "changed" : "born";
    return drawField(field, kind, { raw: text, old: old.get(field), meaning: picture.film.word(held, field) });
  });
  return [...rows, ...gone.map((field) => drawField(field, "gone", { raw: old.get(field) }))];
}

function drawField(field, kind, value) {
  const meaning = kind === "gone" ? "" : value.meaning;
  return el("tr", { data: { change: kind || "" } }, el("th", { scope: "row" }, clip(line(field), 60), changeMark(kind)),
    el("td", {}, ...(kind === "changed" ? [el("del", {}, raw(value.old, 40)), " → "] : []), raw(value.raw)),
    el("td", { class: "q-meaning" }, worded(meaning ?? "")));
}

/** Any value on one line of text. */
function rawValue(held) {
  if (held.type === "hash") return [...held.value].map(([field, text]) => `${field}=${text}`).join("  ");
  if (held.type === "zset") return held.value.map(([member, value]) => `${member} (score ${digits(value)})`).join("  ");
  if (held.type === "stream") return held.value.map(([id, fields]) => `${id} ${fields.flat().join(" ")}`).join("  ");
  return Array.isArray(held.value) ? held.value.join("  ") : held.value;
}

/** How much a key holds; an observer reads a page of a larger one, and the page says the key's true size. */
const sizeOf = (held) => held.size ?? held.value.size ?? held.value.length;
const NOUNS = { list: ["element"], set: ["member"], zset: ["member"], hash: ["field"], stream: ["entry", "entries"], string: ["character"] };

/** A key without a drawing of its own: name, role, what it holds, what is left of its life. */
function drawRow(picture, name) {
  const held = picture.state.get(name);
  const key = picture.film.key(name);
  const kind = picture.kinds.get(name);
  const shown = held || picture.before.get(name);
  const facts = `${KIND[shown.type] || plain(shown.type)}, ${plural(sizeOf(shown), ...(NOUNS[shown.type] || ["element"]))}`;
  const life = held && held.expires !== null ? `, expires in ${seconds(Math.max(held.expires - picture.at, 0))}` : "";
  const meaning = held ? rowMeaning(picture, held, key) : "";
  return el("tr", { data: { key: name, change: kind || "" } },
    el("th", { scope: "row" }, raw(name, 64), " ", changeMark(kind)),
    el("td", {}, el("span", { title: picture.film.roles[key.role]?.[1] ?? "" }, key.role), el("br"), el("small", {}, facts + life)),
    el("td", {}, raw(rawValue(shown), 90), meaning ? el("div", { class: "q-meaning" }, worded(meaning)) : null));
}

/** What a key's text means, or the scores of its first members. */
function rowMeaning(picture, held, key) {
  if (held.type === "string") return picture.film.word(held, "");
  if (held.type !== "zset") return "";
  return held.value.slice(0, 3).map(([member, value]) => decodeScore(key.role, member, value, picture.at, picture.film.start).meaning).filter(Boolean).join("; ");
}
