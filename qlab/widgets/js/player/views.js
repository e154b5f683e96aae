// The two buttons that choose what is shown: one queue in the room that there is, or every key.

import { button, el, setAttribute } from "../dom/element.js";

/** @import { View } from "./player.js" */
/** @typedef {{ shows: View, look: (view: View) => void }} Viewer */

export class Views {
  /** @param {Viewer} viewer whose view they choose */
  constructor(viewer) {
    this.viewer = viewer;
    this.buttons = [this.view("stage", "Stage"), this.view("keys", "All keys", "All keys (K)")];
    this.element = el("span", { class: "q-views", role: "group", "aria-label": "view" }, ...this.buttons);
  }

  /** @param {View} name @param {string} words @param {string} [title] */
  view(name, words, title) {
    return button("q-view", () => this.viewer.look(name), { data: { view: name }, title }, words);
  }

  /** The other one. */
  toggle() {
    this.viewer.look(this.viewer.shows === "stage" ? "keys" : "stage");
  }

  /** Shows which is chosen. */
  update() {
    for (const each of this.buttons) {
      setAttribute(each, "aria-pressed", String(each.dataset.view === this.viewer.shows));
    }
  }
}
