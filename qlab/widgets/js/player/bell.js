// The marker: the bell that wakes idle workers.

import { ROLE } from "../constants.js";
import { decodeScore } from "../data/score.js";
import { el } from "../dom/element.js";
import { icon } from "../dom/icon.js";
import { digits } from "../text/number.js";
import { shortLine } from "../text/visible.js";
import { changeMark } from "./mark.js";

/** @import { Picture } from "../data/picture.js" */
/** @import { Member } from "../types.d.ts" */

const MOST = 10; // members shown; BullMQ sets one, or two

/**
 * @param {Picture} picture
 * @param {string} name
 */
export function drawBell(picture, name) {
  const held = picture.state.get(name);
  const kind = picture.kinds.get(name);
  const members = held?.type === "zset" ? held.value : [];
  const says = members.length
    ? members.slice(0, MOST).map((member) => drawMember(picture, member))
    : [el("span", { class: "q-says" }, "silent: no marker")];
  const data = { key: name, change: kind ?? "", rings: members[0]?.[0] ?? "" };
  const title = el("h4", {}, ROLE.MARKER);
  return el("section", { class: "q-small q-bell", data }, icon("bell"), title, ...says, changeMark(kind));
}

/** @param {Picture} picture @param {Member} member */
function drawMember(picture, [member, value]) {
  const { meaning } = decodeScore(ROLE.MARKER, member, value, picture.at, picture.data.start);
  return el(
    "span",
    { class: "q-says" },
    el("code", {}, `${shortLine(member, 24)} (score ${digits(value)})`),
    " ",
    meaning,
  );
}
