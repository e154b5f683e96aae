// The story beside the picture: what changed in words, raw beside meaning, and the commands the script ran.

const SIGN = { born: "✚ new", gone: "✖ gone", added: "+", removed: "−", changed: "~", trimmed: "− trimmed", size: "~ size", ttl: "~ TTL", encoding: "~ encoding" };

/** What a step changed: a block for each key, a line for each atomic change. */
function drawChanges(film, step) {
  if (!step) return [el("p", { class: "q-quiet" }, "Before the first step.")];
  if (!step.changes.length) return [el("p", { class: "q-quiet" }, "Nothing changed in Redis.")];
  return step.changes.map((change) => el("div", { class: "q-change", data: { touch: change.key } },
    el("div", {}, raw(change.key, 64), " ", el("small", { class: "q-quiet" }, film.key(change.key).role)),
    el("ul", {}, ...change.lines.map((parts) => drawLine(film, parts)))));
}

function drawLine(film, [kind, where, before, after, word]) {
  const meaning = film.words[word];
  const both = before !== null && after !== null;
  const whole = kind === "born" || kind === "gone";
  return el("li", { data: { kind } }, el("b", { class: "q-sign" }, SIGN[kind] || kind), " ",
    where ? el("code", { class: "q-where" }, line(where) + " ") : null,
    whole ? null : both ? [el("del", {}, raw(before, 48)), " → ", raw(after, 80)] : raw(after ?? before ?? "", 80),
    meaning ? el("span", { class: "q-meaning" }, " ", worded(meaning)) : null);
}

/** The commands, each of which shows, when pointed at or focused, the keys it touched. */
function drawCommands(film, step, light) {
  if (!step || !step.commands.length) return [el("p", { class: "q-quiet" }, step && step.script === null ? "No script ran, or it was not traced." : "No commands.")];
  return [el("ol", { class: "q-commands" }, ...step.commands.map(([name, args, keys]) => {
    const words = args.map((arg) => (keys.includes(arg) ? el("em", {}, clip(line(arg), 90)) : clip(line(arg), 90)));
    const roles = [...new Set(keys.map((key) => film.key(key).role))].join(", ");
    const item = el("button", { type: "button", class: "q-command", title: clip(line([name, ...args].join(" ")), 600) },
      el("b", {}, name), ...words.flatMap((word) => [" ", word]), roles ? el("small", {}, ` ${roles}`) : null);
    for (const type of ["mouseenter", "focus"]) item.addEventListener(type, () => light(keys));
    for (const type of ["mouseleave", "blur"]) item.addEventListener(type, () => light([]));
    item.addEventListener("click", () => light(keys, true));
    return el("li", {}, item);
  }))];
}

/** One key with all it holds: raw, and what it means. */
function drawInspector(picture, name, close) {
  const held = picture.state.get(name);
  const key = picture.film.key(name);
  const cells = held ? inspected(picture, held, key) : [];
  const facts = held ? `${KIND[held.type] || held.type} (${held.encoding})` : "absent: an empty container does not exist in Redis";
  return [el("header", {}, el("h3", {}, "Key"), el("button", { type: "button", class: "q-more", on: { click: close } }, "close")),
    el("p", {}, raw(name, 80), el("br"), el("small", { class: "q-quiet" }, `${key.role}: ${facts}. ${picture.film.roles[key.role]?.[1] ?? ""}`)),
    cells.length ? el("table", { class: "q-fields" }, el("thead", {}, el("tr", {}, ...["where", "raw", "meaning"].map((words) => el("th", { scope: "col" }, words)))),
      el("tbody", {}, ...cells.slice(0, 60).map(([where, text, meaning]) => el("tr", {}, el("th", { scope: "row" }, clip(line(where), 60)), el("td", {}, raw(text)), el("td", { class: "q-meaning" }, worded(meaning)))))) : null,
    cells.length > 60 ? el("p", { class: "q-quiet" }, `… and ${(cells.length - 60).toLocaleString("en")} more`) : null];
}

function inspected({ film, at }, held, key) {
  if (held.type === "hash") return [...held.value].map(([field, text]) => [field, text, film.word(held, field)]);
  if (held.type === "zset") return held.value.map(([member, value]) => [member, digits(value), decodeScore(key.role, member, value, at, film.start).meaning]);
  if (held.type === "stream") return held.value.slice().reverse().map(([id, fields]) => [id, fields.map(([name, text]) => `${name}=${text}`).join(" "), ""]);
  if (held.type === "string") return [["", held.value, film.word(held, "")]];
  return Array.isArray(held.value) ? held.value.map((item, index) => [`[${index}]`, item, ""]) : [["", String(held.value), ""]];
}

/** What a screen reader says at a step. */
function spoken(film, index) {
  const step = film.step(index);
  if (!step) return `Beginning, before the first of ${plural(film.length, "step")}.`;
  const changed = step.changes.length ? `${plural(step.changes.length, "key")} changed.` : "Nothing changed.";
  return `Step ${index} of ${film.length}, ${elapsed(step.at - film.start)}. ${step.sentence} ${changed}`;
}
