// Time that flows: a stretch of it, told again and again until it is over.

const CALM = 1000; // ms between two tellings, where the reader asked for less motion

export class Glide {
  constructor() {
    this.frame = 0;
    this.motion = matchMedia("(prefers-reduced-motion: reduce)");
  }

  /**
   * @param {number} lasts ms
   * @param {number} every ms between two tellings
   * @param {(share: number) => void} tell how much of it is over, from 0 to 1
   * @param {() => void} done
   */
  run(lasts, every, tell, done) {
    const began = performance.now();
    const pause = this.motion.matches ? Math.max(every, CALM) : every;
    let told = began;
    const turn = (/** @type {number} */ now) => {
      if (now - began >= lasts) return done();
      this.frame = requestAnimationFrame(turn);
      if (now - told < pause) return undefined;
      told = now;
      return tell((now - began) / lasts);
    };
    this.frame = requestAnimationFrame(turn);
  }

  stop() {
    cancelAnimationFrame(this.frame);
  }
}
