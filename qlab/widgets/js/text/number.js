// Numbers in words.

/**
 * A score as text, as Redis prints it: all digits where it is a whole number.
 * @param {number} value
 */
export function digits(value) {
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Number.isInteger(value) ? String(BigInt(value)) : String(value);
}

/** A count with commas. @param {number} count */
export const counted = (count) => count.toLocaleString("en");

/**
 * A count with its noun.
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const plural = (count, one, many = `${one}s`) => `${counted(count)} ${count === 1 ? one : many}`;
