/** @file Where everything is drawn at a moment. Pure. */

import { frameAt, tickToDraw } from "./timeline.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("../net/protocol.js").GameUpdate} GameUpdate */
/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */

/**
 * @typedef {object} Scene
 * @property {{p1: number, p2: number}} paddles
 * @property {{x: number, y: number}|null} ball null while there is none in play
 * @property {PlayerNum|null} pointedAt whose paddle a newcomer should find
 */

/** Before the first frame, and between two matches. @type {Scene} */
const EMPTY_COURT = { paddles: { p1: 50, p2: 50 }, ball: null, pointedAt: null };

/**
 * A match that comes over the network. One's own paddle is drawn where the newest frame has it, everything else a little earlier.
 * @param {State} state
 * @param {number} now ms
 * @returns {Scene}
 */
export function sceneAt(state, now) {
  const newest = state.frames.at(-1);
  if (!newest || state.timeline === null || isInLobby(state)) return EMPTY_COURT;
  const drawn = frameAt(state.frames, tickToDraw(state.timeline, now));
  const own = state.seat?.playerNum;
  return sceneOf(state, { ...drawn, ...(own === 1 && { p1_y: newest.p1_y }), ...(own === 2 && { p2_y: newest.p2_y }) });
}

/**
 * A match that is played on this very page. Nothing is late, so everything is drawn at the same moment: between the two
 * newest ticks, since what stands between them is as smooth on a screen of 144 pictures a second as on one of 60.
 * @param {State} state
 * @param {number} tick the moment, with a fraction
 * @returns {Scene}
 */
export function sceneAtTick(state, tick) {
  if (state.frames.length === 0 || isInLobby(state)) return EMPTY_COURT;
  return sceneOf(state, frameAt(state.frames, tick));
}

/** @param {State} state */
const isInLobby = ({ status }) => status === "waiting_for_opponent" || status === "waiting_for_ready";

/**
 * @param {State} state
 * @param {GameUpdate} drawn
 * @returns {Scene}
 */
const sceneOf = ({ status, seat }, drawn) => ({
  paddles: { p1: drawn.p1_y, p2: drawn.p2_y },
  ball: status === "game_over" ? null : { x: drawn.ball_x, y: drawn.ball_y },
  pointedAt: status === "countdown" ? (seat?.playerNum ?? null) : null,
});

/** @param {State} state @returns {number|null} where one's own paddle is, if one has one that moves */
export function ownPaddle(state) {
  const newest = state.frames.at(-1);
  if (!newest || !state.seat || (state.status !== "playing" && state.status !== "countdown")) return null;
  return state.seat.playerNum === 1 ? newest.p1_y : newest.p2_y;
}
