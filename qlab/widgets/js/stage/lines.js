// What is drawn between the boxes: the pipe, the axis, and the trail of the job that moved.

import { READY_ROLES, ROLE } from "../constants.js";
import { el } from "../dom/element.js";
import { svg } from "../dom/svg.js";
import { ticks } from "../player/scale.js";
import { human } from "../text/time.js";

/** @import { Rect } from "./flow.js" */
/** @import { Plan } from "./plan.js" */

/** @param {Rect} rect */
export const middle = ({ x, y, w, h }) => ({ x: x + w / 2, y: y + h / 2 });

/** Bent from one point to another, level at both ends. @param {number} x @param {number} y @param {number} toX @param {number} toY */
export const bend = (x, y, toX, toY) => `M${x} ${y}C${(x + toX) / 2} ${y} ${(x + toX) / 2} ${toY} ${toX} ${toY}`;

/** The ways that jobs go, below everything. @param {Plan} plan */
export function drawPipe({ boxes, narrow, hung, scale }) {
  const delayed = boxes.get(ROLE.DELAYED);
  const drawn = narrow ? [] : pipes(boxes);
  if (!delayed) return drawn;
  const y = delayed.rect.y + delayed.rect.h - 34;
  const stems = hung.stems.map(({ x, from }) => `M${x} ${from + delayed.rect.y}V${y}`).join("");
  const axis = `M${scale.left} ${y}H${scale.right}`;
  const dots = hung.stems.map(({ x }) => svg("circle", { cx: x, cy: y, r: 4, class: "q-due" }));
  return [
    ...drawn,
    svg("path", { d: axis, class: "q-axis-line" }),
    svg("path", { d: stems, class: "q-stems" }),
    ...dots,
  ];
}

/** @param {Plan["boxes"]} boxes */
function pipes(boxes) {
  const [wait, active, done, failed, delayed] = [ROLE.WAIT, ROLE.ACTIVE, ROLE.COMPLETED, ROLE.FAILED, ROLE.DELAYED].map(
    (role) => boxes.get(role)?.rect,
  );
  if (!wait || !active || !done || !failed || !delayed) return [];
  const at = middle(active);
  const ways = [
    bend(wait.x + wait.w, middle(wait).y, active.x, at.y),
    bend(active.x + active.w, at.y, done.x, middle(done).y),
    bend(active.x + active.w, at.y, failed.x, middle(failed).y),
  ];
  const x = active.x + 50;
  const back = wait.x + wait.w / 2;
  const entry = Math.max(...READY_ROLES.map((role) => bottom(boxes.get(role)?.rect)));
  const dotted = `M${x} ${active.y + active.h}V${delayed.y - 4}M${back} ${delayed.y}V${entry + 4}`;
  return [svg("path", { d: ways.join(""), class: "q-pipe" }), svg("path", { d: dotted, class: "q-way" })];
}

/** @param {Rect | undefined} rect */
const bottom = (rect) => (rect ? rect.y + rect.h : 0);

/** The words at the dotted ways, and those below the axis that "now" does not cover. @param {Plan} plan @param {number} start @param {[from: number, to: number]} now px */
export function drawWords({ boxes, narrow, scale }, start, now) {
  const [active, wait, delayed] = [ROLE.ACTIVE, ROLE.WAIT, ROLE.DELAYED].map((role) => boxes.get(role)?.rect);
  if (!active || !wait || !delayed) return [];
  const ways = narrow
    ? []
    : [
        words("q-way-words", active.x + 58, delayed.y - 24, "↓ retry, after a backoff"),
        words("q-way-words", wait.x + wait.w / 2 + 8, delayed.y - 24, "↑ due"),
      ];
  const y = delayed.y + delayed.h - 30;
  const points = ticks(scale.from, scale.to, start).map((at) => ({ x: scale.x(at), text: `+${human(at - start)}` }));
  const shown = points.filter(({ x }, at) => at === 0 || x - (points[at - 1]?.x ?? 0) > 52 || at % 2 === 0);
  const fits = shown.filter(({ x, text }) => x < scale.right - 20 && isClear(x, text.length * HALF_LETTER + 2, now));
  return [...ways, ...fits.map(({ x, text }) => words("q-tick-words", x, y, text))];
}

/** Whether words around a place do not reach into a span. @param {number} x @param {number} half px @param {[from: number, to: number]} span */
const isClear = (x, half, [from, to]) => x + half < from || x - half > to;

/** @param {string} css @param {number} x @param {number} y @param {string} text */
function words(css, x, y, text) {
  const node = el("span", { class: css }, text);
  node.style.left = `${Math.round(x)}px`;
  node.style.top = `${Math.round(y)}px`;
  return node;
}

const HALF_LETTER = 3.7; // px: half a letter of a tick's words
