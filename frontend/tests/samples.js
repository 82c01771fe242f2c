/** @file Frames and states that the tests begin with. */

import { initialState, reduce } from "../js/state/state.js";
import "./english.js";

/** @typedef {import("../js/net/protocol.js").GameUpdate} GameUpdate */
/** @typedef {import("../js/net/protocol.js").RoomState} RoomState */
/** @typedef {import("../js/net/protocol.js").PlayerState} PlayerState */
/** @typedef {import("../js/net/protocol.js").ToClient} ToClient */
/** @typedef {import("../js/state/state.js").State} State */

/** @param {number} tick @param {Partial<GameUpdate>} [changes] @returns {GameUpdate} */
export const frame = (tick, changes = {}) => ({
  type: "game_update",
  tick,
  p1_y: 50,
  p2_y: 50,
  ball_x: 50,
  ball_y: 50,
  p1_score: 0,
  p2_score: 0,
  ...changes,
});

/** @param {1|2} num @param {Partial<PlayerState>} [changes] @returns {PlayerState} */
export const player = (num, changes = {}) => ({
  player_num: num,
  name: num === 1 ? "Ada" : "Bob",
  connected: true,
  ready: false,
  wants_rematch: false,
  is_bot: false,
  absence_left_ms: 30_000,
  ...changes,
});

/** @param {Partial<RoomState>} [changes] @returns {RoomState} */
export const roomState = (changes = {}) => ({
  type: "room_state",
  room_code: "ABC234",
  status: "playing",
  points_limit: 5,
  countdown: 3,
  private: false,
  observers: 0,
  match_number: 1,
  players: [player(1), player(2)],
  winner: null,
  ended_by: null,
  can_claim: false,
  p1_score: 0,
  p2_score: 0,
  ...changes,
});

/** @type {ToClient} */
export const seatOne = { type: "joined_as_player", player_num: 1, room_code: "ABC234", token: "t1", name: "Ada" };
/** @type {ToClient} */
export const seatTwo = { type: "joined_as_player", player_num: 2, room_code: "ABC234", token: "t2", name: "Ada" };

/** @param {ToClient[]} messages that came 16 ms apart @param {State} [from] @returns {State} */
export const after = (messages, from = { ...initialState("ABC234", "player"), connection: { phase: "open" } }) =>
  messages.reduce((state, message, place) => reduce(state, { kind: "message", message, at: place * 16 }), from);
