// The containers that hold job ids, each drawn as what it is: a list as a tube with two ends, a sorted set on its axis.

const CONTAINERS = ["wait", "active", "completed", "prioritized", "waiting-children", "failed", "delayed", "paused"];
const ALWAYS = new Set(["wait", "delayed", "active", "completed", "failed"]);
const KIND = { list: "list", zset: "sorted set", set: "set", hash: "hash", string: "string", stream: "stream" };
const SIDES = {
  wait: ["head: jobs enter →", "tail: taken →"], paused: ["head: newest →", "tail: oldest →"],
  active: ["head: newest →", "tail: oldest →"], completed: ["first", "latest"], failed: ["first", "latest"],
  "waiting-children": ["first", "latest"],
};
const SHOWN = 28; // tokens drawn of one container, until somebody asks for the others
const MANY = 12; // more tokens than these are drawn smaller, so that a full container does not push the others away
const GHOSTS = 6; // of the jobs that a step removed, so many are shown going
const HEAD = 6; // of those, how many from its beginning

/** The words for what happened to a key, and their marks: shape and word, not colour alone. */
const CHANGES = { born: "✚ new", gone: "✖ gone", changed: "✎ changed" };
const changeMark = (kind) => (kind ? el("span", { class: `q-mark q-mark-${kind}`, text: CHANGES[kind] }) : null);

class Container {
  constructor(film, queue, role, hooks) {
    Object.assign(this, { film, queue, role, hooks, name: `${film.prefix}:${queue}:${role}`, open: false });
    this.state = film.states.roles[role];
    this.count = el("span", { class: "q-count" });
    this.mark = el("span", { class: "q-marks" });
    this.title = el("button", { type: "button", class: "q-key", title: "Show raw and decoded values" }, role);
    this.title.addEventListener("click", () => hooks.onKey(this.name));
    this.body = el("div", { class: "q-body" });
    this.kind = el("span", { class: "q-kind" }, KIND[film.roles[role][0]]);
    const head = el("header", {}, icon(this.state), el("h4", {}, this.title), this.kind, this.count, this.mark);
    this.element = el("section", { class: `q-box q-state-${this.state} q-box-${role}`, data: { key: this.name, role },
      title: film.roles[role][1] }, head, this.body);
    this.tokens = el("div", { class: "q-tokens", role: "group", "aria-label": `jobs in ${role}` });
    if (role === "delayed" || role === "prioritized") this.axis = new Axis(this);
    else this.drawTube();
  }

  drawTube() {
    const [left, right] = SIDES[this.role];
    this.body.append(this.tokens, el("div", { class: "q-ends" }, el("span", {}, left), el("span", {}, right)));
    this.body.classList.add(this.film.roles[this.role][0] === "list" ? "q-tube" : "q-row");
  }

  /** The ids in it, in its own order, each with its score where it has one. */
  members(state) {
    const held = state.get(this.name);
    if (!held || typeof held.value === "string" || held.type === "hash") return [];
    return held.type === "zset" ? held.value : held.value.map((id) => [id, null]);
  }

  update(picture) {
    const members = this.members(picture.state);
    const kind = picture.kinds.get(this.name);
    const size = members.length && sizeOf(picture.state.get(this.name));
    setText(this.count, size.toLocaleString("en"));
    this.unread = size - members.length;
    if (kind || this.mark.firstChild) place(this.mark, kind ? [changeMark(kind)] : []);
    setData(this.element, "change", kind || "");
    setData(this.tokens, "many", String(members.length > MANY));
    if (this.axis) this.axis.update(picture, members);
    else place(this.tokens, this.drawn(picture, members));
  }

  /** The tokens to show, with a button in place of those left out, and what left for nowhere. */
  drawn(picture, members) {
    const [first, rest] = this.cut(members);
    const token = ([id, value]) => this.token(picture, id, value);
    const left = members.length - first.length - rest.length;
    const unread = this.unread > 0 ? [el("span", { class: "q-quiet" }, `${this.unread.toLocaleString("en")} not read`)] : [];
    return [...unread, ...first.map(token), ...(left > 0 || this.open ? [this.more(left)] : []), ...rest.map(token), ...this.ghosts(picture)];
  }

  cut(members) {
    if (members.length <= SHOWN || this.open) {
      this.open = this.open && members.length > SHOWN;
      return [members, []];
    }
    return this.role === "delayed" || this.role === "prioritized"
      ? [members.slice(0, SHOWN), []] : [members.slice(0, HEAD), members.slice(HEAD - SHOWN)];
  }

  more(left) {
    this.button ||= el("button", { type: "button", class: "q-more", on: { click: () => {
      this.open = !this.open;
      this.hooks.redraw();
    } } });
    setText(this.button, left > 0 ? `… ${left.toLocaleString("en")} more …` : "show fewer");
    return this.button;
  }

  token(picture, id, value) {
    const move = picture.moves.get(jobOf(this.queue, id));
    const hint = !move ? "" : move[2] === null ? "✚ new" : `↦ from ${move[2]}`;
    const token = this.hooks.tokens.take(this.queue, id, {
      ...picture.job(this.queue, id), hint, kind: move ? "moved" : "", selected: picture.selected === jobOf(this.queue, id) });
    this.foot(token, picture, id, value);
    return token;
  }

  /** What stands below a token: a lock's life in active, a moment elsewhere. */
  foot(token, picture, id, value) {
    if (this.role === "active") return lockLife(token, picture.state.get(`${this.name.slice(0, -this.role.length)}${id}:lock`), picture.at);
    const shown = value === null ? null : decodeScore(this.role, id, value, picture.at, this.film.start);
    token.foot ||= el("span", { class: "q-foot" });
    if (!shown) return token.foot.remove();
    if (token.foot.className !== "q-foot") token.foot.className = "q-foot";
    delete token.foot.dataset.words;
    setText(token.foot, brief(shown.label, this.tokens.dataset.many === "true" ? 1 : 2));
    if (token.foot.title !== shown.label) token.foot.title = shown.label;
    setData(token, "score", digits(value));
    if (token.foot.parentNode !== token) token.append(token.foot);
    return undefined;
  }

  ghosts(picture) {
    const gone = [...picture.moves.values()].filter((move) => move[0] === this.queue && move[3] === null && move[2] === this.state)
      .filter(() => this.state !== "waiting" || this.role === "wait");
    const more = gone.length - GHOSTS;
    return [...gone.slice(0, GHOSTS).map((move) => el("span", { class: "q-token q-ghost" }, el("b", {}, clip(line(move[1]), 18)), el("i", {}, "✖ removed"))),
      ...(more > 0 ? [el("span", { class: "q-quiet" }, `✖ ${more.toLocaleString("en")} more removed`)] : [])];
  }
}

/** A lock as what it is: a token of the worker, and a life that runs out. */
function lockLife(token, lock, now) {
  token.foot ||= el("span", { class: "q-foot" });
  if (token.foot.className !== "q-foot q-lock") token.foot.className = "q-foot q-lock";
  if (token.foot.parentNode !== token) token.append(token.foot);
  delete token.dataset.score;
  const left = lock && lock.expires !== null ? Math.max(lock.expires - now, 0) : null;
  const words = !lock ? "no lock" : left === null ? "lock, no TTL" : `${clip(line(lock.value), 22)} · ${seconds(left)} left`;
  if (token.foot.dataset.words === words) return;
  token.foot.dataset.words = words;
  const life = el("span", { class: "q-life" }, el("span", {}));
  life.firstChild.style.width = `${left === null || !lock.life ? 0 : Math.min(100, (100 * left) / lock.life)}%`;
  place(token.foot, [icon("lock", 12), el("span", {}, words), life]);
}
