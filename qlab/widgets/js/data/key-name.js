// Names of keys, put together as BullMQ does.

import { SUFFIX_BELOW_A_JOB } from "../constants.js";

/**
 * The name of a queue's own key.
 * @param {string} prefix
 * @param {string} queue
 * @param {string} role
 */
export const queueKey = (prefix, queue, role) => `${prefix}:${queue}:${role}`;

/**
 * The name of a job's hash, or of a key below it.
 * @param {string} prefix
 * @param {string} queue
 * @param {string} job
 * @param {keyof typeof SUFFIX_BELOW_A_JOB} [role]
 */
export function jobKey(prefix, queue, job, role) {
  const name = `${prefix}:${queue}:${job}`;
  return role === undefined ? name : `${name}:${SUFFIX_BELOW_A_JOB[role]}`;
}

/**
 * A job of a queue as one text, for maps.
 * @param {string} queue
 * @param {string} job
 */
export const jobOf = (queue, job) => `${queue}\n${job}`;

/**
 * The queue and the job of such a text.
 * @param {string} id
 * @returns {[queue: string, job: string]}
 */
export function partsOf(id) {
  const [queue = "", job = ""] = id.split("\n");
  return [queue, job];
}
