// The film: the state after any step, from the first state, the changes, and a keyframe every few steps.

const EVERY = 32; // steps between two keyframes: a jump replays at most so many
const NEAR = 5; // steps before and after one that say which queue it is about, on the whole
const KEPT = 6; // states kept: the one shown, the one before it, and a few to go back to

const sorted = (object) => new Map(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
const score = (value) => (typeof value === "string" ? Number(value.replace("inf", "Infinity")) : value);

// Redis orders equal scores by the members' bytes, and UTF-8 bytes by code point; a lone surrogate is one raw byte.
const points = (text) => [...text].map((char) => char.codePointAt(0)).map((code) => (code >> 8 === 0xdc ? code - 0xdc00 : code));
function byBytes(a, b) {
  if (a === b) return 0;
  const [left, right] = [points(a), points(b)];
  const at = left.findIndex((code, index) => code !== right[index]);
  return at < 0 ? -1 : left[at] - (right[at] ?? -1);
}
const byScore = (a, b) => a[1] - b[1] || byBytes(a[0], b[0]);

const VALUES = {
  hash: sorted,
  zset: (members) => members.map(([member, value]) => [member, score(value)]).sort(byScore),
};

const EDITS = {
  string: (_old, text) => text,
  list(old, splices) {
    const items = old.slice();
    for (const [at, removed, inserted] of splices) items.splice(at, removed, ...inserted);
    return items;
  },
  members: (old, edit) => [...new Set([...old.filter((each) => !edit.del.includes(each)), ...edit.add])].sort(byBytes),
  hash(old, edit) {
    const fields = new Map(old);
    edit.del.forEach((field) => fields.delete(field));
    for (const [field, text] of Object.entries(edit.set)) fields.set(field, text);
    return new Map([...fields].sort(([a], [b]) => (a < b ? -1 : 1)));
  },
  zset(old, edit) {
    const members = new Map(old);
    edit.del.forEach((member) => members.delete(member));
    for (const [member, value] of Object.entries(edit.set)) members.set(member, score(value));
    return [...members].sort(byScore);
  },
  stream: (old, edit) => old.slice(edit.trim).concat(edit.append),
};

class Film {
  constructor(data) {
    Object.assign(this, { prefix: data.prefix, start: data.start, began: data.at, clock: data.clock });
    Object.assign(this, { server: data.server, note: data.note, roles: data.roles, states: data.states });
    this.steps = [];
    this.names = new Map();
    this.words = [];
    this.kept = new Map();
    this.used = new Set(); // which roles each queue ever had a key of
    this.grow(data);
    const first = Object.entries(data.keys).map(([name, json]) => [name, this.born(name, json, data.at)]);
    this.frames = [new Map(first)];
    first.forEach(([name]) => this.use(name));
  }

  /** Takes in further steps; those it has already are left out. Returns whether there were any. */
  grow(chunk) {
    const fresh = chunk.steps.slice(this.steps.length - chunk.from);
    if (chunk.from > this.steps.length || (!fresh.length && this.steps.length)) return false;
    for (const [name, key] of Object.entries(chunk.names)) {
      this.names.set(name, { name, queue: key[0], role: key[1], job: key[2], detail: key[3] });
    }
    chunk.words.forEach((word, at) => (this.words[chunk.wordsFrom + at] = word));
    this.steps.push(...fresh);
    this.queues = this.byActivity([...new Set([...this.names.values()].map((key) => key.queue).filter(Boolean))].sort());
    for (const change of fresh.flatMap((step) => step.changes)) this.use(change.key);
    return fresh.length > 0;
  }

  use(name) {
    const { queue, role } = this.key(name);
    this.used.add(`${queue}\n${role}`);
  }

  /** The queues as they are drawn at a step: first the one in which most happens about then, where it is seen. One that
   * comes in for a few steps alone moves nothing. */
  queuesAt(index) {
    const [first] = this.byActivity([...this.queues], this.steps.slice(Math.max(0, index - NEAR - 1), index + NEAR));
    return first === undefined ? [] : [first, ...this.queues.filter((queue) => queue !== first)];
  }

  /** The queue in which most happens stands first; others as they stood. */
  byActivity(queues, steps = this.steps) {
    const counts = new Map(queues.map((queue) => [queue, 0]));
    for (const step of steps) counts.set(step.queue, (counts.get(step.queue) ?? 0) + 1);
    return queues.sort((a, b) => counts.get(b) - counts.get(a));
  }

  get length() {
    return this.steps.length;
  }

  /** The step of that number, from 1; none for 0, the beginning. */
  step(index) {
    return this.steps[index - 1];
  }

  at(index) {
    return index > 0 ? this.step(index).at : this.began;
  }

  key(name) {
    return this.names.get(name) || { name, queue: "", role: "unknown", job: null, detail: null };
  }

  /** Every key after step `index`, by name. Not to be changed. */
  state(index) {
    const known = this.kept.get(index);
    if (known) return known;
    const state = this.replay(index);
    this.kept.set(index, state);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
    return state;
  }

  replay(index) {
    let from = Math.min(Math.floor(index / EVERY), this.frames.length - 1) * EVERY;
    let base = this.frames[from / EVERY];
    for (const [at, state] of this.kept) if (at > from && at < index) [from, base] = [at, state];
    const state = new Map(base);
    for (let at = from + 1; at <= index; at += 1) {
      const step = this.step(at);
      for (const change of step.changes) this.apply(state, change, step.at);
      if (at % EVERY === 0 && !this.frames[at / EVERY]) this.frames[at / EVERY] = new Map(state);
    }
    return state;
  }

  apply(state, change, at) {
    if (change.del) state.delete(change.key);
    else if (change.set) state.set(change.key, this.born(change.key, change.set, at));
    else state.set(change.key, this.edited(state.get(change.key), change, at));
  }

  born(name, json, at) {
    const make = VALUES[json.type] || ((value) => value);
    const life = json.expires_at === null ? null : json.expires_at - at;
    return { name, type: json.type, encoding: json.encoding, expires: json.expires_at, life, value: make(json.value), size: json.size,
      words: new Map(Object.entries(json.words || {})) };
  }

  edited(old, change, at) {
    const kind = Object.keys(EDITS).find((name) => name in change);
    const value = kind ? EDITS[kind](old.value, change[kind]) : old.value;
    const life = change.expires_at === null ? null : change.expires_at === old.expires ? old.life : change.expires_at - at;
    const words = change.words ? new Map([...old.words, ...Object.entries(change.words)]) : old.words;
    return { ...old, job: null, encoding: change.encoding, expires: change.expires_at, life, value, words };
  }

  word(state, field) {
    return this.words[state.words.get(field)] || "";
  }

  /** The numbers of the steps at which `test(step)` holds. */
  find(test) {
    return this.steps.filter(test).map((step) => step.index);
  }
}

/** Whether a step is about a job: it moved, or one of its own keys changed. */
function concerns(film, step, queue, job) {
  const same = (otherQueue, otherJob) => (queue === "" || otherQueue === queue) && (job === "" || otherJob === job);
  if (same(step.queue ?? "", step.job ?? "")) return true;
  if (step.moves.some((move) => same(move[0], move[1]))) return true;
  return step.changes.some((change) => same(film.key(change.key).queue, film.key(change.key).job ?? ""));
}
