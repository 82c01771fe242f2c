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
/** @typedef {import("../net/backoff.js").Loss} Loss */
/** @typedef {import("./timeline.js").Timeline} Timeline */

/** @typedef {{playerNum: PlayerNum, name: string}} Seat */
/** @typedef {{winner: PlayerNum, p1Score: number, p2Score: number}} Result */
/** @typedef {{code: string, message: string}} Notice */

/**
 * @typedef {object} State
 * @property {string} roomCode
 * @property {Role} wantedRole what we ask for when we (re)join
 * @property {ConnectionState} connection
 * @property {boolean} inside the server has let us into the room, over this connection
 * @property {Loss|null} loss why we are not, if we were cut off
 * @property {number|null} backAt when we were let in again, in ms of the page's clock
 * @property {boolean} anew the room that we had been in was gone then
 * @property {Seat|null} seat ours, if we play; kept while we are cut off
 * @property {boolean} watching
 * @property {boolean} crowdedOut we wanted to play and both seats were taken
 * @property {boolean} roomMissing we want to watch and there is nothing to see yet
 * @property {Status|null} status
 * @property {RoomState|null} room
 * @property {number} roomAt when `room` came, in ms of the page's clock
 * @property {number|null} epoch the newest one of the frames of this connection; null before the first of them
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
  inside: false,
  loss: null,
  backAt: null,
  anew: false,
  seat: null,
  watching: false,
  crowdedOut: false,
  roomMissing: false,
  status: null,
  room: null,
  roomAt: 0,
  epoch: null,
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
      return onConnection(state, action.connection);
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
 * @param {ConnectionState} connection
 * @returns {State}
 */
function onConnection(state, connection) {
  const outside = { ...state, connection, inside: false };
  switch (connection.phase) {
    case "connecting":
      return { ...outside, epoch: null };
    case "open":
      return outside;
    case "waiting":
      return { ...outside, loss: lossToTell(state.loss, connection.loss), backAt: null, anew: false };
    case "stopped":
      return { ...outside, loss: null, backAt: null };
    default:
      return unreachable(connection);
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
      return onSeat(letIn(state, at), { playerNum: message.player_num, name: message.name });
    case "joined_as_observer":
      return { ...letIn(state, at), seat: null, watching: true };
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
 * @param {number} at
 * @returns {State}
 */
function letIn(state, at) {
  // Only who has been in the room before comes back to it.
  const backAt = state.loss !== null && state.room !== null ? at : state.backAt;
  return { ...state, inside: true, loss: null, backAt, roomMissing: false, notice: null };
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
  return { ...state, seat, frames, watching: false, crowdedOut: false };
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
  const epoch = frame.epoch ?? 0;
  // The server that had the room before, and does not know yet that it has lost it.
  if (state.epoch !== null && epoch < state.epoch) return state;
  const newest = state.frames.at(-1);
  // Another match counts from 0 again; the same tick twice is what a newcomer is shown during a pause; and another
  // epoch, or what comes after a time without connection, has nothing to do with what was drawn before it.
  const continues = epoch === state.epoch && newest !== undefined && frame.tick > newest.tick;
  return {
    ...state,
    epoch,
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
      return onRoomMissing(state);
    case "room_full":
      return { ...state, wantedRole: "observer", crowdedOut: true };
    case "room_exists": // somebody was faster to create it, which suits us
    case "bad_token": // the socket closes next, and we come back without the token
      return state;
    default:
      return {
        ...state,
        loss: refusal.code === "busy" ? state.loss : null,
        notice: { code: refusal.code, message: refusal.message },
      };
  }
}

/**
 * @param {State} state
 * @returns {State}
 */
function onRoomMissing(state) {
  const roomMissing = state.wantedRole === "observer"; // a player opens another one
  return {
    ...state,
    roomMissing,
    loss: roomMissing ? null : state.loss,
    anew: state.room !== null,
    seat: null,
    watching: false,
  };
}

/**
 * What to remember of two losses in a row: a server that restarts refuses connections too, and that is no news.
 * @param {Loss|null} known
 * @param {Loss} latest
 * @returns {Loss}
 */
export const lossToTell = (known, latest) => (known !== null && latest === "cut" ? known : latest);
