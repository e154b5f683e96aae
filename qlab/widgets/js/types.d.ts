/** The shapes of what Python sends. `qlab/widgets/player_data.py` and `board_data.py` write them. */

/** One of BullMQ's keys, by what it is for; the values are those of `Role` in `qlab/protocol/keys.py`. */
export type RoleName = string;
/** A job's state; the values are those of `JobState`. */
export type StateName = string;
/** How a step changed a key. */
export type Kind = "born" | "gone" | "changed";

export interface Key {
  name: string;
  queue: string;
  role: RoleName;
  job: string | null;
  detail: string | null;
}

/** A stream's entry: its id, and its fields in order. */
export type Entry = [id: string, fields: [name: string, text: string][]];
export type Member = [member: string, score: number];

/** A key as it is sent: a score that JSON cannot write is the text "inf" or "-inf". */
export interface KeyJson {
  type: string;
  encoding: string;
  expires_at: number | null;
  // biome-ignore lint/suspicious/noExplicitAny: its shape depends on the type, and `held.js` alone reads it
  value: any;
  size?: number;
  words?: Record<string, number>;
}

interface HeldBase {
  name: string;
  encoding: string;
  /** When it expires, ms since 1970; null: never. */
  expires: number | null;
  /** How long it was to live when its expiry was last set, ms. */
  life: number | null;
  /** Its true size, where only a page of it was read. */
  size?: number;
  /** Where the meaning of each field (or "", of a string) stands in the list of words. */
  words: Map<string, number>;
  /** What a job's hash says of the job, once it was asked. */
  job: JobFacts | null;
}
export interface HeldHash extends HeldBase {
  type: "hash";
  value: Map<string, string>;
}
export interface HeldZset extends HeldBase {
  type: "zset";
  value: Member[];
}
export interface HeldStream extends HeldBase {
  type: "stream";
  value: Entry[];
}
export interface HeldItems extends HeldBase {
  type: "list" | "set";
  value: string[];
}
/** A string, or a module's type, of which only the name is known. */
export interface HeldString extends HeldBase {
  type: "string";
  value: string;
}
/** A key as it stands after a step. */
export type Held = HeldHash | HeldZset | HeldStream | HeldItems | HeldString;
export type State = Map<string, Held>;

export interface JobFacts {
  name: string;
  /** Attempts made, of those allowed, as text; "" where one is all. */
  tries: string;
  made: number;
  allowed: number;
}

/** One atomic change: kind, where, before, after, and what it means. */
export type Line = [kind: string, where: string, before: string | null, after: string | null, meaning: string];
/** The same as it is sent: in place of its meaning, where that stands in the list of words. */
export type LineJson = [kind: string, where: string, before: string | null, after: string | null, word: number];

export interface Change {
  key: string;
  del?: boolean;
  set?: KeyJson;
  encoding: string;
  expires_at: number | null;
  string?: string;
  list?: [at: number, removed: number, inserted: string[]][];
  members?: { add: string[]; del: string[] };
  hash?: { set: Record<string, string>; del: string[] };
  zset?: { set: Record<string, number | string>; del: string[] };
  stream?: { trim: number; append: Entry[] };
  words?: Record<string, number>;
  /** What each element of a list, a set or a stream means that joined or left: places in the list of words. */
  means?: number[];
  /** The atomic changes, where `data/lines.js` cannot tell them from the rest. */
  lines?: LineJson[];
}

/** A job that went from one state to another; null: it did not exist. */
export type Move = [queue: string, job: string, source: StateName | null, target: StateName | null];
/** `lines`: for each script of the step, the lines that call it. */
export type Command = [name: string, args: string[], keys: string[], lines?: number[][]];

export interface Step {
  index: number;
  /** When, ms since 1970. */
  at: number;
  title: string;
  op: string;
  queue: string | null;
  job: string | null;
  sentence: string;
  script: string | null;
  commands: Command[];
  changes: Change[];
  moves: Move[];
  /** BullMQ's own call in Python, TypeScript and NestJS: places in the list of words; then, where it names the job, its
   * id as each language writes it. */
  code: (number | string)[];
  /** The scripts that ran: name, and where in the list of words the pieces of the Lua stand. */
  lua: [name: string, words: number[]][];
  /** How many attempts ended in vain in this step, and how many jobs it completed. */
  failed: number;
  completed: number;
  /** The chapters that begin with this step, and the job each is about. */
  chapters?: [title: string, queue: string | null, job: string | null][];
}

/** Steps from number `from` on, with the names and words that they need. */
export interface Chunk {
  from: number;
  wordsFrom: number;
  names: Record<string, [queue: string, role: RoleName, job: string | null, detail: string | null]>;
  words: string[];
  steps: Step[];
}

export interface PlayerJson extends Chunk {
  prefix: string;
  start: number;
  at: number;
  clock: string;
  server: string;
  note: string;
  watched: boolean;
  keys: Record<string, KeyJson>;
}

/** Two recordings: at each place of their clock, the number of the step at which each stands. */
export interface PairJson {
  tracks: PlayerJson[];
  names: string[];
  places: number[][];
}

/** What two recordings have gained, and their places anew. */
export interface PairChunk {
  tracks: Chunk[];
  places: number[][];
}

/** How a class has voted on the question about a step; `said` instead, where it cannot. */
export interface Votes {
  step: number;
  said?: string;
  /** The last move of the class. */
  shown?: string;
  /** How many have voted, in each round. */
  voted?: number[];
  bars?: [option: string, counts: number[], right: boolean | null][];
}

/** What anywidget gives to `render`: a model of traits. */
export interface Model {
  // biome-ignore lint/suspicious/noExplicitAny: each trait has a type of its own
  get(name: string): any;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(message: unknown): void;
  // biome-ignore lint/suspicious/noExplicitAny: each event has an argument of its own
  on(event: string, listen: (argument: any) => void): void;
  // biome-ignore lint/suspicious/noExplicitAny: each event has an argument of its own
  off(event: string, listen: (argument: any) => void): void;
}
