// A key without a drawing of its own, as a row: name, role, what it holds, what is left of its life.

import { NOUNS, ROLES, TYPES } from "../constants.js";
import { sizeOf } from "../data/held.js";
import { decodeScore } from "../data/score.js";
import { el } from "../dom/element.js";
import { raw, worded } from "../dom/words.js";
import { plural } from "../text/number.js";
import { seconds } from "../text/time.js";
import { changeMark } from "./mark.js";
import { rawValue } from "./raw-value.js";

/** @import { Picture } from "../data/picture.js" */
/** @import { Held, Key } from "../types.d.ts" */

/**
 * @param {Picture} picture
 * @param {string} name
 */
export function drawRow(picture, name) {
  const held = picture.state.get(name);
  const key = picture.data.key(name);
  const kind = picture.kinds.get(name);
  const shown = held ?? picture.before.get(name);
  const meaning = held ? meaningOf(picture, held, key) : "";
  const role = el("span", { title: ROLES[key.role]?.[1] ?? "" }, key.role);
  const value = el("td", {}, raw(shown ? rawValue(shown) : "", 90));
  if (meaning) value.append(el("div", { class: "q-meaning" }, worded(meaning)));
  const facts = el("small", {}, (shown ? size(shown) : "") + (held ? life(held, picture.at) : ""));
  const head = el("th", { scope: "row" }, raw(name, 64), " ", changeMark(kind));
  return el("tr", { data: { key: name, change: kind ?? "" } }, head, el("td", {}, role, el("br"), facts), value);
}

/** @param {Held} held */
function size(held) {
  const [one, many] = NOUNS[held.type] ?? NOUNS.list ?? ["", ""];
  return `${TYPES[held.type] ?? held.type}, ${plural(sizeOf(held), one, many)}`;
}

/** @param {Held} held @param {number} now */
const life = (held, now) => (held.expires === null ? "" : `, expires in ${seconds(Math.max(held.expires - now, 0))}`);

/** What a key's text means, or the scores of its first members. @param {Picture} picture @param {Held} held @param {Key} key */
function meaningOf(picture, held, key) {
  if (held.type === "string") return picture.data.word(held, "");
  if (held.type !== "zset") return "";
  const meanings = held.value
    .slice(0, 3)
    .map(([member, value]) => decodeScore(key.role, member, value, picture.at, picture.data.start).meaning);
  return meanings.filter(Boolean).join("; ");
}
