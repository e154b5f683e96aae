// Pictures of 16 × 16: one shape for each state, so that colour is never the only sign.

import { STATE } from "../constants.js";
import { svg } from "./svg.js";

/** @type {Record<string, string>} */
const ICONS = {
  [STATE.WAITING]: "M2 6h3v4H2zM6.5 6h3v4h-3zM11 6h3v4h-3z",
  [STATE.PRIORITIZED]: "M8 1.5 14.5 8 8 14.5 1.5 8z",
  [STATE.DELAYED]: "M8 1.5A6.5 6.5 0 1 1 8 14.5 6.5 6.5 0 0 1 8 1.5M8 4.5V8.3L10.6 10",
  [STATE.WAITING_CHILDREN]: "M8 2v5M8 7H3.5v4M8 7h4.5v4M2 11h3v3H2zM11 11h3v3h-3z",
  [STATE.ACTIVE]: "M4 2.5 13 8 4 13.5z",
  [STATE.COMPLETED]: "M2.5 8.5 6.3 12.3 13.5 4",
  [STATE.FAILED]: "M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5",
  [STATE.UNKNOWN]: "M5.5 6A2.5 2.5 0 1 1 8.6 8.4Q8 8.7 8 10M8 12.2V12.6",
  first: "M4 3v10M13 3 6 8l7 5z",
  back: "M11 3 4.5 8 11 13z",
  forward: "M5 3 11.5 8 5 13z",
  last: "M12 3v10M3 3 10 8l-7 5z",
  play: "M4 2.5 13 8 4 13.5z",
  pause: "M5 3v10M11 3v10",
  removed: "M3 4.5h10M6 4.5V2.8h4v1.7M4.5 4.5l.7 9h5.6l.7-9",
  job: "M2 8h8M7 4.5 10.5 8 7 11.5M13.5 3v10",
  lock: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  bell: "M3 11.5h10M4 11.5V8a4 4 0 0 1 8 0v3.5M7 13.8h2",
  tape: "M1.5 4h13v8h-13zM4 4v8M12 4v8",
};

/**
 * A picture from path data. It only repeats what words beside it say, so it is hidden from readers.
 * @param {string} name
 * @param {number} [size]
 */
export function icon(name, size = 16) {
  const box = { viewBox: "0 0 16 16", width: size, height: size };
  const path = svg("path", { d: ICONS[name] ?? ICONS[STATE.UNKNOWN] ?? "" });
  return svg("svg", { ...box, "aria-hidden": "true", class: `q-icon q-icon-${name}` }, path);
}
