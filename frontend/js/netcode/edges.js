/**
 * @file Stamps what a player does with the tick that it is meant for. Pure. The ticks of a connection's edges grow, and
 * nothing is stamped with a tick that the server has been told to be over.
 */

/** @typedef {import("../net/protocol.js").MovePaddle} MovePaddle */
/** @typedef {import("../net/protocol.js").PaddleTarget} PaddleTarget */
/** @typedef {MovePaddle|PaddleTarget} Steering */
/** @typedef {Steering & {tick: number, seq: number}} Stamped */

export class Edges {
  seq;
  #lastTick = -1;
  /** The oldest tick that there can still be an edge of. */
  open = 0;
  /** What comes too soon after the edges before it. @type {Steering|null} */ #waiting = null;

  /** @param {number} [seq] of the newest one before */
  constructor(seq = 0) {
    this.seq = seq;
  }

  /** Every edge of ticks before this one has been sent. @param {number} tick */
  promise(tick) {
    this.open = Math.max(this.open, tick);
  }

  /** The server knows more of them than we do: another page had the seat. @param {number} seq */
  knows(seq) {
    this.seq = Math.max(this.seq, seq);
  }

  /**
   * @param {Steering} steering
   * @param {number} clock
   * @returns {Stamped|null} null if it has to wait; the newest one waits
   */
  stamp(steering, clock) {
    const now = Math.floor(clock);
    const tick = Math.max(now, this.#lastTick + 1, this.open);
    this.#waiting = tick > now + 1 ? steering : null;
    if (this.#waiting) return null;
    this.#lastTick = tick;
    return { ...steering, tick, seq: ++this.seq };
  }

  /** What has waited and need not any more. @param {number} clock @returns {Stamped|null} */
  due(clock) {
    return this.#waiting && this.stamp(this.#waiting, clock);
  }
}
