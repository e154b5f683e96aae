// The delayed jobs on their axis: each hangs above the moment at which it is due, and "now" moves along.

import { shifted } from "./boxes.js";

/** @import { Item, Look, Placed, Sizes } from "./flow.js" */

/** A delayed job, and when it is due, ms since 1970. @typedef {{ item: Item, due: number }} Due */
/** @typedef {{ placed: Placed[], stems: { x: number, from: number }[], height: number }} Hung */

const AXIS = 34; // px below the jobs: the line, its ticks and their words
const PAD = 14;
const GAP = 6;
const NAME = 100; // px: an axis that begins before has the container's name above it, not beside it
const BIN = 18; // px: dots that are due within so much stand upon each other
/** @type {Look[]} */
const LOOKS = ["name", "id"];

/** The axis: from a moment to another, along so many px. */
export class TimeScale {
  /** @param {[from: number, to: number]} page ms @param {number} left px @param {number} right px */
  constructor([from, to], left, right) {
    this.from = from;
    this.to = to;
    this.left = left;
    this.right = right;
  }

  /** Where a moment stands; one outside the page at its edge. @param {number} at */
  x(at) {
    const share = (at - this.from) / (this.to - this.from);
    return this.left + Math.max(0, Math.min(1, share)) * (this.right - this.left);
  }
}

/**
 * The height that delayed jobs want, and where each hangs, in px from the top left of the box.
 * @param {Due[]} jobs
 * @param {TimeScale} scale
 * @param {number} most height
 * @param {Sizes} sizes
 * @returns {Hung}
 */
export function hang(jobs, scale, most, sizes) {
  for (const look of LOOKS) {
    const hung = hangAs(jobs, scale, look, sizes);
    if (hung.height <= most) return hung;
  }
  return pile(jobs, scale, most, sizes);
}

/** @param {Due[]} jobs @param {TimeScale} scale @param {Look} look @param {Sizes} sizes @returns {Hung} */
function hangAs(jobs, scale, look, sizes) {
  /** @type {[from: number, to: number][][]} */
  const rows = [];
  const others = jobs.filter(({ item }) => !item.moves).sort((a, b) => a.due - b.due);
  const placed = others.map(({ item, due }) => {
    const w = sizes.width(item, look);
    const x = startOf(scale, due, w);
    const free = rows.findIndex((row) => row.every(([from, to]) => x > to + GAP || x + w + GAP < from));
    const row = free < 0 ? rows.length : free;
    rows[row] = [...(rows[row] ?? []), [x, x + w]];
    return { item, look, rect: { x, y: -(row + 1) * (sizes.row + GAP), w, h: sizes.row } };
  });
  return finish(jobs, placed, scale, sizes);
}

/** Dots upon each other, where there is no room for names. @param {Due[]} jobs @param {TimeScale} scale @param {number} most @param {Sizes} sizes @returns {Hung} */
function pile(jobs, scale, most, sizes) {
  /** @type {Map<number, number>} */
  const piles = new Map();
  const moves = jobs.some(({ item }) => item.moves) ? sizes.mover + GAP : 0;
  const room = Math.max(1, Math.floor((most - AXIS - PAD - moves) / BIN));
  const placed = jobs.flatMap(({ item, due }) => {
    const bin = Math.floor(scale.x(due) / BIN);
    const height = piles.get(bin) ?? 0;
    if (item.moves || height >= room) return [];
    piles.set(bin, height + 1);
    return [{ item, look: /** @type {Look} */ ("dot"), rect: { x: bin * BIN, y: -(height + 1) * BIN, w: 14, h: 14 } }];
  });
  return finish(jobs, placed, scale, sizes);
}

/** Puts the job that moves above those that it would cover, and counts from the top. @param {Due[]} jobs @param {Placed[]} placed @param {TimeScale} scale @param {Sizes} sizes @returns {Hung} */
function finish(jobs, placed, scale, sizes) {
  const all = [...placed];
  for (const { item, due } of jobs.filter((each) => each.item.moves)) {
    const asks = sizes.width(item, "mover");
    const w = Math.min(asks, scale.right - PAD);
    const x = startOf(scale, due, w);
    const covered = placed.filter(({ rect }) => x < rect.x + rect.w + GAP && rect.x < x + w + GAP);
    const above = Math.min(0, ...covered.map(({ rect }) => rect.y));
    all.push({ item, look: "mover", rect: { x, y: above - sizes.mover - GAP, w, h: sizes.mover }, tight: asks > w });
  }
  const top = Math.min(0, ...all.map(({ rect }) => rect.y));
  const line = (scale.left < NAME ? sizes.head : PAD) - top;
  const dues = new Map(jobs.map(({ item, due }) => [item, due]));
  const down = all.map((each) => ({ ...each, rect: shifted(each.rect, 0, line) }));
  const stems = down
    .filter(({ look }) => look !== "dot")
    .map(({ item, rect }) => ({ x: scale.x(dues.get(item) ?? scale.from), from: rect.y + rect.h }));
  return { placed: down, stems, height: line + AXIS };
}

/** A job hangs to the right of its moment; where there is no room, to the left. @param {TimeScale} scale @param {number} due @param {number} w */
function startOf(scale, due, w) {
  const x = scale.x(due) - 10;
  return x + w > scale.right ? Math.max(PAD / 2, Math.min(x + 20, scale.right) - w) : x;
}
