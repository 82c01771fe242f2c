/** @file Where the ball rests between points, and how it leaves. */

import { launched } from "./collision.js";
import { directionAt } from "./rules.js";
import { LEFT, RIGHT } from "./values.js";

/** @typedef {import("./rules.js").Rules} Rules */
/** @typedef {import("./values.js").Ball} Ball */
/** @typedef {import("./values.js").Side} Side */

/** The ball in the centre, waiting for its serve. @param {Rules} rules @returns {Ball} */
export const restingBall = (rules) => ({
  x: rules.court_width / 2,
  y: rules.court_height / 2,
  vx: 0,
  vy: 0,
  speed: rules.serve_speed,
});

/** A side by the top bit of `rng`. @param {number} rng @returns {Side} */
export const randomSide = (rng) => (rng >>> 31 === 0 ? LEFT : RIGHT);

/**
 * The ball as it leaves the centre, in one of the eight serve directions by the top three bits of `rng`.
 * @param {Side} toward
 * @param {number} rng
 * @param {Rules} rules
 */
export function servedBall(toward, rng, rules) {
  const index = /** @type {number} */ (rules.serve_directions[rng >>> 29]);
  return launched(restingBall(rules), rules.serve_speed, directionAt(index, rules), toward, rules);
}
