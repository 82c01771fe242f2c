/** @file Whom the ball will leave. Pure. */

import { LEFT, RIGHT } from "../engine/values.js";

/** @typedef {Readonly<import("../engine/values.js").Match>} Match */
/** @typedef {import("../engine/values.js").Side} Side */

/**
 * Of a match that is played on this page.
 * @param {Match} match
 * @returns {Side|null} null unless the ball rests: between two points, or where it was when the match was held up
 */
export function towardOf({ phase, ball, freezeTicks }) {
  if (phase.kind === "serving") return phase.toward;
  if (phase.kind === "finished" || freezeTicks === 0) return null;
  return ball.vx < 0 ? LEFT : RIGHT;
}

/** @param {Pick<import("./state.js").State, "status">} state */
export const isInPlay = ({ status }) => status === "playing" || status === "countdown";
