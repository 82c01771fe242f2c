/** @file All that the page knows, as one plain object, and how it changes. Pure: no document, no socket, no clock. */

import { unreachable } from "../lib/unreachable.js";
import { advanceTimeline } from "./timeline.js";

/** @typedef {import("../net/protocol.js").ToClient} ToClient */
/** @typedef {import("../net/protocol.js").GameUpdate} GameUpdate */
/** @typedef {import("../net/protocol.js").RoomState} RoomState */
/** @typedef {import("../net/protocol.js").Status} Status */
/** @typedef {import("../net/protocol.js").Role} Role */
/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */
/** @typedef {import("../net/connection.js").ConnectionState} ConnectionState */
/** @typedef {import("./timeline.js").Timeline} Timeline */

/** @typedef {{playerNum: PlayerNum, name: string}} Seat */
/** @typedef {{winner: PlayerNum, p1Score: number, p2Score: number}} Result */
/** @typedef {{code: string, message: string}} Notice */

/**
 * @typedef {object} State
 * @property {string} roomCode
 * @property {Role} wantedRole what we ask for when we (re)join
 * @property {ConnectionState} connection
 * @property {Seat|null} seat ours, if we play
 * @property {boolean} watching
 * @property {boolean} crowdedOut we wanted to play and both seats were taken
 * @property {boolean} roomMissing we want to watch and there is nothing to see yet
 * @property {Status|null} status
 * @property {RoomState|null} room
 * @property {number} roomAt when `room` came, in ms of the page's clock
 * @property {readonly GameUpdate[]} frames the newest last
 * @property {Timeline|null} timeline when those frames are to be drawn
 * @property {Result|null} result
 * @property {Notice|null} notice the last refusal that a person should read
 * @property {number|null} roundTripMs
 */

/**
 * @typedef {{kind: "message", message: ToClient, at: number}
 *   | {kind: "connection", connection: ConnectionState}
 *   | {kind: "round_trip", ms: number}
 *   | {kind: "want", role: Role}
 *   | {kind: "notice_read"}} Action
 */

/** Enough to draw smoothly through a stall of a tenth of a second. */
const FRAMES_KEPT = 8;

/**
 * @param {string} roomCode
 * @param {Role} wantedRole
 * @returns {State}
 */
export const initialState = (roomCode, wantedRole) => ({
  roomCode,
  wantedRole,
  connection: { phase: "connecting", attempt: 0 },
  seat: null,
  watching: false,
  crowdedOut: false,
  roomMissing: false,
  status: null,
  room: null,
  roomAt: 0,
  frames: [],
  timeline: null,
  result: null,
  notice: null,
  roundTripMs: null,
});

/**
 * @param {State} state
 * @param {Action} action
 * @returns {State}
 */
export function reduce(state, action) {
  switch (action.kind) {
    case "message":
      return onMessage(state, action.message, action.at);
    case "connection":
      return { ...state, connection: action.connection };
    case "round_trip":
      return { ...state, roundTripMs: action.ms };
    case "want":
      return { ...state, wantedRole: action.role, crowdedOut: false, notice: null };
    case "notice_read":
      return { ...state, notice: null };
    default:
      return unreachable(action);
  }
}

/**
 * @param {State} state
 * @param {ToClient} message
 * @param {number} at
 * @returns {State}
 */
function onMessage(state, message, at) {
  switch (message.type) {
    case "welcome":
    case "room_created":
    case "pong":
      return state;
    case "joined_as_player":
      return onSeat(state, { playerNum: message.player_num, name: message.name });
    case "joined_as_observer":
      return { ...state, seat: null, watching: true, roomMissing: false, notice: null };
    case "status_change":
      return { ...state, status: message.status, result: message.status === "game_over" ? state.result : null };
    case "room_state":
      return onRoomState(state, message, at);
    case "game_update":
      return onFrame(state, message, at);
    case "game_over":
      return {
        ...state,
        result: { winner: message.winner, p1Score: message.p1_score, p2Score: message.p2_score },
      };
    case "error":
      return onRefusal(state, message);
    default:
      return unreachable(message);
  }
}

/**
 * @param {State} state
 * @param {Seat} seat
 * @returns {State}
 */
function onSeat(state, seat) {
  // After a rematch the sides are swapped: what was drawn belongs to the other side.
  const swapped = state.seat !== null && state.seat.playerNum !== seat.playerNum;
  const frames = swapped ? [] : state.frames;
  return { ...state, seat, frames, watching: false, crowdedOut: false, roomMissing: false, notice: null };
}

/**
 * @param {State} state
 * @param {RoomState} room
 * @param {number} at
 * @returns {State}
 */
function onRoomState(state, room, at) {
  const over = room.status === "game_over" && room.winner !== null;
  const known = over && { winner: room.winner ?? 1, p1Score: room.p1_score, p2Score: room.p2_score };
  const newMatch = state.room !== null && state.room.match_number !== room.match_number && !over;
  return {
    ...state,
    room,
    roomAt: at,
    status: room.status,
    frames: newMatch ? state.frames.slice(-1) : state.frames,
    result: known || null,
  };
}

/**
 * @param {State} state
 * @param {GameUpdate} frame
 * @param {number} at
 * @returns {State}
 */
function onFrame(state, frame, at) {
  const newest = state.frames.at(-1);
  // Another match counts from 0 again; the same tick twice is what a newcomer is shown during a pause.
  const continues = newest !== undefined && frame.tick > newest.tick;
  return {
    ...state,
    frames: continues ? [...state.frames.slice(1 - FRAMES_KEPT), frame] : [frame],
    timeline: advanceTimeline(continues ? state.timeline : null, frame.tick, at),
  };
}

/**
 * @param {State} state
 * @param {Notice} refusal
 * @returns {State}
 */
function onRefusal(state, refusal) {
  switch (refusal.code) {
    case "room_not_found":
      return { ...state, roomMissing: state.wantedRole === "observer", seat: null, watching: false };
    case "room_full":
      return { ...state, wantedRole: "observer", crowdedOut: true };
    case "room_exists": // somebody was faster to create it, which suits us
    case "bad_token": // the socket closes next, and we come back without the token
      return state;
    default:
      return { ...state, notice: { code: refusal.code, message: refusal.message } };
  }
}
