// What scores mean: the words of qlab.protocol.scores, which a browser test compares with these for every score of the story.

const DELAYED_STEP = 4096; // getDelayedScore.lua: 12 bits of sequence below the milliseconds
const PRIORITY_STEP = 2 ** 32; // getPriorityScore.lua: 32 bits of counter below the priority

const splitDelayed = (value) => [Math.floor(value / DELAYED_STEP), value - Math.floor(value / DELAYED_STEP) * DELAYED_STEP];
const splitPrioritized = (value) => [Math.floor(value / PRIORITY_STEP), value % PRIORITY_STEP];

/** A score as text, all digits where it is a whole number. */
const digits = (value) => (Number.isSafeInteger(value) || Math.abs(value) < 1e21 ? String(value) : value.toPrecision(17));

/** Where a member stands: its place on the axis (ms, or a priority), a short label, and what its raw score means. */
function decodeScore(role, member, value, now, start) {
  if (!Number.isFinite(value)) return { place: value, label: digits(value), meaning: "not a finite number: BullMQ sets no such score" };
  return (SCORES[role] ?? other)({ member, value, now, start });
}

const other = ({ value }) => ({ place: value, label: digits(value), meaning: "" });

/** A moment in the past, told by a verb. */
const past = (verb) => ({ value, now, start }) =>
  ({ place: value, label: elapsed(value - start), meaning: `${verb} ${moment(value)}, ${since(value - now)}` });

const SCORES = {
  delayed({ value, now }) {
    const [due, sequence] = splitDelayed(value);
    const doubt = Math.abs(value) > 2 ** 53 ? " (above 2^53 a score loses its sequence)" : "";
    return { place: due, label: toGo(due - now), meaning: `${due} ms × 4096 + ${sequence} → ${toGo(due - now)}${doubt}` };
  },
  prioritized({ value }) {
    const [priority, counter] = splitPrioritized(value);
    const ticket = counter ? `ticket ${counter}` : "at the front";
    return { place: priority, label: ticket, meaning: `${priority} × 2^32 + ${counter} → priority ${priority}, ${ticket}` };
  },
  marker({ member, value, now }) {
    const words = { 0: "jobs are ready: an idle worker wakes at once", 1: `a worker without work sleeps until the next delayed job, ${toGo(value - now)}` };
    return { place: value, label: "", meaning: words[member] ?? "not a marker that BullMQ sets (it knows 0 and 1)" };
  },
  completed: past("finished"),
  failed: past("finished"),
  "waiting-children": past("waiting since"),
  unsuccessful: past("failed"),
  repeat: ({ member, value, now }) =>
    ({ place: value, label: toGo(value - now), meaning: `${moment(value)} → next job of scheduler ${clip(line(member), 60)} ${toGo(value - now)}` }),
  priority: ({ value }) => ({ place: value, label: digits(value), meaning: `priority ${digits(value)}, no longer read` }),
};

/** The time to a moment in words: to the millisecond, from 100 s on in days, hours, minutes and whole seconds. */
const span = (ms) => (ms < 100_000 ? seconds(ms) : human(1000 * toEven(ms / 1000)));
const toEven = (number) => (number % 1 === 0.5 ? 2 * Math.round(number / 2) : Math.round(number)); // as Python rounds

function toGo(ms) {
  if (ms === 0) return "due now";
  return ms > 0 ? `due in ${span(ms)}` : `overdue by ${span(-ms)}`;
}

const since = (ms) => (ms > 0 ? `in ${span(ms)}` : `${span(-ms)} ago`);

const UNITS = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1000]];

/** Milliseconds as a person would write them: "2 min", "1 h 30 min". */
function human(ms) {
  if (!(ms < 1e15)) return `${ms.toPrecision(4)} ms`;
  let rest = ms;
  const parts = UNITS.map(([unit, size]) => {
    const count = unit === "s" ? rest / size : Math.floor(rest / size);
    rest -= Math.floor(rest / size) * size;
    return count ? `${count} ${unit}` : "";
  });
  return parts.filter(Boolean).join(" ") || "0 s";
}

/** A time to go for where there is little room: its largest unit, or two. */
const brief = (words, units) => words.replace("overdue by", "late by").replace(new RegExp(`((?:\\d+ (?:d|h|min) ?){${units}}).*`), "$1").trim();

function moment(ms) {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `${ms} ms since 1970` : date.toISOString();
}

const NICE = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400].map((s) => s * 1000);
const DAY = 86_400_000;

/** A round stretch of time that is at least so long. */
const nice = (ms) => NICE.find((each) => each >= ms) ?? Math.ceil(ms / DAY) * DAY;

/** The stretch of time that a delayed set's axis shows: "now" moves along it, and it turns like a page when it is full. */
function timePage(film, members, now, longest) {
  const ends = film.length ? film.at(film.length) - film.start : 0;
  const all = Math.max(ends, longest, 1000);
  if (!longest || all <= longest * 3 || all <= 30_000) return [film.start, film.start + all * 1.06];
  const page = nice(longest * 2);
  const from = film.start + Math.floor((now - film.start) / page) * page;
  return [from, from + page * 1.5];
}

/** Round times between two moments, about five of them. */
function ticks(from, to, start) {
  const step = nice((to - from) / 6.5);
  const made = [];
  for (let at = Math.ceil((from - start) / step) * step + start; at <= to && made.length < 20; at += step) made.push(at);
  return made;
}
