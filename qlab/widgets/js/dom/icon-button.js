// A button that is a picture.

import { button } from "./element.js";
import { icon } from "./icon.js";

/** @param {string} name @param {string} title @param {() => void} act */
export const iconButton = (name, title, act) =>
  button("q-button", act, { data: { act: name }, title, "aria-label": title }, icon(name));
