// The atomic changes of a key, each with what it means: what Python's `change_lines` tells, made when somebody looks.
// A browser test compares the two for every change of a story.

import { LINES, NO_LONGER, ROLES } from "../constants.js";
import { digits } from "../text/number.js";
import { expiry } from "../text/time.js";
import { born, byField, score } from "./held.js";
import { decodeScore } from "./score.js";

/** @import { Change, Entry, Held, HeldZset, Line } from "../types.d.ts" */
/** @import { PlayerData } from "./player-data.js" */

/** What the lines are made from. @typedef {{ data: PlayerData, change: Change, before: Held | undefined, at: number }} Told */

/**
 * @param {PlayerData} data
 * @param {Change} change
 * @param {Held | undefined} before the key before it
 * @param {number} at when it happened, ms since 1970
 * @returns {Line[]}
 */
export function linesOf(data, change, before, at) {
  const meaning = (/** @type {number} */ word) => data.words[word] ?? "";
  if (change.lines) return change.lines.map(([kind, where, was, is, word]) => [kind, where, was, is, meaning(word)]);
  const lines = [];
  for (const each of tell({ data, change, before, at })) {
    if (lines.length === LINES) break;
    lines.push(each);
  }
  const elements = change.means ? lines.filter(([kind]) => kind === "added" || kind === "removed") : [];
  for (const [place, line] of elements.entries()) {
    line[4] = meantBy(line[0], meaning(change.means?.[place] ?? -1));
  }
  return lines;
}

/** @param {Told} told @returns {Generator<Line>} */
function* tell(told) {
  const { change, before } = told;
  if (change.del) yield* gone(told);
  else if (change.set) yield* entered(told);
  else if (before) yield* edits(told, before);
}

/** @param {Told} told @returns {Generator<Line>} */
function* gone({ data, change, before, at }) {
  if (!before) return;
  yield ["gone", "", before.type, null, sentenceOf(data, change)];
  for (const [where, text, meaning] of elements(data, before, at)) yield removed(where, text, meaning);
}

/** @param {Told} told @returns {Generator<Line>} */
function* entered({ data, change, at }) {
  if (!change.set) return;
  const held = born(change.key, change.set, at);
  yield ["born", "", null, held.type, sentenceOf(data, change)];
  for (const [where, text, meaning] of elements(data, held, at)) yield ["added", where, null, text, meaning];
  if (held.expires !== null) yield ttl(null, held.expires, at);
}

/** @param {Told} told @param {Held} before @returns {Generator<Line>} */
function* edits(told, before) {
  const { change, at } = told;
  if (change.string !== undefined) yield ["changed", "", String(before.value), change.string, wordOf(told, "")];
  if (change.list) yield* spliced(/** @type {string[]} */ (before.value), change.list);
  if (change.members) yield* joined(change.members);
  if (change.hash) yield* fields(told, before, change.hash);
  if (change.zset) yield* scores(told, before, change.zset);
  if (change.stream) yield* appended(change.stream);
  if (before.expires !== change.expires_at) yield ttl(before.expires, change.expires_at, at);
  if (before.encoding !== change.encoding) yield ["encoding", "", before.encoding, change.encoding, ""];
}

/** @param {string[]} items @param {NonNullable<Change["list"]>} splices @returns {Generator<Line>} */
function* spliced(items, splices) {
  const now = splices.length > 1 ? items.slice() : items;
  for (const [position, count, inserted] of splices) {
    const out = now.slice(position, position + count);
    for (const [at, item] of out.entries()) yield removed(`[${position + at}]`, item, "");
    for (const [at, item] of inserted.entries()) yield ["added", `[${position + at}]`, null, item, ""];
    if (splices.length > 1) now.splice(position, count, ...inserted);
  }
}

/** @param {NonNullable<Change["members"]>} edit @returns {Generator<Line>} */
function* joined(edit) {
  for (const item of edit.del) yield removed("", item, "");
  for (const item of edit.add) yield ["added", "", null, item, ""];
}

/** @param {Told} told @param {Held} before @param {NonNullable<Change["hash"]>} edit @returns {Generator<Line>} */
function* fields(told, before, edit) {
  const old = before.type === "hash" ? before.value : new Map();
  for (const [field, text] of inOrder(edit.set, edit.del)) {
    const was = old.get(field) ?? null;
    if (text === null) yield removed(field, was ?? "", told.data.word(before, field));
    else yield [was === null ? "added" : "changed", field, was, text, wordOf(told, field)];
  }
}

/** @param {Told} told @param {Held} before @param {NonNullable<Change["zset"]>} edit @returns {Generator<Line>} */
function* scores({ data, change, at }, before, edit) {
  const old = new Map(before.type === "zset" ? before.value : []);
  const { role } = data.key(change.key);
  const meaning = (/** @type {string} */ member, /** @type {number} */ value) =>
    decodeScore(role, member, value, at, data.start).meaning;
  for (const [member, after] of inOrder(edit.set, edit.del)) {
    const was = old.get(member);
    const raw = was === undefined ? null : digits(was);
    if (after === null) yield removed(member, raw ?? "", was === undefined ? "" : meaning(member, was));
    else yield [raw === null ? "added" : "changed", member, raw, digits(score(after)), meaning(member, score(after))];
  }
}

/** @param {NonNullable<Change["stream"]>} edit @returns {Generator<Line>} */
function* appended(edit) {
  const entries = edit.trim === 1 ? "entry" : "entries";
  if (edit.trim) yield ["trimmed", "", String(edit.trim), null, `${entries} trimmed off the beginning`];
  for (const entry of edit.append) yield ["added", entry[0], null, textOf(entry), ""];
}

/**
 * The elements of a value in its own order: where, the raw text, and its meaning where the script can tell.
 * @param {PlayerData} data
 * @param {Held} held
 * @param {number} at
 * @returns {Generator<[where: string, text: string, meaning: string]>}
 */
function* elements(data, held, at) {
  if (held.type === "zset") yield* members(data, held, at);
  else if (held.type === "hash") for (const [field, text] of held.value) yield [field, text, data.word(held, field)];
  else if (held.type === "list") for (const [index, item] of held.value.entries()) yield [`[${index}]`, item, ""];
  else if (held.type === "set") for (const item of held.value) yield ["", item, ""];
  else if (held.type === "stream") for (const entry of held.value) yield [entry[0], textOf(entry), ""];
  else yield ["", String(held.value), data.word(held, "")];
}

/**
 * @param {PlayerData} data
 * @param {HeldZset} held
 * @param {number} at
 * @returns {Generator<[where: string, text: string, meaning: string]>}
 */
function* members(data, held, at) {
  const { role } = data.key(held.name);
  for (const [member, value] of held.value) {
    yield [member, digits(value), decodeScore(role, member, value, at, data.start).meaning];
  }
}

/** What an element means, or meant: what was removed is so no longer. @param {string} kind @param {string} meaning */
const meantBy = (kind, meaning) => (kind === "removed" && meaning ? NO_LONGER + meaning : meaning);

/** @param {string} where @param {string} text @param {string} meaning @returns {Line} */
const removed = (where, text, meaning) => ["removed", where, text, null, meantBy("removed", meaning)];

/** @param {number | null} before @param {number | null} after @param {number} now @returns {Line} */
const ttl = (before, after, now) => ["ttl", "", textOrNull(before), textOrNull(after), expiry(after, now)];

/** @param {number | null} number */
const textOrNull = (number) => (number === null ? null : String(number));

/** @param {PlayerData} data @param {Change} change */
const sentenceOf = (data, change) => ROLES[data.key(change.key).role]?.[1] ?? "";

/** @param {Entry} entry */
const textOf = ([, fields]) => fields.map(([name, text]) => `${name}=${text}`).join(" ");

/** What a field of a hash, or a string, means after a change. @param {Told} told @param {string} field */
const wordOf = ({ data, change }, field) => data.words[change.words?.[field] ?? -1] ?? "";

/**
 * What was set, and null for what was deleted, by name.
 * @template Value
 * @param {Record<string, Value>} set
 * @param {string[]} del
 * @returns {[name: string, value: Value | null][]}
 */
const inOrder = (set, del) =>
  [...Object.entries(set), .../** @type {[string, null][]} */ (del.map((name) => [name, null]))].sort(byField);
