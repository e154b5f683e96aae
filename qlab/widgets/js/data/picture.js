// A picture: everything that is to be known about one step in order to draw it.

import { FIELD, ROLE, STATE, STATE_OF_ROLE } from "../constants.js";
import { membersOf, score } from "./held.js";
import { jobKey, jobOf, queueKey } from "./key-name.js";
import { dueOf } from "./score.js";

/** @import { Change, HeldHash, JobFacts, Kind, Move } from "../types.d.ts" */
/** @import { PlayerData } from "./player-data.js" */

/** @type {JobFacts} */
const NOTHING_KNOWN = { name: "", tries: "", made: 0, allowed: 1 };
const TEN_YEARS = 10 * 365 * 86_400_000; // ms: a longer wait would leave no room for the others

export class Picture {
  /**
   * @param {PlayerData} data
   * @param {number} index
   * @param {string} selected the job that was chosen, or ""
   * @param {number} [at] when, ms since 1970, where that is later than the step
   * @param {boolean} [byTime] whether time is the axis: then what is to come draws near, and "now" stays
   */
  constructor(data, index, selected, at, byTime = false) {
    this.data = data;
    this.index = index;
    this.selected = selected;
    this.step = data.step(index);
    this.at = Math.max(at ?? 0, data.at(index));
    this.byTime = byTime;
    this.state = data.state(index);
    this.before = index > 0 ? data.state(index - 1) : this.state;
    const changes = this.step?.changes ?? [];
    /** @type {Map<string, Kind>} */
    this.kinds = new Map(changes.map((change) => [change.key, this.kind(change)]));
    this.appended = new Map(
      changes.map((change) => [change.key, change.stream?.append.length ?? this.entered(change)]),
    );
    this.moves = wholeMoves(this.step?.moves ?? []);
    /** @type {Map<string, string> | null} */
    this.places = null;
  }

  /** Whether time flows: it is a moment between two steps. */
  get between() {
    return this.byTime && this.at > this.data.at(this.index);
  }

  /**
   * @param {Change} change
   * @returns {Kind}
   */
  kind(change) {
    if (change.del) return "gone";
    return change.set && !this.before.has(change.key) ? "born" : "changed";
  }

  /**
   * Of a stream told anew, how many of its entries it did not hold before.
   * @param {Change} change
   */
  entered({ key, set }) {
    if (set?.type !== "stream") return 0;
    const old = this.before.get(key);
    const known = new Set(old?.type === "stream" ? old.value.map(([id]) => id) : []);
    return set.value.filter((/** @type {[string, unknown]} */ [id]) => !known.has(id)).length;
  }

  /**
   * How many entries a stream gained in this step.
   * @param {string} name
   */
  fresh(name) {
    return this.appended.get(name) ?? 0;
  }

  /**
   * The hash of a job, where there is one.
   * @param {string} queue
   * @param {string} job
   * @returns {HeldHash | null}
   */
  hash(queue, job) {
    const held = this.state.get(jobKey(this.data.prefix, queue, job));
    return held?.type === "hash" ? held : null;
  }

  /**
   * A job's name, and its attempts: those made, of those allowed.
   * @param {string} queue
   * @param {string} job
   * @returns {JobFacts}
   */
  job(queue, job) {
    const held = this.hash(queue, job);
    if (!held) return NOTHING_KNOWN;
    held.job ??= { name: held.value.get(FIELD.NAME) ?? "", ...attempts(held.value) };
    return held.job;
  }

  /**
   * Which state a job is in: the container that holds its id.
   * @param {string} queue
   * @param {string} job
   */
  stateOf(queue, job) {
    this.places ??= this.findPlaces();
    return this.places.get(jobOf(queue, job)) ?? STATE.UNKNOWN;
  }

  findPlaces() {
    const places = new Map();
    for (const queue of this.data.queues) {
      for (const [role, state] of STATE_OF_ROLE) {
        for (const [member] of membersOf(this.state.get(queueKey(this.data.prefix, queue, role)))) {
          const id = jobOf(queue, member);
          if (!places.has(id)) places.set(id, state);
        }
      }
    }
    return places;
  }

  /** The jobs this step is about, by their keys' parts. */
  jobs() {
    /** @type {Map<string, { queue: string, job: string }>} */
    const found = new Map();
    for (const name of this.kinds.keys()) {
      const { queue, job } = this.data.key(name);
      if (job !== null) found.set(jobOf(queue, job), { queue, job });
    }
    return found;
  }
}

/**
 * For each job that moved, the way from where it stood before the step to where it stands after it.
 * @param {Move[]} moves
 */
export function wholeMoves(moves) {
  /** @type {Map<string, Move>} */
  const whole = new Map();
  for (const [queue, job, source, target] of moves) {
    const first = whole.get(jobOf(queue, job));
    whole.set(jobOf(queue, job), [queue, job, first ? first[2] : source, target]);
  }
  return whole;
}

/** @param {Map<string, string>} fields */
function attempts(fields) {
  try {
    const allowed = JSON.parse(fields.get(FIELD.OPTIONS) ?? "{}").attempts ?? 1;
    const made = Number(FIELD.ATTEMPTS_MADE.map((name) => fields.get(name)).find((text) => text !== undefined) ?? 0);
    return { made, allowed, tries: allowed > 1 ? `${made}/${allowed}` : "" };
  } catch {
    return { made: 0, allowed: 1, tries: "" };
  }
}

/** The longest wait that was ever put into each delayed set, in ms: it gives the axis its scale. */
export class LongestWaits {
  /** @param {PlayerData} data */
  constructor(data) {
    this.data = data;
    this.upTo = 0;
    /** @type {Map<string, number>} */
    this.by = new Map();
  }

  /** @param {string} name */
  of(name) {
    for (; this.upTo < this.data.length; this.upTo += 1) {
      const { at, changes } = /** @type {import("../types.d.ts").Step} */ (this.data.step(this.upTo + 1));
      for (const change of changes) this.look(change, at);
    }
    return this.by.get(name) ?? 0;
  }

  /** @param {Change} change @param {number} at */
  look(change, at) {
    if (this.data.key(change.key).role !== ROLE.DELAYED) return;
    const longest = Math.max(0, ...scoresOf(change).map((value) => dueOf(score(value)) - at));
    if (longest < TEN_YEARS) this.by.set(change.key, Math.max(this.by.get(change.key) ?? 0, longest));
  }
}

/**
 * @param {Change} change
 * @returns {(number | string)[]}
 */
function scoresOf({ zset, set }) {
  if (zset) return Object.values(zset.set);
  return set?.type === "zset" ? set.value.map((/** @type {[string, number | string]} */ [, value]) => value) : [];
}
