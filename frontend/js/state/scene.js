/** @file Where everything is drawn at a moment. Pure. */

import { frameAt, tickToDraw } from "./timeline.js";

/** @typedef {import("./state.js").State} State */

/**
 * @typedef {object} Scene
 * @property {{p1: number, p2: number}} paddles
 * @property {{x: number, y: number}|null} ball null while there is none in play
 */

/** Before the first frame, and between two matches. @type {Scene} */
export const EMPTY_COURT = { paddles: { p1: 50, p2: 50 }, ball: null };

/**
 * One's own paddle is drawn where the newest frame has it, everything else a little earlier.
 * @param {State} state
 * @param {number} now ms
 * @returns {Scene}
 */
export function sceneAt(state, now) {
  const newest = state.frames.at(-1);
  if (!newest || state.timeline === null) return EMPTY_COURT;
  if (state.status === "waiting_for_opponent" || state.status === "waiting_for_ready") return EMPTY_COURT;
  const drawn = frameAt(state.frames, tickToDraw(state.timeline, now));
  const own = state.seat?.playerNum;
  return {
    paddles: { p1: own === 1 ? newest.p1_y : drawn.p1_y, p2: own === 2 ? newest.p2_y : drawn.p2_y },
    ball: state.status === "game_over" ? null : { x: drawn.ball_x, y: drawn.ball_y },
  };
}

/** Where the newest moment was. @param {State} state */
export function momentPlace({ frames }) {
  const frame = frames.at(-2);
  return { x: frame?.ball_x ?? 50, y: frame?.ball_y ?? 50 };
}

/** @param {State} state @returns {number|null} where one's own paddle is, if one has one that moves */
export function ownPaddle(state) {
  const newest = state.frames.at(-1);
  if (!newest || !state.seat || (state.status !== "playing" && state.status !== "countdown")) return null;
  return state.seat.playerNum === 1 ? newest.p1_y : newest.p2_y;
}
