// A picture: everything that is to be known about one step in order to draw it.

class Picture {
  constructor(film, index, selected) {
    Object.assign(this, { film, index, selected, step: film.step(index), at: film.at(index), state: film.state(index) });
    this.before = index > 0 ? film.state(index - 1) : this.state;
    const changes = this.step?.changes ?? [];
    this.kinds = new Map(changes.map((change) => [change.key, this.kind(change)]));
    this.appended = new Map(changes.map((change) => [change.key, change.stream?.append.length ?? this.entered(change)]));
    this.moves = new Map();
    for (const [queue, job, source, target] of this.step?.moves ?? []) {
      const first = this.moves.get(jobOf(queue, job));
      this.moves.set(jobOf(queue, job), [queue, job, first ? first[2] : source, target]);
    }
  }

  kind(change) {
    if (change.del) return "gone";
    return change.set && !this.before.has(change.key) ? "born" : "changed";
  }

  /** Of a stream told anew, how many of its entries it did not hold before. */
  entered({ key, set }) {
    if (set?.type !== "stream") return 0;
    const known = new Set(this.before.get(key)?.type === "stream" ? this.before.get(key).value.map(([id]) => id) : []);
    return set.value.filter(([id]) => !known.has(id)).length;
  }

  /** How many entries a stream gained in this step. */
  fresh(name) {
    return this.appended.get(name) ?? 0;
  }

  hash(queue, job) {
    const held = this.state.get(`${this.film.prefix}:${queue}:${job}`);
    return held?.type === "hash" ? held : null;
  }

  /** A job's name, and its attempts: those made, of those allowed. */
  job(queue, job) {
    const held = this.hash(queue, job);
    if (!held) return { name: "", tries: "" };
    held.job ||= { name: held.value.get("name") ?? "", tries: attempts(held.value) };
    return held.job;
  }

  /** Which state a job is in: the container that holds its id. */
  stateOf(queue, job) {
    this.places ||= this.findPlaces();
    return this.places.get(jobOf(queue, job)) ?? "unknown";
  }

  findPlaces() {
    const places = new Map();
    for (const queue of this.film.queues) {
      for (const [role, state] of Object.entries(this.film.states.roles)) {
        const held = this.state.get(`${this.film.prefix}:${queue}:${role}`);
        if (!held || !Array.isArray(held.value)) continue;
        for (const member of held.value) {
          const id = jobOf(queue, held.type === "zset" ? member[0] : member);
          if (!places.has(id)) places.set(id, state);
        }
      }
    }
    return places;
  }

  /** The longest wait that was ever put into a delayed set, in ms: it gives the axis its scale. */
  longest(name) {
    this.film.waits ||= { upTo: 0, by: new Map() };
    const waits = this.film.waits;
    for (; waits.upTo < this.film.length; waits.upTo += 1) {
      const step = this.film.steps[waits.upTo];
      for (const change of step.changes) {
        if (this.film.key(change.key).role !== "delayed") continue;
        const scores = change.zset ? Object.values(change.zset.set) : change.set?.type === "zset" ? change.set.value.map(([, value]) => value) : [];
        const longest = Math.max(0, ...scores.map((value) => splitDelayed(score(value))[0] - step.at));
        if (longest < 10 * 365 * 86_400_000) waits.by.set(change.key, Math.max(waits.by.get(change.key) ?? 0, longest));
      }
    }
    return waits.by.get(name) ?? 0;
  }

  /** The jobs this step is about, by their keys' parts. */
  jobs() {
    const found = new Map();
    for (const name of this.kinds.keys()) {
      const key = this.film.key(name);
      if (key.job !== null) found.set(jobOf(key.queue, key.job), { queue: key.queue, job: key.job });
    }
    return found;
  }
}

function attempts(fields) {
  try {
    const most = JSON.parse(fields.get("opts") ?? "{}").attempts ?? 1;
    return most > 1 ? `${Number(fields.get("atm") ?? fields.get("attemptsMade") ?? 0)}/${most}` : "";
  } catch {
    return "";
  }
}
