// What the stage says of each job in a container.

import { ROLE, STATE, STATE_OF_ROLE } from "../constants.js";
import { membersOf, sizeOf } from "../data/held.js";
import { jobKey, jobOf, queueKey } from "../data/key-name.js";
import { decodeScore } from "../data/score.js";
import { lockLife } from "../player/lock.js";
import { brief, seconds } from "../text/time.js";
import { shortLine } from "../text/visible.js";

/** @import { Picture } from "../data/picture.js" */
/** @import { Move } from "../types.d.ts" */
/** @import { Contents } from "./boxes.js" */
/** @import { Item } from "./flow.js" */

const MOST = 60; // jobs of one container that are looked at: more are not drawn one by one
const SIGN = { FAILED: "✕", DONE: "✓", RUNNING: "▸", LEFT: "▫" };
const PIPS = 5; // more attempts than these are told in figures
const states = new Map(STATE_OF_ROLE);

/** The job that a step is about, and where it went. @typedef {{ queue: string, job: string, move: Move | null }} Mover */

/**
 * The job that a step is about: the one that it names, else the first that moved.
 * @param {Pick<Picture, "step" | "moves">} picture
 * @returns {Mover | null}
 */
export function moverOf({ step, moves }) {
  if (!step) return null;
  const went = [...moves.values()].filter(([, , source, target]) => source !== target);
  const own = went.find(([queue, job]) => queue === step.queue && job === step.job);
  const move = own ?? went[0] ?? null;
  if (move) return { queue: move[0], job: move[1], move };
  return step.queue !== null && step.job !== null ? { queue: step.queue, job: step.job, move: null } : null;
}

/**
 * A container with its jobs, in its own order; of many, those at the end at which the next thing happens.
 * @param {Picture} picture
 * @param {string} queue
 * @param {string} role
 * @param {Mover | null} mover
 * @returns {Contents}
 */
export function contentsOf(picture, queue, role, mover) {
  const held = picture.state.get(queueKey(picture.data.prefix, queue, role));
  const members = membersOf(held);
  const shown = role === ROLE.DELAYED || role === ROLE.PRIORITIZED ? members.slice(0, MOST) : members.slice(-MOST);
  const about = members.find(([job]) => mover?.queue === queue && job === mover.job);
  if (about && !shown.includes(about)) shown.unshift(about);
  const items = shown.map(([job, score]) => itemOf(picture, queue, role, job, score, mover));
  const gone = mover?.queue === queue && mover.move && lostFrom(mover.move, role);
  if (gone && mover)
    items.push({ ...itemOf(picture, queue, role, mover.job, null, mover), gone: true, note: "✖ removed" });
  return { role, count: held && members.length ? sizeOf(held) : 0, items };
}

/** Whether a job left a container for nowhere. @param {Move} move @param {string} role */
const lostFrom = ([, , source, target], role) => target === null && role !== ROLE.PAUSED && states.get(role) === source;

/**
 * @param {Picture} picture
 * @param {string} queue
 * @param {string} role
 * @param {string} job
 * @param {number | null} score
 * @param {Mover | null} mover
 * @returns {Item}
 */
function itemOf(picture, queue, role, job, score, mover) {
  const { name, made, allowed } = picture.job(queue, job);
  const moves = mover?.queue === queue && mover.job === job;
  const note = noteOf(picture, queue, role, job, score, moves);
  const pips = allowed > 1 && allowed <= PIPS ? pipsOf(made, allowed, states.get(role) ?? "") : "";
  const told = allowed > PIPS ? `${made}/${allowed}${note ? " · " : ""}${note}` : note;
  return { job, id: shortLine(job, 14), name: shortLine(name, 24), pips, note: told, moves, gone: false };
}

/**
 * A sign for each attempt: those that failed, the one that succeeded or runs, and those that are left.
 * @param {number} made
 * @param {number} allowed
 * @param {string} state
 */
function pipsOf(made, allowed, state) {
  const { FAILED, DONE, RUNNING, LEFT } = SIGN;
  const done = state === STATE.COMPLETED && made > 0;
  const last = done ? DONE : state === STATE.ACTIVE && made < allowed ? RUNNING : "";
  return (FAILED.repeat(Math.max(0, done ? made - 1 : made)) + last).padEnd(allowed, LEFT);
}

/** @param {Picture} picture @param {string} queue @param {string} role @param {string} job @param {number | null} score @param {boolean} moves */
function noteOf(picture, queue, role, job, score, moves) {
  if (role === ROLE.DELAYED && score !== null) {
    const words = rounded(picture, brief(decodeScore(role, job, score, picture.at, picture.data.start).label, 2));
    return moves ? words : ` ${words.replace("due in ", "in ")}`;
  }
  if (role !== ROLE.ACTIVE || !moves) return "";
  const lock = picture.state.get(jobKey(picture.data.prefix, queue, job, ROLE.LOCK));
  const { left, words } = lockLife(lock, picture.at, picture.data.watched);
  if (left === null) return lock?.expires === null && !picture.data.watched ? "lock" : words;
  return `lock ${rounded(picture, seconds(left))}`;
}

/** Seconds without zeros; where time flows, to the tenth. @param {Picture} picture @param {string} words */
const rounded = ({ between }, words) =>
  between ? words.replace(/(\.\d)\d\d s$/, "$1 s") : words.replace(/\.000 s$/, " s");

/** @param {Mover} mover */
export const idOf = (mover) => jobOf(mover.queue, mover.job);
