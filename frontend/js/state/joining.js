/** @file Getting into the room: what to answer to what the server says. Pure. */

import { unreachable } from "../lib/unreachable.js";

/** @typedef {import("../net/protocol.js").ToClient} ToClient */
/** @typedef {import("../net/protocol.js").FromClient} FromClient */
/** @typedef {import("../net/protocol.js").CreateRoom} CreateRoom */
/** @typedef {import("../net/protocol.js").BotLevel} BotLevel */
/** @typedef {import("../net/protocol.js").Role} Role */

/**
 * @typedef {object} Wish
 * @property {Role} role
 * @property {string} name empty if nobody has said one
 * @property {string|null} token of the seat that is ours
 * @property {CreateRoom} options of the room, if it must be created
 */

/** What our own client asks for if the address does not say; scripts have no countdown by default. */
const DEFAULT_COUNTDOWN_S = 3;
/** @type {readonly string[]} */
const BOT_LEVELS = ["calm", "easy", "normal", "hard", "pro"];

/**
 * @param {string} search of the page's address
 * @returns {CreateRoom}
 */
export function roomOptions(search) {
  const query = new URLSearchParams(search);
  /** @type {CreateRoom} */
  const options = { type: "create_room", countdown: wholeNumber(query.get("countdown"), 0, 10) ?? DEFAULT_COUNTDOWN_S };
  const points = wholeNumber(query.get("points"), 1, 21);
  if (points !== null) options.points_limit = points;
  const level = query.get("bot");
  if (level !== null && BOT_LEVELS.includes(level)) {
    options.opponent = "bot";
    options.bot_level = /** @type {BotLevel} */ (level);
  }
  return options;
}

/**
 * @param {string|null} text
 * @param {number} lowest
 * @param {number} highest
 * @returns {number|null} null for anything but a whole number in the range
 */
function wholeNumber(text, lowest, highest) {
  if (text === null || !/^\d{1,3}$/.test(text)) return null;
  const number = Number(text);
  return number >= lowest && number <= highest ? number : null;
}

/**
 * @param {Wish} wish
 * @returns {FromClient}
 */
export function joinMessage({ role, name, token }) {
  if (role === "observer") return { type: "join_game", role };
  return { type: "join_game", role, ...(name && { name }), ...(token && { token }) };
}

/**
 * @param {ToClient} message
 * @param {Wish} wish
 * @returns {FromClient|null}
 */
export function answerTo(message, wish) {
  switch (message.type) {
    case "welcome":
      return joinMessage(wish);
    case "room_created":
      return joinMessage({ ...wish, token: null });
    case "error":
      return answerToRefusal(message.code, wish);
    case "joined_as_player":
    case "joined_as_observer":
    case "status_change":
    case "room_state":
    case "game_update":
    case "game_over":
    case "pong":
    case "ball":
    case "paddle":
    case "hold":
    case "miss":
    case "goal":
    case "match_record":
      return null;
    default:
      return unreachable(message);
  }
}

/** A room whose server has died is taken over within 1.5 s; together these are about 2.5 s. */
const LOOK_AGAIN_MS = [600, 800, 1100];
const BUSY_MS = 300;

/**
 * When to ask once more to be let in, if what keeps us out may be over then.
 * @param {ToClient} message
 * @param {object} visit
 * @param {boolean} visit.inside
 * @param {boolean} visit.belongs we have a seat there, or have been watching
 * @param {number} visit.missed how often the room was not there, over this connection
 * @param {() => number} [random]
 * @returns {number|null} ms, or null if the answer stands
 */
export function askAgainAfterMs(message, { inside, belongs, missed }, random = Math.random) {
  if (inside || message.type !== "error") return null;
  if (message.code === "busy") return BUSY_MS * (1 + random());
  if (message.code !== "room_not_found" || !belongs) return null;
  const pause = LOOK_AGAIN_MS[missed];
  return pause === undefined ? null : pause * (0.9 + 0.2 * random());
}

/**
 * @param {string} code
 * @param {Wish} wish
 * @returns {FromClient|null}
 */
function answerToRefusal(code, wish) {
  if (code === "room_not_found") return wish.role === "player" ? wish.options : null;
  if (code === "room_exists") return joinMessage({ ...wish, token: null });
  if (code === "room_full") return joinMessage({ ...wish, role: "observer" });
  return null;
}
