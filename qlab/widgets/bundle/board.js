// qlab's widgets, bundled by esbuild 0.28.2 from sources with SHA-256 75a29aeb06aa42e9cc82be7da88714a390c0b36551ca06515ccaf142b471d5cf

// qlab/widgets/js/constants.js
var HIDDEN = "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}";
var STATE = (
  /** @type {const} */
  {
    "WAITING": "waiting",
    "PRIORITIZED": "prioritized",
    "DELAYED": "delayed",
    "WAITING_CHILDREN": "waiting-children",
    "ACTIVE": "active",
    "COMPLETED": "completed",
    "FAILED": "failed",
    "UNKNOWN": "unknown"
  }
);

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
var line = (text) => plain(text).replace(/\n/g, "\\n").replace(/\t/g, "\\t");
function clip(text, width) {
  if (text.length <= width) return text;
  const end = /[\ud800-\udbff]/.test(text[width - 2] ?? "") ? width - 2 : width - 1;
  return `${text.slice(0, end)}…`;
}
var shortLine = (text, width) => clip(line(text), width);

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
function setText(node, text) {
  const shown = plain(text);
  if (node.textContent !== shown) node.textContent = shown;
}

// qlab/widgets/js/dom/svg.js
var SVG = "http://www.w3.org/2000/svg";
function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

// qlab/widgets/js/dom/icon.js
var ICONS = {
  [STATE.WAITING]: "M2 6h3v4H2zM6.5 6h3v4h-3zM11 6h3v4h-3z",
  [STATE.PRIORITIZED]: "M8 1.5 14.5 8 8 14.5 1.5 8z",
  [STATE.DELAYED]: "M8 1.5A6.5 6.5 0 1 1 8 14.5 6.5 6.5 0 0 1 8 1.5M8 4.5V8.3L10.6 10",
  [STATE.WAITING_CHILDREN]: "M8 2v5M8 7H3.5v4M8 7h4.5v4M2 11h3v3H2zM11 11h3v3h-3z",
  [STATE.ACTIVE]: "M4 2.5 13 8 4 13.5z",
  [STATE.COMPLETED]: "M2.5 8.5 6.3 12.3 13.5 4",
  [STATE.FAILED]: "M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5",
  [STATE.UNKNOWN]: "M5.5 6A2.5 2.5 0 1 1 8.6 8.4Q8 8.7 8 10M8 12.2V12.6",
  first: "M4 3v10M13 3 6 8l7 5z",
  back: "M11 3 4.5 8 11 13z",
  forward: "M5 3 11.5 8 5 13z",
  last: "M12 3v10M3 3 10 8l-7 5z",
  play: "M4 2.5 13 8 4 13.5z",
  pause: "M5 3v10M11 3v10",
  job: "M2 8h8M7 4.5 10.5 8 7 11.5M13.5 3v10",
  lock: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  bell: "M3 11.5h10M4 11.5V8a4 4 0 0 1 8 0v3.5M7 13.8h2",
  tape: "M1.5 4h13v8h-13zM4 4v8M12 4v8"
};
function icon(name, size = 16) {
  const box = { viewBox: "0 0 16 16", width: size, height: size };
  const path = svg("path", { d: ICONS[name] ?? ICONS[STATE.UNKNOWN] ?? "" });
  return svg("svg", { ...box, "aria-hidden": "true", class: `q-icon q-icon-${name}` }, path);
}

// qlab/widgets/js/text/number.js
var counted = (count) => count.toLocaleString("en");

// qlab/widgets/js/board/board.js
var BUTTONS = {
  add: "add a job",
  take: "take",
  complete: "complete",
  fail: "fail",
  retry: "retry failed",
  advance: "clock + 1 s",
  next: "clock to next"
};
var Board = class {
  /** @param {Model} model @param {Element} element */
  constructor(model, element) {
    this.model = model;
    this.bars = /* @__PURE__ */ new Map();
    this.title = el("h2");
    this.clock = el("span", { class: "q-clock" });
    this.rows = el("div", { class: "q-board-rows" });
    this.moves = el("ol", { class: "q-moves", reversed: true });
    this.message = el("p", { class: "q-message", role: "status" });
    this.root = this.build();
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
    element.replaceChildren(this.root);
    this.draw();
  }
  build() {
    const top = el("div", { class: "q-top" }, this.clock, this.title);
    const moves = el("section", {}, el("h3", {}, "Last moves"), this.moves);
    const two = el("div", { class: "q-two" }, this.rows, moves);
    const root = { class: "qlab-player q-board", role: "group", "aria-label": "board of a queue" };
    return el("div", root, top, this.buttons(), this.message, two);
  }
  buttons() {
    if (this.model.get("readonly")) return el("p", { class: "q-quiet" }, "read-only: looks once a second");
    const made = Object.entries(BUTTONS).map(
      ([name, words]) => button("q-button q-wide", () => this.model.send({ do: name }), { data: { act: name } }, words)
    );
    return el("div", { class: "q-controls", role: "group", "aria-label": "actions" }, ...made);
  }
  /** @param {string} state */
  bar(state) {
    const known = this.bars.get(state);
    if (known) return known;
    const bar = { count: el("b"), fill: el("span") };
    const name = el("span", {}, icon(state), ` ${state}`);
    const row = { class: `q-bar q-state-${state}`, data: { state } };
    this.rows.append(el("div", row, name, bar.count, el("span", {}, bar.fill)));
    this.bars.set(state, bar);
    return bar;
  }
  draw() {
    const shown = JSON.parse(this.model.get("picture"));
    setText(this.title, `queue ${shortLine(shown.queue, 60)}`);
    setText(this.clock, shown.at);
    for (const [state, count] of Object.entries(shown.counts)) {
      const bar = this.bar(state);
      setText(bar.count, counted(count));
      bar.fill.style.width = `${Math.min(100, 100 * count / shown.scale)}%`;
    }
    this.moves.replaceChildren(...shown.moves.map((words) => el("li", {}, words)));
    setText(this.message, this.model.get("message"));
  }
};

// qlab/widgets/js/board.js
var LOOK = 1e3;
var TRAITS = ["picture", "message"];
function render({ model, el: element }) {
  const board = new Board(model, element);
  const draw = () => board.draw();
  for (const name of TRAITS) model.on(`change:${name}`, draw);
  const look = () => {
    if (document.visibilityState === "visible" && board.root.isConnected) model.send({ do: "refresh" });
  };
  const timer = model.get("readonly") ? setInterval(look, LOOK) : 0;
  return () => {
    clearInterval(timer);
    for (const name of TRAITS) model.off(`change:${name}`, draw);
  };
}
var board_default = { render };
export {
  board_default as default
};
