// Any key's value as text.

import { digits } from "../text/number.js";

/** @import { Held } from "../types.d.ts" */

/**
 * A value on one line of text.
 * @param {Held} held
 */
export function rawValue(held) {
  switch (held.type) {
    case "hash":
      return [...held.value].map(([field, text]) => `${field}=${text}`).join("  ");
    case "zset":
      return held.value.map(([member, value]) => `${member} (score ${digits(value)})`).join("  ");
    case "stream":
      return held.value.map(([id, fields]) => `${id} ${fields.flat().join(" ")}`).join("  ");
    default:
      return Array.isArray(held.value) ? held.value.join("  ") : held.value;
  }
}
