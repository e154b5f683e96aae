// Text made safe to read: what hides in it is shown. Everything from Redis reaches the page as text nodes.

import { HIDDEN } from "../constants.js";

const HIDDEN_CHARACTERS = new RegExp(`[${HIDDEN}]`, "gu");

/** @param {number} code @param {number} digits */
const hex = (code, digits) => code.toString(16).padStart(digits, "0");

/** @param {string} char */
function visibleChar(char) {
  const code = char.codePointAt(0) ?? 0;
  if (char === "\r") return "\\r";
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`; // one byte that is not UTF-8
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

/**
 * Text with whatever hides in it made visible; line breaks stay.
 * @param {unknown} text
 */
export const plain = (text) => String(text).replace(HIDDEN_CHARACTERS, visibleChar);

/**
 * The same, on one line.
 * @param {unknown} text
 */
export const line = (text) => plain(text).replace(/\n/g, "\\n").replace(/\t/g, "\\t");

/**
 * At most `width` characters; never splits a surrogate pair.
 * @param {string} text
 * @param {number} width
 */
export function clip(text, width) {
  if (text.length <= width) return text;
  const end = /[\ud800-\udbff]/.test(text[width - 2] ?? "") ? width - 2 : width - 1;
  return `${text.slice(0, end)}…`;
}

/**
 * A job's id, or another name from Redis, on one line and short.
 * @param {unknown} text
 * @param {number} width
 */
export const shortLine = (text, width) => clip(line(text), width);
