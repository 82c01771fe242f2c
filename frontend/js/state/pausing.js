/** @file A pause that a player has asked for: whose it is, how long it may last, and who may have one. Pure. */

import { shownName } from "../lib/names.js";
import { say } from "../lib/words.js";
import { ownPlayer } from "./band.js";
import { absenceLeftMs } from "./room_band.js";

/** @typedef {import("./state.js").State} State */

/** What a match waits for each player, be he away or have asked for it. */
export const BUDGET_MS = 30_000;

/** @typedef {{isMine: boolean, name: string, leftMs: number}} Held `leftMs`: then it goes on by itself */

/** @param {State} state @param {number} now ms @returns {Held|null} */
export function heldAt(state, now) {
  const pauser = state.room?.players.find(({ pausing }) => pausing);
  if (!pauser) return null;
  const isMine = state.seat?.playerNum === pauser.player_num;
  return { isMine, name: shownName(pauser.name), leftMs: absenceLeftMs(state, pauser, now) };
}

/** @param {Held} held @returns {{title: string, text: string}} */
export function heldWords({ isMine, name, leftMs }) {
  const seconds = Math.ceil(leftMs / 1000);
  if (isMine) return { title: say("room.held.title_mine"), text: say("room.held.left_mine", { seconds }) };
  return { title: say("room.held.title", { name }), text: say("room.held.left", { seconds }) };
}

/**
 * The button: is it there, can it be pressed, and has it been.
 * @typedef {object} PauseOffer
 * @property {boolean} isShown
 * @property {boolean} isOpen
 * @property {boolean} isMine
 * @property {number} leftMs when the newest state of the room came
 */

/** @param {State} state @returns {PauseOffer} */
export function pauseOffer(state) {
  const own = ownPlayer(state);
  const isMine = own?.pausing ?? false;
  const leftMs = own?.absence_left_ms ?? 0;
  const isInPlay = state.status === "playing" || state.status === "countdown";
  const isOpen = state.inside && (isMine || (isInPlay && leftMs > 0));
  return { isShown: own !== null, isOpen, isMine, leftMs };
}
