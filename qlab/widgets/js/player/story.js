// The story beside the picture: what changed in words, raw beside meaning, and the commands the script ran.

import { el } from "../dom/element.js";
import { raw, worded } from "../dom/words.js";
import { plural } from "../text/number.js";
import { elapsed } from "../text/time.js";
import { clip, line, shortLine } from "../text/visible.js";

/** @import { PlayerData } from "../data/player-data.js" */
/** @import { Command, Line, Step } from "../types.d.ts" */

/** @type {Record<string, string>} */
const SIGN = {
  born: "✚ new",
  gone: "✖ gone",
  added: "+",
  removed: "−",
  changed: "~",
  trimmed: "− trimmed",
  size: "~ size",
  ttl: "~ TTL",
  encoding: "~ encoding",
};

const WHERE = 240; // letters of a field or a member

/** @param {string} words */
const quiet = (words) => el("p", { class: "q-quiet" }, words);

/**
 * What a step changed: a block for each key, a line for each atomic change.
 * @param {PlayerData} data
 * @param {Step | undefined} step
 */
export function drawChanges(data, step) {
  if (!step) return [quiet("Before the first step.")];
  if (!step.changes.length) return [quiet("Nothing changed in Redis.")];
  return step.changes.map((change) => {
    const role = el("small", { class: "q-quiet" }, data.key(change.key).role);
    const lines = data.lines(step, change).map(drawLine);
    const head = el("div", {}, raw(change.key, 64), " ", role);
    return el("div", { class: "q-change", data: { touch: change.key } }, head, el("ul", {}, ...lines));
  });
}

/** One atomic change. @param {Line} line */
export function drawLine([kind, where, before, after, meaning]) {
  const item = el("li", { data: { kind } }, el("b", { class: "q-sign" }, SIGN[kind] ?? kind), " ");
  if (where) item.append(el("code", { class: "q-where" }, `${shortLine(where, WHERE)} `));
  if (kind !== "born" && kind !== "gone") item.append(...drawSides(before, after));
  if (meaning) item.append(el("span", { class: "q-meaning" }, " ", worded(meaning)));
  return item;
}

/** @param {string | null} before @param {string | null} after */
function drawSides(before, after) {
  return before !== null && after !== null
    ? [el("del", {}, raw(before, 48)), " → ", raw(after, 80)]
    : [raw(after ?? before ?? "", 80)];
}

/**
 * The commands, each of which shows, when pointed at or focused, the keys it touched.
 * @param {PlayerData} data
 * @param {Step | undefined} step
 * @param {(keys: string[], scroll?: boolean) => void} light
 */
export function drawCommands(data, step, light) {
  if (!step?.commands.length) {
    return [quiet(step && step.script === null ? "No script ran, or it was not traced." : "No commands.")];
  }
  const items = step.commands.map((command) => el("li", {}, drawCommand(data, command, light)));
  return [el("ol", { class: "q-commands" }, ...items)];
}

/**
 * @param {PlayerData} data
 * @param {Command} command
 * @param {(keys: string[], scroll?: boolean) => void} light
 */
function drawCommand(data, [name, args, keys], light) {
  const words = args.map((arg) => (keys.includes(arg) ? el("em", {}, shortLine(arg, 90)) : shortLine(arg, 90)));
  const roles = [...new Set(keys.map((key) => data.key(key).role))].join(", ");
  const on = {
    mouseenter: () => light(keys),
    focus: () => light(keys),
    mouseleave: () => light([]),
    blur: () => light([]),
    click: () => light(keys, true),
  };
  const title = shortLine([name, ...args].join(" "), 600);
  const spaced = words.flatMap((word) => [" ", word]);
  const touched = roles ? el("small", {}, ` ${roles}`) : null;
  return el("button", { type: "button", class: "q-command", title, on }, el("b", {}, name), ...spaced, touched);
}

/**
 * What a screen reader says at a step.
 * @param {PlayerData} data
 * @param {number} index
 */
export function spoken(data, index) {
  const step = data.step(index);
  if (!step) return `Beginning, before the first of ${plural(data.length, "step")}.`;
  const changed = step.changes.length ? `${plural(step.changes.length, "key")} changed.` : "Nothing changed.";
  return `Step ${index} of ${data.length}, ${elapsed(step.at - data.start)}. ${step.sentence} ${changed}`;
}

/**
 * So much room as nine sentences in ten need, as a sentence of that length: what stands below does not jump.
 * @param {PlayerData} data
 */
export function usualSentence(data) {
  const sentences = data.steps.map((step) => step.sentence).sort((a, b) => a.length - b.length);
  return clip(line(sentences[Math.floor(sentences.length * 0.9)] ?? ""), 220);
}
