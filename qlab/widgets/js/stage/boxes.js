// The boxes of the pipe, and how their heights share the room: each gives way in turn, and nothing scrolls.

import { flow, LOOKS, within } from "./flow.js";

/** @import { Item, Look, Placed, Rect, Sizes } from "./flow.js" */

/** A container to be drawn. @typedef {{ role: string, count: number, items: Item[] }} Contents */
/** A container as it is drawn. @typedef {Contents & { rect: Rect, placed: Placed[], strip: boolean }} Box */
/** @typedef {{ contents: Contents, width: number, look: number, height: number, placed: Placed[] }} Sketch */

export const PAD = 9; // px within a box
const BETWEEN = 10; // px between two boxes of a column
const LETTERS = 8; // letters as wide as what stands beside a name: icon, count, ends

/**
 * A column of rows, centred in its room; a row holds one box, or some side by side.
 * @param {Contents[][]} rows
 * @param {Rect} room
 * @param {Sizes} sizes
 * @returns {Box[]}
 */
export function stack(rows, room, sizes) {
  const sketches = rows.map((row) =>
    row.map((contents, at) => sketch(contents, widthsOf(row, room.w)[at] ?? 0, 0, sizes)),
  );
  const most = room.h - BETWEEN * (rows.length - 1);
  while (total(sketches) > most && shrink(sketches, sizes));
  cut(sketches, most, sizes);
  let y = room.y + Math.max(0, (most - total(sketches)) / 2);
  return sketches.flatMap((row) => {
    const height = rowHeight(row);
    let x = room.x;
    const boxes = row.map((each) => {
      const box = boxOf(each, x, y, height, sizes);
      x += each.width + BETWEEN;
      return box;
    });
    y += height + BETWEEN;
    return boxes;
  });
}

/**
 * Boxes side by side share the width by the lengths of their names, so that none is cut.
 * @param {Contents[]} row
 * @param {number} width
 */
function widthsOf(row, width) {
  const letters = row.map(({ role }) => role.length + LETTERS);
  const share = (width - BETWEEN * (row.length - 1)) / letters.reduce((sum, each) => sum + each, 0);
  return letters.map((each) => each * share);
}

/** @param {Sketch[]} row */
const rowHeight = (row) => Math.max(...row.map((each) => each.height));
/** @param {Sketch[][]} rows */
const total = (rows) => rows.reduce((sum, row) => sum + rowHeight(row), 0);

/**
 * @param {Contents} contents
 * @param {number} width
 * @param {number} look
 * @param {Sizes} sizes
 * @returns {Sketch}
 */
function sketch(contents, width, look, sizes) {
  if (!contents.items.length) return { contents, width, look, height: sizes.strip, placed: [] };
  const { placed, height } = flow(
    contents.items,
    Math.floor(width) - 2 * PAD,
    /** @type {Look} */ (LOOKS[look]),
    sizes,
  );
  return { contents, width, look, height: sizes.head + height + PAD, placed };
}

/** The tallest box that can give way draws its jobs smaller. @param {Sketch[][]} rows @param {Sizes} sizes */
function shrink(rows, sizes) {
  const able = rows.flat().filter((each) => each.placed.length && each.look < LOOKS.length - 1);
  const tallest = able.sort((a, b) => b.height - a.height)[0];
  if (!tallest) return false;
  Object.assign(tallest, sketch(tallest.contents, tallest.width, tallest.look + 1, sizes));
  return true;
}

/**
 * Where even dots take too much room, the tallest draws fewer; then one after the other draws none: its count tells.
 * @param {Sketch[][]} rows
 * @param {number} most
 * @param {Sizes} sizes
 */
function cut(rows, most, sizes) {
  for (let over = total(rows) - most; over > 0; over = total(rows) - most) {
    const tallest = rows.flat().sort((a, b) => room(b, sizes) - room(a, sizes))[0];
    if (!tallest || (room(tallest, sizes) <= 0 && !fold(rows, sizes))) return;
    if (room(tallest, sizes) <= 0) continue;
    const height = Math.max(least(tallest, sizes), tallest.height - over);
    Object.assign(tallest, { height, placed: within(tallest.placed, height - sizes.head - PAD) });
  }
}

/** How much a box could give. @param {Sketch} each @param {Sizes} sizes */
const room = (each, sizes) => each.height - least(each, sizes);

/** The least height of a box that shows a job. @param {Sketch} each @param {Sizes} sizes */
function least({ placed }, sizes) {
  if (!placed.length) return sizes.strip;
  return sizes.head + PAD + Math.max(...placed.map(({ look }) => (look === "mover" ? sizes.mover : 14)));
}

/** Lets the last box that can do without its jobs show its count alone. @param {Sketch[][]} rows @param {Sizes} sizes */
function fold(rows, sizes) {
  const row = rows.findLast((each) => rowHeight(each) > sizes.strip && each.every((box) => !moves(box)));
  for (const box of row ?? []) Object.assign(box, { height: sizes.strip, placed: [] });
  return row !== undefined;
}

/** @param {Sketch} each */
const moves = ({ placed }) => placed.some(({ look }) => look === "mover");

/** @param {Sketch} each @param {number} x @param {number} y @param {number} height @param {Sizes} sizes @returns {Box} */
function boxOf({ contents, width, placed }, x, y, height, sizes) {
  const moved = placed.map((each) => ({ ...each, rect: shifted(each.rect, x + PAD, y + sizes.head) }));
  const strip = !placed.length;
  const rect = strip
    ? { x, y: y + (height - sizes.strip) / 2, w: width, h: sizes.strip }
    : { x, y, w: width, h: height };
  return { ...contents, rect, placed: moved, strip };
}

/** @param {Rect} rect @param {number} x @param {number} y */
export const shifted = (rect, x, y) => ({ ...rect, x: rect.x + x, y: rect.y + y });
