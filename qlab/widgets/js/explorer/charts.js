// The explorer's two drawings: the schedule of one job, and the storm of many. Python counts, this draws.

import { svg } from "../dom/svg.js";

/**
 * A retry: which attempt, its wait in words, when it begins (ms after the first failure), and where jitter may put it.
 * @typedef {{ attempt: number, wait: string, at: string, at_ms: number, band: [number, number], chance: number }} Row
 */

const LETTER = 7.4; // px: so much a letter of the words at the end of a bar takes at most, on average
const ROW = 26; // px

/**
 * Each retry as a bar from the failure before it to its own moment: what is waiting, and how long.
 * @param {{ rows: Row[], total_ms: number }} plan
 * @param {number} width in px, so that the words are as large on a telephone as on a projector
 */
export function drawSchedule({ rows, total_ms: total }, width) {
  const words = rows.map((row) => `attempt ${row.attempt}: after ${row.wait}`);
  const room = LETTER * Math.max(0, ...words.map((each) => each.length)) + 12;
  const x = (/** @type {number} */ ms) => (ms / total) * Math.max(width - room, 40) + 2;
  const bar = (
    /** @type {number} */ from,
    /** @type {number} */ to,
    /** @type {number} */ y,
    /** @type {string} */ css,
  ) => svg("rect", { x: x(from), y, width: Math.max(x(to) - x(from), 1), height: 18, rx: 4, class: css });
  let from = 0;
  const drawn = rows.flatMap((row, at) => {
    const y = at * ROW + 6;
    const [began, [least, most]] = [from, row.band];
    from = row.at_ms;
    const band = least < most ? [bar(began + least, row.at_ms, y, "q-band")] : [];
    const text = svg("text", { x: x(row.at_ms) + 8, y: y + 14 }, words[at] ?? "");
    return [bar(began, row.at_ms, y, "q-wait"), ...band, text];
  });
  const viewBox = `0 0 ${width} ${Math.max(rows.length, 1) * ROW + 8}`;
  return svg("svg", { viewBox, class: "q-plan", "aria-hidden": "true" }, ...drawn);
}

/**
 * How many retries come in each stretch of time; where there is jitter, behind them the same without it.
 * @param {{ bars: number[], in_step: number[] | null }} counts
 */
export function drawStorm({ bars, in_step: inStep }) {
  const most = Math.max(1, ...bars, ...(inStep ?? []));
  const step = 800 / bars.length;
  const bar = (/** @type {string} */ css) => (/** @type {number} */ count, /** @type {number} */ at) => {
    const height = (172 * count) / most;
    return svg("rect", { x: at * step + 1, y: 176 - height, width: step - 2, height, class: css });
  };
  const drawn = [...(inStep ?? []).map(bar("q-before")), ...bars.map(bar("q-after"))];
  const ground = svg("line", { x1: 0, y1: 177, x2: 800, y2: 177, class: "q-ground" });
  const box = { viewBox: "0 0 800 180", preserveAspectRatio: "none" };
  return svg("svg", { ...box, class: "q-storm", "aria-hidden": "true" }, ...drawn, ground);
}
