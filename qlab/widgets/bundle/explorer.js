// qlab's widgets, bundled by esbuild 0.28.2 from sources with SHA-256 75a29aeb06aa42e9cc82be7da88714a390c0b36551ca06515ccaf142b471d5cf

// qlab/widgets/js/constants.js
var HIDDEN = "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}";

// qlab/widgets/js/text/visible.js
var HIDDEN_CHARACTERS = new RegExp(`[${HIDDEN}]`, "gu");
var hex = (code, digits) => code.toString(16).padStart(digits, "0");
function visibleChar(char) {
  const code = char.codePointAt(0) ?? 0;
  if (char === "\r") return "\\r";
  if (code >= 56448 && code <= 56575) return `\\x${hex(code - 56320, 2)}`;
  if (code < 128) return `\\x${hex(code, 2)}`;
  return code < 65536 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}
var plain = (text) => String(text).replace(HIDDEN_CHARACTERS, visibleChar);

// qlab/widgets/js/dom/element.js
function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  for (const child of children.flat()) {
    if (child === null || child === void 0 || child === "") continue;
    node.append(child instanceof Node ? child : plain(child));
  }
  return node;
}
function setProp(node, name, value) {
  if (value === null || value === void 0 || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "text") node.textContent = plain(value);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "on") for (const [type, listen] of Object.entries(value)) node.addEventListener(type, listen);
  else node.setAttribute(name, value === true ? "" : value);
}
var button = (css, act, props = {}, ...children) => el("button", { type: "button", class: css, on: { click: act }, ...props }, ...children);
var tableHead = (...names) => el("thead", {}, el("tr", {}, ...names.map((words) => el("th", { scope: "col" }, words))));
function setText(node, text) {
  const shown = plain(text);
  if (node.textContent !== shown) node.textContent = shown;
}

// qlab/widgets/js/text/number.js
var counted = (count) => count.toLocaleString("en");
var plural = (count, one, many = `${one}s`) => `${counted(count)} ${count === 1 ? one : many}`;

// qlab/widgets/js/text/time.js
var seconds = (ms) => `${(ms / 1e3).toFixed(3)} s`;

// qlab/widgets/js/dom/svg.js
var SVG = "http://www.w3.org/2000/svg";
function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

// qlab/widgets/js/explorer/charts.js
var LETTER = 7.4;
var ROW = 26;
function drawSchedule({ rows, total_ms: total }, width) {
  const words = rows.map((row) => `attempt ${row.attempt}: +${row.wait}`);
  const room = LETTER * Math.max(0, ...words.map((each) => each.length)) + 12;
  const x = (ms) => ms / total * Math.max(width - room, 40) + 2;
  const bar = (from2, to, y, css) => svg("rect", { x: x(from2), y, width: Math.max(x(to) - x(from2), 1), height: 18, rx: 4, class: css });
  let from = 0;
  const drawn = rows.flatMap((row, at) => {
    const y = at * ROW + 6;
    const [began, [least, most]] = [from, row.band];
    from = row.at_ms;
    const band = least < most ? [bar(began + least, row.at_ms, y, "q-band")] : [];
    const text = svg("text", { x: x(row.at_ms) + 8, y: y + 14 }, words[at] ?? "");
    return [bar(began, row.at_ms, y, "q-wait"), ...band, text];
  });
  const viewBox = `0 0 ${width} ${Math.max(rows.length, 1) * ROW + 8}`;
  return svg("svg", { viewBox, class: "q-plan", "aria-hidden": "true" }, ...drawn);
}
function drawStorm({ bars, in_step: inStep }) {
  const most = Math.max(1, ...bars, ...inStep ?? []);
  const step = 800 / bars.length;
  const bar = (css) => (count, at) => {
    const height = 172 * count / most;
    return svg("rect", { x: at * step + 1, y: 176 - height, width: step - 2, height, class: css });
  };
  const drawn = [...(inStep ?? []).map(bar("q-before")), ...bars.map(bar("q-after"))];
  const ground = svg("line", { x1: 0, y1: 177, x2: 800, y2: 177, class: "q-ground" });
  const box = { viewBox: "0 0 800 180", preserveAspectRatio: "none" };
  return svg("svg", { ...box, class: "q-storm", "aria-hidden": "true" }, ...drawn, ground);
}

// qlab/widgets/js/explorer/explorer.js
var STRATEGY = {
  fixed: "fixed",
  exponential: "exponential",
  capped: "capped at 4 × delay",
  jitter: "with jitter"
};
var percent = (share, places = 0) => `${(share * 100).toFixed(places)} %`;
var Explorer = class {
  /** @param {Model} model @param {Element} element */
  constructor(model, element) {
    this.model = model;
    this.width = 0;
    this.sliders = /* @__PURE__ */ new Map();
    this.shown = this.picture();
    const options = Object.entries(STRATEGY).map(([value, words]) => el("option", { value }, words));
    const chosen = { change: () => this.set("strategy", this.strategy.value) };
    this.strategy = el("select", { on: chosen }, ...options);
    this.plan = el("div");
    this.planTitle = el("h3", {}, "One job that fails each time");
    this.storm = el("div");
    this.axis = el("div", { class: "q-times", "aria-hidden": "true" });
    this.rows = el("tbody");
    this.table = el(
      "table",
      { class: "q-fields" },
      tableHead("attempt", "waits", "at", "comes so far with"),
      this.rows
    );
    this.total = el("p", { class: "q-sentence" });
    this.peak = el("p");
    this.result = el("span", { role: "status" });
    this.root = this.build();
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
    element.replaceChildren(this.root);
    this.draw();
    this.watch = new ResizeObserver(() => {
      if (this.width !== this.plan.clientWidth) this.drawPlan();
    });
    this.watch.observe(this.plan);
  }
  build() {
    const strategy = el("label", {}, el("span", {}, "strategy"), this.strategy);
    const sliders = [
      this.slider("attempts", "attempts", { min: 1, max: 12, step: 1 }, String),
      this.slider("delay_ms", "delay", { min: 100, max: 6e4, step: 100 }, seconds),
      this.slider("failure", "attempt fails with", { min: 0, max: 1, step: 0.01 }, percent),
      this.slider("clients", "clients failing", { min: 1, max: 1e3, step: 1 }, counted)
    ];
    const top = el("div", { class: "q-sliders" }, strategy, ...sliders);
    const check = button("q-button q-wide", () => this.check(), {}, "Check with a real run");
    const job = [this.total, this.planTitle, this.plan, this.table, el("p", { class: "q-tools" }, check, this.result)];
    const all = [el("h3", {}, "The retries of all clients"), this.storm, this.axis, this.peak];
    const root = { class: "qlab-player q-explorer", role: "group", "aria-label": "backoff explorer" };
    return el("div", root, top, ...job, ...all);
  }
  /** @param {string} name @param {string} words @param {Range} range @param {Show} show */
  slider(name, words, range, show) {
    const input = el("input", { type: "range", class: "q-range", ...range, value: this.model.get(name) });
    const output = el("strong", {}, show(this.model.get(name)));
    input.addEventListener("input", () => {
      setText(output, show(Number(input.value)));
      this.set(name, Number(input.value));
    });
    this.sliders.set(name, { input, output, show });
    return el("label", {}, el("span", {}, words, " ", output), input);
  }
  /** @param {string} name @param {unknown} value */
  set(name, value) {
    this.model.set(name, value);
    this.model.save_changes();
  }
  check() {
    setText(this.result, "A real job fails on a real queue …");
    this.model.send({ do: "check" });
  }
  /** @returns {ExplorerJson} */
  picture() {
    return JSON.parse(this.model.get("picture"));
  }
  drawPlan() {
    this.width = this.plan.clientWidth;
    this.plan.replaceChildren(drawSchedule(this.shown, Math.max(this.width, 200)));
  }
  /** Shows what Python counted. */
  draw() {
    this.shown = this.picture();
    for (const [name, { input, output, show }] of this.sliders) {
      if (document.activeElement !== input) input.value = String(this.model.get(name));
      setText(output, show(this.model.get(name)));
    }
    this.strategy.value = this.model.get("strategy");
    this.drawWords();
    this.drawPlan();
    this.drawRows();
    this.storm.replaceChildren(drawStorm(this.shown));
    this.axis.replaceChildren(...this.shown.ticks.map((words) => el("span", {}, words)));
    setText(this.result, this.model.get("checked"));
  }
  drawWords() {
    const { words, total, peak, bin, until, in_step: inStep } = this.shown;
    const attempts = this.model.get("attempts");
    const waiting = `${plural(attempts, "attempt")}, ${words}: ${total} of waiting in all.`;
    const one = "One attempt: a job that fails has failed for good, and nothing is ever waited for.";
    setText(this.total, attempts > 1 ? waiting : one);
    this.planTitle.hidden = this.plan.hidden = this.table.hidden = attempts < 2;
    const without = inStep ? counted(Math.max(...inStep)) : "";
    const before = inStep ? ` Without jitter (the bars behind) ${without} would come at once.` : "";
    const most = `At most ${plural(peak, "retry", "retries")} within ${bin}; shown are the first ${until}.${before}`;
    setText(this.peak, peak ? most : "No retry comes.");
  }
  drawRows() {
    const rows = this.shown.rows.map((row) => {
      const cells = [row.wait, row.at, percent(row.chance, 1)].map((words) => el("td", {}, words));
      return el("tr", {}, el("th", { scope: "row" }, String(row.attempt)), ...cells);
    });
    this.rows.replaceChildren(...rows);
  }
};

// qlab/widgets/js/explorer.js
var TRAITS = ["picture", "checked"];
function render({ model, el: element }) {
  const explorer = new Explorer(model, element);
  const draw = () => explorer.draw();
  for (const name of TRAITS) model.on(`change:${name}`, draw);
  return () => {
    explorer.watch.disconnect();
    for (const name of TRAITS) model.off(`change:${name}`, draw);
  };
}
var explorer_default = { render };
export {
  explorer_default as default
};
