// The trail of the job that moved: from the edge of the box that it left to where it stands, and through no words.

import { place } from "../dom/element.js";
import { svg } from "../dom/svg.js";
import { counted } from "../text/number.js";
import { bend, middle } from "./lines.js";

/** @import { Box } from "./boxes.js" */
/** @import { Rect } from "./flow.js" */
/** @import { Plan } from "./plan.js" */

/** @typedef {{ x: number, y: number }} Point */

const HEAD = 9; // px: an arrow's head
const UNDER_COUNT = 40; // px: above the end of a job that fills its box stands the count
const ROOM = 3 * HEAD; // px: a bend's least width
const FAR = 9_999; // px: beyond any stage
const ICON = 40; // px: what of a box stands before its name
const LETTER = 9.2; // px: a letter of a container's name
const DIGIT = 11; // px: a digit of its count
const MARK = 66; // px: "✖ gone"
const EMPTY = 44; // px: "empty"
const END = 16; // px: from a count to its box's edge
const SPECK = 60; // px: a shorter stretch between two words says nothing of the way
const NAME = 20; // px: the height of a box's name
const COUNT = 25; // px: of its count, in larger letters

/**
 * The way of a job from what it left to where it stands, with its arrow.
 * @param {SVGElement} layer
 * @param {Rect} left the mark that stands for it there
 * @param {Rect | null} box in which the mark stands; null: the mark stands for itself
 * @param {Rect | null} to
 */
export function drawTrail(layer, left, box, to) {
  if (!to) return place(layer, []);
  const centre = middle(left);
  const goal = {
    x: clamp(centre.x, to.x + 16, to.x + to.w - UNDER_COUNT),
    y: clamp(centre.y, to.y + 8, to.y + to.h - 8),
  };
  const way = wayOf(left, box ?? left, to, goal);
  const line = { d: way.line, pathLength: 1 };
  return place(layer, [
    svg("path", { ...line, class: "q-trail q-halo" }),
    svg("path", { ...line, class: "q-trail" }),
    svg("path", { d: way.head, class: "q-trail-head" }),
  ]);
}

/**
 * Side to side where they stand beside each other; else from top to bottom, or, far to a side, from the mark itself.
 * @param {Rect} mark
 * @param {Rect} box
 * @param {Rect} to
 * @param {Point} goal
 */
function wayOf(mark, box, to, goal) {
  const centre = middle(mark);
  const stacked = to.y >= box.y + box.h || to.y + to.h <= box.y;
  const wide = Math.abs(centre.x - goal.x) > Math.abs(centre.y - goal.y);
  if (apart(box, to) >= 0 && (wide || !stacked)) return goAcross(box, centre, to, goal);
  if (apart(mark, to) > ROOM && wide) return goAcross(mark, centre, to, goal);
  return goDown(box, centre, to, goal);
}

/** How far one stands beside the other, px; less than 0: it does not. @param {Rect} one @param {Rect} other */
const apart = (one, other) => Math.max(other.x - one.x - one.w, one.x - other.x - other.w);

/** From one side of what it left to a side of the job. @param {Rect} left @param {Point} centre @param {Rect} to @param {Point} goal */
function goAcross(left, centre, to, goal) {
  const right = centre.x < goal.x;
  const [from, end] = right ? [left.x + left.w, to.x] : [left.x, to.x + to.w];
  const tip = end - (right ? HEAD : -HEAD);
  const head = `M${end} ${goal.y}L${tip} ${goal.y - HEAD * 0.8}L${tip} ${goal.y + HEAD * 0.8}Z`;
  return { line: bend(from, centre.y, tip, goal.y), head };
}

/** From its top or bottom to the bottom or top of the job. @param {Rect} left @param {Point} centre @param {Rect} to @param {Point} goal */
function goDown(left, centre, to, goal) {
  const down = centre.y < goal.y;
  const [from, end] = down ? [left.y + left.h, to.y] : [left.y, to.y + to.h];
  const tip = end - (down ? HEAD : -HEAD);
  const half = (from + tip) / 2;
  const line = `M${centre.x} ${from}C${centre.x} ${half} ${goal.x} ${half} ${goal.x} ${tip}`;
  return { line, head: `M${goal.x} ${end}L${goal.x - HEAD * 0.8} ${tip}L${goal.x + HEAD * 0.8} ${tip}Z` };
}

/** @param {number} value @param {number} least @param {number} most */
const clamp = (value, least, most) => Math.max(least, Math.min(value, Math.max(least, most)));

/**
 * Where a trail may be drawn: everywhere but on the boxes' words, beneath which it seems to pass.
 * @param {Plan} plan
 * @param {(role: string) => boolean} isMarked
 * @param {string} source the role of the box that holds the mark; "": none does
 * @param {Rect} mark
 */
export function besideWords({ boxes, sizes }, isMarked, source, mark) {
  const holes = [...boxes.values()].flatMap((box) => {
    const counts = box.role === source ? mark.x + 2 : startOfCount(box);
    return wordsOf(box, sizes.head, isMarked(box.role), counts);
  });
  const cut = holes.map(([x, y, toX, toY]) => `M${x} ${y}H${toX}V${toY}H${x}Z`).join("");
  return `path(evenodd, "M${-FAR} ${-FAR}H${FAR}V${FAR}H${-FAR}Z${cut}")`;
}

/** The width of a count; letters are counted, for measuring each would cost a layout. @param {number} count */
const widthOf = (count) => (count ? counted(count).length * DIGIT : EMPTY);

/** @param {Box} box */
const startOfCount = ({ rect, count }) => rect.x + rect.w - END - widthOf(count);

/**
 * Where the mark stands that a job leaves in a box: by its right end, where a strip then shows no count.
 * @param {Box} box
 * @param {string} words
 * @returns {Rect}
 */
export function markIn(box, words) {
  const { x, y, w, h } = box.rect;
  const width = 18 + words.length * 8;
  const end = box.strip ? x + w - 12 : startOfCount(box) - 2;
  return { x: end - width, y: y + Math.min(h, 38) / 2 - 13, w: width, h: 26 };
}

/**
 * A box's name with what happened to its key, and its count with the mark.
 * @param {Box} box
 * @param {number} head px
 * @param {boolean} marked
 * @param {number} counts where its count begins, px
 * @returns {[x: number, y: number, toX: number, toY: number][]} which do not meet: two holes upon each other would be none
 */
function wordsOf({ rect, role, strip }, head, marked, counts) {
  const y = Math.round(rect.y + (strip ? rect.h : head) / 2);
  const [start, end] = [Math.round(rect.x + 4), Math.round(rect.x + rect.w - 4)];
  const from = Math.max(start, Math.round(counts));
  const name = Math.min(from, Math.round(start + ICON + role.length * LETTER + (marked ? MARK : 0)));
  if (strip && from - name < SPECK) return [[start, y - COUNT / 2, end, y + COUNT / 2]];
  return [
    [start, y - NAME / 2, name, y + NAME / 2],
    [from, y - COUNT / 2, end, y + COUNT / 2],
  ];
}
