/** @file What a person is told while the connection is away, and when it is back. Pure. */

import { unreachable } from "../lib/unreachable.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("../net/backoff.js").Loss} Loss */

/** Long enough to be read, short enough not to be in the way. */
const BACK_FOR_MS = 2500;

/**
 * What to remember of two losses in a row: a server that restarts refuses connections too, and that is no news.
 * @param {Loss|null} known
 * @param {Loss} latest
 * @returns {Loss}
 */
export const lossToTell = (known, latest) => (known !== null && latest === "cut" ? known : latest);

/**
 * @param {State} state
 * @param {number} now ms of the page's clock
 * @returns {string|null} null if there is nothing to say
 */
export function outageLine(state, now) {
  if (state.loss !== null) return lossLine(state, state.loss);
  if (state.backAt === null || now - state.backAt >= BACK_FOR_MS) return null;
  return state.anew ? "Back, in a new room." : "Back.";
}

/**
 * @param {State} state
 * @param {Loss} loss
 */
function lossLine(state, loss) {
  // Nobody comes back to where he has not been.
  if (state.room === null && loss !== "pause") return "The server cannot be reached. Trying again…";
  switch (loss) {
    case "moved":
      return state.seat ? "The server is restarting. Your seat is kept." : "The server is restarting. Coming back…";
    case "silent":
      return "The server does not answer. Trying another…";
    case "pause":
      return "The server is too busy. Trying again in a moment…";
    case "cut":
      return "Connection lost. Coming back…";
    default:
      return unreachable(loss);
  }
}
