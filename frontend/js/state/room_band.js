/** @file The band of a room: which section fits, before a match and when one is held up. Pure. */

import { shownName } from "../lib/names.js";
import { say } from "../lib/words.js";
import { otherPlayer, over, ownPlayer } from "./band.js";

/** @typedef {import("./band.js").Band} Band */
/** @typedef {import("./state.js").State} State */

/** @param {State} state whether a seat is free for somebody who watches */
export const seatIsFree = (state) =>
  state.room !== null &&
  (state.status === "waiting_for_opponent" || state.status === "game_over") &&
  state.room.players.filter((player) => player.connected || player.is_bot).length < 2;

/** @param {State} state @param {{absence_left_ms: number}} player @param {number} now ms of the page's clock */
export const absenceLeftMs = (state, player, now) => Math.max(0, player.absence_left_ms - (now - state.roomAt));

/**
 * @param {State} state
 * @param {number} now ms of the page's clock
 * @returns {Band}
 */
export function bandOf(state, now) {
  if (state.connection.phase === "stopped") return { kind: "stopped", code: state.connection.code };
  if (state.notice?.code === "too_many_rooms") return { kind: "busy", text: say("refusal.too_many_rooms") };
  if (state.roomMissing) return { kind: "missing" };
  if (state.seat === null && !state.watching) return { kind: "connecting" };
  return bandOfStatus(state, now);
}

/**
 * @param {State} state
 * @param {number} now
 * @returns {Band}
 */
function bandOfStatus(state, now) {
  switch (state.status) {
    case null:
      return { kind: "connecting" };
    case "waiting_for_opponent":
      return state.seat ? { kind: "invite" } : { kind: "onlooker", title: say("room.onlooker.waiting") };
    case "waiting_for_ready":
      if (!state.room) return { kind: "connecting" };
      return state.seat
        ? { kind: "ready", mine: ownPlayer(state)?.ready ?? false, theirs: otherPlayer(state)?.ready ?? false }
        : { kind: "onlooker", title: say("room.onlooker.starting") };
    case "paused":
      return away(state, now);
    case "game_over":
      // How it ended comes after the score: shown with it, it moves nothing.
      return state.room?.status === "game_over" ? over(state) : { kind: "none" };
    default:
      return { kind: "none" };
  }
}

/**
 * @param {State} state
 * @param {number} now
 * @returns {Band}
 */
function away(state, now) {
  const { players = [], can_claim = false, status } = state.room ?? {};
  // Who it waits for comes after that it waits.
  if (status !== "paused") return { kind: "none" };
  if (!can_claim && players.some(({ pausing }) => pausing)) return { kind: "held" };
  const gone = players.find((player) => !player.connected && !player.is_bot);
  if (!gone) return { kind: "back" };
  const canClaim = state.seat !== null && can_claim;
  return { kind: "away", name: shownName(gone.name), leftMs: absenceLeftMs(state, gone, now), canClaim };
}

/** Why the server does not want this socket back. @param {number} code */
export function stoppedLines(code) {
  if (code === 4001) return [say("room.stopped.replaced"), say("room.stopped.replaced_text")];
  return [say("room.stopped.closed"), say(code === 4007 ? "room.stopped.not_understood" : "room.stopped.goodbye")];
}
