// The backoff explorer: sliders at the top; below them the schedule, and the storm of many clients. Python counts, this draws.

const STRATEGY = { fixed: "fixed", exponential: "exponential", capped: "capped at 4 × delay", jitter: "with jitter" };

function drawNode(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const LETTER = 7.4; // px: so much a letter of the words at the end of a bar takes at most, on average

/** Each retry as a bar from the failure before it to its own moment: what is waiting, and how long. `width`: in px, so
 * that the words are as large on a telephone as on a projector. */
function drawSchedule({ rows, total_ms: total }, width) {
  const words = rows.map((row) => `attempt ${row.attempt}: +${row.wait}`);
  const room = LETTER * Math.max(0, ...words.map((each) => each.length)) + 12;
  const height = Math.max(rows.length, 1) * 26 + 8;
  const svg = drawNode("svg", { viewBox: `0 0 ${width} ${height}`, class: "q-plan", "aria-hidden": "true" });
  let from = 0;
  rows.forEach((row, at) => {
    const x = (ms) => (ms / total) * Math.max(width - room, 40) + 2;
    const y = at * 26 + 6;
    svg.append(drawNode("rect", { x: x(from), y, width: Math.max(x(row.at_ms) - x(from), 1), height: 18, rx: 4, class: "q-wait" }));
    if (row.band[0] < row.band[1]) {
      svg.append(drawNode("rect", { x: x(from + row.band[0]), y, width: Math.max(x(row.at_ms) - x(from + row.band[0]), 1), height: 18, rx: 4, class: "q-band" }));
    }
    svg.append(drawNode("text", { x: x(row.at_ms) + 8, y: y + 14 }, words[at]));
    from = row.at_ms;
  });
  return svg;
}

/** How many retries come in each stretch of time; where there is jitter, behind them the same without it. */
function drawStorm({ bars, in_step: inStep }) {
  const most = Math.max(1, ...bars, ...(inStep ?? []));
  const svg = drawNode("svg", { viewBox: "0 0 800 180", class: "q-storm", "aria-hidden": "true", preserveAspectRatio: "none" });
  const bar = (css) => (count, at) => svg.append(drawNode("rect", { x: (at * 800) / bars.length + 1, y: 176 - (172 * count) / most, width: 800 / bars.length - 2, height: (172 * count) / most, class: css }));
  (inStep ?? []).forEach(bar("q-before"));
  bars.forEach(bar("q-after"));
  svg.append(drawNode("line", { x1: 0, y1: 177, x2: 800, y2: 177, class: "q-ground" }));
  return svg;
}

class Explorer {
  constructor(model, element) {
    this.model = model;
    this.outputs = new Map();
    const slider = (name, words, min, max, step, show) => this.slider(name, words, { min, max, step }, show);
    const strategy = el("select", { on: { change: (event) => this.set("strategy", event.target.value) } },
      ...Object.entries(STRATEGY).map(([value, words]) => el("option", { value, selected: model.get("strategy") === value }, words)));
    this.strategy = strategy;
    this.plan = el("div");
    this.storm = el("div");
    this.axis = el("div", { class: "q-times", "aria-hidden": "true" });
    this.rows = el("tbody");
    this.total = el("p", { class: "q-sentence" });
    this.peak = el("p");
    this.result = el("span", { role: "status" });
    const check = el("button", { type: "button", class: "q-button q-wide", on: { click: () => {
      setText(this.result, "A real job fails on a real queue …");
      model.send({ do: "check" });
    } } }, "Check with a real run");
    this.table = el("table", { class: "q-fields" }, el("thead", {}, el("tr", {}, ...["attempt", "waits", "at", "comes so far with"].map((words) => el("th", { scope: "col" }, words)))), this.rows);
    this.root = el("div", { class: "qlab-player q-explorer", role: "group", "aria-label": "backoff explorer" },
      el("div", { class: "q-sliders" }, el("label", {}, el("span", {}, "strategy"), strategy),
        slider("attempts", "attempts", 1, 12, 1, String), slider("delay_ms", "delay", 100, 60000, 100, seconds),
        slider("failure", "attempt fails with", 0, 1, 0.01, (value) => `${Math.round(value * 100)}\u00a0%`),
        slider("clients", "clients failing", 1, 1000, 1, (value) => value.toLocaleString("en"))),
      this.total, (this.planTitle = el("h3", {}, "One job that fails each time")), this.plan,
      this.table, el("p", { class: "q-tools" }, check, this.result),
      el("h3", {}, "The retries of all clients"), this.storm, this.axis, this.peak);
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
    element.replaceChildren(this.root);
    this.draw();
    this.watch = new ResizeObserver(() => this.width !== this.plan.clientWidth && this.drawPlan());
    this.watch.observe(this.plan);
  }

  drawPlan(shown = this.shown) {
    Object.assign(this, { shown, width: this.plan.clientWidth });
    this.plan.replaceChildren(drawSchedule(shown, Math.max(this.width, 200)));
  }

  slider(name, words, range, show) {
    const input = el("input", { type: "range", class: "q-range", ...range, value: this.model.get(name) });
    const output = el("strong", {}, show(this.model.get(name)));
    input.addEventListener("input", () => {
      setText(output, show(Number(input.value)));
      this.set(name, Number(input.value));
    });
    this.outputs.set(name, { input, output, show });
    return el("label", {}, el("span", {}, words, " ", output), input);
  }

  set(name, value) {
    this.model.set(name, value);
    this.model.save_changes();
  }

  /** Shows what Python counted. */
  draw() {
    for (const [name, { input, output, show }] of this.outputs) {
      if (document.activeElement !== input) input.value = this.model.get(name);
      setText(output, show(this.model.get(name)));
    }
    this.strategy.value = this.model.get("strategy");
    const shown = JSON.parse(this.model.get("picture"));
    const attempts = this.model.get("attempts");
    setText(this.total, attempts > 1 ? `${plural(attempts, "attempt")}, ${shown.words}: ${shown.total} of waiting in all.`
      : "One attempt: a job that fails has failed for good, and nothing is ever waited for.");
    this.planTitle.hidden = this.plan.hidden = this.table.hidden = attempts < 2;
    this.drawPlan(shown);
    this.storm.replaceChildren(drawStorm(shown));
    this.rows.replaceChildren(...shown.rows.map((row) => el("tr", {}, el("th", { scope: "row" }, String(row.attempt)), el("td", {}, row.wait), el("td", {}, row.at), el("td", {}, `${(row.chance * 100).toFixed(1)}\u00a0%`))));
    this.axis.replaceChildren(...shown.ticks.map((words) => el("span", {}, words)));
    const before = shown.in_step ? ` Without jitter (the bars behind) ${Math.max(...shown.in_step).toLocaleString("en")} would come at once.` : "";
    setText(this.peak, !shown.peak ? "No retry comes." : `At most ${plural(shown.peak, "retry", "retries")} within ${shown.bin}; shown are the first ${shown.until}.${before}`);
    setText(this.result, this.model.get("checked"));
  }
}

function render({ model, el: element }) {
  const explorer = new Explorer(model, element);
  const draw = () => explorer.draw();
  const traits = ["picture", "checked"];
  traits.forEach((name) => model.on(`change:${name}`, draw));
  return () => traits.forEach((name) => model.off(`change:${name}`, draw));
}
