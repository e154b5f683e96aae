// The words for what happened to a key, and their marks: shape and word, not colour alone.

import { el } from "../dom/element.js";

/** @import { Kind } from "../types.d.ts" */

/** @type {Record<Kind, string>} */
const CHANGES = { born: "✚ new", gone: "✖ gone", changed: "✎ changed" };

/** @param {Kind | "" | undefined} kind */
export const changeMark = (kind) => (kind ? el("span", { class: `q-mark q-mark-${kind}`, text: CHANGES[kind] }) : null);
