// All keys of all queues, and the story beside them.

import { LongestWaits } from "../data/picture.js";
import { el, place, setText } from "../dom/element.js";
import { counted } from "../text/number.js";
import { drawInspector } from "./inspector.js";
import { otherKeys, QueueView } from "./queue-view.js";
import { drawChanges, drawCommands } from "./story.js";

/** @import { PlayerData } from "../data/player-data.js" */
/** @import { Picture } from "../data/picture.js" */
/** @import { Hooks } from "./container.js" */
/** @import { Tokens } from "./token.js" */

export class KeysView {
  /** @param {PlayerData} data @param {Tokens} tokens @param {() => void} redraw */
  constructor(data, tokens, redraw) {
    this.data = data;
    this.tokens = tokens;
    this.redraw = redraw;
    this.inspected = "";
    /** @type {Hooks} */
    this.hooks = { tokens, waits: new LongestWaits(data), onKey: (name) => this.inspect(name), redraw };
    /** @type {Map<string, QueueView>} */
    this.views = new Map();
    this.stage = el("div", { class: "q-stage" });
    this.details = el("div", { class: "q-details" });
    this.nothing = el("p", { class: "q-quiet" }, "No keys yet.");
    const label = { role: "group", hidden: true, "aria-label": "a key's values" };
    this.inspector = el("div", { class: "q-inspector", ...label });
    this.changes = el("div");
    this.changeCount = el("span", { class: "q-count" });
    this.commands = el("div");
    this.commandCount = el("span", { class: "q-count" });
    this.element = el("div", { class: "q-main" }, this.stage, this.side(), this.details);
  }

  side() {
    const changed = el("section", {}, el("h3", {}, "What changed ", this.changeCount), this.changes);
    const ran = el("section", {}, el("h3", {}, "Commands Redis ran ", this.commandCount), this.commands);
    const side = { class: "q-side", role: "group", "aria-label": "what happened" };
    return el("div", side, this.inspector, changed, ran);
  }

  /** @param {string} name of a key; again: closes it */
  inspect(name) {
    this.inspected = this.inspected === name ? "" : name;
    this.redraw();
  }

  /** @param {Picture} picture @param {string[]} queues in their order @param {boolean} [told] whether the story of the step stands there already */
  update(picture, queues, told = false) {
    const others = otherKeys(picture);
    const views = (others.get("")?.length ? [...queues, ""] : queues).map((queue) => this.viewOf(queue));
    const drawn = views.filter((view) => view.queue).map((view) => view.element);
    place(this.stage, views.length ? drawn : [this.nothing]);
    place(
      this.details,
      views.map((view) => view.details),
    );
    for (const view of views) view.update(picture, others.get(view.queue) ?? []);
    if (!told) this.drawStory(picture);
  }

  /** @param {string} queue */
  viewOf(queue) {
    const view = this.views.get(queue) ?? new QueueView(this.data, queue, this.hooks);
    this.views.set(queue, view);
    return view;
  }

  /** @param {Picture} picture */
  drawStory(picture) {
    const { step, data } = picture;
    setText(this.changeCount, step ? counted(step.changes.length) : "");
    setText(this.commandCount, step ? counted(step.commands.length) : "");
    this.changes.replaceChildren(...drawChanges(data, step));
    this.commands.replaceChildren(...drawCommands(data, step, (keys, scroll) => this.light(keys, scroll)));
    this.inspector.hidden = !this.inspected;
    const close = () => this.inspect(this.inspected);
    this.inspector.replaceChildren(...(this.inspected ? drawInspector(picture, this.inspected, close) : []));
  }

  /**
   * Lights up what stands for these keys. A job's lock is drawn on its token, so the token is lit.
   * @param {string[]} keys
   * @param {boolean} [scroll] whether to bring it into view
   */
  light(keys, scroll = false) {
    for (const node of this.element.querySelectorAll(".q-lit")) node.classList.remove("q-lit");
    const wanted = new Set(keys);
    const drawn = /** @type {HTMLElement[]} */ ([...this.element.querySelectorAll("[data-key], [data-touch]")]);
    const lit = drawn.filter((node) => wanted.has(node.dataset.key ?? node.dataset.touch ?? ""));
    for (const name of keys) {
      const { queue, job } = this.data.key(name);
      const token = job === null ? undefined : this.tokens.of(queue, job);
      if (token) lit.push(token.element);
    }
    for (const node of lit) node.classList.add("q-lit");
    const behavior = this.tokens.motion.matches ? "auto" : "smooth";
    if (scroll) lit[0]?.scrollIntoView({ block: "nearest", behavior });
  }
}
