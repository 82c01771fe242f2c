/** @file A match as the modes draw it that know nothing but keyframes: as they are, or between two of them. Pure. */

import { momentsOf } from "../state/moments.js";
import { advanceTimeline, frameAt, tickToDraw } from "../state/timeline.js";

/** @typedef {import("../engine/values.js").Side} Side */
/** @typedef {import("../net/protocol.js").GameUpdate} GameUpdate */
/** @typedef {import("./flight.js").DrawnMoment} DrawnMoment */

const FRAMES_KEPT = 8;

export class FrameCourt {
  #own;
  #isBetween;
  /** @type {GameUpdate[]} */ #frames = [];
  /** @type {import("../state/timeline.js").Timeline|null} */ #timeline = null;
  /** @type {DrawnMoment[]} */ #moments = [];

  /** @param {Side|null} own @param {boolean} isBetween whether it draws between two frames, or only the newest */
  constructor(own, isBetween) {
    this.#own = own;
    this.#isBetween = isBetween;
  }

  /** @param {GameUpdate} frame @param {number} now ms */
  heard(frame, now) {
    this.#frames = [...this.#frames.slice(1 - FRAMES_KEPT), frame];
    this.#timeline = advanceTimeline(this.#timeline, frame.tick, now);
    const place = { x: frame.ball_x, y: frame.ball_y, at: frame.tick };
    this.#moments.push(...momentsOf(this.#frames).map((kind) => ({ kind, ...place })));
  }

  /** @param {number} now ms @returns {import("./netplay.js").Picture|null} */
  picture(now) {
    const newest = this.#frames.at(-1);
    if (newest === undefined || this.#timeline === null) return null;
    const drawn = this.#isBetween ? frameAt(this.#frames, tickToDraw(this.#timeline, now)) : newest;
    const moments = this.#moments;
    this.#moments = [];
    return {
      paddles: { p1: this.#own === 1 ? newest.p1_y : drawn.p1_y, p2: this.#own === 2 ? newest.p2_y : drawn.p2_y },
      ball: { x: drawn.ball_x, y: drawn.ball_y },
      moments,
    };
  }
}
