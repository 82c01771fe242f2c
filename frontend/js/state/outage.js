/** @file What a person is told while the connection is away, when it is back, and of what was refused. Pure. */

import { unreachable } from "../lib/unreachable.js";
import { say } from "../lib/words.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("../net/backoff.js").Loss} Loss */

/** Refusals in the words of people. @type {Readonly<Record<string, import("../lib/words.js").Key>>} */
const REFUSALS = {
  wrong_phase: "refusal.wrong_phase",
  not_a_player: "refusal.not_a_player",
  already_joined: "refusal.already_joined",
  invalid_message: "refusal.not_understood",
  busy: "refusal.busy",
};

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

/** Somebody has asked for it, because another tab had the game. @param {State} state */
export const connectionLine = ({ connection, room }) =>
  connection.phase === "connecting" && room !== null ? say("room.strip.again") : null;

/** The last refusal that is no dead end. @param {State} state */
export function noticeLine({ notice, inside }) {
  if (notice === null || notice.code === "too_many_rooms") return null;
  if (notice.code === "busy" && !inside) return say("room.strip.busy");
  return say(REFUSALS[notice.code] ?? "refusal.other");
}
