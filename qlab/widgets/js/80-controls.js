// Controls: buttons, slider with its marks, filters, search, keyboard.

const SPEEDS = [0.5, 1, 2, 4, 10];
const PACE = 1300; // ms a step lasts at speed 1

/** Whether a move ended an attempt in vain: the job failed, or left active with one attempt more made. */
function failedAttempt(film, step, [queue, job, source, target]) {
  if (target === "failed") return true;
  if (source !== "active" || target === "completed") return false;
  if (target === null) return step.op === "fail";
  const change = step.changes.find((each) => each.key === `${film.prefix}:${queue}:${job}`);
  return change?.lines.some(([, where]) => where === "atm" || where === "attemptsMade") ?? false;
}

/** Whether a move completed a job, one that is removed at once included. */
const completedJob = (_film, step, [, , , target]) => target === "completed" || (target === null && step.op === "complete");

class Controls {
  constructor(film, player) {
    Object.assign(this, { film, player, playing: 0, filter: { queue: "", job: "" }, texts: new Map() });
    const button = (name, title, act) => el("button", { type: "button", class: "q-button", data: { act: name }, title, "aria-label": title, on: { click: act } }, icon(name));
    this.first = button("first", "First step (Home)", () => this.go(this.stops()[0] ?? 0));
    this.back = button("back", "Back (←)", () => this.move(-1));
    this.playButton = button("play", "Play (Space)", () => this.toggle());
    this.forward = button("forward", "Forward (→)", () => this.move(1));
    this.last = button("last", "Last step (End)", () => this.go(this.stops().at(-1) ?? film.length));
    this.nextOfJob = el("button", { type: "button", class: "q-button q-wide", data: { act: "job" }, on: { click: () => this.jumpJob() } }, icon("job"), " ", el("span", {}, "next step of this job"));
    this.speed = el("select", { "aria-label": "speed", title: "Speed" }, ...SPEEDS.map((each) => el("option", { value: each, selected: each === 1 }, `${each}×`)));
    this.range = el("input", { type: "range", min: 0, step: 1, "aria-label": "step", class: "q-range" });
    this.range.addEventListener("input", () => this.go(Number(this.range.value)));
    this.marks = el("div", { class: "q-ticks", "aria-hidden": "true" });
    this.makeFilters();
    this.bar = el("div", { class: "q-controls", role: "group", "aria-label": "controls" },
      el("div", { class: "q-buttons" }, this.first, this.back, this.playButton, this.forward, this.last, this.speed),
      el("div", { class: "q-slide" }, this.marks, this.range, this.legend = el("div", { class: "q-legend" })));
    this.tools = el("div", { class: "q-tools" }, this.nextOfJob, this.queueLabel, this.jobLabel, this.searchLabel, this.found);
    this.refresh();
  }

  makeFilters() {
    this.queue = el("select", { on: { change: () => this.setFilter() } });
    const list = `q-jobs-${(Controls.made = (Controls.made ?? 0) + 1)}`;
    this.jobs = el("datalist", { id: list });
    this.job = el("input", { type: "text", list, size: 8, placeholder: "any", on: { change: () => this.setFilter() } });
    this.search = el("input", { type: "search", size: 20, placeholder: "text, key, command", on: {
      input: () => this.showFound(), keydown: (event) => event.key === "Enter" && this.jumpFound(event.shiftKey ? -1 : 1) } });
    this.queueLabel = el("label", {}, "queue ", this.queue);
    this.jobLabel = el("label", {}, "job ", this.job, this.jobs);
    this.searchLabel = el("label", {}, "search (/) ", this.search);
    this.found = el("span", { class: "q-found", role: "status" });
  }

  /** After the film grew: new queues, jobs and marks. */
  refresh() {
    const chosen = this.queue.value;
    this.queue.replaceChildren(el("option", { value: "" }, "all"), ...this.film.queues.map((name) => el("option", { value: name }, clip(line(name), 40))));
    this.queue.value = this.film.queues.includes(chosen) ? chosen : "";
    const ids = [...new Set([...this.film.names.values()].filter((key) => key.role === "job").map((key) => key.job))];
    this.jobs.replaceChildren(...ids.slice(0, 500).map((id) => el("option", { value: clip(id, 200) })));
    this.range.max = this.film.length;
    this.cachedStops = null;
    this.drawMarks();
  }

  setFilter() {
    this.filter = { queue: this.queue.value, job: this.job.value.trim() };
    this.cachedStops = null;
    this.drawMarks();
    this.player.redraw();
  }

  /** The steps that the buttons stop at: all, or those of the queue and job chosen. */
  stops() {
    const { queue, job } = this.filter;
    this.cachedStops ||= queue || job ? this.film.find((step) => concerns(this.film, step, queue, job)) : [0, ...this.film.steps.map((step) => step.index)];
    return this.cachedStops;
  }

  /** Crosses above where a job fails, ticks below where one completes: two paths, however many steps there are. */
  drawMarks() {
    const x = (index) => ((1000 * index) / Math.max(this.film.length, 1)).toFixed(1);
    const stops = new Set(this.stops());
    const steps = (test) => this.film.steps.filter((step) => stops.has(step.index) && step.moves.some((move) => test(this.film, step, move))).map((step) => step.index);
    const [bad, good] = [steps(failedAttempt), steps(completedJob)];
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 1000 16");
    svg.setAttribute("preserveAspectRatio", "none");
    for (const [kind, d] of [["fail", bad.map((at) => `M${x(at)} 0V7`).join("")], ["done", good.map((at) => `M${x(at)} 9V16`).join("")]]) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("class", `q-tick-${kind}`);
      path.setAttribute("d", d);
      svg.append(path);
    }
    this.marks.replaceChildren(svg);
    setText(this.legend, `▀ ${plural(bad.length, "attempt")} failed   ▄ ${plural(good.length, "job")} completed`);
  }

  go(index) {
    this.player.show(Math.max(0, Math.min(index, this.film.length)));
  }

  move(by) {
    const at = this.player.index;
    const stops = this.stops();
    const next = by > 0 ? stops.find((each) => each > at) : stops.findLast((each) => each < at);
    if (next !== undefined) this.go(next);
    return next !== undefined;
  }

  /** The job that "this job" is: the one chosen, else the step's. */
  currentJob() {
    const [queue, job] = this.player.selected ? this.player.selected.split("\n") : [];
    if (job !== undefined) return { queue, job };
    const step = this.film.step(this.player.index);
    if (!step) return null;
    if (step.job !== null && step.queue !== null) return { queue: step.queue, job: step.job };
    const move = step.moves[0];
    return move ? { queue: move[0], job: move[1] } : null;
  }

  jumpJob() {
    const current = this.currentJob();
    const next = current && this.film.find((step) => step.index > this.player.index && concerns(this.film, step, current.queue, current.job))[0];
    if (next) this.player.select(current.queue, current.job, next);
    else setText(this.found, current ? "no later step of this job" : "choose a job first");
  }

  matches() {
    const wanted = this.search.value.trim().toLowerCase();
    return wanted ? this.film.find((step) => this.text(step).includes(wanted)) : [];
  }

  text(step) {
    if (!this.texts.has(step.index)) {
      const parts = [step.title, step.sentence, step.script ?? "", ...step.commands.map(([name, args]) => `${name} ${args.join(" ")}`),
        ...step.changes.flatMap((change) => [change.key, ...change.lines.flat()])];
      this.texts.set(step.index, parts.join("\n").toLowerCase());
    }
    return this.texts.get(step.index);
  }

  jumpFound(by) {
    const found = this.matches();
    const at = this.player.index;
    const next = by > 0 ? found.find((each) => each > at) ?? found[0] : found.findLast((each) => each < at) ?? found.at(-1);
    if (next !== undefined) this.go(next);
    this.showFound();
  }

  showFound() {
    const found = this.matches();
    const at = found.indexOf(this.player.index);
    setText(this.found, !this.search.value.trim() ? "" : !found.length ? "not found" : at >= 0 ? `${at + 1} of ${found.length}` : `${found.length} found: Enter goes there`);
  }

  toggle() {
    if (this.playing) return this.stop();
    if (this.player.index >= (this.stops().at(-1) ?? 0)) this.go(this.stops()[0] ?? 0);
    this.label("pause", "Pause (Space)");
    this.playing = setTimeout(() => this.tick(), PACE / 2 / Number(this.speed.value));
  }

  tick() {
    this.playing = this.move(1) ? setTimeout(() => this.tick(), PACE / Number(this.speed.value)) : 0;
    if (!this.playing) this.stop();
  }

  stop() {
    clearTimeout(this.playing);
    this.playing = 0;
    this.label("play", "Play (Space)");
  }

  label(name, title) {
    this.playButton.replaceChildren(icon(name));
    this.playButton.title = title;
    this.playButton.setAttribute("aria-label", title);
  }

  /** Shows where we are. */
  update(index) {
    this.range.value = index;
    this.range.setAttribute("aria-valuetext", spoken(this.film, index).slice(0, 60));
    const stops = this.stops();
    this.back.disabled = this.first.disabled = !stops.some((each) => each < index);
    this.forward.disabled = this.last.disabled = !(stops.at(-1) > index);
    if (this.search.value) this.showFound();
    const current = this.currentJob();
    this.nextOfJob.disabled = !current;
    setText(this.nextOfJob.lastChild, current ? `next step of job ${clip(line(current.job), 14)}` : "next step of this job");
  }

  /** The keyboard. Keys that a field or a button needs for itself stay its own. */
  key(event) {
    event.stopPropagation(); // JupyterLab has its own ideas about arrows and letters
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input:not([type=range]), select, textarea");
    const pressing = event.target.matches("button, summary, a");
    const act = { ArrowLeft: () => this.move(-1), ArrowRight: () => this.move(1), Home: () => this.first.click(), End: () => this.last.click(),
      " ": () => this.toggle(), "/": () => this.search.focus() }[event.key];
    if (!act || typing || (pressing && event.key === " ")) return;
    event.preventDefault();
    act();
  }
}
