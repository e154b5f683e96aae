// qlab's widgets, bundled by esbuild 0.28.2 from sources with SHA-256 75a29aeb06aa42e9cc82be7da88714a390c0b36551ca06515ccaf142b471d5cf

// qlab/widgets/js/constants.js
var DELAYED_STEP = 4096;
var PRIORITY_STEP = 4294967296;
var EXACT = 9007199254740992;
var HIDDEN = "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}";
var ROLE = (
  /** @type {const} */
  {
    "WAIT": "wait",
    "ACTIVE": "active",
    "PAUSED": "paused",
    "DELAYED": "delayed",
    "PRIORITIZED": "prioritized",
    "PRIORITY_COUNTER": "pc",
    "COMPLETED": "completed",
    "FAILED": "failed",
    "WAITING_CHILDREN": "waiting-children",
    "MARKER": "marker",
    "EVENTS": "events",
    "META": "meta",
    "ID": "id",
    "STALLED": "stalled",
    "STALLED_CHECK": "stalled-check",
    "LIMITER": "limiter",
    "REPEAT": "repeat",
    "SCHEDULER": "scheduler",
    "DEDUPLICATION": "de",
    "DEDUPLICATION_NEXT": "dn",
    "METRICS": "metrics",
    "METRICS_DATA": "metrics-data",
    "LEGACY_PRIORITY": "priority",
    "LEGACY_DELAY": "delay",
    "LEGACY_PAUSED": "meta-paused",
    "JOB": "job",
    "LOCK": "lock",
    "LOGS": "logs",
    "DEPENDENCIES": "dependencies",
    "PROCESSED": "processed",
    "CHILD_FAILURES": "child-failures",
    "UNSUCCESSFUL": "unsuccessful",
    "RELAY": "relay",
    "UNKNOWN": "unknown"
  }
);
var STATE = (
  /** @type {const} */
  {
    "WAITING": "waiting",
    "PRIORITIZED": "prioritized",
    "DELAYED": "delayed",
    "WAITING_CHILDREN": "waiting-children",
    "ACTIVE": "active",
    "COMPLETED": "completed",
    "FAILED": "failed",
    "UNKNOWN": "unknown"
  }
);
var STATE_OF_ROLE = [
  [
    "completed",
    "completed"
  ],
  [
    "failed",
    "failed"
  ],
  [
    "delayed",
    "delayed"
  ],
  [
    "prioritized",
    "prioritized"
  ],
  [
    "active",
    "active"
  ],
  [
    "wait",
    "waiting"
  ],
  [
    "paused",
    "waiting"
  ],
  [
    "waiting-children",
    "waiting-children"
  ]
];
var SUFFIX_BELOW_A_JOB = (
  /** @type {const} */
  {
    "lock": "lock",
    "logs": "logs",
    "dependencies": "dependencies",
    "processed": "processed",
    "child-failures": "failed",
    "unsuccessful": "unsuccessful"
  }
);
var ROLES = {
  "wait": [
    "list",
    "Ids of the jobs that are ready; workers take from the right end."
  ],
  "active": [
    "list",
    "Ids of the jobs that workers have taken and not yet finished."
  ],
  "paused": [
    "list",
    "Jobs of a queue that a BullMQ older than 6 has paused; newer ones leave them in wait."
  ],
  "delayed": [
    "zset",
    "Jobs that are not due yet; score = due ms × 4096 + sequence."
  ],
  "prioritized": [
    "zset",
    "Ready jobs that have a priority; score = priority × 2^32 + counter."
  ],
  "pc": [
    "string",
    "Counter that keeps jobs of equal priority first in, first out."
  ],
  "completed": [
    "zset",
    "Jobs that completed; score = when, in ms."
  ],
  "failed": [
    "zset",
    "Jobs that failed for good; score = when, in ms."
  ],
  "waiting-children": [
    "zset",
    "Parents whose children are not finished; score = since when, in ms."
  ],
  "marker": [
    "zset",
    "The bell that wakes idle workers; they block on it with BZPOPMIN."
  ],
  "events": [
    "stream",
    "What happened in the queue, about the last 10,000 events."
  ],
  "meta": [
    "hash",
    "The queue's settings: paused or not, concurrency, rate limit, length of the event stream."
  ],
  "id": [
    "string",
    "Counter that the ids of new jobs come from."
  ],
  "stalled": [
    "set",
    "Suspects: jobs active at the last check, their locks not renewed since."
  ],
  "stalled-check": [
    "string",
    "While it exists, no worker repeats the check for stalled jobs."
  ],
  "limiter": [
    "string",
    "How many jobs started in this rate-limit window; it expires with the window."
  ],
  "repeat": [
    "zset",
    "The queue's job schedulers; score = ms of the next iteration."
  ],
  "scheduler": [
    "hash",
    "One job scheduler: how often, and the template of its jobs."
  ],
  "de": [
    "string",
    "Id of the job that holds a deduplication id; adding another with it is refused."
  ],
  "dn": [
    "hash",
    "The job to add when the active holder of the id ends (keepLastIfActive)."
  ],
  "metrics": [
    "hash",
    "How many jobs completed or failed in all, and the last minute counted."
  ],
  "metrics-data": [
    "list",
    "How many jobs completed or failed in each minute, the latest first."
  ],
  "priority": [
    "zset",
    "Priorities, as kept by a BullMQ older than 4; no longer read."
  ],
  "delay": [
    "stream",
    "Delayed jobs, for the QueueScheduler of a BullMQ older than 2; no longer read."
  ],
  "meta-paused": [
    "string",
    "Says that Bull 3 or 4 has paused the queue; BullMQ keeps that in meta."
  ],
  "job": [
    "hash",
    "A job: its data, options, attempts and result."
  ],
  "lock": [
    "string",
    "Token of the worker that has the job; unless renewed it expires."
  ],
  "logs": [
    "list",
    "Lines the job's processor logged."
  ],
  "dependencies": [
    "set",
    "Keys of the job's children that are not finished."
  ],
  "processed": [
    "hash",
    "Return values of the job's completed children, by the child's key."
  ],
  "child-failures": [
    "hash",
    "Errors of failed children the job goes on without, by the child's key."
  ],
  "unsuccessful": [
    "zset",
    "Failed children that make the job fail too; score = when, in ms."
  ],
  "relay": [
    "",
    "A key of BullMQ's relay (messages between processes), no queue's."
  ],
  "unknown": [
    "",
    "Not a key that BullMQ makes."
  ]
};
var GRID = [
  "wait",
  "active",
  "completed",
  "prioritized",
  "waiting-children",
  "failed",
  "delayed",
  "paused"
];
var ALWAYS_DRAWN = [
  "wait",
  "active",
  "delayed",
  "completed",
  "failed"
];
var ON_AN_AXIS = [
  "delayed",
  "prioritized"
];
var LIST_ENDS = {
  "wait": [
    "head: new jobs",
    "tail: next to run"
  ],
  "paused": [
    "head: newest",
    "tail: oldest"
  ],
  "active": [
    "head: taken last",
    "tail: taken first"
  ],
  "logs": [
    "head: oldest",
    "tail: newest"
  ],
  "metrics-data": [
    "head: latest",
    "tail: oldest"
  ]
};
var TYPES = {
  "list": "list",
  "zset": "sorted set",
  "set": "set",
  "hash": "hash",
  "string": "string",
  "stream": "stream"
};
var NOUNS = {
  "list": [
    "element",
    "elements"
  ],
  "set": [
    "member",
    "members"
  ],
  "zset": [
    "member",
    "members"
  ],
  "hash": [
    "field",
    "fields"
  ],
  "stream": [
    "entry",
    "entries"
  ],
  "string": [
    "byte",
    "bytes"
  ]
};
var FIELD = (
  /** @type {const} */
  {
    "NAME": "name",
    "OPTIONS": "opts",
    "ATTEMPTS_MADE": [
      "atm",
      "attemptsMade"
    ]
  }
);
var EVENT_FIELD = (
  /** @type {const} */
  {
    "EVENT": "event",
    "JOB_ID": "jobId"
  }
);
var MARKER_MEMBER = (
  /** @type {const} */
  {
    "READY": "0",
    "DUE": "1"
  }
);

// qlab/widgets/js/data/key-name.js
var queueKey = (prefix, queue, role) => `${prefix}:${queue}:${role}`;
function jobKey(prefix, queue, job, role) {
  const name = `${prefix}:${queue}:${job}`;
  return role === void 0 ? name : `${name}:${SUFFIX_BELOW_A_JOB[role]}`;
}
var jobOf = (queue, job) => `${queue}
${job}`;
function partsOf(id) {
  const [queue = "", job = ""] = id.split("\n");
  return [queue, job];
}

// qlab/widgets/js/data/held.js
function byBytes(a, b) {
  if (a === b) return 0;
  const [left, right] = [points(a), points(b)];
  const at = left.findIndex((code, index) => code !== right[index]);
  return at < 0 ? -1 : (left[at] ?? -1) - (right[at] ?? -1);
}
var points = (text) => [...text].map((char) => byteOrPoint(char.codePointAt(0) ?? 0));
var byteOrPoint = (code) => code >> 8 === 220 ? code - 56320 : code;
var byScore = (a, b) => a[1] - b[1] || byBytes(a[0], b[0]);
var byField = ([a], [b]) => a < b ? -1 : a > b ? 1 : 0;
var score = (value) => typeof value === "string" ? Number(value.replace("inf", "Infinity")) : value;
var VALUES = {
  hash: (fields) => new Map(Object.entries(fields).sort(byField)),
  zset: (members) => members.map(([member, value]) => [member, score(value)]).sort(byScore)
};
var EDITS = {
  string: (_old, text) => text,
  list: editList,
  members: editMembers,
  hash: editHash,
  zset: editZset,
  stream: (old, edit) => old.slice(edit.trim).concat(edit.append)
};
var KINDS = (
  /** @type {(keyof typeof EDITS)[]} */
  Object.keys(EDITS)
);
function editList(old, splices) {
  const items = old.slice();
  for (const [at, removed, inserted] of splices) items.splice(at, removed, ...inserted);
  return items;
}
function editMembers(old, edit) {
  const kept = old.filter((each) => !edit.del.includes(each));
  return [.../* @__PURE__ */ new Set([...kept, ...edit.add])].sort(byBytes);
}
function editHash(old, edit) {
  const fields = new Map(old);
  for (const field of edit.del) fields.delete(field);
  for (const [field, text] of Object.entries(edit.set)) fields.set(field, text);
  return new Map([...fields].sort(byField));
}
function editZset(old, edit) {
  const members = new Map(old);
  for (const member of edit.del) members.delete(member);
  for (const [member, value] of Object.entries(edit.set)) members.set(member, score(value));
  return [...members].sort(byScore);
}
function born(name, json, at) {
  const value = VALUES[json.type]?.(json.value) ?? json.value;
  const life2 = json.expires_at === null ? null : json.expires_at - at;
  const words = new Map(Object.entries(json.words ?? {}));
  const { encoding, expires_at: expires, size: size2 } = json;
  return { name, type: (
    /** @type {any} */
    json.type
  ), encoding, expires, life: life2, value, size: size2, words, job: null };
}
function edited(old, change, at) {
  const kind = KINDS.find((name) => name in change);
  const value = kind ? EDITS[kind](old.value, change[kind]) : old.value;
  const expires = change.expires_at;
  const life2 = expires === null ? null : expires === old.expires ? old.life : expires - at;
  const words = change.words ? new Map([...old.words, ...Object.entries(change.words)]) : old.words;
  return { ...old, job: null, encoding: change.encoding, expires, life: life2, value, words };
}
function sizeOf(held) {
  if (held.size !== void 0) return held.size;
  if (held.type === "hash") return held.value.size;
  return typeof held.value === "string" ? bytesOf(held.value) : held.value.length;
}
var bytesOf = (text) => [...text].reduce((total, char) => total + bytesIn(char.codePointAt(0) ?? 0), 0);
var bytesIn = (code) => code < 128 || code >> 8 === 220 ? 1 : code < 2048 ? 2 : code < 65536 ? 3 : 4;
function membersOf(held) {
  if (!held || !Array.isArray(held.value) || held.type === "stream") return [];
  return held.type === "zset" ? held.value : (
    /** @type {string[]} */
    held.value.map((id) => [id, null])
  );
}

// qlab/widgets/js/text/number.js
var digits = (value) => Number.isSafeInteger(value) || Math.abs(value) < 1e21 ? String(value) : value.toPrecision(17);
var counted = (count) => count.toLocaleString("en");
var plural = (count, one, many = `${one}s`) => `${counted(count)} ${count === 1 ? one : many}`;

// qlab/widgets/js/text/time.js
function elapsed(ms) {
  const [whole = "", part = ""] = (Math.abs(ms) / 1e3).toFixed(3).split(".");
  return `${ms < 0 ? "-" : "+"}${whole.replace(/\B(?=(\d{3})+$)/g, " ")}.${part} s`;
}
var seconds = (ms) => `${(ms / 1e3).toFixed(3)} s`;
var toEven = (number) => number % 1 === 0.5 ? 2 * Math.round(number / 2) : Math.round(number);
var span = (ms) => ms < 1e5 ? seconds(ms) : human(1e3 * toEven(ms / 1e3));
function toGo(ms) {
  if (ms === 0) return "due now";
  return ms > 0 ? `due in ${span(ms)}` : `overdue by ${span(-ms)}`;
}
var since = (ms) => ms > 0 ? `in ${span(ms)}` : `${span(-ms)} ago`;
var UNITS = [
  ["d", 864e5],
  ["h", 36e5],
  ["min", 6e4],
  ["s", 1e3]
];
function human(ms) {
  if (!(ms < 1e15)) return `${ms.toPrecision(4)} ms`;
  let rest = ms;
  const parts = UNITS.map(([unit, size2]) => {
    const count = unit === "s" ? rest / size2 : Math.floor(rest / size2);
    rest -= Math.floor(rest / size2) * size2;
    return count ? `${count} ${unit}` : "";
  });
  return parts.filter(Boolean).join(" ") || "0 s";
}
function brief(words, units) {
  const largest = new RegExp(`((?:\\d+ (?:d|h|min) ?){${units}}).*`);
  return words.replace("overdue by", "late by").replace(largest, "$1").trim();
}
function moment(ms) {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `${ms} ms since 1970` : date.toISOString();
}

// qlab/widgets/js/text/visible.js
var HIDDEN_CHARACTERS = new RegExp(`[${HIDDEN}]`, "gu");
var hex = (code, digits2) => code.toString(16).padStart(digits2, "0");
function visibleChar(char) {
  const code = char.codePointAt(0) ?? 0;
  if (char === "\r") return "\\r";
  if (code >= 56448 && code <= 56575) return `\\x${hex(code - 56320, 2)}`;
  if (code < 128) return `\\x${hex(code, 2)}`;
  return code < 65536 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}
var plain = (text) => String(text).replace(HIDDEN_CHARACTERS, visibleChar);
var line = (text) => plain(text).replace(/\n/g, "\\n").replace(/\t/g, "\\t");
function clip(text, width) {
  if (text.length <= width) return text;
  const end = /[\ud800-\udbff]/.test(text[width - 2] ?? "") ? width - 2 : width - 1;
  return `${text.slice(0, end)}…`;
}
var shortLine = (text, width) => clip(line(text), width);

// qlab/widgets/js/data/score.js
var split = (value, step) => [Math.floor(value / step), value - Math.floor(value / step) * step];
var dueOf = (value) => split(value, DELAYED_STEP)[0];
var priorityOf = (value) => split(value, PRIORITY_STEP)[0];
var PRIORITY_BITS = Math.log2(PRIORITY_STEP);
var EXACT_BITS = Math.log2(EXACT);
var past = (verb) => ({ value, now, start }) => ({
  label: elapsed(value - start),
  meaning: `${verb} ${moment(value)}, ${since(value - now)}`
});
function delayed({ value, now }) {
  const [due, sequence] = split(value, DELAYED_STEP);
  const doubt = Math.abs(value) > EXACT ? ` (above 2^${EXACT_BITS} a score loses its sequence)` : "";
  const label = toGo(due - now);
  return { label, meaning: `${due} ms × ${DELAYED_STEP} + ${sequence} → ${label}${doubt}` };
}
function prioritized({ value }) {
  const [priority, counter] = split(value, PRIORITY_STEP);
  const label = counter ? `ticket ${counter}` : "at the front";
  return { label, meaning: `${priority} × 2^${PRIORITY_BITS} + ${counter} → priority ${priority}, ${label}` };
}
function marker({ member, value, now }) {
  const words = {
    [MARKER_MEMBER.READY]: "jobs are ready: an idle worker wakes at once",
    [MARKER_MEMBER.DUE]: `a worker without work sleeps until the next delayed job, ${toGo(value - now)}`
  };
  const known = Object.values(MARKER_MEMBER).join(" and ");
  return { label: "", meaning: words[member] ?? `not a marker that BullMQ sets (it knows ${known})` };
}
function repeat({ member, value, now }) {
  const label = toGo(value - now);
  return { label, meaning: `${moment(value)} → next job of scheduler ${shortLine(member, 60)} ${label}` };
}
var SCORES = {
  [ROLE.DELAYED]: delayed,
  [ROLE.PRIORITIZED]: prioritized,
  [ROLE.MARKER]: marker,
  [ROLE.COMPLETED]: past("finished"),
  [ROLE.FAILED]: past("finished"),
  [ROLE.WAITING_CHILDREN]: past("waiting since"),
  [ROLE.UNSUCCESSFUL]: past("failed"),
  [ROLE.REPEAT]: repeat,
  [ROLE.LEGACY_PRIORITY]: ({ value }) => ({
    label: digits(value),
    meaning: `priority ${digits(value)}, no longer read`
  })
};
function decodeScore(role, member, value, now, start) {
  if (!Number.isFinite(value)) {
    return { label: digits(value), meaning: "not a finite number: BullMQ sets no such score" };
  }
  return SCORES[role]?.({ member, value, now, start }) ?? { label: digits(value), meaning: "" };
}

// qlab/widgets/js/data/picture.js
var TEN_YEARS = 10 * 365 * 864e5;
var Picture = class {
  /**
   * @param {PlayerData} data
   * @param {number} index
   * @param {string} selected the job that was chosen, or ""
   */
  constructor(data, index, selected) {
    this.data = data;
    this.index = index;
    this.selected = selected;
    this.step = data.step(index);
    this.at = data.at(index);
    this.state = data.state(index);
    this.before = index > 0 ? data.state(index - 1) : this.state;
    const changes = this.step?.changes ?? [];
    this.kinds = new Map(changes.map((change) => [change.key, this.kind(change)]));
    this.appended = new Map(
      changes.map((change) => [change.key, change.stream?.append.length ?? this.entered(change)])
    );
    this.moves = wholeMoves(this.step?.moves ?? []);
    this.places = null;
  }
  /**
   * @param {Change} change
   * @returns {Kind}
   */
  kind(change) {
    if (change.del) return "gone";
    return change.set && !this.before.has(change.key) ? "born" : "changed";
  }
  /**
   * Of a stream told anew, how many of its entries it did not hold before.
   * @param {Change} change
   */
  entered({ key, set }) {
    if (set?.type !== "stream") return 0;
    const old = this.before.get(key);
    const known = new Set(old?.type === "stream" ? old.value.map(([id]) => id) : []);
    return set.value.filter(([id]) => !known.has(id)).length;
  }
  /**
   * How many entries a stream gained in this step.
   * @param {string} name
   */
  fresh(name) {
    return this.appended.get(name) ?? 0;
  }
  /**
   * The hash of a job, where there is one.
   * @param {string} queue
   * @param {string} job
   * @returns {HeldHash | null}
   */
  hash(queue, job) {
    const held = this.state.get(jobKey(this.data.prefix, queue, job));
    return held?.type === "hash" ? held : null;
  }
  /**
   * A job's name, and its attempts: those made, of those allowed.
   * @param {string} queue
   * @param {string} job
   * @returns {JobFacts}
   */
  job(queue, job) {
    const held = this.hash(queue, job);
    if (!held) return { name: "", tries: "" };
    held.job ??= { name: held.value.get(FIELD.NAME) ?? "", tries: attempts(held.value) };
    return held.job;
  }
  /**
   * Which state a job is in: the container that holds its id.
   * @param {string} queue
   * @param {string} job
   */
  stateOf(queue, job) {
    this.places ??= this.findPlaces();
    return this.places.get(jobOf(queue, job)) ?? STATE.UNKNOWN;
  }
  findPlaces() {
    const places = /* @__PURE__ */ new Map();
    for (const queue of this.data.queues) {
      for (const [role, state] of STATE_OF_ROLE) {
        for (const [member] of membersOf(this.state.get(queueKey(this.data.prefix, queue, role)))) {
          const id = jobOf(queue, member);
          if (!places.has(id)) places.set(id, state);
        }
      }
    }
    return places;
  }
  /** The jobs this step is about, by their keys' parts. */
  jobs() {
    const found = /* @__PURE__ */ new Map();
    for (const name of this.kinds.keys()) {
      const { queue, job } = this.data.key(name);
      if (job !== null) found.set(jobOf(queue, job), { queue, job });
    }
    return found;
  }
};
function wholeMoves(moves) {
  const whole = /* @__PURE__ */ new Map();
  for (const [queue, job, source, target] of moves) {
    const first = whole.get(jobOf(queue, job));
    whole.set(jobOf(queue, job), [queue, job, first ? first[2] : source, target]);
  }
  return whole;
}
function attempts(fields) {
  try {
    const most = JSON.parse(fields.get(FIELD.OPTIONS) ?? "{}").attempts ?? 1;
    const made2 = FIELD.ATTEMPTS_MADE.map((name) => fields.get(name)).find((text) => text !== void 0);
    return most > 1 ? `${Number(made2 ?? 0)}/${most}` : "";
  } catch {
    return "";
  }
}
var LongestWaits = class {
  /** @param {PlayerData} data */
  constructor(data) {
    this.data = data;
    this.upTo = 0;
    this.by = /* @__PURE__ */ new Map();
  }
  /** @param {string} name */
  of(name) {
    for (; this.upTo < this.data.length; this.upTo += 1) {
      const { at, changes } = (
        /** @type {import("../types.d.ts").Step} */
        this.data.step(this.upTo + 1)
      );
      for (const change of changes) this.look(change, at);
    }
    return this.by.get(name) ?? 0;
  }
  /** @param {Change} change @param {number} at */
  look(change, at) {
    if (this.data.key(change.key).role !== ROLE.DELAYED) return;
    const longest = Math.max(0, ...scoresOf(change).map((value) => dueOf(score(value)) - at));
    if (longest < TEN_YEARS) this.by.set(change.key, Math.max(this.by.get(change.key) ?? 0, longest));
  }
};
function scoresOf({ zset, set }) {
  if (zset) return Object.values(zset.set);
  return set?.type === "zset" ? set.value.map(([, value]) => value) : [];
}

// qlab/widgets/js/data/player-data.js
var EVERY = 32;
var NEAR = 5;
var KEPT = 6;
var PlayerData = class {
  /** @param {PlayerJson} json */
  constructor(json) {
    this.prefix = json.prefix;
    this.start = json.start;
    this.began = json.at;
    this.note = json.note;
    this.steps = [];
    this.names = /* @__PURE__ */ new Map();
    this.words = [];
    this.kept = /* @__PURE__ */ new Map();
    this.used = /* @__PURE__ */ new Set();
    this.queues = [];
    this.grow(json);
    const first = new Map(Object.entries(json.keys).map(([name, key]) => [name, born(name, key, json.at)]));
    this.frames = [first];
    for (const name of first.keys()) this.use(name);
  }
  /**
   * Takes in further steps; those it has already are left out. Returns whether there were any.
   * @param {Chunk} chunk
   */
  grow(chunk) {
    const fresh = chunk.steps.slice(this.steps.length - chunk.from);
    if (chunk.from > this.steps.length || !fresh.length && this.steps.length) return false;
    for (const [name, [queue, role, job, detail]] of Object.entries(chunk.names)) {
      this.names.set(name, { name, queue, role, job, detail });
    }
    chunk.words.forEach((word, at) => {
      this.words[chunk.wordsFrom + at] = word;
    });
    this.steps.push(...fresh);
    const queues = new Set([...this.names.values()].map((key) => key.queue).filter(Boolean));
    this.queues = byActivity([...queues].sort(), this.steps);
    for (const change of fresh.flatMap((step) => step.changes)) this.use(change.key);
    return fresh.length > 0;
  }
  /** @param {string} name */
  use(name) {
    const { queue, role } = this.key(name);
    this.used.add(`${queue}
${role}`);
  }
  /**
   * Whether a queue ever had a key of that role.
   * @param {string} queue
   * @param {string} role
   */
  hasUsed(queue, role) {
    return this.used.has(`${queue}
${role}`);
  }
  /**
   * The queues as they are drawn at a step: first the one in which most happens about then, where it is seen. One that
   * comes in for a few steps alone moves nothing.
   * @param {number} index
   */
  queuesAt(index) {
    const near = this.steps.slice(Math.max(0, index - NEAR - 1), index + NEAR);
    const [first] = byActivity([...this.queues], near);
    return first === void 0 ? [] : [first, ...this.queues.filter((queue) => queue !== first)];
  }
  get length() {
    return this.steps.length;
  }
  /**
   * The step of that number, from 1; none for 0, the beginning.
   * @param {number} index
   * @returns {Step | undefined}
   */
  step(index) {
    return this.steps[index - 1];
  }
  /**
   * When a step was taken, ms since 1970.
   * @param {number} index
   */
  at(index) {
    return this.step(index)?.at ?? this.began;
  }
  /**
   * A key's name, taken apart.
   * @param {string} name
   * @returns {Key}
   */
  key(name) {
    return this.names.get(name) ?? { name, queue: "", role: ROLE.UNKNOWN, job: null, detail: null };
  }
  /**
   * Every key after step `index`, by name. Not to be changed.
   * @param {number} index
   */
  state(index) {
    const known = this.kept.get(index);
    if (known) return known;
    const state = this.replay(index);
    this.kept.set(index, state);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== void 0) this.kept.delete(oldest);
    return state;
  }
  /**
   * @param {number} index
   * @returns {State}
   */
  replay(index) {
    let from = Math.min(Math.floor(index / EVERY), this.frames.length - 1) * EVERY;
    let base = this.frames[from / EVERY];
    for (const [at, state2] of this.kept) if (at > from && at < index) [from, base] = [at, state2];
    const state = new Map(base);
    for (let at = from + 1; at <= index; at += 1) {
      const step = this.step(at);
      for (const change of step?.changes ?? []) apply(state, change, this.at(at));
      if (at % EVERY === 0 && !this.frames[at / EVERY]) this.frames[at / EVERY] = new Map(state);
    }
    return state;
  }
  /**
   * What a field of a key means; "" where that is not told.
   * @param {Held} held
   * @param {string} field
   */
  word(held, field) {
    return this.words[held.words.get(field) ?? -1] ?? "";
  }
  /**
   * The numbers of the steps at which `test(step)` holds.
   * @param {(step: Step) => boolean} test
   */
  find(test) {
    return this.steps.filter(test).map((step) => step.index);
  }
  /**
   * Whether a step is about a job: it moved, or one of its own keys changed. "": any queue, or any job.
   * @param {Step} step
   * @param {string} queue
   * @param {string} job
   */
  concerns(step, queue, job) {
    const same = (itsQueue, itsJob) => (queue === "" || itsQueue === queue) && (job === "" || itsJob === job);
    if (same(step.queue, step.job)) return true;
    if (step.moves.some((move) => same(move[0], move[1]))) return true;
    return step.changes.some((change) => same(this.key(change.key).queue, this.key(change.key).job));
  }
};
function apply(state, change, at) {
  const old = state.get(change.key);
  if (change.del) state.delete(change.key);
  else if (change.set) state.set(change.key, born(change.key, change.set, at));
  else if (old) state.set(change.key, edited(old, change, at));
}
function byActivity(queues, steps) {
  const counts = new Map(queues.map((queue) => [queue, 0]));
  for (const { queue } of steps) if (queue !== null) counts.set(queue, (counts.get(queue) ?? 0) + 1);
  return queues.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
}

// qlab/widgets/js/dom/element.js
function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  for (const child of children.flat()) {
    if (child === null || child === void 0 || child === "") continue;
    node.append(child instanceof Node ? child : plain(child));
  }
  return node;
}
function setProp(node, name, value) {
  if (value === null || value === void 0 || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "text") node.textContent = plain(value);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "on") for (const [type, listen] of Object.entries(value)) node.addEventListener(type, listen);
  else node.setAttribute(name, value === true ? "" : value);
}
var button = (css, act, props = {}, ...children) => el("button", { type: "button", class: css, on: { click: act }, ...props }, ...children);
var tableHead = (...names) => el("thead", {}, el("tr", {}, ...names.map((words) => el("th", { scope: "col" }, words))));
function setText(node, text) {
  const shown = plain(text);
  if (node.textContent !== shown) node.textContent = shown;
}
function setData(node, name, value) {
  if (node.dataset[name] !== value) node.dataset[name] = value;
}
function setStyle(node, name, value) {
  if (node.style.getPropertyValue(name) !== value) node.style.setProperty(name, value);
}
function place(node, children) {
  children.forEach((child, at) => {
    if (node.childNodes[at] !== child) node.insertBefore(child, node.childNodes[at] || null);
  });
  while (node.childNodes.length > children.length) node.lastChild?.remove();
}

// qlab/widgets/js/dom/words.js
function raw(text, width = 120) {
  const whole = plain(text);
  if (whole.length <= width) return el("code", { class: "q-raw" }, whole || '""');
  const shown = el("code", { class: "q-raw" }, clip(whole, width));
  const more = el("button", { type: "button", class: "q-more", "aria-expanded": "false" });
  const label = (open) => {
    more.textContent = open ? "show less" : `show all (+${counted(whole.length - width + 1)})`;
  };
  more.addEventListener("click", () => {
    const open = more.getAttribute("aria-expanded") !== "true";
    more.setAttribute("aria-expanded", String(open));
    shown.textContent = open ? whole : clip(whole, width);
    shown.classList.toggle("q-whole", open);
    if (open) shown.tabIndex = 0;
    else shown.removeAttribute("tabindex");
    label(open);
  });
  label(false);
  return el("span", {}, shown, " ", more);
}
function worded(text) {
  const node = document.createDocumentFragment();
  const parts = plain(text).split(/`([^`]{1,60})`/);
  for (const [at, part] of parts.entries()) node.append(at % 2 ? el("code", {}, part) : part);
  return node;
}

// qlab/widgets/js/dom/svg.js
var SVG = "http://www.w3.org/2000/svg";
function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

// qlab/widgets/js/dom/icon.js
var ICONS = {
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
  job: "M2 8h8M7 4.5 10.5 8 7 11.5M13.5 3v10",
  lock: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  bell: "M3 11.5h10M4 11.5V8a4 4 0 0 1 8 0v3.5M7 13.8h2",
  tape: "M1.5 4h13v8h-13zM4 4v8M12 4v8"
};
function icon(name, size2 = 16) {
  const box = { viewBox: "0 0 16 16", width: size2, height: size2 };
  const path = svg("path", { d: ICONS[name] ?? ICONS[STATE.UNKNOWN] ?? "" });
  return svg("svg", { ...box, "aria-hidden": "true", class: `q-icon q-icon-${name}` }, path);
}

// qlab/widgets/js/player/filters.js
var MOST_JOBS = 500;
var made = 0;
var Filters = class {
  /** @param {PlayerData} data @param {() => void} changed */
  constructor(data, changed) {
    this.data = data;
    this.changed = changed;
    this.wanted = { queue: "", job: "" };
    this.cached = null;
    const on = { change: () => this.set() };
    made += 1;
    this.queue = el("select", { on });
    this.jobs = el("datalist", { id: `q-jobs-${made}` });
    this.job = el("input", { type: "text", list: this.jobs.id, size: 8, placeholder: "any", on });
    this.elements = [el("label", {}, "queue ", this.queue), el("label", {}, "job ", this.job, this.jobs)];
  }
  /** After the recording grew: new queues and jobs. */
  refresh() {
    const chosen = this.queue.value;
    const option = (name) => el("option", { value: name }, shortLine(name, 40));
    this.queue.replaceChildren(el("option", { value: "" }, "all"), ...this.data.queues.map(option));
    this.queue.value = this.data.queues.includes(chosen) ? chosen : "";
    const jobs = [...this.data.names.values()].filter((key) => key.role === ROLE.JOB);
    const ids = [...new Set(jobs.map((key) => key.job ?? ""))].slice(0, MOST_JOBS);
    this.jobs.replaceChildren(...ids.map((id) => el("option", { value: clip(id, 200) })));
    this.cached = null;
  }
  set() {
    this.wanted = { queue: this.queue.value, job: this.job.value.trim() };
    this.cached = null;
    this.changed();
  }
  /** The steps that the buttons stop at: all, or those of the queue and job chosen. */
  stops() {
    const { queue, job } = this.wanted;
    this.cached ??= queue || job ? this.data.find((step) => this.data.concerns(step, queue, job)) : [0, ...this.data.steps.map((step) => step.index)];
    return this.cached;
  }
};

// qlab/widgets/js/player/marks.js
var Marks = class {
  /** @param {PlayerData} data */
  constructor(data) {
    this.data = data;
    this.element = el("div", { class: "q-ticks", "aria-hidden": "true" });
    this.legend = el("div", { class: "q-legend" });
  }
  /**
   * Ticks above where attempts failed, below where jobs completed: two paths, however many steps there are.
   * @param {number[]} stops
   */
  draw(stops) {
    const shown = new Set(stops);
    const steps = this.data.steps.filter((step) => shown.has(step.index));
    const [bad, good] = [steps.filter((step) => step.failed), steps.filter((step) => step.completed)];
    const x = (index) => (1e3 * index / Math.max(this.data.length, 1)).toFixed(1);
    const path = (marked, rest) => marked.map((step) => `M${x(step.index)} ${rest}`).join("");
    const failed = svg("path", { class: "q-tick-fail", d: path(bad, "0V7") });
    const done = svg("path", { class: "q-tick-done", d: path(good, "9V16") });
    this.element.replaceChildren(svg("svg", { viewBox: "0 0 1000 16", preserveAspectRatio: "none" }, failed, done));
    const [failures, jobs] = [sum(bad.map((step) => step.failed)), sum(good.map((step) => step.completed))];
    setText(this.legend, `▀ ${plural(failures, "attempt")} failed   ▄ ${plural(jobs, "job")} completed`);
  }
};
var sum = (numbers) => numbers.reduce((total, each) => total + each, 0);

// qlab/widgets/js/player/playing.js
var SPEEDS = [0.5, 1, 2, 4, 10];
var PACE = 1300;
var FAST = 2;
var Playing = class {
  /** @param {() => boolean} forward takes a step, and says whether there was one @param {(on: boolean) => void} tell */
  constructor(forward, tell) {
    this.forward = forward;
    this.tell = tell;
    this.timer = 0;
    const options = SPEEDS.map((each) => el("option", { value: each, selected: each === 1 }, `${each}×`));
    this.speed = el("select", { "aria-label": "speed", title: "Speed" }, ...options);
  }
  get on() {
    return this.timer !== 0;
  }
  get fast() {
    return this.on && Number(this.speed.value) > FAST;
  }
  start() {
    this.tell(true);
    this.wait(PACE / 2);
  }
  stop() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.tell(false);
  }
  /** @param {number} pace */
  wait(pace) {
    this.timer = window.setTimeout(
      () => this.forward() ? this.wait(PACE) : this.stop(),
      pace / Number(this.speed.value)
    );
  }
};

// qlab/widgets/js/player/search.js
var Search = class {
  /** @param {PlayerData} data @param {{ at: () => number, go: (index: number) => void }} player */
  constructor(data, player) {
    this.data = data;
    this.player = player;
    this.texts = /* @__PURE__ */ new Map();
    const on = {
      input: () => this.show(),
      keydown: (event) => event.key === "Enter" && this.jump(event.shiftKey ? -1 : 1)
    };
    this.input = el("input", { type: "search", size: 20, placeholder: "text, key, command", on });
    this.found = el("span", { class: "q-found", role: "status" });
    this.elements = [el("label", {}, "search (/) ", this.input), this.found];
  }
  matches() {
    const wanted = this.input.value.trim().toLowerCase();
    return wanted ? this.data.find((step) => this.text(step).includes(wanted)) : [];
  }
  /** @param {Step} step */
  text(step) {
    const known = this.texts.get(step.index) ?? textOf(step);
    this.texts.set(step.index, known);
    return known;
  }
  /** @param {number} by 1: to the next match, -1: to the one before; round and round */
  jump(by) {
    const found = this.matches();
    const at = this.player.at();
    const [after, before] = [found.find((each) => each > at), found.findLast((each) => each < at)];
    const next = by > 0 ? after ?? found[0] : before ?? found.at(-1);
    if (next !== void 0) this.player.go(next);
    this.show();
  }
  show() {
    const found = this.matches();
    const at = found.indexOf(this.player.at());
    const place2 = at >= 0 ? `${at + 1} of ${found.length}` : `${found.length} found: Enter goes there`;
    setText(this.found, !this.input.value.trim() ? "" : found.length ? place2 : "not found");
  }
};
function textOf(step) {
  const commands = step.commands.map(([name, args]) => `${name} ${args.join(" ")}`);
  const changes = step.changes.flatMap((change) => [change.key, ...change.lines.flat()]);
  return [step.title, step.sentence, step.script ?? "", ...commands, ...changes].join("\n").toLowerCase();
}

// qlab/widgets/js/player/story.js
var SIGN = {
  born: "✚ new",
  gone: "✖ gone",
  added: "+",
  removed: "−",
  changed: "~",
  trimmed: "− trimmed",
  size: "~ size",
  ttl: "~ TTL",
  encoding: "~ encoding"
};
var quiet = (words) => el("p", { class: "q-quiet" }, words);
function drawChanges(data, step) {
  if (!step) return [quiet("Before the first step.")];
  if (!step.changes.length) return [quiet("Nothing changed in Redis.")];
  return step.changes.map((change) => {
    const role = el("small", { class: "q-quiet" }, data.key(change.key).role);
    const lines = change.lines.map((parts) => drawLine(data, parts));
    const head = el("div", {}, raw(change.key, 64), " ", role);
    return el("div", { class: "q-change", data: { touch: change.key } }, head, el("ul", {}, ...lines));
  });
}
function drawLine(data, [kind, where, before, after, word]) {
  const meaning = data.words[word];
  const item = el("li", { data: { kind } }, el("b", { class: "q-sign" }, SIGN[kind] ?? kind), " ");
  if (where) item.append(el("code", { class: "q-where" }, `${line(where)} `));
  if (kind !== "born" && kind !== "gone") item.append(...drawSides(before, after));
  if (meaning) item.append(el("span", { class: "q-meaning" }, " ", worded(meaning)));
  return item;
}
function drawSides(before, after) {
  return before !== null && after !== null ? [el("del", {}, raw(before, 48)), " → ", raw(after, 80)] : [raw(after ?? before ?? "", 80)];
}
function drawCommands(data, step, light) {
  if (!step?.commands.length) {
    return [quiet(step && step.script === null ? "No script ran, or it was not traced." : "No commands.")];
  }
  const items = step.commands.map((command) => el("li", {}, drawCommand(data, command, light)));
  return [el("ol", { class: "q-commands" }, ...items)];
}
function drawCommand(data, [name, args, keys], light) {
  const words = args.map((arg) => keys.includes(arg) ? el("em", {}, shortLine(arg, 90)) : shortLine(arg, 90));
  const roles = [...new Set(keys.map((key) => data.key(key).role))].join(", ");
  const on = {
    mouseenter: () => light(keys),
    focus: () => light(keys),
    mouseleave: () => light([]),
    blur: () => light([]),
    click: () => light(keys, true)
  };
  const title = shortLine([name, ...args].join(" "), 600);
  const spaced = words.flatMap((word) => [" ", word]);
  const touched = roles ? el("small", {}, ` ${roles}`) : null;
  return el("button", { type: "button", class: "q-command", title, on }, el("b", {}, name), ...spaced, touched);
}
function spoken(data, index) {
  const step = data.step(index);
  if (!step) return `Beginning, before the first of ${plural(data.length, "step")}.`;
  const changed = step.changes.length ? `${plural(step.changes.length, "key")} changed.` : "Nothing changed.";
  return `Step ${index} of ${data.length}, ${elapsed(step.at - data.start)}. ${step.sentence} ${changed}`;
}
function usualSentence(data) {
  const sentences = data.steps.map((step) => step.sentence).sort((a, b) => a.length - b.length);
  return clip(line(sentences[Math.floor(sentences.length * 0.9)] ?? ""), 220);
}

// qlab/widgets/js/player/controls.js
var TYPING = "input:not([type=range]), select, textarea";
var PRESSING = "button, summary, a";
var Controls = class {
  /** @param {PlayerData} data @param {Player} player */
  constructor(data, player) {
    this.data = data;
    this.player = player;
    this.filters = new Filters(data, () => this.filtered());
    this.search = new Search(data, { at: () => player.index, go: (index) => this.go(index) });
    this.playing = new Playing(
      () => this.move(1),
      (on) => this.label(on ? "pause" : "play", on ? "Pause (Space)" : "Play (Space)")
    );
    this.marks = new Marks(data);
    this.first = small("first", "First step (Home)", () => this.go(this.filters.stops()[0] ?? 0));
    this.back = small("back", "Back (←)", () => this.move(-1));
    this.play = small("play", "Play (Space)", () => this.toggle());
    this.forward = small("forward", "Forward (→)", () => this.move(1));
    this.last = small("last", "Last step (End)", () => this.go(this.filters.stops().at(-1) ?? data.length));
    this.jobWords = el("span", {}, "next step of this job");
    const next = { data: { act: "job" } };
    this.nextOfJob = button("q-button q-wide", () => this.jumpJob(), next, icon("job"), " ", this.jobWords);
    const moved = { input: () => this.go(Number(this.range.value)) };
    this.range = el("input", { type: "range", min: 0, step: 1, "aria-label": "step", class: "q-range", on: moved });
    this.bar = this.makeBar();
    this.tools = el("div", { class: "q-tools" }, this.nextOfJob, ...this.filters.elements, ...this.search.elements);
    this.refresh();
  }
  makeBar() {
    const buttons = [this.first, this.back, this.play, this.forward, this.last, this.playing.speed];
    const slide = el("div", { class: "q-slide" }, this.marks.element, this.range, this.marks.legend);
    const bar = { class: "q-controls", role: "group", "aria-label": "controls" };
    return el("div", bar, el("div", { class: "q-buttons" }, ...buttons), slide);
  }
  /** After the recording grew: new queues, jobs and marks. */
  refresh() {
    this.filters.refresh();
    this.range.max = String(this.data.length);
    this.marks.draw(this.filters.stops());
  }
  filtered() {
    this.marks.draw(this.filters.stops());
    this.player.redraw();
  }
  /** @param {number} index */
  go(index) {
    this.player.show(Math.max(0, Math.min(index, this.data.length)));
  }
  /** @param {1 | -1} by @returns {boolean} whether there was such a step */
  move(by) {
    const at = this.player.index;
    const stops = this.filters.stops();
    const next = by > 0 ? stops.find((each) => each > at) : stops.findLast((each) => each < at);
    if (next !== void 0) this.go(next);
    return next !== void 0;
  }
  /**
   * The job that "this job" is: the one chosen, else the step's.
   * @returns {Job | null}
   */
  currentJob() {
    if (this.player.selected) {
      const [queue, job] = partsOf(this.player.selected);
      return { queue, job };
    }
    const step = this.data.step(this.player.index);
    if (!step) return null;
    if (step.job !== null && step.queue !== null) return { queue: step.queue, job: step.job };
    const move = step.moves[0];
    return move ? { queue: move[0], job: move[1] } : null;
  }
  jumpJob() {
    const current = this.currentJob();
    if (!current) return setText(this.search.found, "choose a job first");
    const { queue, job } = current;
    const at = this.player.index;
    const next = this.data.steps.slice(at).find((step) => this.data.concerns(step, queue, job));
    if (next) this.player.select(queue, job, next.index);
    else setText(this.search.found, "no later step of this job");
    return void 0;
  }
  toggle() {
    if (this.playing.on) return this.playing.stop();
    const stops = this.filters.stops();
    if (this.player.index >= (stops.at(-1) ?? 0)) this.go(stops[0] ?? 0);
    return this.playing.start();
  }
  /** @param {string} name @param {string} title */
  label(name, title) {
    this.play.replaceChildren(icon(name));
    this.play.title = title;
    this.play.setAttribute("aria-label", title);
  }
  /** Shows where we are. @param {number} index */
  update(index) {
    this.range.value = String(index);
    this.range.setAttribute("aria-valuetext", spoken(this.data, index).slice(0, 60));
    const stops = this.filters.stops();
    this.back.disabled = this.first.disabled = !stops.some((each) => each < index);
    this.forward.disabled = this.last.disabled = !((stops.at(-1) ?? 0) > index);
    if (this.search.input.value) this.search.show();
    const current = this.currentJob();
    this.nextOfJob.disabled = !current;
    setText(this.jobWords, current ? `next step of job ${shortLine(current.job, 14)}` : "next step of this job");
  }
  /** The keyboard. Keys that a field or a button needs for itself stay its own. @param {KeyboardEvent} event */
  key(event) {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
    const typing = event.target.matches(TYPING);
    const pressing = event.target.matches(PRESSING);
    const act = typing ? this.leaving(event.key) : this.acts[event.key];
    if (!act || pressing && event.key === " ") return;
    event.preventDefault();
    act();
  }
  /** Escape leaves a field, and the keys step again. @param {string} key */
  leaving(key) {
    return key === "Escape" ? () => this.player.root.focus() : void 0;
  }
  /** @type {Record<string, () => void>} */
  acts = {
    ArrowLeft: () => this.move(-1),
    ArrowRight: () => this.move(1),
    Home: () => this.first.click(),
    End: () => this.last.click(),
    " ": () => this.toggle(),
    "/": () => this.search.input.focus()
  };
};
var small = (name, title, act) => button("q-button", act, { data: { act: name }, title, "aria-label": title }, icon(name));

// qlab/widgets/js/player/inspector.js
var CELLS = 60;
function drawInspector(picture, name, close) {
  const held = picture.state.get(name);
  const key = picture.data.key(name);
  const cells = held ? cellsOf(picture, held, key) : [];
  const kind = held ? `${TYPES[held.type] ?? held.type} (${held.encoding})` : ABSENT;
  const about = el("small", { class: "q-quiet" }, `${key.role}: ${kind}. ${ROLES[key.role]?.[1] ?? ""}`);
  const head = el("header", {}, el("h3", {}, "Key"), button("q-more", close, {}, "close"));
  const nodes = [head, el("p", {}, raw(name, 80), el("br"), about)];
  if (cells.length) nodes.push(drawCells(cells.slice(0, CELLS)));
  if (cells.length > CELLS) nodes.push(el("p", { class: "q-quiet" }, `… and ${counted(cells.length - CELLS)} more`));
  return nodes;
}
var ABSENT = "absent: an empty container does not exist in Redis";
function drawCells(cells) {
  const rows = cells.map(([where, text, meaning]) => {
    const head = el("th", { scope: "row" }, shortLine(where, 60));
    return el("tr", {}, head, el("td", {}, raw(text)), el("td", { class: "q-meaning" }, worded(meaning)));
  });
  return el("table", { class: "q-fields" }, tableHead("where", "raw", "meaning"), el("tbody", {}, ...rows));
}
function cellsOf({ data, at }, held, key) {
  const meaning = (member, value) => decodeScore(key.role, member, value, at, data.start).meaning;
  const told = (fields) => fields.map(([name, text]) => `${name}=${text}`).join(" ");
  switch (held.type) {
    case "hash":
      return [...held.value].map(([field, text]) => [field, text, data.word(held, field)]);
    case "zset":
      return held.value.map(([member, value]) => [member, digits(value), meaning(member, value)]);
    case "stream":
      return [...held.value].reverse().map(([id, fields]) => [id, told(fields), ""]);
    case "string":
      return [["", held.value, data.word(held, "")]];
    default:
      return Array.isArray(held.value) ? held.value.map((item, index) => [`[${index}]`, item, ""]) : [["", String(held.value), ""]];
  }
}

// qlab/widgets/js/player/mark.js
var CHANGES = { born: "✚ new", gone: "✖ gone", changed: "✎ changed" };
var changeMark = (kind) => kind ? el("span", { class: `q-mark q-mark-${kind}`, text: CHANGES[kind] }) : null;

// qlab/widgets/js/player/bell.js
var MOST = 10;
function drawBell(picture, name) {
  const held = picture.state.get(name);
  const kind = picture.kinds.get(name);
  const members = held?.type === "zset" ? held.value : [];
  const says = members.length ? members.slice(0, MOST).map((member) => drawMember(picture, member)) : [el("span", { class: "q-says" }, "silent: no marker")];
  const data = { key: name, change: kind ?? "", rings: members[0]?.[0] ?? "" };
  const title = el("h4", {}, ROLE.MARKER);
  return el("section", { class: "q-small q-bell", data }, icon("bell"), title, ...says, changeMark(kind));
}
function drawMember(picture, [member, value]) {
  const { meaning } = decodeScore(ROLE.MARKER, member, value, picture.at, picture.data.start);
  return el(
    "span",
    { class: "q-says" },
    el("code", {}, `${shortLine(member, 24)} (score ${digits(value)})`),
    " ",
    meaning
  );
}

// qlab/widgets/js/player/raw-value.js
function rawValue(held) {
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

// qlab/widgets/js/player/card.js
function drawCard(picture, { name, queue, job }) {
  const held = picture.state.get(name);
  const kind = picture.kinds.get(name);
  const rows = held ? drawFields(picture, held, picture.before.get(name)) : [];
  const caption = el("caption", { class: "q-hidden" }, `fields of ${shortLine(name, 80)}`);
  const table = el(
    "table",
    { class: "q-fields" },
    caption,
    tableHead("field", "raw", "meaning"),
    el("tbody", {}, ...rows)
  );
  const head = drawHead(picture, queue, job, kind);
  return el("article", { class: "q-card", data: { key: name, change: kind ?? "", job } }, head, table);
}
function drawHead(picture, queue, job, kind) {
  const { name, tries } = picture.job(queue, job);
  const state = picture.stateOf(queue, job);
  const attempts2 = tries ? el("span", { class: "q-tries" }, `attempts ${tries}`) : null;
  const named = el("span", { class: "q-name" }, shortLine(name, 40));
  const chip = el("span", { class: `q-chip q-state-${state}` }, state);
  return el(
    "header",
    {},
    icon(state),
    el("h4", {}, `job ${shortLine(job, 40)}`),
    named,
    chip,
    attempts2,
    changeMark(kind)
  );
}
function drawFields(picture, held, before) {
  if (held.type !== "hash") return [drawField("", "", raw(rawValue(held)))];
  const old = before?.type === "hash" ? before.value : /* @__PURE__ */ new Map();
  const rows = [...held.value].map(([field, text]) => {
    const was = old.get(field);
    const kind = before === held || was === text ? "" : old.has(field) ? "changed" : "born";
    const value = kind === "changed" ? [el("del", {}, raw(was, 40)), " → ", raw(text)] : [raw(text)];
    return drawField(field, kind, value, picture.data.word(held, field));
  });
  const gone = [...old.keys()].filter((field) => before !== held && !held.value.has(field));
  return [...rows, ...gone.map((field) => drawField(field, "gone", raw(old.get(field))))];
}
function drawField(field, kind, value, meaning = "") {
  const name = el("th", { scope: "row" }, shortLine(field, 60), changeMark(kind));
  return el(
    "tr",
    { data: { change: kind } },
    name,
    el("td", {}, value),
    el("td", { class: "q-meaning" }, worded(meaning))
  );
}

// qlab/widgets/js/player/scale.js
var SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];
var DAY = 864e5;
var MOST_TICKS = 20;
var nice = (ms) => SECONDS.map((each) => each * 1e3).find((each) => each >= ms) ?? Math.ceil(ms / DAY) * DAY;
function timePage(data, now, longest) {
  const ends = data.length ? data.at(data.length) - data.start : 0;
  const all = Math.max(ends, longest, 1e3);
  if (!longest || all <= longest * 3 || all <= 3e4) return [data.start, data.start + all * 1.06];
  const page = nice(longest * 2);
  const from = data.start + Math.floor((now - data.start) / page) * page;
  return [from, from + page * 1.5];
}
function ticks(from, to, start) {
  const step = nice((to - from) / 6.5);
  const made2 = [];
  let at = Math.ceil((from - start) / step) * step + start;
  for (; at <= to && made2.length < MOST_TICKS; at += step) made2.push(at);
  return made2;
}
var Lanes = class {
  /** @param {number} width of the axis @param {number} token its width @param {number} most lanes, while it can be */
  constructor(width, token, most) {
    this.width = width;
    this.token = token;
    this.most = most;
    this.gap = 6;
    this.lanes = [];
  }
  get length() {
    return this.lanes.length;
  }
  /**
   * A token hangs to the right of its place; where there is no room, to the left of it.
   * @param {number} place
   */
  hang(place2) {
    const hangs = place2 + this.token > this.width && place2 >= this.token;
    return { left: hangs ? place2 - this.token : Math.max(0, Math.min(place2, this.width - this.token)), hangs };
  }
  /**
   * Room for a token: the lowest lane that is free from `left` on; else the nearest room after the tokens of a lane, or
   * before them; else a new lane. No token ever hides another.
   * @param {number} left
   */
  take(left) {
    const free = this.lanes.findIndex(([, to]) => to <= left);
    if (free >= 0) return this.stand(free, left);
    if (this.lanes.length < this.most) return this.stand(this.lanes.length, left);
    const after = this.best(([, to]) => to + this.token <= this.width ? -to : Number.NEGATIVE_INFINITY);
    if (after >= 0) return this.stand(after, this.lanes[after]?.[1] ?? left);
    const needed = this.token + this.gap;
    const before = this.best(([from]) => from >= needed ? from : Number.NEGATIVE_INFINITY);
    if (before >= 0) return this.stand(before, (this.lanes[before]?.[0] ?? needed) - needed);
    return this.stand(this.lanes.length, left);
  }
  /**
   * The index of the lane for which `worth` is greatest; -1 where all are out of the question.
   * @param {(lane: Lane) => number} worth
   */
  best(worth) {
    const worths = this.lanes.map(worth);
    const most = Math.max(Number.NEGATIVE_INFINITY, ...worths);
    return most === Number.NEGATIVE_INFINITY ? -1 : worths.indexOf(most);
  }
  /** @param {number} lane @param {number} stands */
  stand(lane, stands) {
    const [from, to] = this.lanes[lane] ?? [stands, stands];
    this.lanes[lane] = [Math.min(from, stands), Math.max(to, stands + this.token + this.gap)];
    return { lane, stands };
  }
};

// qlab/widgets/js/player/axis.js
var ROW = 60;
var LOW = 30;
var LANES = 5;
var WIDE = 172;
var LETTER = 6.4;
var MOST_TICKS2 = 60;
var Axis = class {
  /** @param {Container} box */
  constructor(box) {
    this.box = box;
    this.width = 0;
    this.signature = "";
    this.rule = el("div", { class: "q-rule", "aria-hidden": "true" });
    this.nowText = el("span", {});
    this.now = el("div", { class: "q-now" }, this.nowText);
    const parts = box.role === ROLE.DELAYED ? [box.tokens, this.now, this.rule] : [box.tokens, this.rule];
    this.field = el("div", { class: "q-field" }, ...parts);
    this.rest = el("div", { class: "q-rest" });
    box.body.append(this.field, this.rest);
    box.body.classList.add("q-axis");
    this.watch = new ResizeObserver(([entry]) => this.resize(entry?.contentRect.width ?? 0));
    this.watch.observe(this.field);
  }
  /** @param {number} width */
  resize(width) {
    if (Math.abs(width - this.width) < 1) return;
    this.width = width;
    this.box.hooks.redraw();
  }
  /** The width in px; before the first layout a likely one. */
  get room() {
    return this.width || 600;
  }
  /** @param {Picture} picture @param {Members} members @param {HTMLElement[]} drawn */
  update(picture, members, drawn) {
    const jobs = drawn.filter((each) => each.dataset.job !== void 0);
    if (this.box.role === ROLE.DELAYED) this.byTime(picture, members, jobs);
    else this.byPriority(members, jobs);
    place(this.box.tokens, jobs);
    place(
      this.rest,
      drawn.filter((each) => each.dataset.job === void 0)
    );
  }
  /** @param {Picture} picture @param {Members} members @param {HTMLElement[]} jobs */
  byTime(picture, members, jobs) {
    const { data, hooks, name } = this.box;
    const [from, to] = timePage(data, picture.at, hooks.waits.of(name));
    const x = (at) => at > from ? Math.min(1, (at - from) / (to - from)) : 0;
    this.lay(
      jobs,
      members.map(([, value]) => x(dueOf(value ?? 0)))
    );
    setStyle(this.now, "left", `${x(picture.at) * 100}%`);
    setData(this.now, "side", x(picture.at) > 0.7 ? "left" : "right");
    setText(this.nowText, `now ${elapsed(picture.at - data.start)}`);
    const points2 = ticks(from, to, data.start).map((at) => [x(at), human(at - data.start)]);
    this.mark(points2, `${from}-${to}`);
  }
  /**
   * Priorities side by side, the most urgent first; equal ones in the order of their tickets.
   * @param {Members} members
   * @param {HTMLElement[]} jobs
   */
  byPriority(members, jobs) {
    const priorities = [...new Set(members.map(([, value]) => priorityOf(value ?? 0)))];
    const places = new Map(priorities.map((priority, at) => [priority, at / priorities.length]));
    const placeOf = (priority) => places.get(priority) ?? 0;
    this.lay(
      jobs,
      members.map(([, value]) => placeOf(priorityOf(value ?? 0)))
    );
    const points2 = priorities.map((each, at) => [placeOf(each), at ? String(each) : `priority ${each}`]);
    this.mark(points2, priorities.join());
  }
  /**
   * Puts each token at its place, in the lowest lane in which it covers no other.
   * @param {HTMLElement[]} jobs
   * @param {number[]} places from 0 to 1
   */
  lay(jobs, places) {
    const height = this.box.isMany ? LOW : ROW;
    const lanes = new Lanes(this.room, WIDE, LANES);
    jobs.forEach((token, at) => {
      const { left, hangs } = lanes.hang((places[at] ?? 0) * this.room);
      const { lane, stands } = lanes.take(left);
      setData(token, "hangs", hangs && stands === left ? "left" : "right");
      setStyle(token, "left", `${stands.toFixed(1)}px`);
      setStyle(token, "bottom", `${26 + lane * height}px`);
    });
    setStyle(this.field, "height", `${38 + Math.max(ROW, lanes.length * height)}px`);
  }
  /**
   * Draws the ticks; one whose words would touch those before it goes without.
   * @param {Ticks} points
   * @param {string} signature
   */
  mark(points2, signature) {
    if (this.signature === `${signature} ${this.width}`) return;
    this.signature = `${signature} ${this.width}`;
    let end = 0;
    const drawn = points2.slice(0, MOST_TICKS2).flatMap(([at, words]) => {
      const [left, size2] = [at * this.room, words.length * LETTER + 8];
      const side = left + size2 > this.room ? "left" : "right";
      if ((side === "left" ? left - size2 : left) < end) return [];
      end = side === "left" ? left : left + size2;
      const tick = el("span", { data: { side } }, words);
      tick.style.left = `${at * 100}%`;
      return [tick];
    });
    this.rule.replaceChildren(...drawn);
  }
};

// qlab/widgets/js/player/lock.js
function lockLife(lock, now) {
  if (!lock) return { left: null, words: "no lock" };
  if (lock.expires === null) return { left: null, words: "lock, no TTL" };
  const left = Math.max(lock.expires - now, 0);
  return { left, words: `${shortLine(lock.value, 22)} · ${seconds(left)} left` };
}
function showLock(token, lock, now) {
  token.showFoot("q-foot q-lock");
  delete token.element.dataset.score;
  const { left, words } = lockLife(lock, now);
  if (token.foot.dataset.words === words) return;
  token.foot.dataset.words = words;
  token.foot.removeAttribute("title");
  const life2 = el("span");
  life2.style.width = `${left === null || !lock?.life ? 0 : Math.min(100, 100 * left / lock.life)}%`;
  place(token.foot, [icon("lock", 12), el("span", {}, words), el("span", { class: "q-life" }, life2)]);
}

// qlab/widgets/js/player/container.js
var SHOWN = 28;
var MANY = 12;
var GHOSTS = 6;
var HEAD = 6;
var states = new Map(STATE_OF_ROLE);
var Container = class {
  /** @param {PlayerData} data @param {string} queue @param {string} role @param {Hooks} hooks */
  constructor(data, queue, role, hooks) {
    this.data = data;
    this.queue = queue;
    this.role = role;
    this.hooks = hooks;
    this.name = queueKey(data.prefix, queue, role);
    this.state = states.get(role) ?? STATE.UNKNOWN;
    this.open = false;
    this.unread = 0;
    this.isMany = false;
    this.count = el("span", { class: "q-count" });
    this.mark = el("span", { class: "q-marks" });
    this.body = el("div", { class: "q-body" });
    this.tokens = el("div", { class: "q-tokens", role: "group", "aria-label": `jobs in ${role}` });
    this.button = button("q-more", () => this.toggle());
    this.element = this.box();
    this.axis = ON_AN_AXIS.includes(role) ? new Axis(this) : null;
    if (!this.axis) this.drawTube();
  }
  box() {
    const [type, sentence] = ROLES[this.role] ?? ["", ""];
    const open = () => this.hooks.onKey(this.name);
    const title = button("q-key", open, { title: "Show raw and decoded values" }, this.role);
    const kind = el("span", { class: "q-kind" }, TYPES[type]);
    const head = el("header", {}, icon(this.state), el("h4", {}, title), kind, this.count, this.mark);
    const css = `q-box q-state-${this.state} q-box-${this.role}`;
    return el("section", { class: css, data: { key: this.name, role: this.role }, title: sentence }, head, this.body);
  }
  drawTube() {
    const ends = LIST_ENDS[this.role]?.map((words) => `${words} →`) ?? ["first", "latest"];
    this.body.append(this.tokens, el("div", { class: "q-ends" }, ...ends.map((words) => el("span", {}, words))));
    this.body.classList.add(ROLES[this.role]?.[0] === "list" ? "q-tube" : "q-row");
  }
  toggle() {
    this.open = !this.open;
    this.hooks.redraw();
  }
  /** @param {Picture} picture */
  update(picture) {
    const held = picture.state.get(this.name);
    const members = membersOf(held);
    const kind = picture.kinds.get(this.name);
    const size2 = held && members.length ? sizeOf(held) : 0;
    setText(this.count, counted(size2));
    this.unread = size2 - members.length;
    this.isMany = members.length > MANY;
    const mark = changeMark(kind);
    if (mark || this.mark.firstChild) place(this.mark, mark ? [mark] : []);
    setData(this.element, "change", kind ?? "");
    setData(this.tokens, "many", String(this.isMany));
    const drawn = this.drawn(picture, members);
    if (this.axis) this.axis.update(picture, members, drawn);
    else place(this.tokens, drawn);
  }
  /**
   * The tokens to show, with a button in place of those left out, and what left for nowhere.
   * @param {Picture} picture
   * @param {[id: string, score: number | null][]} members
   * @returns {HTMLElement[]}
   */
  drawn(picture, members) {
    const [first, rest] = this.cut(members);
    const token = ([id, value]) => this.token(picture, id, value).element;
    const left = members.length - first.length - rest.length;
    const unread = this.unread > 0 ? [el("span", { class: "q-quiet" }, `${counted(this.unread)} not read`)] : [];
    const more = left > 0 || this.open ? [this.more(left)] : [];
    return [...unread, ...first.map(token), ...more, ...rest.map(token), ...this.ghosts(picture)];
  }
  /**
   * The members shown before those left out, and after them.
   * @param {[id: string, score: number | null][]} members
   * @returns {[first: typeof members, rest: typeof members]}
   */
  cut(members) {
    if (members.length <= SHOWN || this.open) {
      this.open = this.open && members.length > SHOWN;
      return [members, []];
    }
    return ON_AN_AXIS.includes(this.role) ? [members.slice(0, SHOWN), []] : [members.slice(0, HEAD), members.slice(HEAD - SHOWN)];
  }
  /** @param {number} left */
  more(left) {
    setText(this.button, left > 0 ? `… ${counted(left)} more …` : "show fewer");
    return this.button;
  }
  /** @param {Picture} picture @param {string} id @param {number | null} value */
  token(picture, id, value) {
    const move = picture.moves.get(jobOf(this.queue, id));
    const hint = !move ? "" : move[2] === null ? "✚ new" : `↦ from ${move[2]}`;
    const kind = move ? "moved" : "";
    const selected = picture.selected === jobOf(this.queue, id);
    const token = this.hooks.tokens.take(this.queue, id, { ...picture.job(this.queue, id), hint, kind, selected });
    if (this.role === ROLE.ACTIVE) {
      showLock(token, picture.state.get(jobKey(this.data.prefix, this.queue, id, ROLE.LOCK)), picture.at);
    } else this.foot(token, picture, id, value);
    return token;
  }
  /**
   * What stands below a token: the moment that its score tells.
   * @param {Token} token
   * @param {Picture} picture
   * @param {string} id
   * @param {number | null} value
   */
  foot(token, picture, id, value) {
    if (value === null) return token.foot.remove();
    const { label } = decodeScore(this.role, id, value, picture.at, this.data.start);
    token.showFoot("q-foot");
    setText(token.foot, brief(label, this.isMany ? 1 : 2));
    if (token.foot.title !== label) token.foot.title = label;
    setData(token.element, "score", digits(value));
    return void 0;
  }
  /** @param {Picture} picture */
  ghosts(picture) {
    const gone = [...picture.moves.values()].filter((move) => this.lost(move));
    const shown = gone.slice(0, GHOSTS).map(
      ([, job]) => el("span", { class: "q-token q-ghost" }, el("b", {}, shortLine(job, 18)), el("i", {}, "✖ removed"))
    );
    const more = gone.length - GHOSTS;
    return more > 0 ? [...shown, el("span", { class: "q-quiet" }, `✖ ${counted(more)} more removed`)] : shown;
  }
  /** Whether a job went from here to nowhere. Two roles stand for one state: `wait` tells. @param {Move} move */
  lost([queue, , source, target]) {
    return queue === this.queue && target === null && source === this.state && this.role !== ROLE.PAUSED;
  }
};

// qlab/widgets/js/player/key-row.js
function drawRow(picture, name) {
  const held = picture.state.get(name);
  const key = picture.data.key(name);
  const kind = picture.kinds.get(name);
  const shown = held ?? picture.before.get(name);
  const meaning = held ? meaningOf(picture, held, key) : "";
  const role = el("span", { title: ROLES[key.role]?.[1] ?? "" }, key.role);
  const value = el("td", {}, raw(shown ? rawValue(shown) : "", 90));
  if (meaning) value.append(el("div", { class: "q-meaning" }, worded(meaning)));
  const facts = el("small", {}, (shown ? size(shown) : "") + (held ? life(held, picture.at) : ""));
  const head = el("th", { scope: "row" }, raw(name, 64), " ", changeMark(kind));
  return el("tr", { data: { key: name, change: kind ?? "" } }, head, el("td", {}, role, el("br"), facts), value);
}
function size(held) {
  const [one, many] = NOUNS[held.type] ?? NOUNS.list ?? ["", ""];
  return `${TYPES[held.type] ?? held.type}, ${plural(sizeOf(held), one, many)}`;
}
var life = (held, now) => held.expires === null ? "" : `, expires in ${seconds(Math.max(held.expires - now, 0))}`;
function meaningOf(picture, held, key) {
  if (held.type === "string") return picture.data.word(held, "");
  if (held.type !== "zset") return "";
  const meanings = held.value.slice(0, 3).map(([member, value]) => decodeScore(key.role, member, value, picture.at, picture.data.start).meaning);
  return meanings.filter(Boolean).join("; ");
}

// qlab/widgets/js/player/tape.js
var SHOWN2 = 10;
function drawTape(picture, name) {
  const held = picture.state.get(name);
  const kind = picture.kinds.get(name);
  const fresh = picture.fresh(name);
  const entries = held?.type === "stream" ? held.value : [];
  const size2 = held?.type === "stream" ? sizeOf(held) : 0;
  const pieces = entries.slice(-SHOWN2).map((entry, at, shown) => drawEvent(entry, shown.length - at <= fresh));
  const earlier = size2 - pieces.length;
  const cut = earlier > 0 ? el("span", { class: "q-earlier" }, `${counted(earlier)} earlier`) : null;
  const strip = el("div", { class: "q-strip" }, cut, ...pieces);
  const tape = el("div", { class: "q-tape", tabindex: "0", role: "group", "aria-label": "the latest events" }, strip);
  const count = el("span", { class: "q-count" }, plural(size2, "entry", "entries"));
  const data = { key: name, change: kind ?? "" };
  const title = el("h4", {}, ROLE.EVENTS);
  return el("section", { class: "q-small q-events", data }, icon("tape"), title, count, changeMark(kind), tape);
}
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

// qlab/widgets/js/player/queue-view.js
var ROWS = 24;
var CARDS = 30;
var DRAWN_AS = { [ROLE.MARKER]: "zset", [ROLE.EVENTS]: "stream" };
var states2 = new Map(STATE_OF_ROLE);
var QueueView = class {
  /** @param {PlayerData} data @param {string} queue "": keys of no queue @param {Hooks} hooks */
  constructor(data, queue, hooks) {
    this.data = data;
    this.queue = queue;
    this.hooks = hooks;
    this.boxes = /* @__PURE__ */ new Map();
    this.drawn = /* @__PURE__ */ new Map();
    this.lastJobs = /* @__PURE__ */ new Map();
    this.all = false;
    this.grid = el("div", { class: "q-grid" });
    this.small = el("div", { class: "q-smalls" });
    this.cards = el("div", { class: "q-cards" });
    this.rows = el("tbody");
    this.more = button("q-more", () => this.toggle());
    const label = { role: "group", data: { queue }, "aria-label": `queue ${line(queue)}` };
    this.element = el("div", { class: "q-queue", ...label }, this.title(), this.grid, this.small);
    this.scroll = el(
      "div",
      { class: "q-scroll", tabindex: "0", role: "group", "aria-label": "other keys" },
      this.table()
    );
    const values = queue ? `values in queue ${line(queue)}` : "keys of no queue";
    const parts = [this.title(), this.cards, this.scroll, this.more];
    this.details = el("div", { role: "group", "aria-label": values }, ...parts);
  }
  title() {
    return this.queue ? el("h3", {}, shortLine(this.queue, 80)) : el("h3", { class: "q-stay" }, "Keys of no queue");
  }
  table() {
    const words = this.queue ? `Other keys of ${shortLine(this.queue, 80)}` : "Not keys that BullMQ makes";
    return el("table", { class: "q-keys" }, el("caption", {}, words), tableHead("key", "role", "raw value"), this.rows);
  }
  toggle() {
    this.all = !this.all;
    this.hooks.redraw();
  }
  roles() {
    if (!this.queue) return [];
    return GRID.filter((role) => ALWAYS_DRAWN.includes(role) || this.data.hasUsed(this.queue, role));
  }
  /** @param {Picture} picture @param {string[]} names the keys that nothing else draws */
  update(picture, names) {
    const roles = this.roles();
    const boxes = roles.map((role) => this.box(role));
    this.grid.dataset.more = String(roles.filter((role) => BESIDE.includes(role)).length);
    place(
      this.grid,
      boxes.map((box) => box.element)
    );
    for (const box of boxes) box.update(picture);
    this.updateSmall(picture);
    this.updateCards(picture);
    this.updateRows(picture, names);
  }
  /** @param {string} role */
  box(role) {
    const box = this.boxes.get(role) ?? new Container(this.data, this.queue, role, this.hooks);
    this.boxes.set(role, box);
    return box;
  }
  /** @param {Picture} picture */
  updateSmall(picture) {
    if (!this.queue) return;
    const bell = this.memo(picture, queueKey(this.data.prefix, this.queue, ROLE.MARKER), drawBell);
    const tape = this.memo(picture, queueKey(this.data.prefix, this.queue, ROLE.EVENTS), drawTape);
    place(this.small, [bell, tape]);
  }
  /**
   * The cards of the jobs this step changed; where it changed none, those of the step before; and the chosen job's.
   * @param {Picture} picture
   */
  updateCards(picture) {
    const touched = new Map([...picture.jobs()].filter(([, key]) => key.queue === this.queue));
    if (touched.size || picture.index === 0) this.lastJobs = touched;
    const shown = new Map(this.lastJobs);
    const [queue, job] = partsOf(picture.selected);
    if (queue === this.queue && picture.hash(queue, job)) shown.set(picture.selected, { queue, job });
    const keys = [...shown.values()].map((key) => ({ ...key, name: jobKey(this.data.prefix, key.queue, key.job) }));
    const there = keys.filter((key) => hasCard(picture, key.name)).slice(0, CARDS);
    const cards = there.map((key) => this.memo(picture, key.name, () => drawCard(picture, key)));
    place(this.cards, cards);
  }
  /** @param {Picture} picture @param {string[]} names */
  updateRows(picture, names) {
    const shown = this.all ? names : names.slice(0, ROWS);
    const rows = shown.map((name) => this.memo(picture, name, drawRow));
    place(this.rows, rows);
    this.scroll.hidden = !names.length;
    this.details.hidden = !names.length && !this.cards.firstChild;
    this.more.hidden = names.length <= ROWS;
    setText(this.more, this.all ? "show fewer keys" : `… ${counted(names.length - ROWS)} more keys`);
  }
  /**
   * A drawing is made anew only when its key, its mark or, where it tells a time, the time has changed.
   * @param {Picture} picture
   * @param {string} name
   * @param {(picture: Picture, name: string) => HTMLElement} draw
   */
  memo(picture, name, draw) {
    const held = picture.state.get(name);
    const kind = picture.kinds.get(name);
    const at = held && (held.expires !== null || held.type === "zset") ? picture.at : 0;
    const job = draw === drawRow ? null : picture.data.key(name).job;
    const state = job === null ? "" : picture.stateOf(this.queue, job);
    const known = this.drawn.get(name);
    const same = known?.held === held && !kind && !known?.kind && known?.at === at && known.state === state;
    if (known && same) return known.node;
    const node = draw(picture, name);
    this.drawn.set(name, { held, kind, at, state, node });
    return node;
  }
};
var BESIDE = [ROLE.PRIORITIZED, ROLE.WAITING_CHILDREN].map(String);
function otherKeys(picture) {
  const { data, state, before, kinds } = picture;
  const others = new Map([...data.queues, ""].map((queue) => [queue, []]));
  const gone = [...before.values()].filter((held) => !state.has(held.name) && kinds.has(held.name));
  for (const held of [...state.values(), ...gone]) {
    const key = data.key(held.name);
    if (!isDrawn(picture, held, key)) (others.get(key.queue) ?? others.get(""))?.push(held.name);
  }
  for (const names of others.values()) names.sort();
  return others;
}
function hasCard(picture, name) {
  const held = picture.state.get(name) ?? (picture.kinds.has(name) ? picture.before.get(name) : void 0);
  return held?.type === "hash";
}
function isDrawn(picture, held, key) {
  if (!key.queue) return false;
  if (states2.has(key.role)) return Array.isArray(held.value) && held.type !== "stream";
  if (key.role in DRAWN_AS) return held.type === DRAWN_AS[key.role];
  if (key.job === null) return false;
  if (key.role === ROLE.LOCK) return picture.stateOf(key.queue, key.job) === STATE.ACTIVE;
  if (key.role !== ROLE.JOB || held.type !== "hash") return false;
  return picture.stateOf(key.queue, key.job) !== STATE.UNKNOWN || picture.kinds.has(key.name);
}

// qlab/widgets/js/player/token.js
var EASING = "cubic-bezier(.3,.1,.2,1)";
var FAR = 120;
var HIGH = 60;
var Token = class {
  /** @param {string} queue @param {string} job @param {(queue: string, job: string) => void} onSelect */
  constructor(queue, job, onSelect) {
    this.id = el("b");
    this.name = el("span", { class: "q-name" });
    this.tries = el("span", { class: "q-tries" });
    this.hint = el("i");
    this.foot = el("span", { class: "q-foot" });
    const parts = [this.id, this.name, this.tries, this.hint];
    this.element = button("q-token", () => onSelect(queue, job), { data: { queue, job } }, ...parts);
  }
  /** @param {string} job @param {TokenView} view */
  update(job, { name, tries, hint, selected, kind }) {
    setText(this.id, shortLine(job, 18));
    setText(this.name, shortLine(name, 18));
    setText(this.tries, tries);
    setText(this.hint, hint);
    const named = name ? `, ${shortLine(name, 80)}` : "";
    const title = `job ${shortLine(job, 80)}${named}${tries ? `, attempts ${tries}` : ""}`;
    if (this.element.title !== title) this.element.title = title;
    setData(this.element, "kind", kind);
    const pressed = String(selected);
    if (this.element.getAttribute("aria-pressed") !== pressed) this.element.setAttribute("aria-pressed", pressed);
  }
  /** Puts its foot below it, as plain words or as a lock. @param {string} css */
  showFoot(css) {
    if (this.foot.className !== css) {
      this.foot.className = css;
      delete this.foot.dataset.words;
    }
    if (this.foot.parentNode !== this.element) this.element.append(this.foot);
  }
  /** From where it stood to where it stands. @param {number} dx @param {number} dy @param {number} duration */
  travel(dx, dy, duration) {
    const far = Math.hypot(dx, dy);
    const arc = far > FAR ? -Math.min(36, far / 10) : 0;
    for (const animation2 of this.element.getAnimations()) animation2.cancel();
    const box = (
      /** @type {HTMLElement | null} */
      this.element.closest(".q-box")
    );
    const raise = (height) => {
      this.element.style.zIndex = height;
      if (box) box.style.zIndex = height;
    };
    raise(far > HIGH ? "5" : "");
    const middle = `translate(${dx * 0.45}px, ${dy * 0.45 + arc}px) scale(${arc ? 1.12 : 1})`;
    const way = [`translate(${dx}px, ${dy}px)`, middle, "none"].map((transform) => ({ transform }));
    const animation = this.element.animate(way, { duration, easing: EASING });
    animation.onfinish = animation.oncancel = () => raise("");
  }
  /** @param {number} duration */
  appear(duration) {
    const way = [
      { transform: "scale(.4)", opacity: 0 },
      { transform: "scale(1.1)", opacity: 1 },
      { transform: "none", opacity: 1 }
    ];
    this.element.animate(way, { duration });
  }
};
var Tokens = class {
  /** @param {(queue: string, job: string) => void} onSelect */
  constructor(onSelect) {
    this.onSelect = onSelect;
    this.all = /* @__PURE__ */ new Map();
    this.asked = /* @__PURE__ */ new Map();
    this.was = /* @__PURE__ */ new Map();
    this.motion = matchMedia("(prefers-reduced-motion: reduce)");
  }
  /** Begins a picture: tokens not asked for until `settle` are dropped. @param {boolean} animate */
  begin(animate) {
    this.asked = /* @__PURE__ */ new Map();
    this.was = /* @__PURE__ */ new Map();
    if (!animate || this.motion.matches) return;
    for (const [id, { element }] of this.all) {
      if (element.isConnected) this.was.set(id, element.getBoundingClientRect());
    }
  }
  /**
   * The token of a job, brought up to date. A job that lies in two containers has a token in each.
   * @param {string} queue
   * @param {string} job
   * @param {TokenView} view
   */
  take(queue, job, view) {
    let id = jobOf(queue, job);
    while (this.asked.has(id)) id += "\n+";
    const token = this.all.get(id) ?? new Token(queue, job, this.onSelect);
    this.asked.set(id, token);
    token.update(job, view);
    return token;
  }
  /** The token of a job, where it is shown. @param {string} queue @param {string} job */
  of(queue, job) {
    const token = this.all.get(jobOf(queue, job));
    return token?.element.isConnected ? token : void 0;
  }
  /** Ends a picture: each token that stands elsewhere than before travels there. @param {number} duration */
  settle(duration) {
    this.all = this.asked;
    if (!this.was.size) return;
    const moved = [];
    for (const [id, token] of this.all) {
      const [was, now] = [this.was.get(id), token.element.getBoundingClientRect()];
      if (!was) token.appear(duration);
      else if (Math.abs(was.left - now.left) + Math.abs(was.top - now.top) > 1) {
        moved.push([token, was.left - now.left, was.top - now.top]);
      }
    }
    for (const [token, dx, dy] of moved) token.travel(dx, dy, duration);
  }
};

// qlab/widgets/js/player/player.js
var TRAVEL = 520;
var NEAR2 = 3;
var WELCOME = "Nothing has happened yet. Step forward with → or play with Space.";
var Player = class {
  /** @param {Element} element @param {PlayerJson} json @param {Options} [options] */
  constructor(element, json, { step, onStep } = {}) {
    this.data = new PlayerData(json);
    this.onStep = onStep ?? (() => {
    });
    this.selected = "";
    this.index = -1;
    this.inspected = "";
    this.views = /* @__PURE__ */ new Map();
    this.order = [];
    this.tokens = new Tokens((queue, job) => this.select(queue, job));
    this.hooks = {
      tokens: this.tokens,
      waits: new LongestWaits(this.data),
      onKey: (name) => this.inspect(name),
      redraw: () => this.redraw()
    };
    this.controls = new Controls(this.data, this);
    this.clock = el("span", { class: "q-clock" });
    this.counter = el("span", { class: "q-counter" });
    this.title = el("h2", {});
    this.chip = el("span", { class: "q-chip" });
    this.sentence = el("p", { class: "q-sentence" });
    this.told = el("div", { class: "q-told" }, this.sentence);
    this.live = el("div", { class: "q-hidden", "aria-live": "polite", role: "status" });
    this.stage = el("div", { class: "q-stage" });
    this.details = el("div", { class: "q-details" });
    this.nothing = el("p", { class: "q-quiet" }, "No keys yet.");
    const label = { role: "group", hidden: true, "aria-label": "a key's values" };
    this.inspector = el("div", { class: "q-inspector", ...label });
    this.changes = el("div");
    this.changeCount = el("span", { class: "q-count" });
    this.commands = el("div");
    this.commandCount = el("span", { class: "q-count" });
    this.root = this.build();
    this.root.addEventListener("keydown", (event) => this.controls.key(event));
    this.reserve();
    element.replaceChildren(this.root);
    this.show(step ?? Math.min(1, this.data.length), { quiet: true });
  }
  build() {
    const top = el("div", { class: "q-top" }, this.clock, this.counter, this.title, this.chip);
    const main = el("div", { class: "q-main" }, this.stage, this.makeSide(), this.details);
    const words = "qlab player: arrow keys step, space plays, slash searches";
    const root = { class: "qlab-player", tabindex: "0", role: "group", "aria-label": words };
    return el("div", root, top, this.controls.bar, this.told, this.controls.tools, main, this.live);
  }
  makeSide() {
    const changed = el("section", {}, el("h3", {}, "What changed ", this.changeCount), this.changes);
    const ran = el("section", {}, el("h3", {}, "Commands Redis ran ", this.commandCount), this.commands);
    const side = { class: "q-side", role: "group", "aria-label": "what happened" };
    return el("div", side, this.inspector, changed, ran);
  }
  /**
   * Shows the state after step `index`; 0 is the beginning.
   * @param {number} index
   * @param {{ quiet?: boolean, force?: boolean }} [how] quiet: tell nobody; force: draw it again
   */
  show(index, { quiet: quiet2 = false, force = false } = {}) {
    const next = Math.max(0, Math.min(Number(index) || 0, this.data.length));
    if (next === this.index && !force) return;
    const near = Math.abs(next - this.index) <= NEAR2 && next !== this.index;
    this.index = next;
    this.draw(near && !force, this.controls.playing.fast ? TRAVEL / 3 : TRAVEL);
    if (!quiet2) this.onStep(next);
  }
  /** Keeps as much room as most sentences need, so that what stands below does not jump from step to step. */
  reserve() {
    this.told.dataset.room = usualSentence(this.data);
  }
  redraw() {
    if (this.index >= 0) this.show(this.index, { quiet: true, force: true });
  }
  /**
   * Chooses a job, or lets it go when it was chosen; with a step, chooses it and goes there.
   * @param {string} queue
   * @param {string} job
   * @param {number} [step]
   */
  select(queue, job, step) {
    const id = jobOf(queue, job);
    this.selected = this.selected === id && step === void 0 ? "" : id;
    if (step === void 0 || step === this.index) this.redraw();
    else this.show(step);
  }
  /** @param {string} name of a key; again: closes it */
  inspect(name) {
    this.inspected = this.inspected === name ? "" : name;
    this.redraw();
  }
  /** @param {boolean} animate @param {number} duration */
  draw(animate, duration) {
    const picture = new Picture(this.data, this.index, this.selected);
    this.picture = picture;
    const order = this.data.queuesAt(this.index);
    this.tokens.begin(animate && order[0] === this.order[0]);
    this.order = order;
    const focused = this.focused();
    this.drawStage(picture);
    this.drawHead(picture);
    this.drawStory(picture);
    this.controls.update(this.index);
    this.tokens.settle(duration);
    this.refocus(focused);
  }
  /**
   * What of the player has the focus, or null.
   * @returns {HTMLElement | null}
   */
  focused() {
    const root = (
      /** @type {Document | ShadowRoot} */
      this.root.getRootNode()
    );
    const node = root.activeElement;
    return node instanceof HTMLElement && this.root.contains(node) ? node : null;
  }
  /**
   * An element that is put elsewhere loses the focus: it gets it back, or the player where it is gone, so that the keys
   * go on stepping.
   * @param {HTMLElement | null} node
   */
  refocus(node) {
    if (node && this.focused() !== node) (node.isConnected ? node : this.root).focus({ preventScroll: true });
  }
  /** @param {Picture} picture */
  drawStage(picture) {
    const others = otherKeys(picture);
    const wanted = this.controls.filters.wanted.queue;
    const shown = this.order.filter((queue) => !wanted || queue === wanted);
    const views = (others.get("")?.length ? [...shown, ""] : shown).map((queue) => this.view(queue));
    const queues = views.filter((view) => view.queue).map((view) => view.element);
    place(this.stage, views.length ? queues : [this.nothing]);
    place(
      this.details,
      views.map((view) => view.details)
    );
    for (const view of views) view.update(picture, others.get(view.queue) ?? []);
  }
  /** @param {string} queue */
  view(queue) {
    const view = this.views.get(queue) ?? new QueueView(this.data, queue, this.hooks);
    this.views.set(queue, view);
    return view;
  }
  /** @param {Picture} picture */
  drawHead({ step, data, index, at }) {
    setText(this.counter, `step ${counted(index)} of ${counted(data.length)}`);
    setText(this.clock, elapsed(at - data.start));
    this.clock.title = moment(at);
    setText(this.title, step ? shortLine(step.title, 90) : "The beginning");
    this.title.title = step ? shortLine(step.title, 300) : "";
    setStyle(this.chip, "visibility", step?.script ? "" : "hidden");
    setText(this.chip, `script ${step?.script ?? "none"}`);
    this.sentence.replaceChildren(step ? worded(step.sentence) : plain(data.note || WELCOME));
    setText(this.live, spoken(data, index));
  }
  /** @param {Picture} picture */
  drawStory(picture) {
    const { step, data } = picture;
    setText(this.changeCount, step ? counted(step.changes.length) : "");
    setText(this.commandCount, step ? counted(step.commands.length) : "");
    this.changes.replaceChildren(...drawChanges(data, step));
    this.commands.replaceChildren(...drawCommands(data, step, (keys, scroll) => this.light(keys, scroll)));
    this.inspector.hidden = !this.inspected;
    const close = () => this.inspect(this.inspected);
    this.inspector.replaceChildren(...this.inspected ? drawInspector(picture, this.inspected, close) : []);
  }
  /**
   * Lights up what stands for these keys. A job's lock is drawn on its token, so the token is lit.
   * @param {string[]} keys
   * @param {boolean} [scroll] whether to bring it into view
   */
  light(keys, scroll = false) {
    for (const node of this.root.querySelectorAll(".q-lit")) node.classList.remove("q-lit");
    const wanted = new Set(keys);
    const drawn = (
      /** @type {HTMLElement[]} */
      [...this.root.querySelectorAll("[data-key], [data-touch]")]
    );
    const lit = drawn.filter((node) => wanted.has(node.dataset.key ?? node.dataset.touch ?? ""));
    for (const name of keys) {
      const { queue, job } = this.data.key(name);
      const token = job === null ? void 0 : this.tokens.of(queue, job);
      if (token) lit.push(token.element);
    }
    for (const node of lit) node.classList.add("q-lit");
    const behavior = this.tokens.motion.matches ? "auto" : "smooth";
    if (scroll) lit[0]?.scrollIntoView({ block: "nearest", behavior });
  }
  /**
   * What a score means, in words.
   * @param {string} role
   * @param {string} member
   * @param {number} value
   * @param {number} now
   * @param {number} start
   */
  decode(role, member, value, now, start) {
    return decodeScore(role, member, value, now, start).meaning;
  }
  /** Takes in further steps, and goes to one where that is asked. @param {Chunk} chunk @param {number} [step] */
  grow(chunk, step) {
    const grown = this.data.grow(chunk);
    if (grown) {
      this.controls.refresh();
      this.reserve();
    }
    if (step !== void 0 && step !== this.index) this.show(step, { quiet: true });
    else if (grown) this.redraw();
    return grown;
  }
  destroy() {
    this.controls.playing.stop();
    this.root.remove();
  }
};

// qlab/widgets/js/player.js
var PATIENCE = 1e4;
var mount = (element, json, options) => new Player(element, json, options);
function render({ model, el: element }) {
  const onStep = (step) => {
    model.set("step", step);
    model.save_changes();
  };
  const player = mount(element, JSON.parse(model.get("data")), { step: model.get("step"), onStep });
  const follow = () => player.show(model.get("step"), { quiet: true });
  const hear = hearing(player, model);
  model.on("change:step", follow);
  model.on("msg:custom", hear);
  return () => {
    model.off("change:step", follow);
    model.off("msg:custom", hear);
    player.destroy();
  };
}
function hearing(player, model) {
  let asked = -PATIENCE;
  const ask = () => {
    if (performance.now() - asked < PATIENCE) return;
    asked = performance.now();
    model.send({ after: player.data.length });
  };
  ask();
  return (message) => {
    if (!message.steps) return;
    if (message.from > player.data.length) ask();
    else player.grow(message, message.show ?? void 0);
  };
}
var player_default = { render };
export {
  player_default as default,
  mount
};
