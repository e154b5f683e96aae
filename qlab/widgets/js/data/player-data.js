// A recording in the browser: the state after any step, from the first state, the changes, and a keyframe now and then.

import { ROLE } from "../constants.js";
import { titleOf } from "../rail/chapters.js";
import { born, edited } from "./held.js";
import { linesOf } from "./lines.js";

/** @import { Chapter } from "../rail/chapters.js" */
/** @import { Change, Chunk, Command, Held, Key, PlayerJson, State, Step } from "../types.d.ts" */

const EVERY = 32; // steps between two keyframes: a jump replays at most so many
const NEAR = 5; // steps before and after one that say which queue it is about, on the whole
const KEPT = 6; // states kept: the one shown, the one before it, and a few to go back to

export class PlayerData {
  /** @param {PlayerJson} json */
  constructor(json) {
    this.prefix = json.prefix;
    this.start = json.start;
    this.began = json.at;
    this.note = json.note;
    this.watched = json.watched;
    /** @type {Step[]} */
    this.steps = [];
    /** @type {Map<string, Key>} */
    this.names = new Map();
    /** @type {string[]} */
    this.words = [];
    /** @type {Map<number, State>} */
    this.kept = new Map();
    /** @type {Set<string>} Which roles each queue ever had a key of. */
    this.used = new Set();
    /** @type {string[]} */
    this.queues = [];
    /** @type {Chapter[]} */
    this.chapters = [];
    this.grow(json);
    /** @type {State} */
    const first = new Map(Object.entries(json.keys).map(([name, key]) => [name, born(name, key, json.at)]));
    /** @type {State[]} */
    this.frames = [first];
    for (const name of first.keys()) this.use(name);
  }

  /**
   * Takes in further steps; those it has already are left out. Returns whether there were any.
   * @param {Chunk} chunk
   */
  grow(chunk) {
    const fresh = chunk.steps.slice(this.steps.length - chunk.from);
    if (chunk.from > this.steps.length || (!fresh.length && this.steps.length)) return false;
    for (const [name, [queue, role, job, detail]] of Object.entries(chunk.names)) {
      this.names.set(name, { name, queue, role, job, detail });
    }
    chunk.words.forEach((word, at) => {
      this.words[chunk.wordsFrom + at] = word;
    });
    this.steps.push(...fresh);
    for (const { index, commands, chapters = [] } of fresh) {
      for (const command of commands) {
        command[2] ??= command[1].slice(0, 1); // most commands have one key, their first argument
        command[1] = argsOf(command);
      }
      this.chapters.push(...chapters.map(([title, , job]) => ({ step: index, title: titleOf(title, job) })));
    }
    const queues = new Set([...this.names.values()].map((key) => key.queue).filter(Boolean));
    this.queues = byActivity([...queues].sort(), this.steps);
    for (const change of fresh.flatMap((step) => step.changes)) this.use(change.key);
    return fresh.length > 0;
  }

  /** @param {string} name */
  use(name) {
    const { queue, role } = this.key(name);
    this.used.add(`${queue}\n${role}`);
  }

  /**
   * Whether a queue ever had a key of that role.
   * @param {string} queue
   * @param {string} role
   */
  hasUsed(queue, role) {
    return this.used.has(`${queue}\n${role}`);
  }

  /**
   * The queues as they are drawn at a step: first the one in which most happens about then, where it is seen. One that
   * comes in for a few steps alone moves nothing.
   * @param {number} index
   */
  queuesAt(index) {
    const near = this.steps.slice(Math.max(0, index - NEAR - 1), index + NEAR);
    const [first] = byActivity([...this.queues], near);
    return first === undefined ? [] : [first, ...this.queues.filter((queue) => queue !== first)];
  }

  get length() {
    return this.steps.length;
  }

  /**
   * The step of that number, from 1; none for 0, the beginning.
   * @param {number} index
   * @returns {Step | undefined}
   */
  step(index) {
    return this.steps[index - 1];
  }

  /**
   * When a step was taken, ms since 1970.
   * @param {number} index
   */
  at(index) {
    return this.step(index)?.at ?? this.began;
  }

  /** How long after the beginning that was, ms. @param {number} index */
  elapsedAt(index) {
    return this.at(index) - this.start;
  }

  /**
   * A key's name, taken apart.
   * @param {string} name
   * @returns {Key}
   */
  key(name) {
    return this.names.get(name) ?? { name, queue: "", role: ROLE.UNKNOWN, job: null, detail: null };
  }

  /**
   * Every key after step `index`, by name. Not to be changed.
   * @param {number} index
   */
  state(index) {
    const known = this.kept.get(index);
    if (known) return known;
    const state = this.replay(index);
    this.kept.set(index, state);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    return state;
  }

  /**
   * @param {number} index
   * @returns {State}
   */
  replay(index) {
    let from = Math.min(Math.floor(index / EVERY), this.frames.length - 1) * EVERY;
    let base = this.frames[from / EVERY];
    for (const [at, state] of this.kept) if (at > from && at < index) [from, base] = [at, state];
    /** @type {State} */
    const state = new Map(base);
    for (let at = from + 1; at <= index; at += 1) {
      const step = this.step(at);
      for (const change of step?.changes ?? []) apply(state, change, this.at(at));
      if (at % EVERY === 0 && !this.frames[at / EVERY]) this.frames[at / EVERY] = new Map(state);
    }
    return state;
  }

  /**
   * The atomic changes of a key in a step, each with what it means.
   * @param {Step} step
   * @param {Change} change
   */
  lines(step, change) {
    return linesOf(this, change, this.state(step.index - 1).get(change.key), step.at);
  }

  /**
   * What a field of a key means; "" where that is not told.
   * @param {Held} held
   * @param {string} field
   */
  word(held, field) {
    return this.words[held.words.get(field) ?? -1] ?? "";
  }

  /**
   * The numbers of the steps at which `test(step)` holds.
   * @param {(step: Step) => boolean} test
   */
  find(test) {
    return this.steps.filter(test).map((step) => step.index);
  }

  /**
   * Whether a step is about a job: it moved, or one of its own keys changed. "": any queue, or any job.
   * @param {Step} step
   * @param {string} queue
   * @param {string} job
   */
  concerns(step, queue, job) {
    const same = (/** @type {string | null} */ itsQueue, /** @type {string | null} */ itsJob) =>
      (queue === "" || itsQueue === queue) && (job === "" || itsJob === job);
    if (same(step.queue, step.job)) return true;
    if (step.moves.some((move) => same(move[0], move[1]))) return true;
    return step.changes.some((change) => same(this.key(change.key).queue, this.key(change.key).job));
  }
}

/** The arguments of a command; one that is a key is sent as its place among the keys. @param {Command} command */
const argsOf = ([, args, keys]) => args.map((arg) => (typeof arg === "number" ? (keys[arg] ?? "") : arg));

/** @param {State} state @param {Change} change @param {number} at */
export function apply(state, change, at) {
  const old = state.get(change.key);
  if (change.del) state.delete(change.key);
  else if (change.set) state.set(change.key, born(change.key, change.set, at));
  else if (old) state.set(change.key, edited(old, change, at));
}

/**
 * The queue in which most happens stands first; others as they stood.
 * @param {string[]} queues
 * @param {Step[]} steps
 */
function byActivity(queues, steps) {
  const counts = new Map(queues.map((queue) => [queue, 0]));
  for (const { queue } of steps) if (queue !== null) counts.set(queue, (counts.get(queue) ?? 0) + 1);
  return queues.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
}
