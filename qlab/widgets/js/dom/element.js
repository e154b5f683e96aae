// Elements. Text from Redis becomes text nodes, made visible: nothing here parses HTML.

import { plain } from "../text/visible.js";

/** @typedef {Node | string | number | null | undefined} Child */

/**
 * An element. `props`: class, text, data, on, and attributes; children are elements or strings (made visible).
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === "") continue;
    node.append(child instanceof Node ? child : plain(child));
  }
  return node;
}

/** @param {HTMLElement} node @param {string} name @param {any} value */
function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "text") node.textContent = plain(value);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "on") for (const [type, listen] of Object.entries(value)) node.addEventListener(type, listen);
  else node.setAttribute(name, value === true ? "" : value);
}

/**
 * A button.
 * @param {string} css
 * @param {(event: MouseEvent) => void} act
 * @param {Record<string, any>} [props]
 * @param {...Child} children
 */
export const button = (css, act, props = {}, ...children) =>
  el("button", { type: "button", class: css, on: { click: act }, ...props }, ...children);

/**
 * The head of a table.
 * @param {string[]} names
 */
export const tableHead = (...names) =>
  el("thead", {}, el("tr", {}, ...names.map((words) => el("th", { scope: "col" }, words))));

/**
 * Sets text only where it differs, so that nothing is laid out, or read aloud, for nothing.
 * @param {Node} node
 * @param {unknown} text
 */
export function setText(node, text) {
  const shown = plain(text);
  if (node.textContent !== shown) node.textContent = shown;
}

/**
 * Sets a data attribute only where it differs: an attribute that is set anew is styled anew.
 * @param {HTMLElement} node
 * @param {string} name
 * @param {string} value
 */
export function setData(node, name, value) {
  if (node.dataset[name] !== value) node.dataset[name] = value;
}

/**
 * Sets a property of its style only where it differs.
 * @param {HTMLElement | SVGElement} node
 * @param {string} name
 * @param {string} value
 */
export function setStyle(node, name, value) {
  if (node.style.getPropertyValue(name) !== value) node.style.setProperty(name, value);
}

/**
 * Sets an attribute only where it differs; null: it has none.
 * @param {Element} node
 * @param {string} name
 * @param {string | null} value
 */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) === value) return;
  if (value === null) node.removeAttribute(name);
  else node.setAttribute(name, value);
}

/**
 * The children of a node become these, in this order; what stays in place is not touched. Where one alone went further
 * back, it is moved, and not all those that it stood before: what is moved is styled and laid out anew.
 * @param {Node} node
 * @param {Node[]} children
 */
export function place(node, children) {
  /** @type {Node | null} */
  let here = node.firstChild;
  for (const child of children) {
    if (here && here !== child && here.nextSibling === child) {
      const back = here;
      here = child;
      node.appendChild(back);
    }
    if (here === child) here = here.nextSibling;
    else node.insertBefore(child, here);
  }
  while (node.childNodes.length > children.length) node.lastChild?.remove();
}
