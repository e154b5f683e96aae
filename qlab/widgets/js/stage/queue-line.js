// Another queue on one line: its counts, and the job that moves there.

import { ALWAYS_DRAWN, GRID, ROLE, STATE, STATE_OF_ROLE } from "../constants.js";
import { sizeOf } from "../data/held.js";
import { queueKey } from "../data/key-name.js";
import { button, el } from "../dom/element.js";
import { icon } from "../dom/icon.js";
import { counted } from "../text/number.js";
import { line, shortLine } from "../text/visible.js";

/** @import { Picture } from "../data/picture.js" */
/** @import { Mover } from "./jobs.js" */

const states = new Map(STATE_OF_ROLE);
const ALWAYS = [ROLE.WAIT, ROLE.ACTIVE, ROLE.COMPLETED].map(String);

/**
 * @param {Picture} picture
 * @param {string} queue
 * @param {Mover | null} mover
 * @param {(queue: string, job: string) => void} onSelect
 */
export function drawQueueLine(picture, queue, mover, onSelect) {
  const here = mover?.queue === queue ? mover : null;
  const roles = GRID.filter((role) => countOf(picture, queue, role) || ALWAYS.includes(role) || isTarget(here, role));
  const parts = roles.map((role) => {
    const state = states.get(role) ?? STATE.UNKNOWN;
    const count = countOf(picture, queue, role);
    const job = here && isTarget(here, role) ? drawMover(picture, here, state, onSelect) : null;
    const label = el(
      "span",
      { class: `q-line-state q-state-${state}`, data: { empty: String(!count) } },
      icon(state),
      ` ${role} `,
    );
    return el("span", { class: "q-line-part" }, label, el("b", {}, counted(count)), job);
  });
  const name = el("b", { class: "q-line-name" }, shortLine(queue, 40));
  return el("div", { class: "q-line", data: { queue, moves: String(Boolean(here)) } }, name, ...parts);
}

/** @param {Picture} picture @param {string} queue @param {string} role */
function countOf(picture, queue, role) {
  const held = picture.state.get(queueKey(picture.data.prefix, queue, role));
  return held ? sizeOf(held) : 0;
}

/** Whether the job that moves is to be seen in that container: where it stands, or where it was removed from. @param {Mover | null} mover @param {string} role */
function isTarget(mover, role) {
  if (!mover?.move || !ALWAYS_DRAWN.concat(GRID).includes(role) || role === ROLE.PAUSED) return false;
  return states.get(role) === (mover.move[3] ?? mover.move[2]);
}

/** @param {Picture} picture @param {Mover} mover @param {string} state @param {(queue: string, job: string) => void} onSelect */
function drawMover(picture, { queue, job, move }, state, onSelect) {
  const { name } = picture.job(queue, job);
  const from = !move || move[2] === null ? "✚ new" : move[3] === null ? "✖ removed" : `↦ from ${move[2]}`;
  const words = el(
    "span",
    { class: "q-job-words" },
    el("span", { class: "q-job-name" }, shortLine(name, 24)),
    ` ${from}`,
  );
  const data = { queue, job, state, look: "line" };
  return button(
    "q-job",
    () => onSelect(queue, job),
    { data, title: line(`job ${job}`) },
    el("b", {}, shortLine(job, 14)),
    words,
  );
}
