// The containers that hold job ids, each drawn as what it is: a list as a tube with two ends, a sorted set on its axis.

import { LIST_ENDS, ON_AN_AXIS, ROLE, ROLES, STATE, STATE_OF_ROLE, TYPES } from "../constants.js";
import { membersOf, sizeOf } from "../data/held.js";
import { jobKey, jobOf, queueKey } from "../data/key-name.js";
import { decodeScore } from "../data/score.js";
import { button, el, place, setData, setText } from "../dom/element.js";
import { icon } from "../dom/icon.js";
import { counted, digits } from "../text/number.js";
import { brief } from "../text/time.js";
import { shortLine } from "../text/visible.js";
import { Axis } from "./axis.js";
import { showLock } from "./lock.js";
import { changeMark } from "./mark.js";

/** @import { PlayerData } from "../data/player-data.js" */
/** @import { LongestWaits, Picture } from "../data/picture.js" */
/** @import { Token, Tokens } from "./token.js" */
/** @import { Move } from "../types.d.ts" */

/**
 * What a drawing asks of the player.
 * @typedef {object} Hooks
 * @property {Tokens} tokens
 * @property {LongestWaits} waits
 * @property {(name: string) => void} onKey a key was chosen
 * @property {() => void} redraw
 */

const SHOWN = 28; // tokens drawn of one container, until somebody asks for the others
export const MANY = 12; // more tokens than these are drawn smaller: a full container must not push the others away
const GHOSTS = 6; // of the jobs that a step removed, so many are shown going
const HEAD = 6; // of those shown, how many from its beginning

const states = new Map(STATE_OF_ROLE);

export class Container {
  /** @param {PlayerData} data @param {string} queue @param {string} role @param {Hooks} hooks */
  constructor(data, queue, role, hooks) {
    this.data = data;
    this.queue = queue;
    this.role = role;
    this.hooks = hooks;
    this.name = queueKey(data.prefix, queue, role);
    this.state = states.get(role) ?? STATE.UNKNOWN;
    this.open = false;
    this.unread = 0;
    this.isMany = false;
    this.count = el("span", { class: "q-count" });
    this.mark = el("span", { class: "q-marks" });
    this.body = el("div", { class: "q-body" });
    this.tokens = el("div", { class: "q-tokens", role: "group", "aria-label": `jobs in ${role}` });
    this.button = button("q-more", () => this.toggle());
    this.element = this.box();
    this.axis = ON_AN_AXIS.includes(role) ? new Axis(this) : null;
    if (!this.axis) this.drawTube();
  }

  box() {
    const [type, sentence] = ROLES[this.role] ?? ["", ""];
    const open = () => this.hooks.onKey(this.name);
    const title = button("q-key", open, { title: "Show raw and decoded values" }, this.role);
    const kind = el("span", { class: "q-kind" }, TYPES[type]);
    const head = el("header", {}, icon(this.state), el("h4", {}, title), kind, this.count, this.mark);
    const css = `q-box q-state-${this.state} q-box-${this.role}`;
    return el("section", { class: css, data: { key: this.name, role: this.role }, title: sentence }, head, this.body);
  }

  drawTube() {
    const ends = LIST_ENDS[this.role]?.map((words) => `${words} →`) ?? ["first", "latest"];
    this.body.append(this.tokens, el("div", { class: "q-ends" }, ...ends.map((words) => el("span", {}, words))));
    this.body.classList.add(ROLES[this.role]?.[0] === "list" ? "q-tube" : "q-row");
  }

  toggle() {
    this.open = !this.open;
    this.hooks.redraw();
  }

  /** @param {Picture} picture */
  update(picture) {
    const held = picture.state.get(this.name);
    const members = membersOf(held);
    const kind = picture.kinds.get(this.name);
    const size = held && members.length ? sizeOf(held) : 0;
    setText(this.count, counted(size));
    this.unread = size - members.length;
    this.isMany = members.length > MANY;
    const mark = changeMark(kind);
    if (mark || this.mark.firstChild) place(this.mark, mark ? [mark] : []);
    setData(this.element, "change", kind ?? "");
    setData(this.tokens, "many", String(this.isMany));
    const drawn = this.drawn(picture, members);
    if (this.axis) this.axis.update(picture, members, drawn);
    else place(this.tokens, drawn);
  }

  /**
   * The tokens to show, with a button in place of those left out, and what left for nowhere.
   * @param {Picture} picture
   * @param {[id: string, score: number | null][]} members
   * @returns {HTMLElement[]}
   */
  drawn(picture, members) {
    const [first, rest] = this.cut(members);
    const token = (/** @type {[string, number | null]} */ [id, value]) => this.token(picture, id, value).element;
    const left = members.length - first.length - rest.length;
    const unread = this.unread > 0 ? [el("span", { class: "q-quiet" }, `${counted(this.unread)} not read`)] : [];
    const more = left > 0 || this.open ? [this.more(left)] : [];
    return [...unread, ...first.map(token), ...more, ...rest.map(token), ...this.ghosts(picture)];
  }

  /**
   * The members shown before those left out, and after them.
   * @param {[id: string, score: number | null][]} members
   * @returns {[first: typeof members, rest: typeof members]}
   */
  cut(members) {
    if (members.length <= SHOWN || this.open) {
      this.open = this.open && members.length > SHOWN;
      return [members, []];
    }
    return ON_AN_AXIS.includes(this.role)
      ? [members.slice(0, SHOWN), []]
      : [members.slice(0, HEAD), members.slice(HEAD - SHOWN)];
  }

  /** @param {number} left */
  more(left) {
    setText(this.button, left > 0 ? `… ${counted(left)} more …` : "show fewer");
    return this.button;
  }

  /** @param {Picture} picture @param {string} id @param {number | null} value */
  token(picture, id, value) {
    const move = picture.moves.get(jobOf(this.queue, id));
    const hint = !move ? "" : move[2] === null ? "✚ new" : `↦ from ${move[2]}`;
    const kind = move ? "moved" : "";
    const selected = picture.selected === jobOf(this.queue, id);
    const token = this.hooks.tokens.take(this.queue, id, { ...picture.job(this.queue, id), hint, kind, selected });
    if (this.role === ROLE.ACTIVE) {
      const lock = picture.state.get(jobKey(this.data.prefix, this.queue, id, ROLE.LOCK));
      showLock(token, lock, picture.at, this.data.watched);
    } else this.foot(token, picture, id, value);
    return token;
  }

  /**
   * What stands below a token: the moment that its score tells.
   * @param {Token} token
   * @param {Picture} picture
   * @param {string} id
   * @param {number | null} value
   */
  foot(token, picture, id, value) {
    if (value === null) return token.foot.remove();
    const { label } = decodeScore(this.role, id, value, picture.at, this.data.start);
    token.showFoot("q-foot");
    setText(token.foot, brief(label, this.isMany ? 1 : 2));
    if (token.foot.title !== label) token.foot.title = label;
    setData(token.element, "score", digits(value));
    return undefined;
  }

  /** @param {Picture} picture */
  ghosts(picture) {
    const gone = [...picture.moves.values()].filter((move) => this.lost(move));
    const shown = gone
      .slice(0, GHOSTS)
      .map(([, job]) =>
        el("span", { class: "q-token q-ghost" }, el("b", {}, shortLine(job, 18)), el("i", {}, "✖ removed")),
      );
    const more = gone.length - GHOSTS;
    return more > 0 ? [...shown, el("span", { class: "q-quiet" }, `✖ ${counted(more)} more removed`)] : shown;
  }

  /** Whether a job went from here to nowhere. Two roles stand for one state: `wait` tells. @param {Move} move */
  lost([queue, , source, target]) {
    return queue === this.queue && target === null && source === this.state && this.role !== ROLE.PAUSED;
  }
}
