/** @file What the live part of the home page says. */

/** @typedef {import("./protocol.js").Listing} Listing */
/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */

export const LOOKING = "Looking for an opponent…";
export const FOUND = "Found somebody!";
export const STOPPED = "The search has ended.";
export const NOBODY_YET = "Nobody else is looking just now. We keep looking; you may play a bot instead.";
export const SEARCH_ELSEWHERE = "Another tab of yours is looking now.";
export const TROUBLE = "The server cannot hear the others just now. We go on by ourselves in a moment.";
export const NO_CONNECTION = "No connection. Trying again…";
export const NOBODY_PLAYS = "Nobody plays in public just now.";
export const TV_IS_OFF = "Switched off.";

/** @param {Listing} room @param {PlayerNum} num */
export const nameOf = (room, num) => room.players.find((player) => player.player_num === num)?.name ?? "Free seat";

/** @param {Listing} room */
export function aboutOf(room) {
  const watchers = room.watchers > 0 && `${room.watchers} watching`;
  return [STATUS[room.status], `first to ${room.points_limit}`, watchers].filter(Boolean).join(" · ");
}

/** @type {Record<import("../net/protocol.js").Status, string>} */
const STATUS = {
  waiting_for_opponent: "waits for an opponent",
  waiting_for_ready: "about to begin",
  countdown: "",
  playing: "",
  paused: "paused",
  game_over: "",
};

/** @param {number} total @param {number} shown */
export function countOf(total, shown) {
  if (total === 0) return "";
  return total > shown ? `${total}, the best ${shown} shown` : `${total}`;
}
