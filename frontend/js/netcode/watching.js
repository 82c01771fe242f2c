/** @file The time that is drawn for somebody who only watches: a little behind the newest tick, and even. Pure. */

import { BentClock, TICK_MS } from "./clock.js";

/** Behind the newest tick: nearly all that is to be drawn has come by then. */
const BEHIND = 8;
/** Ten keyframes a second, for three seconds. */
const ARRIVALS_KEPT = 30;
/** It can have waited so long for a ball, and then gets up to the present little by little. */
const FAR_OFF = 60;

export class WatchClock {
  #clock = new BentClock();
  /** When tick 0 was, by each arrival, in ticks of this page's clock. @type {number[]} */ #origins = [];

  /** @param {number} tick of the present @param {number} now ms */
  heard(tick, now) {
    this.#origins = [...this.#origins.slice(1 - ARRIVALS_KEPT), tick - now / TICK_MS];
    const wanted = Math.max(...this.#origins) + now / TICK_MS - BEHIND;
    const off = wanted - this.#clock.at(now);
    if (!this.#clock.isRunning || Math.abs(off) > FAR_OFF) this.#clock.start(wanted, now);
    else this.#clock.bendTo(this.#clock.shifted + off);
  }

  /** Wait: what comes next is not known yet. @param {number} ticks */
  wait(ticks) {
    this.#clock.putBack(ticks);
  }

  /** The match stands still. @param {number} now ms */
  stop(now) {
    this.#clock.stop(now);
    this.#origins = [];
  }

  /** @param {number} now ms */
  at(now) {
    return this.#clock.at(now);
  }
}
