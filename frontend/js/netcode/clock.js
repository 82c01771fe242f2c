/**
 * @file A clock that counts ticks about as fast as the server does, and can be bent a little to run ahead or to fall
 * back. Pure: it is told the time.
 */

export const TICK_MS = 1000 / 60;
/** Nobody sees a match that runs so much faster or slower. */
const MOST_BENT = 0.03;
/** What is far ahead slows down like this: everybody sees it, and nothing runs back. Further ahead it stands still. */
const BRAKED = 0.5;
const FAR_AHEAD = 30;

export class BentClock {
  #tick = 0;
  #readAt = 0;
  #wanted = 0;
  #ahead = 0;
  /** How many ticks have been put in (or left out) since the start. */
  shifted = 0;
  isRunning = false;

  /** @param {number} tick with a fraction @param {number} now ms */
  start(tick, now) {
    this.#tick = tick;
    this.#readAt = now;
    this.#wanted = 0;
    this.#ahead = 0;
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

  /** Be elsewhere at once, or as soon as that can be without running back. @param {number} ticks */
  leap(ticks) {
    if (ticks > 0) this.#tick += ticks;
    else this.#ahead -= ticks;
    this.#wanted = this.shifted;
  }

  /** Be back where it was: nothing of what came since was shown. @param {number} ticks */
  putBack(ticks) {
    this.#tick -= ticks;
  }

  /** @param {number} now ms; an earlier one than before is that one @returns {number} ticks, with a fraction */
  at(now) {
    const passed = this.isRunning ? Math.max(0, now - this.#readAt) / TICK_MS : 0;
    const most = passed * MOST_BENT;
    const bent = Math.min(most, Math.max(-most, this.#wanted - this.shifted));
    this.shifted += bent;
    const braked = Math.min(this.#ahead, this.#ahead > FAR_AHEAD ? passed : passed * BRAKED);
    this.#ahead -= braked;
    this.#tick += passed + bent - braked;
    this.#readAt = Math.max(now, this.#readAt);
    return this.#tick;
  }
}
