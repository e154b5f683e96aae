// The axis of a sorted set: delayed by the time to go, with "now" moving along it; prioritized by priority.

const LANE = 60; // px between the rows in which tokens stand that would cover each other
const LOW = 30; // the same where there are many, and each is one line high
const LANES = 5;
const WIDE = 172; // px: a token on an axis is always so wide, and never has to be measured
const GAP = 6; // px between two tokens of a lane
const LETTER = 6.4; // px: no letter of a tick's words is wider on average

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
    const x = (at) => (at > from ? Math.min(1, (at - from) / (to - from)) : 0);
    this.lay(jobs, members.map(([, value]) => x(splitDelayed(value)[0])));
    this.now.style.left = `${x(picture.at) * 100}%`;
    this.now.dataset.side = x(picture.at) > 0.7 ? "left" : "right";
    setText(this.now.firstChild, `now ${elapsed(picture.at - film.start)}`);
    this.mark(ticks(from, to, film.start).map((at) => [x(at), human(at - film.start)]), `${from}-${to}`);
  }

  /** Priorities side by side, the most urgent first; equal ones in the order of their tickets. */
  byPriority(members, jobs) {
    const priorities = [...new Set(members.map(([, value]) => splitPrioritized(value)[0]))];
    const places = new Map(priorities.map((priority, at) => [priority, at / priorities.length]));
    this.lay(jobs, members.map(([, value]) => places.get(splitPrioritized(value)[0])));
    this.mark(priorities.map((each, at) => [places.get(each), at ? String(each) : `priority ${each}`]), priorities.join());
  }

  /** Puts each token at its place, in the lowest lane in which it covers no other. Where all lanes are taken it stands
   * as near as it can, and where they are full there is one more lane: no token ever hides another. */
  lay(jobs, places) {
    const width = this.width || 600;
    const height = jobs.length > MANY ? LOW : LANE;
    const lanes = [];
    jobs.forEach((token, at) => {
      const { left, hangs } = hang(places[at] * width, width);
      const { lane, stands } = findRoom(lanes, left, width);
      setData(token, "hangs", hangs && stands === left ? "left" : "right");
      setStyle(token, "left", `${stands.toFixed(1)}px`);
      setStyle(token, "bottom", `${26 + lane * height}px`);
    });
    setStyle(this.field, "height", `${38 + Math.max(LANE, lanes.length * height)}px`);
  }

  /** Draws the ticks; one whose words would touch those before it goes without. */
  mark(points, signature) {
    if (this.signature === `${signature} ${this.width}`) return;
    this.signature = `${signature} ${this.width}`;
    let end = 0;
    this.rule.replaceChildren(...points.slice(0, 60).flatMap(([at, words]) => {
      const [left, size] = [at * (this.width || 600), words.length * LETTER + 8];
      const side = left + size > (this.width || 600) ? "left" : "right";
      if ((side === "left" ? left - size : left) < end) return [];
      end = side === "left" ? left : left + size;
      const tick = el("span", { data: { side } }, words);
      tick.style.left = `${at * 100}%`;
      return [tick];
    }));
  }
}

/** A token hangs to the right of its place; where there is no room, to the left of it. */
function hang(place, width) {
  const hangs = place + WIDE > width && place >= WIDE;
  return { left: hangs ? place - WIDE : Math.max(0, Math.min(place, width - WIDE)), hangs };
}

/** The lowest lane that is free from `left` on; else the nearest room after the tokens of a lane, or before them; else a
 * new lane. A lane is the stretch that its tokens take: [from, to]. */
function findRoom(lanes, left, width) {
  const free = lanes.findIndex(([, to]) => to <= left);
  if (free >= 0) return stand(lanes, free, left);
  const after = lanes.length < LANES ? -1 : best(lanes, ([, to]) => (to + WIDE <= width ? -to : -Infinity));
  if (after >= 0) return stand(lanes, after, lanes[after][1]);
  const before = lanes.length < LANES ? -1 : best(lanes, ([from]) => (from >= WIDE + GAP ? from : -Infinity));
  if (before >= 0) return stand(lanes, before, lanes[before][0] - WIDE - GAP);
  return stand(lanes, lanes.length, left);
}

/** The index of the lane for which `worth` is greatest; -1 where all are out of the question. */
function best(lanes, worth) {
  const worths = lanes.map(worth);
  const most = Math.max(-Infinity, ...worths);
  return most === -Infinity ? -1 : worths.indexOf(most);
}

function stand(lanes, lane, stands) {
  const [from, to] = lanes[lane] ?? [stands, stands];
  lanes[lane] = [Math.min(from, stands), Math.max(to, stands + WIDE + GAP)];
  return { lane, stands };
}
