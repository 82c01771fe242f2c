/** @file What stands on the band across the court while no ball is in play. Pure. */

import { shownName } from "../lib/names.js";
import { say } from "../lib/words.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("../net/protocol.js").PlayerState} PlayerState */
/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */

/**
 * @typedef {{kind: "none"} | {kind: "connecting"} | {kind: "missing"} | {kind: "busy", text: string}
 *   | {kind: "invite"}
 *   | {kind: "ready", mine: boolean, theirs: boolean}
 *   | {kind: "onlooker", title: string}
 *   | {kind: "away", name: string, leftMs: number, canClaim: boolean}
 *   | {kind: "held"|"back"}
 *   | {kind: "over", won: boolean|null, winner: string, score: string, how: string, mine: boolean, theirs: boolean,
 *      alone: boolean}
 *   | {kind: "stopped", code: number}} Band
 */

/** @param {State} state @param {PlayerNum} num */
export const playerAt = (state, num) => state.room?.players.find((player) => player.player_num === num) ?? null;

/** @param {State} state @param {PlayerNum} num */
export const nameAt = (state, num) => shownName(playerAt(state, num)?.name ?? `Player ${num}`);

/** @param {State} state @returns {PlayerState|null} */
export const ownPlayer = (state) => (state.seat ? playerAt(state, state.seat.playerNum) : null);

/** @param {State} state @returns {PlayerState|null} */
export const otherPlayer = (state) => (state.seat ? playerAt(state, state.seat.playerNum === 1 ? 2 : 1) : null);

/** @param {State} state @returns {{p1: number, p2: number}} */
export function score(state) {
  const newest = state.frames.at(-1);
  if (state.status === "waiting_for_ready" || state.status === "waiting_for_opponent") return { p1: 0, p2: 0 };
  if (state.result) return { p1: state.result.p1Score, p2: state.result.p2Score };
  if (newest) return { p1: newest.p1_score, p2: newest.p2_score };
  return { p1: state.room?.p1_score ?? 0, p2: state.room?.p2_score ?? 0 };
}

/**
 * @param {State} state
 * @returns {Band}
 */
export function over(state) {
  if (!state.result) return { kind: "none" };
  const { winner, p1Score, p2Score } = state.result;
  const own = state.seat?.playerNum ?? null;
  const first = own === 2 ? p2Score : p1Score;
  const second = own === 2 ? p1Score : p2Score;
  const other = otherPlayer(state);
  return {
    kind: "over",
    won: own === null ? null : own === winner,
    winner: nameAt(state, winner),
    score: `${first} : ${second}`,
    how: howItEnded(state),
    mine: ownPlayer(state)?.wants_rematch ?? false,
    theirs: other?.wants_rematch ?? false,
    alone: state.seat !== null && !(other?.connected || other?.is_bot),
  };
}

/** @param {State} state */
function howItEnded(state) {
  switch (state.room?.ended_by) {
    case "forfeit":
      return say("over.forfeit");
    case "claim":
      return say("over.claim");
    default:
      return "";
  }
}
