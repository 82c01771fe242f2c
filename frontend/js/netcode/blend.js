/** @file A ball that was drawn where it was not gets to where it is in a moment, and not at once. Pure. */

/** @typedef {{x: number, y: number}} Place */

/** A correction is spread over so long. */
const BLEND_TICKS = 12;

export class Blend {
  /** @type {Place|null} where it was drawn last */ #last = null;
  #begins = false;
  #since = Number.NEGATIVE_INFINITY;
  /** @type {Place} */ #off = { x: 0, y: 0 };

  /** From the next picture on the ball is elsewhere. */
  begin() {
    this.#begins = true;
  }

  /** @param {Place} place where it is @param {number} clock ticks @returns {Place} where it is drawn */
  at({ x, y }, clock) {
    if (this.#begins && this.#last) {
      this.#off = { x: this.#last.x - x, y: this.#last.y - y };
      this.#since = clock;
    }
    this.#begins = false;
    const left = Math.max(0, 1 - (clock - this.#since) / BLEND_TICKS);
    this.#last = { x: x + this.#off.x * left, y: y + this.#off.y * left };
    return this.#last;
  }
}
