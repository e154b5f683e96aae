// The plan of the stage: where each container and each job of a queue stands at a step. It measures nothing.

import { ALWAYS_DRAWN, FINISHED_ROLES, GRID, ROLE, STATE_OF_ROLE } from "../constants.js";
import { queueKey } from "../data/key-name.js";
import { dueOf } from "../data/score.js";
import { timePage } from "../player/scale.js";
import { shifted, stack } from "./boxes.js";
import { Sizes } from "./flow.js";
import { contentsOf } from "./jobs.js";
import { hang, TimeScale } from "./timeline.js";

/** @import { Picture } from "../data/picture.js" */
/** @import { Hooks } from "../player/container.js" */
/** @import { Box, Contents } from "./boxes.js" */
/** @import { Rect } from "./flow.js" */
/** @import { Mover } from "./jobs.js" */
/** @import { Hung } from "./timeline.js" */

/**
 * @typedef {object} Plan
 * @property {Map<string, Box>} boxes by role
 * @property {TimeScale} scale
 * @property {Hung} hung
 * @property {boolean} narrow
 * @property {Sizes} sizes
 * @property {boolean} small
 */

const NARROW = 620; // px: below this width the containers stand below each other
const SMALL = { w: 840, h: 430 }; // px: below these everything is a little smaller
const BETWEEN = 34; // px between the pipe and the axis of delayed jobs: room for the arrows' words
const LEFT = 196; // px at the left of the axis, where the container's name stands
const RIGHT = 66; // px at its right, where the count stands
const ENTRY = [ROLE.WAITING_CHILDREN, ROLE.WAIT, ROLE.PAUSED, ROLE.PRIORITIZED].map(String);

/**
 * @param {Picture} picture
 * @param {string} queue
 * @param {Mover | null} mover
 * @param {{ w: number, h: number }} room
 * @param {Hooks} hooks
 * @returns {Plan}
 */
export function planOf(picture, queue, mover, room, hooks) {
  const narrow = room.w < NARROW;
  const small = narrow || room.h < SMALL.h || room.w < SMALL.w;
  const sizes = new Sizes(small);
  const known = GRID.filter((role) => ALWAYS_DRAWN.includes(role) || picture.data.hasUsed(queue, role));
  const contents = new Map(known.map((role) => [role, contentsOf(picture, queue, role, mover)]));
  const delayed = contents.get(ROLE.DELAYED);
  const scale = scaleOf(picture, queue, room, narrow, hooks);
  const hung = hangDelayed(delayed, scale, room, sizes, picture, queue);
  const space = narrow ? 10 : BETWEEN;
  const pipe = { x: 0, y: 0, w: room.w, h: room.h - hung.height - space };
  const boxes = narrow ? pipeDown(contents, pipe, sizes) : pipeAcross(contents, pipe, sizes);
  const at = { x: 0, y: room.h - hung.height, w: room.w, h: hung.height };
  const placed = hung.placed.map((each) => ({ ...each, rect: shifted(each.rect, 0, at.y) }));
  if (delayed) boxes.push({ ...delayed, rect: at, placed, strip: !placed.length && !narrow });
  return { boxes: new Map(boxes.map((box) => [box.role, box])), scale, hung, narrow, sizes, small };
}

/** @param {Picture} picture @param {string} queue @param {{ w: number }} room @param {boolean} narrow @param {Hooks} hooks */
function scaleOf(picture, queue, room, narrow, hooks) {
  const longest = hooks.waits.of(queueKey(picture.data.prefix, queue, ROLE.DELAYED));
  return new TimeScale(timePage(picture, longest), narrow ? 24 : LEFT, room.w - RIGHT);
}

/** @param {Contents | undefined} delayed @param {TimeScale} scale @param {{ w: number, h: number }} room @param {Sizes} sizes @param {Picture} picture @param {string} queue */
function hangDelayed(delayed, scale, room, sizes, picture, queue) {
  const held = picture.state.get(queueKey(picture.data.prefix, queue, ROLE.DELAYED));
  const dues = new Map((held?.type === "zset" ? held.value : []).map(([job, value]) => [job, dueOf(value)]));
  const jobs = (delayed?.items ?? []).map((item) => ({ item, due: dues.get(item.job) ?? picture.at }));
  const moves = jobs.some(({ item }) => item.moves) ? sizes.mover : 0;
  const most = Math.max(room.h * (scale.left < LEFT ? 0.36 : 0.46), sizes.head + 60 + moves);
  return hang(jobs, scale, most, sizes);
}

/** @param {Map<string, Contents>} contents @param {string[]} roles */
const present = (contents, roles) => roles.map((role) => contents.get(role)).filter((each) => each !== undefined);

/** One row: where jobs enter, active, and where they end. @param {Map<string, Contents>} contents @param {Rect} room @param {Sizes} sizes @returns {Box[]} */
function pipeAcross(contents, room, sizes) {
  const gap = room.w > 800 ? 46 : 34;
  const unit = (room.w - 2 * gap) / 3.3;
  const columns = [
    { roles: ENTRY, x: 0, w: unit * 1.12 },
    { roles: [ROLE.ACTIVE], x: unit * 1.12 + gap, w: unit * 1.08 },
    { roles: FINISHED_ROLES, x: unit * 2.2 + 2 * gap, w: unit * 1.1 },
  ];
  return columns.flatMap(({ roles, x, w }) => {
    const rows = present(contents, roles).map((each) => [each]);
    return stack(rows, { ...room, x, w }, sizes);
  });
}

/** The same from top to bottom. @param {Map<string, Contents>} contents @param {Rect} room @param {Sizes} sizes @returns {Box[]} */
function pipeDown(contents, room, sizes) {
  const lanes = [ROLE.WAITING_CHILDREN, ROLE.PRIORITIZED];
  const rows = [[ROLE.WAIT, ROLE.PAUSED], lanes, [ROLE.ACTIVE], FINISHED_ROLES];
  const boxes = rows.map((roles) => present(contents, roles)).filter((row) => row.length);
  return stack(boxes, room, sizes);
}

const states = new Map(STATE_OF_ROLE);

/** The container of a state in which a job stands; of two, the one that holds it. @param {Plan} plan @param {string} state @param {string} job */
export function boxOfState({ boxes }, state, job) {
  const found = [...boxes.values()].filter(({ role }) => states.get(role) === state);
  return found.find(({ items }) => items.some((item) => item.job === job)) ?? found[0];
}
