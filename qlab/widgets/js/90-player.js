// The player: puts the parts together. `mount` draws a film into an element; `render` is what anywidget calls.

const TRAVEL = 520; // ms a token travels
const PATIENCE = 10000; // ms between two questions for steps that are missing

class Player {
  constructor(element, data, { step, onStep } = {}) {
    this.film = new Film(data);
    this.onStep = onStep ?? (() => {});
    this.selected = "";
    this.index = -1;
    this.inspected = "";
    this.views = new Map();
    this.tokens = new Tokens((queue, job) => this.select(queue, job));
    this.controls = new Controls(this.film, this);
    this.build(element);
    this.show(step ?? Math.min(1, this.film.length), { quiet: true });
  }

  build(element) {
    this.counter = el("span", { class: "q-counter" });
    this.clock = el("span", { class: "q-clock" });
    this.chip = el("span", { class: "q-chip" });
    this.title = el("h2", {});
    this.sentence = el("p", { class: "q-sentence" });
    this.told = el("div", { class: "q-told" }, this.sentence);
    this.live = el("div", { class: "q-hidden", "aria-live": "polite", role: "status" });
    this.stage = el("div", { class: "q-stage" });
    this.details = el("div", { class: "q-details" });
    this.changes = el("div");
    this.commands = el("div");
    this.inspector = el("div", { class: "q-inspector", role: "group", hidden: true, "aria-label": "a key's values" });
    this.commandCount = el("span", { class: "q-count" });
    this.changeCount = el("span", { class: "q-count" });
    const side = el("div", { class: "q-side", role: "group", "aria-label": "what happened" }, this.inspector,
      el("section", {}, el("h3", {}, "What changed ", this.changeCount), this.changes),
      el("section", {}, el("h3", {}, "Commands Redis ran ", this.commandCount), this.commands));
    const top = el("div", { class: "q-top" }, this.clock, this.counter, this.title, this.chip);
    this.root = el("div", { class: "qlab-player", tabindex: "0", role: "group", "aria-label": "qlab player: arrow keys step, space plays, slash searches" },
      top, this.controls.bar, this.told, this.controls.tools, el("div", { class: "q-main" }, this.stage, side, this.details), this.live);
    this.root.addEventListener("keydown", (event) => this.controls.key(event));
    this.reserve();
    element.replaceChildren(this.root);
  }

  /** Shows the state after step `index`; 0 is the beginning. */
  show(index, { quiet = false, force = false } = {}) {
    const next = Math.max(0, Math.min(Number(index) || 0, this.film.length));
    if (next === this.index && !force) return;
    const near = Math.abs(next - this.index) <= 3 && next !== this.index;
    const fast = this.controls.playing && Number(this.controls.speed.value) > 2;
    this.index = next;
    this.draw(near && !force, fast ? TRAVEL / 3 : TRAVEL);
    if (!quiet) this.onStep(next);
  }

  /** Keeps as much room as nine sentences in ten need, so that what stands below does not jump from step to step. */
  reserve() {
    const sentences = this.film.steps.map((step) => step.sentence).sort((a, b) => a.length - b.length);
    this.told.dataset.room = clip(line(sentences[Math.floor(sentences.length * 0.9)] ?? ""), 220);
  }

  redraw() {
    if (this.index >= 0) this.show(this.index, { quiet: true, force: true });
  }

  select(queue, job, step) {
    const id = jobOf(queue, job);
    this.selected = this.selected === id && step === undefined ? "" : id;
    if (step === undefined || step === this.index) this.redraw();
    else this.show(step);
  }

  inspect(name) {
    this.inspected = this.inspected === name ? "" : name;
    this.redraw();
  }

  draw(animate, duration) {
    const picture = (this.picture = new Picture(this.film, this.index, this.selected));
    const order = this.film.queuesAt(this.index);
    this.tokens.begin(animate && order[0] === this.order?.[0]); // where queues change places, each token would travel
    this.order = order;
    const focused = this.focused();
    this.drawStage(picture);
    this.drawStory(picture);
    this.controls.update(this.index);
    this.tokens.settle(duration);
    this.refocus(focused);
  }

  /** What of the player has the focus, or null. */
  focused() {
    const node = this.root.getRootNode().activeElement;
    return this.root.contains(node) ? node : null;
  }

  /** An element that is put elsewhere loses the focus: it gets it back, or the player where it is gone, so that the keys
   * go on stepping. */
  refocus(node) {
    if (node && this.focused() !== node) (node.isConnected ? node : this.root).focus({ preventScroll: true });
  }

  drawStage(picture) {
    const others = otherKeys(picture);
    const wanted = this.controls.filter.queue;
    const shown = [...this.order, ""].filter((queue) => (queue === "" ? others.get("").length : !wanted || queue === wanted));
    const hooks = { tokens: this.tokens, onKey: (name) => this.inspect(name), redraw: () => this.redraw() };
    for (const queue of shown) if (!this.views.has(queue)) this.views.set(queue, new QueueView(this.film, queue, hooks));
    const empty = shown.length ? [] : [(this.nothing ||= el("p", { class: "q-quiet" }, "No keys yet."))];
    const views = shown.map((queue) => this.views.get(queue));
    place(this.stage, [...views.filter((view) => view.queue).map((view) => view.element), ...empty]);
    place(this.details, views.map((view) => view.details));
    for (const queue of shown) this.views.get(queue).update(picture, others.get(queue));
  }

  drawStory(picture) {
    const { step, film, index } = picture;
    setText(this.counter, `step ${index.toLocaleString("en")} of ${film.length.toLocaleString("en")}`);
    setText(this.clock, elapsed(picture.at - film.start));
    this.clock.title = moment(picture.at);
    setText(this.title, step ? clip(line(step.title), 90) : "The beginning");
    this.title.title = step ? clip(line(step.title), 300) : "";
    setStyle(this.chip, "visibility", step?.script ? "" : "hidden");
    setText(this.chip, `script ${step?.script ?? "none"}`);
    this.sentence.replaceChildren(step ? worded(step.sentence) : plain(film.note || "Nothing has happened yet. Step forward with → or play with Space."));
    setText(this.live, spoken(film, index));
    setText(this.changeCount, step ? String(step.changes.length) : "");
    setText(this.commandCount, step ? String(step.commands.length) : "");
    this.changes.replaceChildren(...drawChanges(film, step));
    this.commands.replaceChildren(...drawCommands(film, step, (keys, scroll) => this.light(keys, scroll)));
    this.inspector.hidden = !this.inspected;
    this.inspector.replaceChildren(...(this.inspected ? drawInspector(picture, this.inspected, () => this.inspect(this.inspected)) : []).filter(Boolean));
  }

  /** Lights up what stands for these keys. A job's lock is drawn on its token, so the token is lit. */
  light(keys, scroll = false) {
    for (const node of this.root.querySelectorAll(".q-lit")) node.classList.remove("q-lit");
    const wanted = new Set(keys);
    const lit = [...this.root.querySelectorAll("[data-key], [data-touch]")].filter((node) => wanted.has(node.dataset.key ?? node.dataset.touch));
    for (const name of keys) {
      const key = this.film.key(name);
      const token = key.job === null ? null : this.tokens.all.get(jobOf(key.queue, key.job));
      if (token?.isConnected) lit.push(token);
    }
    for (const node of lit) node.classList.add("q-lit");
    if (scroll && lit.length) lit[0].scrollIntoView({ block: "nearest", behavior: this.tokens.motion.matches ? "auto" : "smooth" });
  }

  /** What a score means, in words. */
  decode(role, member, value, now, start) {
    return decodeScore(role, member, value, now, start).meaning;
  }

  grow(chunk, step) {
    const grown = this.film.grow(chunk);
    if (grown) {
      this.controls.refresh();
      this.reserve();
    }
    if (step !== undefined && step !== this.index) this.show(step, { quiet: true });
    else if (grown) this.redraw();
    return grown;
  }

  destroy() {
    this.controls.stop();
    this.root.remove();
  }
}

/** Draws a film into an element. `step`: where to begin; `onStep(step)` is told of every step taken. */
function mount(element, data, options) {
  return new Player(element, data, options);
}

function render({ model, el: element }) {
  const player = mount(element, JSON.parse(model.get("film")), {
    step: model.get("step"),
    onStep(step) {
      model.set("step", step);
      model.save_changes();
    },
  });
  const follow = () => player.show(model.get("step"), { quiet: true });
  let asked = -PATIENCE;
  const ask = () => { // for what was told while nobody listened, or was lost on the way; a busy kernel answers later
    if (performance.now() - asked < PATIENCE) return;
    asked = performance.now();
    model.send({ after: player.film.length });
  };
  const hear = (message) => {
    if (!message.steps) return;
    if (message.from > player.film.length) ask();
    else player.grow(message, message.show ?? undefined);
  };
  model.on("change:step", follow);
  model.on("msg:custom", hear);
  ask();
  return () => {
    model.off("change:step", follow);
    model.off("msg:custom", hear);
    player.destroy();
  };
}
