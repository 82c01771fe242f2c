/**
 * @file Every message of the wire, as types, and reading one. Mirrors backend/pong/messages/wire.py;
 * the meaning of each is in context/protocol.md.
 */

/** @typedef {"waiting_for_opponent"|"waiting_for_ready"|"countdown"|"playing"|"paused"|"game_over"} Status */
/** @typedef {"calm"|"easy"|"normal"|"hard"|"pro"} BotLevel */
/** @typedef {"up"|"down"|"stop"} Direction */
/** @typedef {"player"|"observer"} Role */
/** @typedef {1|2} PlayerNum */

/**
 * @typedef {object} CreateRoom
 * @property {"create_room"} type
 * @property {number} [points_limit]
 * @property {number} [countdown] seconds
 * @property {boolean} [private] not shown in the lobby
 * @property {"human"|"bot"} [opponent]
 * @property {BotLevel} [bot_level]
 */
/** @typedef {{type: "join_game", role: Role, name?: string, token?: string}} JoinGame */
/** @typedef {{tick?: number, seq?: number}} Stamp */
/** @typedef {{type: "move_paddle", direction: Direction} & Stamp} MovePaddle */
/** @typedef {{type: "paddle_target", y: number} & Stamp} PaddleTarget */
/** @typedef {{type: "ping", t: number}} Ping */
/** @typedef {{type: "ack", tick: number, own_tick?: number}} Ack */
/** @typedef {"hello"|"good_luck"|"nice_shot"|"close_one"|"oops"|"thanks"|"well_played"|"good_game"} Phrase */
/** @typedef {{type: "say", phrase: Phrase}} Say */
/** @typedef {{type: "rename", name: string}} Rename */
/** @typedef {{type: "player_ready"|"rematch"|"leave_game"|"claim_win"|"pause"|"resume"}} PlainIntent */
/** @typedef {CreateRoom|JoinGame|MovePaddle|PaddleTarget|Ping|Ack|Say|Rename|PlainIntent} FromClient */

/**
 * @typedef {object} GameUpdate
 * @property {"game_update"} type
 * @property {number} tick
 * @property {number} p1_y
 * @property {number} p2_y
 * @property {number} ball_x
 * @property {number} ball_y
 * @property {number} p1_score
 * @property {number} p2_score
 * @property {number} [freeze_ticks] the ball is held for so long
 * @property {number} [epoch] grows when another server takes the room over; absent is 0
 * @property {[number|null, number|null]} [slack]
 */
/**
 * @typedef {object} PlayerState
 * @property {PlayerNum} player_num
 * @property {string} name
 * @property {boolean} connected
 * @property {boolean} ready
 * @property {boolean} wants_rematch
 * @property {boolean} is_bot
 * @property {number} absence_left_ms
 * @property {boolean} [pausing]
 */
/**
 * @typedef {object} RoomState
 * @property {"room_state"} type
 * @property {string} room_code
 * @property {Status} status
 * @property {number} points_limit
 * @property {number} countdown
 * @property {boolean} private
 * @property {number} observers
 * @property {number} match_number
 * @property {PlayerState[]} players
 * @property {PlayerNum|null} winner
 * @property {"points"|"forfeit"|"claim"|null} ended_by
 * @property {boolean} can_claim
 * @property {number} p1_score
 * @property {number} p2_score
 */
/** @typedef {{type: "welcome", protocol: number, version: string, tick_rate: number, rules_sha256: string, server: string}} Welcome */
/** @typedef {{type: "room_created", room_code: string, points_limit: number}} RoomCreated */
/** @typedef {{type: "joined_as_player", player_num: PlayerNum, room_code: string, token: string, name: string}} JoinedAsPlayer */
/** @typedef {{type: "joined_as_observer", room_code: string}} JoinedAsObserver */
/** @typedef {{type: "status_change", status: Status}} StatusChange */
/** @typedef {{type: "game_over", winner: PlayerNum, p1_score: number, p2_score: number}} GameOver */
/** @typedef {{type: "pong", t: number}} Pong */
/** @typedef {{type: "error", code: string, message: string}} ErrorMessage */
/** @typedef {Welcome|RoomCreated|JoinedAsPlayer|JoinedAsObserver|StatusChange|GameUpdate|GameOver|Pong|ErrorMessage|RoomState} ToClient */

const KNOWN_TYPES = new Set([
  "welcome",
  "room_created",
  "joined_as_player",
  "joined_as_observer",
  "status_change",
  "game_update",
  "game_over",
  "pong",
  "error",
  "room_state",
]);

export const SUBPROTOCOL = "pong.v1";

/**
 * @template [T=ToClient]
 * @param {unknown} frame
 * @returns {T|null} null for one that is not known: a newer server may say more
 */
export function decode(frame, known = KNOWN_TYPES) {
  if (typeof frame !== "string") return null;
  try {
    const message = JSON.parse(frame);
    return known.has(message?.type) ? message : null;
  } catch {
    return null;
  }
}
