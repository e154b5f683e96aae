// The scale of the slider: a place for each step, or for each moment of the recording.

/** "steps": all as far apart as each other; "time": as far apart as they happened. @typedef {"steps" | "time"} Scale */
/**
 * What is played: how many steps there are, and how long after the beginning each happened, in ms.
 * @typedef {{ readonly length: number, elapsedAt: (index: number) => number }} Film
 */

/** @type {Scale[]} */
export const SCALES = ["steps", "time"];

export class Track {
  /** @param {Film} film @param {Scale} scale */
  constructor(film, scale) {
    this.film = film;
    this.scale = scale;
  }

  get byTime() {
    return this.scale === "time";
  }

  /** The slider's last place: a step's number, or ms. */
  get end() {
    return Math.max(1, this.byTime ? Math.round(this.film.elapsedAt(this.film.length)) : this.film.length);
  }

  /** Where a step stands. @param {number} index */
  valueOf(index) {
    return this.byTime ? Math.round(this.film.elapsedAt(index)) : index;
  }

  /** Where a step stands, from 0 to 1. @param {number} index */
  shareOf(index) {
    return Math.max(0, Math.min(1, this.valueOf(index) / this.end));
  }

  /** The step that a place of the slider belongs to: the last one that has happened by then. @param {number} value */
  indexAt(value) {
    return this.byTime ? this.lastBy(value) : Math.round(value);
  }

  /** The last step that happened by so many ms. @param {number} ms */
  lastBy(ms) {
    let [from, to] = [0, this.film.length];
    while (from < to) {
      const half = Math.ceil((from + to) / 2);
      if (Math.round(this.film.elapsedAt(half)) <= ms) from = half;
      else to = half - 1;
    }
    return from;
  }
}
