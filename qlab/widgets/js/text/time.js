// Times in words, as qlab writes them everywhere. A browser test compares them with Python's.

/**
 * Ms since the beginning as seconds: "+2.000 s".
 * @param {number} ms
 */
export function elapsed(ms) {
  const [whole = "", part = ""] = (Math.abs(ms) / 1000).toFixed(3).split(".");
  return `${ms < 0 ? "-" : "+"}${whole.replace(/\B(?=(\d{3})+$)/g, "\u202f")}.${part} s`;
}

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(3)} s`;

/** Rounds as Python does: a half goes to the even number. @param {number} number */
const toEven = (number) => (number % 1 === 0.5 ? 2 * Math.round(number / 2) : Math.round(number));

/**
 * A stretch of time in words: to the millisecond, from 100 s on in days, hours, minutes and whole seconds.
 * @param {number} ms
 */
const span = (ms) => (ms < 100_000 ? seconds(ms) : human(1000 * toEven(ms / 1000)));

/**
 * The time to a moment, in words.
 * @param {number} ms
 */
export function toGo(ms) {
  if (ms === 0) return "due now";
  return ms > 0 ? `due in ${span(ms)}` : `overdue by ${span(-ms)}`;
}

/**
 * When a key expires, in words; null: it does not.
 * @param {number | null} at ms since 1970
 * @param {number} now
 */
export const expiry = (at, now) =>
  at === null ? "never expires now" : at > now ? `expires ${since(at - now)}` : since(at - now);

/** @param {number} ms */
export const since = (ms) => (ms > 0 ? `in ${span(ms)}` : `${span(-ms)} ago`);

/** @type {[string, number][]} */
const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
];

/**
 * Milliseconds as a person would write them: "2 min", "1 h 30 min".
 * @param {number} ms
 */
export function human(ms) {
  if (!(ms < 1e15)) return `${ms.toPrecision(4)} ms`;
  let rest = ms;
  const parts = UNITS.map(([unit, size]) => {
    const count = unit === "s" ? rest / size : Math.floor(rest / size);
    rest -= Math.floor(rest / size) * size;
    return count ? `${count} ${unit}` : "";
  });
  return parts.filter(Boolean).join(" ") || "0 s";
}

/**
 * A time that runs: to the tenth of a second, from 100 s on to the second.
 * @param {number} ms
 */
export const tenths = (ms) => (ms < 100_000 ? `${(ms / 1000).toFixed(1)} s` : human(1000 * Math.floor(ms / 1000)));

/**
 * A time to go for where there is little room: its largest unit, or two.
 * @param {string} words
 * @param {number} units
 */
export function brief(words, units) {
  const largest = new RegExp(`((?:\\d+ (?:d|h|min) ?){${units}}).*`);
  return words.replace("overdue by", "late by").replace(largest, "$1").trim();
}

/** A moment as ISO 8601. @param {number} ms */
export function moment(ms) {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `${ms} ms since 1970` : date.toISOString();
}
