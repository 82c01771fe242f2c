/** @file What the home page knows of the lobby, and how it changes. Pure. */

import { say } from "../lib/words.js";

/** @typedef {import("./protocol.js").Listing} Listing */
/** @typedef {import("./protocol.js").ToVisitor} ToVisitor */

/**
 * @typedef {object} LobbyView
 * @property {boolean|null} here whether the server is heard; null while it is asked for the first time
 * @property {ReadonlyMap<string, Listing>} rooms in the order in which they came, so that none moves under a finger
 * @property {number} total how many public rooms there are, shown or not
 * @property {string|null} tv
 * @property {number|null} seekingSince ms; null while nobody is looked for
 * @property {boolean} nobodyYet
 * @property {string|null} pairedIn the room to go to
 * @property {string|null} notice what went wrong, or what has ended the search
 */

/** @type {LobbyView} */
export const NOBODY_HERE = {
  here: null,
  rooms: new Map(),
  total: 0,
  tv: null,
  seekingSince: null,
  nobodyYet: false,
  pairedIn: null,
  notice: null,
};

/**
 * @param {LobbyView} view
 * @param {ToVisitor} message
 * @param {number} now ms
 * @returns {LobbyView}
 */
export function hear(view, message, now) {
  switch (message.type) {
    case "lobby_state":
      return { ...view, here: true, ...listed(new Map(), message.rooms, []), total: message.total, tv: message.tv };
    case "lobby_changes":
      return { ...view, ...listed(view.rooms, message.changed, message.gone), total: message.total, tv: message.tv };
    case "seeking":
      return hearOfSearch(view, message.nobody_yet, now);
    case "seeking_ended":
      // That it stopped by this client's wish has been known here since then; by now it may look for somebody again.
      return message.reason === "stopped" ? view : endSearch(view, say("home.seek.elsewhere"));
    case "paired":
      return view.seekingSince === null ? view : { ...view, pairedIn: message.room_code, notice: null };
    case "error":
      return { ...view, notice: say(message.code === "busy" ? "home.seek.trouble" : "home.seek.refused") };
    default:
      return view;
  }
}

/** @param {LobbyView} view @param {boolean} nobodyYet @param {number} now @returns {LobbyView} */
function hearOfSearch(view, nobodyYet, now) {
  if (view.seekingSince === null) return view; // it was given up meanwhile
  return { ...view, nobodyYet: nobodyYet || view.nobodyYet, seekingSince: view.seekingSince ?? now, notice: null };
}

/** @param {LobbyView} view @param {number} now @returns {LobbyView} */
export const beginSearch = (view, now) =>
  view.seekingSince === null ? { ...view, seekingSince: now, nobodyYet: false, notice: null } : view;

/** @param {LobbyView} view @param {string|null} notice @returns {LobbyView} */
export const endSearch = (view, notice) => ({ ...view, seekingSince: null, nobodyYet: false, notice });

/**
 * @param {ReadonlyMap<string, Listing>} before
 * @param {Listing[]} changed
 * @param {string[]} gone
 */
function listed(before, changed, gone) {
  const rooms = new Map(before);
  for (const code of gone) rooms.delete(code);
  for (const room of changed) rooms.set(room.room_code, room);
  return { rooms };
}

/** @param {Listing} room */
export const waits = (room) => room.status === "waiting_for_opponent";

/**
 * What a screen reader should say of a change, or an empty string. Of the list only how many games there are, and not
 * every point.
 * @param {LobbyView} before
 * @param {LobbyView} after
 */
export function newsOf(before, after) {
  if (after.pairedIn !== before.pairedIn) return say("home.seek.found");
  if (after.notice !== before.notice && after.notice !== null) return after.notice;
  if (before.seekingSince === null && after.seekingSince !== null) return say("home.seek.looking");
  if (before.seekingSince !== null && after.seekingSince === null) return say("home.seek.stopped");
  if (after.nobodyYet && !before.nobodyYet) return say("home.seek.nobody_yet");
  return "";
}
