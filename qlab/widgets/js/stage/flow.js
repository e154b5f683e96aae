// How the jobs of a container are laid out in the room that there is: as cards with attempts, as names, as ids, as dots.

/** @typedef {{ x: number, y: number, w: number, h: number }} Rect  px */
/** How a job is drawn; "mover": large. @typedef {"mover" | "card" | "name" | "id" | "dot"} Look */

/**
 * A job to be drawn.
 * @typedef {object} Item
 * @property {string} job its id
 * @property {string} id the id as it is shown
 * @property {string} name
 * @property {string} pips its attempts, a sign for each
 * @property {string} note what else there is to say: when it is due, how long its lock lasts
 * @property {boolean} moves whether the step is about it
 * @property {boolean} gone whether the step removed it
 */
/** "tight": there is less room than it asks for. @typedef {{ item: Item, look: Look, rect: Rect, tight?: boolean }} Placed */

/** The ways in which a container draws its jobs, from much room to little. @type {Exclude<Look, "mover">[]} */
export const LOOKS = ["card", "name", "id", "dot"];
const GAP = 7; // px between two jobs
const DOT = 14;
const DOT_GAP = 4; // the stylesheet's .q-dots has the same
export const LONG = 4; // letters: the id of the job that moves is smaller where it has more

/** Sizes in px: as large as it may be on a wall, and smaller where there is less room. */
export class Sizes {
  /** @param {boolean} small */
  constructor(small) {
    this.row = small ? 28 : 34;
    this.mover = small ? 52 : 70;
    this.head = small ? 36 : 38;
    this.strip = small ? 30 : 38;
    this.idLetter = 9.2;
    this.nameLetter = 7.9;
    this.moverLetter = small ? 12.4 : 17;
    this.moverLong = small ? 9.2 : 11;
    this.moverName = small ? 11 : 12.4;
  }

  /**
   * How wide a job is drawn; letters are counted, for measuring each would cost a layout.
   * @param {Item} item
   * @param {Look} look
   */
  width(item, look) {
    if (look === "dot") return DOT;
    if (look === "mover") return this.moverWidth(item);
    const id = 16 + item.id.length * this.idLetter;
    if (look === "id" || !item.name) return id;
    const name = id + 16 + item.name.length * this.nameLetter + item.note.length * this.nameLetter;
    return look === "card" && item.pips ? name + 10 + pipsWidth(item.pips) : name;
  }

  /** @param {Item} item */
  moverWidth(item) {
    const words = pipsWidth(item.pips) + 8 + item.note.length * this.nameLetter;
    const letter = item.id.length > LONG ? this.moverLong : this.moverLetter;
    return 30 + item.id.length * letter + 28 + Math.max(item.name.length * this.moverName, words);
  }

  /** @param {Look} look */
  height(look) {
    return look === "dot" ? DOT : look === "mover" ? this.mover : this.row;
  }
}

/** The look, or the next smaller one where an item is too wide for it. @param {Item} item @param {Look} look @param {number} width @param {Sizes} sizes @returns {Look} */
function fitting(item, look, width, sizes) {
  return look === "card" && sizes.width(item, look) > width ? "name" : look;
}

/** @param {string} pips */
const pipsWidth = (pips) => 13 * pips.length;

/**
 * Lays jobs out in rows, as wide as the room.
 * @param {Item[]} items
 * @param {number} width
 * @param {Look} look
 * @param {Sizes} sizes
 * @returns {{ placed: Placed[], height: number }}
 */
export function flow(items, width, look, sizes) {
  if (look === "dot") return dots(items, width, sizes);
  /** @type {Placed[]} */
  const placed = [];
  let [x, y, tallest] = [0, 0, 0];
  for (const item of items) {
    const its = item.moves ? "mover" : fitting(item, look, width, sizes);
    const asks = sizes.width(item, its);
    const [w, h] = [Math.min(asks, width), sizes.height(its)];
    if (x > 0 && x + w > width) [x, y, tallest] = [0, y + tallest + GAP, 0];
    placed.push({ item, look: its, rect: { x, y, w, h }, tight: asks > width });
    x += w + GAP;
    tallest = Math.max(tallest, h);
  }
  return { placed, height: y + tallest };
}

/**
 * Dots in rows, and the job that moves in a row of its own, by the end that it is nearer to: no dot makes room for it.
 * @param {Item[]} items
 * @param {number} width
 * @param {Sizes} sizes
 * @returns {{ placed: Placed[], height: number }}
 */
function dots(items, width, sizes) {
  const others = items.filter(({ moves }) => !moves);
  const movers = items.filter(({ moves }) => moves);
  const first = items.findIndex(({ moves }) => moves) < items.length / 2;
  const columns = Math.max(1, Math.floor((width + DOT_GAP) / (DOT + DOT_GAP)));
  const rows = Math.ceil(others.length / columns) * (DOT + DOT_GAP);
  const large = movers.length * (sizes.mover + GAP);
  const down = first ? large : 0;
  const small = others.map((item, at) => {
    const [x, y] = [(at % columns) * (DOT + DOT_GAP), Math.floor(at / columns) * (DOT + DOT_GAP)];
    return { item, look: /** @type {Look} */ ("dot"), rect: { x, y: y + down, w: DOT, h: DOT } };
  });
  const moving = movers.map((item, at) => {
    const y = (first ? 0 : rows) + at * (sizes.mover + GAP);
    const asks = sizes.width(item, "mover");
    const rect = { x: 0, y, w: Math.min(asks, width), h: sizes.mover };
    return { item, look: /** @type {Look} */ ("mover"), rect, tight: asks > width };
  });
  return { placed: first ? [...moving, ...small] : [...small, ...moving], height: rows + large };
}

/**
 * What of a flow stands within a height; the job that moves always does.
 * @param {Placed[]} placed
 * @param {number} height
 */
export function within(placed, height) {
  const moves = placed.find(({ look }) => look === "mover");
  const fits = placed.filter((each) => each !== moves && each.rect.y + each.rect.h <= height);
  if (!moves) return fits;
  if (moves.rect.y + moves.rect.h <= height) return [moves, ...fits];
  const top = { ...moves, rect: { ...moves.rect, x: 0, y: 0 } }; // it takes the place of those in the first rows
  return [top, ...fits.filter(({ rect }) => rect.y >= moves.rect.h)];
}
