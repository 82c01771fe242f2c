/**
 * @file Every message of the lobby, as types, and reading one. Mirrors backend/pong/messages/lobby.py; the meaning of
 * each is in context/protocol.md, "The lobby".
 */

import { decode } from "../net/protocol.js";

/** @typedef {import("../net/protocol.js").Status} Status */
/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */
/** @typedef {{player_num: PlayerNum, name: string, is_bot: boolean}} ListedPlayer */

/**
 * @typedef {object} Listing
 * @property {string} room_code
 * @property {Status} status
 * @property {number} points_limit
 * @property {ListedPlayer[]} players
 * @property {number} p1_score
 * @property {number} p2_score
 * @property {number} watchers
 * @property {number} match_number
 */

/** @typedef {{type: "play_now", person: string, avoid: string[]}} PlayNow */
/** @typedef {PlayNow|{type: "stop_seeking"}} FromVisitor */

/** @typedef {{type: "lobby_state", rooms: Listing[], total: number, tv: string|null}} LobbyState */
/** @typedef {{type: "lobby_changes", changed: Listing[], gone: string[], total: number, tv: string|null}} LobbyChanges */
/** @typedef {{type: "seeking", waited_ms: number, nobody_yet: boolean}} Seeking */
/** @typedef {{type: "seeking_ended", reason: "stopped"|"elsewhere"}} SeekingEnded */
/** @typedef {{type: "paired", room_code: string}} Paired */
/** @typedef {{type: "error", code: string, message: string}} LobbyError */
/** @typedef {{type: "pong", t: number}} Pong */
/** @typedef {LobbyState|LobbyChanges|Seeking|SeekingEnded|Paired|LobbyError|Pong} ToVisitor */

const KNOWN_TYPES = new Set(["lobby_state", "lobby_changes", "seeking", "seeking_ended", "paired", "error", "pong"]);

/**
 * A frame of the lobby, or null for one that this client does not know.
 * @param {unknown} frame
 * @returns {ToVisitor|null}
 */
export const decodeToVisitor = (frame) => decode(frame, KNOWN_TYPES);
