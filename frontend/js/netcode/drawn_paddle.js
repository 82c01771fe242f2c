/** @file A paddle as it is drawn: between two ticks, and never with a jump when the server knows better. Pure. */

import { Track } from "./track.js";

/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("./flight.js").Contact} Contact */
/** @typedef {import("./track.js").Edge} Edge */

/** A correction is spread over so long. */
const DECAY_MS = 80;

export class DrawnPaddle {
  track;
  /** @type {{by: number, since: number}} what is still drawn of a place that was wrong */
  #error = { by: 0, since: 0 };
  /** @type {{tick: number, share: number}} */ #meeting = { tick: -1, share: 1 };

  #reach;

  /** @param {Rules} rules */
  constructor(rules) {
    this.#reach = (rules.paddle_height + rules.ball_size) / 2;
    this.track = new Track(rules);
  }

  /** @param {number} time in ticks, with a fraction @param {number} now ms */
  at(time, now) {
    return this.#bare(time) + this.#errorAt(now);
  }

  /**
   * The ball is met in the step that leaves a tick, when a share of it is over: the engine moves paddles first, so the
   * paddle has to be there by then. A place that is still wrong ends there, if it would let the ball through.
   * @param {Contact} contact
   * @param {number} now ms
   */
  meets({ tick, at, y, isHit }, now) {
    const isBeside = () => Math.abs(y - this.at(at, now)) > this.#reach;
    if (!isHit || !isBeside()) return;
    // Rounding may find the contact a hair before the tick that has it.
    this.#meeting = { tick, share: Math.max(at - tick, 1e-6) };
    if (isBeside()) this.#error = { by: 0, since: now };
  }

  /**
   * @param {Omit<Edge, "isTold">} edge
   * @param {number} time that is drawn now
   * @param {number} now ms
   * @returns {number} by how much the drawn paddle was wrong
   */
  told(edge, time, now) {
    const before = this.#bare(time);
    this.track.told(edge);
    const wrong = before - this.#bare(time);
    if (wrong !== 0) this.#error = { by: this.#errorAt(now) + wrong, since: now };
    return wrong;
  }

  /** @param {number} time */
  #bare(time) {
    const tick = Math.floor(time);
    const from = this.track.at(tick);
    const share = tick === this.#meeting.tick ? Math.min(1, (time - tick) / this.#meeting.share) : time - tick;
    return from + (this.track.at(tick + 1) - from) * share;
  }

  /** @param {number} now */
  #errorAt(now) {
    return this.#error.by * Math.max(0, 1 - (now - this.#error.since) / DECAY_MS);
  }
}
