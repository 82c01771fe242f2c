/** @file Where a ball is heard, and how high. Pure. */

import { project } from "../render/view.js";

/** @typedef {import("../render/view.js").View} View */
/** @typedef {{x: number, y: number}} Place on the court */

/** A sound quite at one ear is tiring, and lost to who hears with the other one. */
const WIDEST = 0.85;

/**
 * Where it is seen: also on a court that stands, or is turned.
 * @param {View} view
 * @param {Place} ball
 * @returns {number} -1 left .. 1 right
 */
export function panOfBall(view, ball) {
  const { x } = project(view, { ...ball, width: 0, height: 0 });
  return panOfShare((x - view.court.x) / view.court.width);
}

/** Between the two paddles, however the court lies: player 1 is at the left ear. @param {Place} ball */
export const panBetweenPaddles = (ball) => panOfShare(ball.x / 100);

/** @param {number} share */
const panOfShare = (share) => WIDEST * Math.min(1, Math.max(-1, 2 * share - 1));

const LEVEL_HZ = 330;
/** What a ball at the far wall sounds above or below the tone for "level with the paddle". */
const OCTAVES = 2;

/**
 * @param {number} ballY
 * @param {number} ownY the paddle that must meet it
 * @returns {number} Hz; higher than the level tone means that the paddle must go up (to the left on a court that stands)
 */
export const pitchOfBall = (ballY, ownY) => LEVEL_HZ * 2 ** ((OCTAVES * (ownY - ballY)) / 100);
