// What a key holds, made from its JSON, and made anew by each change. A value is never changed in place.

/** @import { Change, Entry, Held, KeyJson, Member } from "../types.d.ts" */

/**
 * Two texts in the order of their bytes. Redis orders equal scores so, and UTF-8 bytes by code point; a lone surrogate
 * is one raw byte.
 * @param {string} a
 * @param {string} b
 */
function byBytes(a, b) {
  if (a === b) return 0;
  const [left, right] = [points(a), points(b)];
  const at = left.findIndex((code, index) => code !== right[index]);
  return at < 0 ? -1 : (left[at] ?? -1) - (right[at] ?? -1);
}

/** @param {string} text */
const points = (text) => [...text].map((char) => byteOrPoint(char.codePointAt(0) ?? 0));
/** @param {number} code */
const byteOrPoint = (code) => (code >> 8 === 0xdc ? code - 0xdc00 : code);

/** @param {Member} a @param {Member} b */
const byScore = (a, b) => a[1] - b[1] || byBytes(a[0], b[0]);
/** @param {[string, unknown]} a @param {[string, unknown]} b */
export const byField = ([a], [b]) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * A score: infinite ones come as text.
 * @param {number | string} value
 */
export const score = (value) => (typeof value === "string" ? Number(value.replace("inf", "Infinity")) : value);

/** @type {Record<string, (value: any) => any>} */
const VALUES = {
  hash: (fields) => new Map(Object.entries(fields).sort(byField)),
  zset: (members) => members.map((/** @type {Member} */ [member, value]) => [member, score(value)]).sort(byScore),
};

/**
 * What each kind of edit makes of a value.
 * @type {{ [kind in "string" | "list" | "members" | "hash" | "zset" | "stream"]: (old: any, edit: any) => any }}
 */
const EDITS = {
  string: (_old, text) => text,
  list: editList,
  members: editMembers,
  hash: editHash,
  zset: editZset,
  stream: (/** @type {Entry[]} */ old, /** @type {NonNullable<Change["stream"]>} */ edit) =>
    old.slice(edit.trim).concat(edit.append),
};
const KINDS = /** @type {(keyof typeof EDITS)[]} */ (Object.keys(EDITS));

/** @param {string[]} old @param {NonNullable<Change["list"]>} splices */
function editList(old, splices) {
  const items = old.slice();
  for (const [at, removed, inserted] of splices) items.splice(at, removed, ...inserted);
  return items;
}

/** @param {string[]} old @param {NonNullable<Change["members"]>} edit */
function editMembers(old, edit) {
  const kept = old.filter((each) => !edit.del.includes(each));
  return [...new Set([...kept, ...edit.add])].sort(byBytes);
}

/** @param {Map<string, string>} old @param {NonNullable<Change["hash"]>} edit */
function editHash(old, edit) {
  const fields = new Map(old);
  for (const field of edit.del) fields.delete(field);
  for (const [field, text] of Object.entries(edit.set)) fields.set(field, text);
  return new Map([...fields].sort(byField));
}

/** @param {Member[]} old @param {NonNullable<Change["zset"]>} edit */
function editZset(old, edit) {
  const members = new Map(old);
  for (const member of edit.del) members.delete(member);
  for (const [member, value] of Object.entries(edit.set)) members.set(member, score(value));
  return [...members].sort(byScore);
}

/**
 * A key as it is when it begins, or is told anew.
 * @param {string} name
 * @param {KeyJson} json
 * @param {number} at
 * @returns {Held}
 */
export function born(name, json, at) {
  const value = VALUES[json.type]?.(json.value) ?? json.value;
  const life = json.expires_at === null ? null : json.expires_at - at;
  const words = new Map(Object.entries(json.words ?? {}));
  const { encoding, expires_at: expires, size } = json;
  return { name, type: /** @type {any} */ (json.type), encoding, expires, life, value, size, words, job: null };
}

/**
 * A key after a change.
 * @param {Held} old
 * @param {Change} change
 * @param {number} at
 * @returns {Held}
 */
export function edited(old, change, at) {
  const kind = KINDS.find((name) => name in change);
  const value = kind ? EDITS[kind](old.value, change[kind]) : old.value;
  const expires = change.expires_at;
  const life = expires === null ? null : expires === old.expires ? old.life : expires - at;
  const words = change.words ? new Map([...old.words, ...Object.entries(change.words)]) : old.words;
  return { ...old, job: null, encoding: change.encoding, expires, life, value, words };
}

/**
 * How much a key holds; an observer reads a page of a larger one, and the page says the key's true size.
 * @param {Held} held
 */
export function sizeOf(held) {
  if (held.size !== undefined) return held.size;
  if (held.type === "hash") return held.value.size;
  return typeof held.value === "string" ? bytesOf(held.value) : held.value.length;
}

/** How many bytes a text takes in Redis; a lone surrogate is one raw byte. @param {string} text */
const bytesOf = (text) => [...text].reduce((total, char) => total + bytesIn(char.codePointAt(0) ?? 0), 0);
/** @param {number} code */
const bytesIn = (code) => (code < 0x80 || code >> 8 === 0xdc ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);

/**
 * The ids of a list, set or sorted set in its own order, each with its score where it has one.
 * @param {Held | undefined} held
 * @returns {[id: string, score: number | null][]}
 */
export function membersOf(held) {
  if (!held || !Array.isArray(held.value) || held.type === "stream") return [];
  return held.type === "zset" ? held.value : /** @type {string[]} */ (held.value).map((id) => [id, null]);
}
