// qlab's player. Everything from Redis reaches the page as text nodes: nothing here parses HTML.

// The same characters that qlab.text.escape makes visible: controls, direction marks, invisible ones, raw bytes.
const HIDDEN = new RegExp(
  "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f" +
    "\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}]", "gu");
const hex = (code, digits) => code.toString(16).padStart(digits, "0");

function visibleChar(char) {
  const code = char.codePointAt(0);
  if (char === "\r") return "\\r";
  if (code >= 0xdc80 && code <= 0xdcff) return "\\x" + hex(code - 0xdc00, 2); // one byte that is not UTF-8
  if (code < 0x80) return "\\x" + hex(code, 2);
  return code < 0x10000 ? "\\u" + hex(code, 4) : "\\U" + hex(code, 8);
}

/** Text with whatever hides in it made visible; line breaks stay. */
const plain = (text) => String(text).replace(HIDDEN, visibleChar);
/** The same, on one line. */
const line = (text) => plain(text).replace(/\n/g, "\\n").replace(/\t/g, "\\t");

/** At most `width` characters; never splits a surrogate pair. */
function clip(text, width) {
  if (text.length <= width) return text;
  const end = /[\ud800-\udbff]/.test(text[width - 2]) ? width - 2 : width - 1;
  return text.slice(0, end) + "…";
}

/** An element. `props`: class, text, data, on, and attributes; children are elements or strings (made visible). */
function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = plain(value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "on") for (const [type, listen] of Object.entries(value)) node.addEventListener(type, listen);
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === "") continue;
    node.append(typeof child === "object" ? child : plain(child));
  }
  return node;
}

/** Sets text only where it differs, so that nothing is laid out, or read aloud, for nothing. */
function setText(node, text) {
  const shown = plain(text);
  if (node.textContent !== shown) node.textContent = shown;
}

/** Sets a data attribute only where it differs: an attribute that is set anew is styled anew. */
function setData(node, name, value) {
  if (node.dataset[name] !== value) node.dataset[name] = value;
}

/** Sets a property of its style only where it differs. */
function setStyle(node, name, value) {
  if (node.style[name] !== value) node.style[name] = value;
}

/** Raw text from Redis, cut to `width`, with a button for the rest. */
function raw(text, width = 120) {
  const whole = plain(text);
  if (whole.length <= width) return el("code", { class: "q-raw" }, whole || '""');
  const shown = el("code", { class: "q-raw" }, clip(whole, width));
  const rest = whole.length - width + 1;
  const more = el("button", { type: "button", class: "q-more", "aria-expanded": "false" });
  const label = () => (more.textContent = open() ? "show less" : `show all (+${rest.toLocaleString("en")})`);
  const open = () => more.getAttribute("aria-expanded") === "true";
  more.addEventListener("click", () => {
    more.setAttribute("aria-expanded", String(!open()));
    shown.textContent = open() ? whole : clip(whole, width);
    shown.classList.toggle("q-whole", open());
    if (open()) shown.tabIndex = 0;
    else shown.removeAttribute("tabindex");
    label();
  });
  label();
  return el("span", {}, shown, " ", more);
}

/** Words, the names between backticks in the letters of code. */
function worded(text) {
  const parts = plain(text).split(/`([^`]{1,60})`/);
  const node = document.createDocumentFragment();
  parts.forEach((part, at) => node.append(at % 2 ? el("code", {}, part) : part));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** A picture of 16 × 16 from path data. It only repeats what words beside it say, so it is hidden from readers. */
function icon(name, size = 16) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("width", size);
  svg.setAttribute("height", size);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `q-icon q-icon-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name] || ICONS.unknown);
  svg.append(path);
  return svg;
}

// One shape for each state: a row, a diamond, a clock, a fork, a wedge, a tick, a cross. Colour is never the only sign.
const ICONS = {
  waiting: "M2 6h3v4H2zM6.5 6h3v4h-3zM11 6h3v4h-3z",
  prioritized: "M8 1.5 14.5 8 8 14.5 1.5 8z",
  delayed: "M8 1.5A6.5 6.5 0 1 1 8 14.5 6.5 6.5 0 0 1 8 1.5M8 4.5V8.3L10.6 10",
  "waiting-children": "M8 2v5M8 7H3.5v4M8 7h4.5v4M2 11h3v3H2zM11 11h3v3h-3z",
  active: "M4 2.5 13 8 4 13.5z",
  completed: "M2.5 8.5 6.3 12.3 13.5 4",
  failed: "M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5",
  unknown: "M5.5 6A2.5 2.5 0 1 1 8.6 8.4Q8 8.7 8 10M8 12.2V12.6",
  first: "M4 3v10M13 3 6 8l7 5z",
  back: "M11 3 4.5 8 11 13z",
  forward: "M5 3 11.5 8 5 13z",
  last: "M12 3v10M3 3 10 8l-7 5z",
  play: "M4 2.5 13 8 4 13.5z",
  pause: "M5 3v10M11 3v10",
  job: "M2 8h8M7 4.5 10.5 8 7 11.5M13.5 3v10",
  lock: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  bell: "M3 11.5h10M4 11.5V8a4 4 0 0 1 8 0v3.5M7 13.8h2",
  tape: "M1.5 4h13v8h-13zM4 4v8M12 4v8",
  key: "M6 8a3 3 0 1 1-.1.1M8.5 8H14.5M12.5 8v2.5",
};

/** Ms since the beginning as seconds, as qlab writes them: "+2.000 s". */
function elapsed(ms) {
  const [whole, part] = (Math.abs(ms) / 1000).toFixed(3).split(".");
  return `${ms < 0 ? "-" : "+"}${whole.replace(/\B(?=(\d{3})+$)/g, "\u202f")}.${part} s`;
}

const seconds = (ms) => `${(ms / 1000).toFixed(3)} s`;
const plural = (count, one, many = one + "s") => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
