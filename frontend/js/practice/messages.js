/**
 * @file A match on this page, in the words of the wire: the state, the bars, the band and the screen reader's lines are
 * then the room's own. Pure.
 */

import { LEFT, otherSide, RIGHT } from "../engine/values.js";

/** @typedef {import("../engine/events.js").Event} Event */
/** @typedef {import("../engine/values.js").Side} Side */
/** @typedef {Readonly<import("../engine/values.js").Match>} Match */
/** @typedef {import("../net/protocol.js").BotLevel} BotLevel */
/** @typedef {import("../net/protocol.js").GameUpdate} GameUpdate */
/** @typedef {import("../net/protocol.js").JoinedAsPlayer} JoinedAsPlayer */
/** @typedef {import("../net/protocol.js").PlayerState} PlayerState */
/** @typedef {import("../net/protocol.js").RoomState} RoomState */
/** @typedef {import("../state/moments.js").Moment} Moment */

/** Whoever has not said a name is called as in a room. @param {string} name @param {Side} side */
const nameOf = (name, side) => name || `Player ${side}`;

/** @param {Side} side @param {string} name @returns {JoinedAsPlayer} */
export const seatMessage = (side, name) => ({
  type: "joined_as_player",
  player_num: side,
  room_code: "",
  token: "",
  name: nameOf(name, side),
});

/** @param {Match} match @returns {GameUpdate} */
export const frameMessage = ({ tick, left, right, ball, leftScore, rightScore, freezeTicks }) => ({
  type: "game_update",
  tick,
  p1_y: left.y,
  p2_y: right.y,
  ball_x: ball.x,
  ball_y: ball.y,
  p1_score: leftScore,
  p2_score: rightScore,
  freeze_ticks: freezeTicks,
});

/** @typedef {import("./host.js").Course & {pointsLimit: number}} Here what there is to say of a match on this page */

/**
 * @param {Here & {side: Side, name: string, level: BotLevel}} here `side` and `name` are the person's
 * @returns {RoomState}
 */
export function roomAgainstBot({ side, name, level, ...here }) {
  const person = member(side, nameOf(name, side), false);
  const bot = member(otherSide(side), `Bot · ${level}`, true);
  return roomMessage(side === LEFT ? [person, bot] : [bot, person], here);
}

/** @param {Here} here @returns {RoomState} */
export const roomOfTwo = (here) =>
  roomMessage([member(LEFT, nameOf("", LEFT), false), member(RIGHT, nameOf("", RIGHT), false)], here);

/** @param {PlayerState[]} players @param {Here} here @returns {RoomState} */
function roomMessage(players, { pointsLimit, status, matchNumber, match }) {
  const winner = match?.phase.kind === "finished" ? match.phase.winner : null;
  return {
    type: "room_state",
    room_code: "",
    status,
    points_limit: pointsLimit,
    countdown: 0,
    private: true,
    observers: 0,
    match_number: matchNumber,
    players,
    winner,
    ended_by: winner === null ? null : "points",
    can_claim: false,
    p1_score: match?.leftScore ?? 0,
    p2_score: match?.rightScore ?? 0,
  };
}

/** @param {Side} side @param {string} name @param {boolean} isBot @returns {PlayerState} */
const member = (side, name, isBot) => ({
  player_num: side,
  name,
  connected: true,
  ready: isBot,
  wants_rematch: false, // it is never waited for
  is_bot: isBot,
  absence_left_ms: 0,
});

/** What one hears and sees of an event. @param {Event} event @returns {Moment|null} */
export function momentOf(event) {
  if (event.kind === "wall_bounce") return "wall";
  if (event.kind === "paddle_hit") return event.side === LEFT ? "hit_1" : "hit_2";
  if (event.kind === "point_scored") return event.side === LEFT ? "point_1" : "point_2";
  return null;
}
