// What the scripts share with Python. Written by tools/js_constants.py (`make js`): do not edit.

/** A score in `delayed` is ms times this, plus a sequence. */
export const DELAYED_STEP = 4096;

/** A score in `prioritized` is a priority times this, plus a ticket. */
export const PRIORITY_STEP = 4294967296;

/** Up to here a score is an exact whole number. */
export const EXACT = 9007199254740992;

/** Characters that hide: the inside of a class. */
export const HIDDEN = "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}";

/** What a key is for. */
export const ROLE = /** @type {const} */ ({
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
});

/** A job's states. */
export const STATE = /** @type {const} */ ({
  "WAITING": "waiting",
  "PRIORITIZED": "prioritized",
  "DELAYED": "delayed",
  "WAITING_CHILDREN": "waiting-children",
  "ACTIVE": "active",
  "COMPLETED": "completed",
  "FAILED": "failed",
  "UNKNOWN": "unknown"
});

/** What each state means. @type {Record<string, string>} */
export const STATE_SENTENCES = {
  "waiting": "The job is ready and waits in line for a worker.",
  "prioritized": "The job is ready, in line by priority, after jobs without one.",
  "delayed": "The job may not start before a set moment: a delay or a backoff.",
  "waiting-children": "The job waits for its child jobs to finish.",
  "active": "A worker has the job, and a lock on it that it must keep renewing.",
  "completed": "The job is done, and its return value is kept.",
  "failed": "The job failed for good: no attempts are left, or the error forbade another.",
  "unknown": "No list or set of the queue holds the job's id: it does not exist, or it is orphaned."
};

/** The keys that hold job ids, in the order in which getState looks. @type {[role: string, state: string][]} */
export const STATE_OF_ROLE = [
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

/** Where jobs wait that a worker may take. @type {string[]} */
export const READY_ROLES = [
  "prioritized",
  "wait",
  "paused"
];

/** Where jobs are kept that have finished. @type {string[]} */
export const FINISHED_ROLES = [
  "completed",
  "failed"
];

/** How the name of a key below a job ends. */
export const SUFFIX_BELOW_A_JOB = /** @type {const} */ ({
  "lock": "lock",
  "logs": "logs",
  "dependencies": "dependencies",
  "processed": "processed",
  "child-failures": "failed",
  "unsuccessful": "unsuccessful"
});

/** The Redis type of each role, and what it is for. @type {Record<string, [string, string]>} */
export const ROLES = {
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

/** What stands before the meaning of something that was removed. */
export const NO_LONGER = "no longer: ";

/** Stands in a call for the id of the step's job. */
export const ANY_JOB = "\u0000job\u0000";

/** So many atomic changes of one key are told in words. */
export const LINES = 200;

/** The containers in the order in which they stand. @type {string[]} */
export const GRID = [
  "wait",
  "active",
  "completed",
  "prioritized",
  "waiting-children",
  "failed",
  "delayed",
  "paused"
];

/** Those that are drawn though they are empty. @type {string[]} */
export const ALWAYS_DRAWN = [
  "wait",
  "active",
  "delayed",
  "completed",
  "failed"
];

/** Sorted sets that are drawn on an axis. @type {string[]} */
export const ON_AN_AXIS = [
  "delayed",
  "prioritized"
];

/** What stands at the head and at the tail of a list. @type {Record<string, [string, string]>} */
export const LIST_ENDS = {
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

/** Redis types in words. @type {Record<string, string>} */
export const TYPES = {
  "list": "list",
  "zset": "sorted set",
  "set": "set",
  "hash": "hash",
  "string": "string",
  "stream": "stream"
};

/** What a key of each type holds: one, and many. @type {Record<string, [string, string]>} */
export const NOUNS = {
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

/** Fields of a job's hash; of several names, the first that is there. */
export const FIELD = /** @type {const} */ ({
  "NAME": "name",
  "OPTIONS": "opts",
  "ATTEMPTS_MADE": [
    "atm",
    "attemptsMade"
  ]
});

/** Fields of an event. */
export const EVENT_FIELD = /** @type {const} */ ({
  "EVENT": "event",
  "JOB_ID": "jobId"
});

/** The members that BullMQ gives to the marker. */
export const MARKER_MEMBER = /** @type {const} */ ({
  "READY": "0",
  "DUE": "1"
});

