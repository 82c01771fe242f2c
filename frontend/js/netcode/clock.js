/**
 * @file A clock that counts ticks about as fast as the server does, and can be bent a little to run ahead or to fall
 * back. Pure: it is told the time.
 */

export const TICK_MS = 1000 / 60;
/** Nobody sees a match that runs so much faster or slower. */
const MOST_BENT = 0.03;

export class BentClock {
  #tick = 0;
  #readAt = 0;
  #wanted = 0;
  /** How many ticks have been put in (or left out) since the start. */
  shifted = 0;
  isRunning = false;

  /** @param {number} tick with a fraction @param {number} now ms */
  start(tick, now) {
    this.#tick = tick;
    this.#readAt = now;
    this.#wanted = 0;
    this.shifted = 0;
    this.isRunning = true;
  }

  /** @param {number} now ms */
  stop(now) {
    this.at(now);
    this.isRunning = false;
  }

  /** Go on where it has stopped. @param {number} now ms */
  resume(now) {
    this.#readAt = now;
    this.isRunning = true;
  }

  /** Be shifted by so much in all, soon. @param {number} ticks */
  bendTo(ticks) {
    this.#wanted = ticks;
  }

  /** @param {number} ticks at once; the only way for it to run back */
  leap(ticks) {
    this.#tick += ticks;
    this.#wanted = this.shifted;
  }

  /** @param {number} now ms; an earlier one than before is that one @returns {number} ticks, with a fraction */
  at(now) {
    const passed = this.isRunning ? Math.max(0, now - this.#readAt) / TICK_MS : 0;
    const most = passed * MOST_BENT;
    const bent = Math.min(most, Math.max(-most, this.#wanted - this.shifted));
    this.shifted += bent;
    this.#tick += passed + bent;
    this.#readAt = Math.max(now, this.#readAt);
    return this.#tick;
  }
}
