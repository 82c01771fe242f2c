/** @file What a person is told while the connection is away, and when it is back. Pure. */

import { unreachable } from "../lib/unreachable.js";
import { say } from "../lib/words.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("../net/backoff.js").Loss} Loss */

/** Long enough to be read, short enough not to be in the way. */
const BACK_FOR_MS = 2500;

/**
 * @param {State} state
 * @param {number} now ms of the page's clock
 * @returns {string|null} null if there is nothing to say
 */
export function outageLine(state, now) {
  if (state.loss !== null) return lossLine(state, state.loss);
  if (state.backAt === null || now - state.backAt >= BACK_FOR_MS) return null;
  return say(state.anew ? "outage.back_anew" : "outage.back");
}

/**
 * @param {State} state
 * @param {Loss} loss
 */
function lossLine(state, loss) {
  // Nobody comes back to where he has not been.
  if (state.room === null && loss !== "pause") return say("outage.unreachable");
  switch (loss) {
    case "moved":
      return say(state.seat ? "outage.moved_with_seat" : "outage.moved");
    case "silent":
      return say("outage.silent");
    case "pause":
      return say("outage.pause");
    case "cut":
      return say("outage.cut");
    default:
      return unreachable(loss);
  }
}
