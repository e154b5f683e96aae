// Rows of dots: the stylesheet lays them out, so that a dot which makes room for another is not styled anew.

import { el, place } from "../dom/element.js";
import { stand } from "./chip.js";

/** @import { Chip } from "./chip.js" */

export class DotRows {
  constructor() {
    /** By container. @type {Map<string, HTMLElement>} */
    this.groups = new Map();
  }

  /**
   * The element that holds a container's dots, in their order; none without dots.
   * @param {string} role
   * @param {Chip[]} dots
   * @param {number} width px
   */
  of(role, dots, width) {
    const [first, last] = [dots[0]?.rect, dots.at(-1)?.rect];
    if (!first || !last) return [];
    const group = this.groups.get(role) ?? el("div", { class: "q-dots" });
    this.groups.set(role, group);
    stand(group, { x: first.x, y: first.y, w: width, h: last.y + last.h - first.y });
    place(
      group,
      dots.map((chip) => chip.element),
    );
    return [group];
  }
}
