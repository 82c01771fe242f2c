/** @file How many ticks are due, whatever the screen's rate of pictures. Pure: it is told the time. */

/** After a stall so many are made up for, as on the server; the rest of the lost time is lost for the match too. */
const MAX_DUE = 6;

export class Ticker {
  #tickMs;
  /** @type {number|null} null while the match stands still */ #last = null;
  #owedMs = 0;

  /** @param {number} ticksPerSecond */
  constructor(ticksPerSecond) {
    this.#tickMs = 1000 / ticksPerSecond;
  }

  /** How far the match is between its newest tick and the next, 0 to 1. */
  get share() {
    return Math.min(1, this.#owedMs / this.#tickMs);
  }

  /** Time that passes until the next call of `due` is none of the match's. */
  rest() {
    this.#last = null;
  }

  /**
   * The ticks to play at `now`; they count as played.
   * @param {number} now ms
   * @returns {number}
   */
  due(now) {
    this.#owedMs += this.#last === null ? 0 : Math.max(0, now - this.#last);
    this.#last = now;
    const due = Math.floor(this.#owedMs / this.#tickMs);
    this.#owedMs -= due * this.#tickMs;
    return Math.min(due, MAX_DUE);
  }
}
