// The event stream: a tape whose last pieces are shown, the newest at the right.

import { EVENT_FIELD, ROLE } from "../constants.js";
import { sizeOf } from "../data/held.js";
import { el } from "../dom/element.js";
import { icon } from "../dom/icon.js";
import { counted, plural } from "../text/number.js";
import { shortLine } from "../text/visible.js";
import { changeMark } from "./mark.js";

/** @import { Picture } from "../data/picture.js" */
/** @import { Entry } from "../types.d.ts" */

const SHOWN = 10; // events shown of a stream

/**
 * @param {Picture} picture
 * @param {string} name
 */
export function drawTape(picture, name) {
  const held = picture.state.get(name);
  const kind = picture.kinds.get(name);
  const fresh = picture.fresh(name);
  const entries = held?.type === "stream" ? held.value : [];
  const size = held?.type === "stream" ? sizeOf(held) : 0;
  const pieces = entries.slice(-SHOWN).map((entry, at, shown) => drawEvent(entry, shown.length - at <= fresh));
  const earlier = size - pieces.length;
  const cut = earlier > 0 ? el("span", { class: "q-earlier" }, `${counted(earlier)} earlier`) : null;
  const strip = el("div", { class: "q-strip" }, cut, ...pieces);
  const tape = el("div", { class: "q-tape", tabindex: "0", role: "group", "aria-label": "the latest events" }, strip);
  const count = el("span", { class: "q-count" }, plural(size, "entry", "entries"));
  const data = { key: name, change: kind ?? "" };
  const title = el("h4", {}, ROLE.EVENTS);
  return el("section", { class: "q-small q-events", data }, icon("tape"), title, count, changeMark(kind), tape);
}

/** @param {Entry} entry @param {boolean} fresh */
function drawEvent([id, fields], fresh) {
  const { EVENT, JOB_ID } = EVENT_FIELD;
  const named = new Map(fields);
  const others = fields.filter(([name]) => name !== EVENT && name !== JOB_ID);
  const rest = others.map(([name, text]) => `${name}=${text}`).join(" ");
  const about = named.has(JOB_ID) ? `job ${shortLine(named.get(JOB_ID), 14)}` : shortLine(rest, 24);
  const title = shortLine(`${id} ${rest}`, 200);
  const mark = fresh ? el("i", {}, "✚ new") : null;
  const event = el("b", {}, shortLine(named.get(EVENT) ?? "entry", 24));
  return el("span", { class: "q-event", data: { fresh: String(fresh) }, title }, event, el("span", {}, about), mark);
}
