// What scores mean: the words of qlab.scores, which a browser test compares with these for every score of the story.

const DELAYED_STEP = 4096; // getDelayedScore.lua: 12 bits of sequence below the milliseconds
const PRIORITY_STEP = 2 ** 32; // getPriorityScore.lua: 32 bits of counter below the priority

const splitDelayed = (value) => [Math.floor(value / DELAYED_STEP), value - Math.floor(value / DELAYED_STEP) * DELAYED_STEP];
const splitPrioritized = (value) => [Math.floor(value / PRIORITY_STEP), value % PRIORITY_STEP];

/** A score as text, all digits where it is a whole number. */
const digits = (value) => (Number.isSafeInteger(value) || Math.abs(value) < 1e21 ? String(value) : value.toPrecision(17));

/** Where a member stands: its place on the axis (ms, or a priority), a short label, and what its raw score means. */
function decodeScore(role, member, value, now, start) {
  if (role === "delayed") {
    const [due, sequence] = splitDelayed(value);
    return { place: due, label: toGo(due - now), meaning: `${due} ms × 4096 + ${sequence} → ${toGo(due - now)}` };
  }
  if (role === "prioritized") {
    const [priority, counter] = splitPrioritized(value);
    const ticket = counter ? `ticket ${counter}` : "at the front";
    const meaning = `${priority} × 2^32 + ${counter} → priority ${priority}, ${ticket}`;
    return { place: priority, label: ticket, meaning };
  }
  if (role === "marker") {
    const words = { 0: "jobs are ready: an idle worker wakes at once", 1: `no job is ready: sleep, the next is ${toGo(value - now)}` };
    return { place: value, label: "", meaning: words[member] || "not a marker that BullMQ sets (it knows 0 and 1)" };
  }
  const verb = { completed: "finished", failed: "finished", "waiting-children": "waiting since", unsuccessful: "failed",
    repeat: "next job" }[role];
  if (!verb) return { place: value, label: digits(value), meaning: "" };
  return { place: value, label: elapsed(value - start), meaning: `${verb} ${moment(value)} (${elapsed(value - start)})` };
}

function toGo(ms) {
  if (ms === 0) return "due now";
  return ms > 0 ? `due in ${seconds(ms)}` : `due since ${seconds(-ms)}`;
}

function moment(ms) {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `${ms} ms since 1970` : date.toISOString();
}

const NICE = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400].map((s) => s * 1000);
const nice = (ms) => NICE.find((each) => each >= ms) || Math.ceil(ms / 86_400_000) * 86_400_000;

/** The stretch of time that a delayed set's axis shows: "now" moves along it, and it turns like a page when it is full. */
function timePage(film, members, now, longest) {
  const ends = film.length ? film.at(film.length) - film.start : 0;
  const all = Math.max(ends, longest, 1000);
  if (all <= longest * 3 || all <= 30_000) return [film.start, film.start + all * 1.06];
  const page = nice(longest * 2);
  const from = film.start + Math.floor((now - film.start) / page) * page;
  return [from, from + page * 1.5];
}

/** Round times between two moments, about five of them. */
function ticks(from, to, start) {
  const step = NICE.find((each) => (to - from) / each <= 6.5) || NICE.at(-1);
  const made = [];
  for (let at = Math.ceil((from - start) / step) * step + start; at <= to && made.length < 20; at += step) made.push(at);
  return made;
}
