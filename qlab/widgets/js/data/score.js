// What scores mean, in the words of Python's scores. A browser test compares the two for every sorted set.

import { DELAYED_STEP, EXACT, MARKER_MEMBER, PRIORITY_STEP, ROLE } from "../constants.js";
import { digits } from "../text/number.js";
import { elapsed, moment, since, toGo } from "../text/time.js";
import { shortLine } from "../text/visible.js";

/** @typedef {{ member: string, value: number, now: number, start: number }} Scored */
/** @typedef {{ label: string, meaning: string }} Meaning  A short label, and what the raw score means. */

/**
 * @param {number} value
 * @param {number} step
 * @returns {[whole: number, rest: number]}
 */
const split = (value, step) => [Math.floor(value / step), value - Math.floor(value / step) * step];

/** When a job with this score is due, ms since 1970. @param {number} value */
export const dueOf = (value) => split(value, DELAYED_STEP)[0];
/** The priority in a score. @param {number} value */
export const priorityOf = (value) => split(value, PRIORITY_STEP)[0];

const PRIORITY_BITS = Math.log2(PRIORITY_STEP);
const EXACT_BITS = Math.log2(EXACT);

/** A moment in the past, told by a verb. @param {string} verb */
const past =
  (verb) =>
  (/** @type {Scored} */ { value, now, start }) => ({
    label: elapsed(value - start),
    meaning: `${verb} ${moment(value)}, ${since(value - now)}`,
  });

/** @param {Scored} scored */
function delayed({ value, now }) {
  const [due, sequence] = split(value, DELAYED_STEP);
  const doubt = Math.abs(value) > EXACT ? ` (above 2^${EXACT_BITS} a score loses its sequence)` : "";
  const label = toGo(due - now);
  return { label, meaning: `${due} ms × ${DELAYED_STEP} + ${sequence} → ${label}${doubt}` };
}

/** @param {Scored} scored */
function prioritized({ value }) {
  const [priority, counter] = split(value, PRIORITY_STEP);
  const label = counter ? `ticket ${counter}` : "at the front";
  return { label, meaning: `${priority} × 2^${PRIORITY_BITS} + ${counter} → priority ${priority}, ${label}` };
}

/** @param {Scored} scored */
function marker({ member, value, now }) {
  /** @type {Record<string, string>} */
  const words = {
    [MARKER_MEMBER.READY]: "an idle worker wakes and looks for a job now",
    [MARKER_MEMBER.DUE]: `a worker without work sleeps until the next delayed job, ${toGo(value - now)}`,
  };
  const known = Object.values(MARKER_MEMBER).join(" and ");
  return { label: "", meaning: words[member] ?? `not a marker that BullMQ sets (it knows ${known})` };
}

/** @param {Scored} scored */
function repeat({ member, value, now }) {
  const label = toGo(value - now);
  return { label, meaning: `${moment(value)} → next job of scheduler ${shortLine(member, 60)} ${label}` };
}

/** @type {Record<string, (scored: Scored) => Meaning>} */
const SCORES = {
  [ROLE.DELAYED]: delayed,
  [ROLE.PRIORITIZED]: prioritized,
  [ROLE.MARKER]: marker,
  [ROLE.COMPLETED]: past("finished"),
  [ROLE.FAILED]: past("finished"),
  [ROLE.WAITING_CHILDREN]: past("waiting since"),
  [ROLE.UNSUCCESSFUL]: past("failed"),
  [ROLE.REPEAT]: repeat,
  [ROLE.LEGACY_PRIORITY]: ({ value }) => ({
    label: digits(value),
    meaning: `priority ${digits(value)}, no longer read`,
  }),
};

/**
 * What a member's score says in the sorted set of a role.
 * @param {string} role
 * @param {string} member
 * @param {number} value
 * @param {number} now
 * @param {number} start
 * @returns {Meaning}
 */
export function decodeScore(role, member, value, now, start) {
  if (!Number.isFinite(value)) {
    return { label: digits(value), meaning: "not a finite number: BullMQ sets no such score" };
  }
  return SCORES[role]?.({ member, value, now, start }) ?? { label: digits(value), meaning: "" };
}
