// A job's hash as a card: each field raw, and what it means.

import { el, tableHead } from "../dom/element.js";
import { icon } from "../dom/icon.js";
import { raw, worded } from "../dom/words.js";
import { shortLine } from "../text/visible.js";
import { changeMark } from "./mark.js";
import { rawValue } from "./raw-value.js";

/** @import { Picture } from "../data/picture.js" */
/** @import { Held, Kind } from "../types.d.ts" */

/**
 * @param {Picture} picture
 * @param {{ name: string, queue: string, job: string }} key
 */
export function drawCard(picture, { name, queue, job }) {
  const held = picture.state.get(name);
  const kind = picture.kinds.get(name);
  const rows = held ? drawFields(picture, held, picture.before.get(name)) : [];
  const caption = el("caption", { class: "q-hidden" }, `fields of ${shortLine(name, 80)}`);
  const table = el(
    "table",
    { class: "q-fields" },
    caption,
    tableHead("field", "raw", "meaning"),
    el("tbody", {}, ...rows),
  );
  const head = drawHead(picture, queue, job, kind);
  return el("article", { class: "q-card", data: { key: name, change: kind ?? "", job } }, head, table);
}

/** @param {Picture} picture @param {string} queue @param {string} job @param {Kind | undefined} kind */
function drawHead(picture, queue, job, kind) {
  const { name, tries } = picture.job(queue, job);
  const state = picture.stateOf(queue, job);
  const attempts = tries ? el("span", { class: "q-tries" }, `attempts ${tries}`) : null;
  const named = el("span", { class: "q-name" }, shortLine(name, 40));
  const chip = el("span", { class: `q-chip q-state-${state}` }, state);
  return el(
    "header",
    {},
    icon(state),
    el("h4", {}, `job ${shortLine(job, 40)}`),
    named,
    chip,
    attempts,
    changeMark(kind),
  );
}

/** @param {Picture} picture @param {Held} held @param {Held | undefined} before */
function drawFields(picture, held, before) {
  if (held.type !== "hash") return [drawField("", "", raw(rawValue(held)))];
  const old = before?.type === "hash" ? before.value : new Map();
  const rows = [...held.value].map(([field, text]) => {
    const was = old.get(field);
    const kind = before === held || was === text ? "" : old.has(field) ? "changed" : "born";
    const value = kind === "changed" ? [el("del", {}, raw(was, 40)), " → ", raw(text)] : [raw(text)];
    return drawField(field, kind, value, picture.data.word(held, field));
  });
  const gone = [...old.keys()].filter((field) => before !== held && !held.value.has(field));
  return [...rows, ...gone.map((field) => drawField(field, "gone", raw(old.get(field))))];
}

/**
 * @param {string} field
 * @param {Kind | ""} kind
 * @param {import("../dom/element.js").Child | import("../dom/element.js").Child[]} value
 * @param {string} [meaning]
 */
function drawField(field, kind, value, meaning = "") {
  const name = el("th", { scope: "row" }, shortLine(field, 60), changeMark(kind));
  return el(
    "tr",
    { data: { change: kind } },
    name,
    el("td", {}, value),
    el("td", { class: "q-meaning" }, worded(meaning)),
  );
}
