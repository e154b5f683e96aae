// The axis of a sorted set: delayed by the time to go, with "now" moving along it; prioritized by priority.

const LANE = 60; // px between the rows in which tokens stand that would cover each other
const LANES = 5;
const WIDE = 148; // px: a token on an axis is always so wide, and never has to be measured

class Axis {
  constructor(box) {
    this.box = box;
    this.rule = el("div", { class: "q-rule", "aria-hidden": "true" });
    this.now = el("div", { class: "q-now" }, el("span", {}));
    this.field = el("div", { class: "q-field" }, box.tokens);
    this.rest = el("div", { class: "q-rest" });
    box.body.append(this.field, this.rest);
    box.body.classList.add("q-axis");
    if (box.role === "delayed") this.field.append(this.now);
    this.field.append(this.rule);
    this.watch = new ResizeObserver(([entry]) => {
      if (Math.abs(entry.contentRect.width - (this.width || 0)) < 1) return;
      this.width = entry.contentRect.width;
      box.hooks.redraw();
    });
    this.watch.observe(this.field);
  }

  update(picture, members) {
    const tokens = this.box.drawn(picture, members);
    const [jobs, others] = [tokens.filter((each) => each.dataset.job !== undefined), tokens.filter((each) => each.dataset.job === undefined)];
    if (this.box.role === "delayed") this.byTime(picture, members, jobs);
    else this.byPriority(members, jobs);
    place(this.box.tokens, jobs);
    place(this.rest, others);
  }

  byTime(picture, members, jobs) {
    const film = this.box.film;
    const [from, to] = timePage(film, members, picture.at, picture.longest(this.box.name));
    const x = (at) => Math.min(1, Math.max(0, (at - from) / (to - from)));
    this.lay(jobs, members.map(([, value]) => x(splitDelayed(value)[0])));
    this.now.style.left = `${x(picture.at) * 100}%`;
    this.now.dataset.side = x(picture.at) > 0.7 ? "left" : "right";
    setText(this.now.firstChild, `now ${elapsed(picture.at - film.start)}`);
    this.mark(ticks(from, to, film.start).map((at) => [x(at), `${(at - film.start) / 1000} s`]), `${from}-${to}`);
  }

  /** Priorities side by side, the most urgent first; equal ones in the order of their tickets. */
  byPriority(members, jobs) {
    const priorities = [...new Set(members.map(([, value]) => splitPrioritized(value)[0]))];
    const x = (priority) => (priorities.indexOf(priority) + 0.5) / Math.max(priorities.length, 1);
    const left = (at) => Math.max(0, x(at) - 0.42 / Math.max(priorities.length, 1));
    this.lay(jobs, members.map(([, value]) => left(splitPrioritized(value)[0])));
    this.mark(priorities.slice(0, 12).map((each) => [left(each), `priority ${each}`]), priorities.join());
  }

  /** Puts each token at its place, in the lowest lane in which it covers no other. */
  lay(jobs, places) {
    const width = this.width || 600;
    const ends = [];
    jobs.forEach((token, at) => {
      const left = Math.max(0, Math.min(places[at] * width, width - WIDE));
      let lane = ends.findIndex((end) => end <= left);
      if (lane < 0) lane = ends.length < LANES ? ends.length : at % LANES;
      ends[lane] = left + WIDE + 6;
      setStyle(token, "left", `${left.toFixed(1)}px`);
      setStyle(token, "bottom", `${26 + lane * LANE}px`);
    });
    setStyle(this.field, "height", `${26 + Math.max(1, ends.length) * LANE}px`);
  }

  mark(points, signature) {
    if (this.signature === signature) return;
    this.signature = signature;
    this.rule.replaceChildren(...points.map(([at, words]) => {
      const tick = el("span", {}, words);
      tick.style.left = `${at * 100}%`;
      return tick;
    }));
  }
}
