// A queue's section: its containers, the bell and the tape, the cards of the jobs at hand, and its other keys.

class QueueView {
  constructor(film, queue, hooks) {
    Object.assign(this, { film, queue, hooks, boxes: new Map(), drawn: new Map(), lastJobs: new Map(), all: false });
    const title = () => el("h3", { class: queue ? null : "q-stay" }, queue ? clip(line(queue), 80) : "Keys of no queue");
    this.grid = el("div", { class: "q-grid" });
    this.small = el("div", { class: "q-smalls" });
    this.cards = el("div", { class: "q-cards" });
    this.rows = el("tbody");
    this.more = el("button", { type: "button", class: "q-more", on: { click: () => {
      this.all = !this.all;
      hooks.redraw();
    } } });
    this.table = el("table", { class: "q-keys" }, el("caption", {}, queue ? `Other keys of ${clip(line(queue), 80)}` : "Not keys that BullMQ makes"),
      el("thead", {}, el("tr", {}, ...["key", "role", "raw value"].map((words) => el("th", { scope: "col" }, words)))), this.rows);
    this.element = el("div", { class: "q-queue", role: "group", data: { queue }, "aria-label": `queue ${line(queue)}` }, title(), this.grid, this.small);
    this.scroll = el("div", { class: "q-scroll", tabindex: "0", role: "group", "aria-label": "other keys" }, this.table);
    this.details = el("div", { role: "group", "aria-label": queue ? `values in queue ${line(queue)}` : "keys of no queue" },
      title(), this.cards, this.scroll, this.more);
  }

  roles() {
    return CONTAINERS.filter((role) => this.queue && (ALWAYS.has(role) || this.film.used.has(`${this.queue}\n${role}`)));
  }

  update(picture, names) {
    for (const role of this.roles()) if (!this.boxes.has(role)) this.boxes.set(role, new Container(this.film, this.queue, role, this.hooks));
    this.grid.dataset.more = this.roles().filter((role) => role === "prioritized" || role === "waiting-children").length;
    place(this.grid, this.roles().map((role) => this.boxes.get(role).element));
    for (const role of this.roles()) this.boxes.get(role).update(picture);
    this.updateSmall(picture);
    this.updateCards(picture);
    this.updateRows(picture, names);
  }

  updateSmall(picture) {
    const name = (role) => `${this.film.prefix}:${this.queue}:${role}`;
    const drawings = this.queue ? [["marker", drawBell], ["events", drawTape]] : [];
    place(this.small, drawings.map(([role, draw]) => this.memo(picture, name(role), draw)));
  }

  /** The cards of the jobs this step changed; where it changed none, those of the step before; and the chosen job's. */
  updateCards(picture) {
    const touched = new Map([...picture.jobs()].filter(([, key]) => key.queue === this.queue));
    if (touched.size || picture.index === 0) this.lastJobs = touched;
    const shown = new Map(this.lastJobs);
    const [queue, job] = picture.selected.split("\n");
    if (queue === this.queue && picture.hash(queue, job)) shown.set(picture.selected, { queue, job });
    const keys = [...shown.values()].map((key) => ({ ...key, name: `${this.film.prefix}:${key.queue}:${key.job}` }));
    const there = keys.filter((key) => hasCard(picture, key)).slice(0, CARDS);
    place(this.cards, there.map((key) => this.memo(picture, key.name, () => drawCard(picture, key))));
  }

  updateRows(picture, names) {
    const shown = this.all ? names : names.slice(0, ROWS);
    place(this.rows, shown.map((name) => this.memo(picture, name, drawRow)));
    this.scroll.hidden = !names.length;
    this.details.hidden = !names.length && !this.cards.firstChild;
    this.more.hidden = names.length <= ROWS;
    setText(this.more, this.all ? "show fewer keys" : `… ${(names.length - ROWS).toLocaleString("en")} more keys`);
  }

  /** A drawing is made anew only when its key, its mark or, where it tells a time, the time has changed. */
  memo(picture, name, draw) {
    const held = picture.state.get(name);
    const kind = picture.kinds.get(name);
    const at = held && (held.expires !== null || held.type === "zset") ? picture.at : 0;
    const state = draw === drawRow ? "" : picture.stateOf(this.queue, picture.film.key(name).job);
    const known = this.drawn.get(name);
    const same = known && known.held === held && !kind && !known.kind && known.at === at && known.state === state;
    if (same) return known.node;
    const node = draw(picture, name);
    this.drawn.set(name, { held, kind, at, state, node });
    return node;
  }
}

/** For each queue, the names of the keys that nothing else draws. */
function otherKeys(picture) {
  const { film, state, before, kinds } = picture;
  const others = new Map([...film.queues, ""].map((queue) => [queue, []]));
  for (const held of [...state.values(), ...[...before.values()].filter((each) => !state.has(each.name) && kinds.has(each.name))]) {
    const key = film.key(held.name);
    if (!isDrawn(picture, held, key)) (others.get(key.queue) ?? others.get("")).push(held.name);
  }
  for (const names of others.values()) names.sort();
  return others;
}

/** A job's hash has a card while it is there, and in the step in which it goes. */
function hasCard(picture, { name }) {
  const held = picture.state.get(name) ?? (picture.kinds.has(name) ? picture.before.get(name) : null);
  return held?.type === "hash";
}

function isDrawn(picture, held, key) {
  if (!key.queue) return false;
  if (key.role in picture.film.states.roles) return Array.isArray(held.value) && held.type !== "stream";
  if (key.role === "marker") return held.type === "zset";
  if (key.role === "events") return held.type === "stream";
  if (key.role === "lock") return picture.stateOf(key.queue, key.job) === "active";
  if (key.role !== "job" || held.type !== "hash") return false;
  return picture.stateOf(key.queue, key.job) !== "unknown" || picture.kinds.has(key.name);
}
