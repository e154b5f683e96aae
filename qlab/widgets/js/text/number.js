// Numbers in words.

/**
 * A score as text, all digits where it is a whole number.
 * @param {number} value
 */
export const digits = (value) =>
  Number.isSafeInteger(value) || Math.abs(value) < 1e21 ? String(value) : value.toPrecision(17);

/** A count with commas. @param {number} count */
export const counted = (count) => count.toLocaleString("en");

/**
 * A count with its noun.
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const plural = (count, one, many = `${one}s`) => `${counted(count)} ${count === 1 ? one : many}`;
