/** @file Where everything is drawn at a moment of a match that is played on this page. Pure. */

import { EMPTY_COURT } from "../state/scene.js";
import { frameAt } from "../state/timeline.js";

/** @typedef {import("../state/scene.js").Scene} Scene */
/** @typedef {import("../state/state.js").State} State */

/**
 * Nothing is late here, so everything is drawn at the same moment: between the two newest ticks, one's own paddle too,
 * since what stands between them moves as evenly on a screen of 144 pictures a second as on one of 60.
 * @param {State} state
 * @param {number} tick the moment, with a fraction
 * @returns {Scene}
 */
export function sceneAtTick({ frames, status }, tick) {
  if (frames.length === 0) return EMPTY_COURT;
  const { p1_y, p2_y, ball_x, ball_y } = frameAt(frames, tick);
  return { paddles: { p1: p1_y, p2: p2_y }, ball: status === "game_over" ? null : { x: ball_x, y: ball_y } };
}
