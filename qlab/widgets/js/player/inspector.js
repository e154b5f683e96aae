// One key with all it holds: raw, and what it means.

import { ROLES, TYPES } from "../constants.js";
import { decodeScore } from "../data/score.js";
import { button, el, tableHead } from "../dom/element.js";
import { raw, worded } from "../dom/words.js";
import { counted, digits } from "../text/number.js";
import { shortLine } from "../text/visible.js";

/** @import { Picture } from "../data/picture.js" */
/** @import { Held, Key } from "../types.d.ts" */

/** @typedef {[where: string, text: string, meaning: string]} Cell */

const CELLS = 60;

/**
 * @param {Picture} picture
 * @param {string} name
 * @param {() => void} close
 */
export function drawInspector(picture, name, close) {
  const held = picture.state.get(name);
  const key = picture.data.key(name);
  const cells = held ? cellsOf(picture, held, key) : [];
  const kind = held ? `${TYPES[held.type] ?? held.type} (${held.encoding})` : ABSENT;
  const about = el("small", { class: "q-quiet" }, `${key.role}: ${kind}. ${ROLES[key.role]?.[1] ?? ""}`);
  const head = el("header", {}, el("h3", {}, "Key"), button("q-more", close, {}, "close"));
  const nodes = [head, el("p", {}, raw(name, 80), el("br"), about)];
  if (cells.length) nodes.push(drawCells(cells.slice(0, CELLS)));
  if (cells.length > CELLS) nodes.push(el("p", { class: "q-quiet" }, `… and ${counted(cells.length - CELLS)} more`));
  return nodes;
}

const ABSENT = "absent: an empty container does not exist in Redis";

/** @param {Cell[]} cells */
function drawCells(cells) {
  const rows = cells.map(([where, text, meaning]) => {
    const head = el("th", { scope: "row" }, shortLine(where, 60));
    return el("tr", {}, head, el("td", {}, raw(text)), el("td", { class: "q-meaning" }, worded(meaning)));
  });
  return el("table", { class: "q-fields" }, tableHead("where", "raw", "meaning"), el("tbody", {}, ...rows));
}

/**
 * @param {Picture} picture
 * @param {Held} held
 * @param {Key} key
 * @returns {Cell[]}
 */
function cellsOf({ data, at }, held, key) {
  const meaning = (/** @type {string} */ member, /** @type {number} */ value) =>
    decodeScore(key.role, member, value, at, data.start).meaning;
  const told = (/** @type {[string, string][]} */ fields) => fields.map(([name, text]) => `${name}=${text}`).join(" ");
  switch (held.type) {
    case "hash":
      return [...held.value].map(([field, text]) => [field, text, data.word(held, field)]);
    case "zset":
      return held.value.map(([member, value]) => [member, digits(value), meaning(member, value)]);
    case "stream":
      return [...held.value].reverse().map(([id, fields]) => [id, told(fields), ""]);
    case "string":
      return [["", held.value, data.word(held, "")]];
    default:
      return Array.isArray(held.value)
        ? held.value.map((item, index) => [`[${index}]`, item, ""])
        : [["", String(held.value), ""]];
  }
}
