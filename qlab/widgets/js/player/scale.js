// The stretch of time that an axis shows, its round ticks, and the lanes in which tokens stand.

/** @import { Picture } from "../data/picture.js" */

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];
const DAY = 86_400_000;
const MOST_TICKS = 20;
const PAST = 0.16; // so much of what lies ahead of "now" is to be seen of what lies behind it

/** A round stretch of time that is at least so long. @param {number} ms */
const nice = (ms) => SECONDS.map((each) => each * 1000).find((each) => each >= ms) ?? Math.ceil(ms / DAY) * DAY;

/**
 * The stretch of time that a delayed set's axis shows: "now" moves along it, and it turns like a page when it is full.
 * Where time is the player's axis, "now" stays, and the jobs slide towards it.
 * @param {Picture} picture
 * @param {number} longest the longest wait of its jobs, in ms
 * @returns {[from: number, to: number]}
 */
export function timePage({ data, at: now, byTime }, longest) {
  const ends = data.length ? data.elapsedAt(data.length) : 0;
  if (byTime) {
    const ahead = Math.max(longest || ends, 1000) * 1.1;
    return [now - ahead * PAST, now + ahead];
  }
  const all = Math.max(ends, longest, 1000);
  if (!longest || all <= longest * 3 || all <= 30_000) return [data.start, data.start + all * 1.06];
  const page = nice(longest * 2);
  const from = data.start + Math.floor((now - data.start) / page) * page;
  return [from, from + page * 1.5];
}

/**
 * Round times between two moments, about five of them.
 * @param {number} from
 * @param {number} to
 * @param {number} start
 */
export function ticks(from, to, start) {
  const step = nice((to - from) / 6.5);
  const made = [];
  let at = Math.ceil((from - start) / step) * step + start;
  for (; at <= to && made.length < MOST_TICKS; at += step) made.push(at);
  return made.filter((each) => each >= start);
}

/** The stretch that the tokens of a lane take, in px. @typedef {[from: number, to: number]} Lane */

export class Lanes {
  /** @param {number} width of the axis @param {number} token its width @param {number} most lanes, while it can be */
  constructor(width, token, most) {
    this.width = width;
    this.token = token;
    this.most = most;
    this.gap = 6;
    /** @type {Lane[]} */
    this.lanes = [];
  }

  get length() {
    return this.lanes.length;
  }

  /**
   * A token hangs to the right of its place; where there is no room, to the left of it.
   * @param {number} place
   */
  hang(place) {
    const hangs = place + this.token > this.width && place >= this.token;
    return { left: hangs ? place - this.token : Math.max(0, Math.min(place, this.width - this.token)), hangs };
  }

  /**
   * Room for a token: the lowest lane that is free from `left` on; else the nearest room after the tokens of a lane, or
   * before them; else a new lane. No token ever hides another.
   * @param {number} left
   */
  take(left) {
    const free = this.lanes.findIndex(([, to]) => to <= left);
    if (free >= 0) return this.stand(free, left);
    if (this.lanes.length < this.most) return this.stand(this.lanes.length, left);
    const after = this.best(([, to]) => (to + this.token <= this.width ? -to : Number.NEGATIVE_INFINITY));
    if (after >= 0) return this.stand(after, this.lanes[after]?.[1] ?? left);
    const needed = this.token + this.gap;
    const before = this.best(([from]) => (from >= needed ? from : Number.NEGATIVE_INFINITY));
    if (before >= 0) return this.stand(before, (this.lanes[before]?.[0] ?? needed) - needed);
    return this.stand(this.lanes.length, left);
  }

  /**
   * The index of the lane for which `worth` is greatest; -1 where all are out of the question.
   * @param {(lane: Lane) => number} worth
   */
  best(worth) {
    const worths = this.lanes.map(worth);
    const most = Math.max(Number.NEGATIVE_INFINITY, ...worths);
    return most === Number.NEGATIVE_INFINITY ? -1 : worths.indexOf(most);
  }

  /** @param {number} lane @param {number} stands */
  stand(lane, stands) {
    const [from, to] = this.lanes[lane] ?? [stands, stands];
    this.lanes[lane] = [Math.min(from, stands), Math.max(to, stands + this.token + this.gap)];
    return { lane, stands };
  }
}
