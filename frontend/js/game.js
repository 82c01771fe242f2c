/** @file One visit to a room: the connection, the seat and the state, and what the visitor wants of them. */

import { SeatStore } from "./lib/seat_store.js";
import { browserShelf, tabShelf } from "./lib/shelves.js";
import { Connection } from "./net/connection.js";
import { answerTo, askAgainAfterMs, joinMessage } from "./state/joining.js";
import { momentsOf } from "./state/moments.js";
import { initialState, reduce } from "./state/state.js";

/** @typedef {import("./state/state.js").State} State */
/** @typedef {import("./state/state.js").Action} Action */
/** @typedef {import("./state/moments.js").Moment} Moment */
/** @typedef {import("./net/protocol.js").ToClient} ToClient */
/** @typedef {import("./net/protocol.js").FromClient} FromClient */
/** @typedef {import("./net/protocol.js").Role} Role */

/**
 * @typedef {object} Visit
 * @property {string} roomCode
 * @property {Role} role
 * @property {string} socketUrl
 * @property {import("./net/protocol.js").CreateRoom} options
 * @property {() => string} ownName
 * @property {() => void} onSeated a seat is ours, again or for the first time: the held keys must be said anew
 * @property {(before: State, after: State) => void} onChange
 * @property {(moment: Moment) => void} onMoment
 * @property {(text: string) => void} [onText] every frame of the server, before all else is done with it
 * @property {(message: FromClient) => FromClient|null} [stamped] what is sent in place of a message, if anything
 * @property {() => void} [onCut] the connection is lost
 */

/** Somebody who watches a room that does not exist yet asks again so often. */
const LOOK_AGAIN_MS = 2000;

export class Game {
  #visit;
  #seats;
  #connection;
  /** @type {string|null} */ #token = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #askingAgain;
  /** How often the room was not there, over this connection. */
  #missed = 0;
  /** @type {State} */ state;

  /** @param {Visit} visit */
  constructor(visit) {
    this.#visit = visit;
    this.state = initialState(visit.roomCode, visit.role);
    this.#seats = new SeatStore(visit.roomCode, {
      tab: tabShelf,
      browser: browserShelf,
      locks: navigator.locks,
    });
    this.#connection = new Connection(visit.socketUrl, {
      onMessage: (message) => this.#onMessage(message),
      onState: (connection) => this.#onConnection(connection),
      onTokenRefused: () => this.#forgetSeat(),
      onRoundTrip: (ms) => this.#onRoundTrip(ms),
      onText: visit.onText,
      stamped: visit.stamped,
    });
  }

  get connection() {
    return this.#connection;
  }

  async start() {
    if (this.#visit.role === "player") this.#token = await this.#seats.find();
    this.#connection.open();
  }

  /** @param {FromClient} message */
  send(message) {
    this.#connection.send(message);
  }

  /**
   * Come in again: to a free seat, or because another tab had the game.
   * @param {Role} role
   */
  comeInAgain(role = this.state.wantedRole) {
    this.dispatch({ kind: "want", role });
    this.#connection.open();
  }

  /** Give the seat up. @param {() => void} onGone called when the server knows, or cannot be told */
  leave(onGone) {
    this.#forgetSeat();
    // The answer to a ping comes after the server has read what was sent before it.
    this.#onPong = onGone;
    setTimeout(onGone, 800);
    this.send({ type: "leave_game" });
    this.send({ type: "ping", t: performance.now() });
  }

  /** @param {Action} action */
  dispatch(action) {
    const before = this.state;
    this.state = reduce(before, action);
    if (this.state !== before) this.#visit.onChange(before, this.state);
  }

  /** @type {(() => void)|null} */ #onPong = null;

  /** @param {number} ms */
  #onRoundTrip(ms) {
    this.#onPong?.();
    this.dispatch({ kind: "round_trip", ms });
  }

  #forgetSeat() {
    this.#token = null;
    this.#seats.drop();
  }

  /** @param {import("./net/connection.js").ConnectionState} connection */
  #onConnection(connection) {
    clearTimeout(this.#askingAgain);
    this.#missed = 0;
    if (connection.phase === "stopped") this.#seats.letGo();
    if (connection.phase !== "open") this.#visit.onCut?.();
    this.dispatch({ kind: "connection", connection });
  }

  /** @param {ToClient} message */
  #onMessage(message) {
    if (this.#asksAgain(message)) return;
    const answer = answerTo(message, this.#wish());
    const { frames } = this.state;
    this.dispatch({ kind: "message", message, at: performance.now() });
    if (answer) this.send(answer);
    if (message.type === "joined_as_player") this.#onSeat(message.token);
    if (this.state.frames !== frames) for (const moment of momentsOf(this.state.frames)) this.#visit.onMoment(moment);
    if (message.type === "error" && message.code === "room_not_found") this.#onRoomMissing();
    const { inside, status } = this.state;
    this.#connection.expectFrames(inside && (status === "playing" || status === "countdown"));
  }

  /** @param {ToClient} message @returns {boolean} whether it is not to be believed yet */
  #asksAgain(message) {
    const { inside, seat, watching } = this.state;
    const belongs = this.#token !== null || seat !== null || watching;
    const pause = askAgainAfterMs(message, { inside, belongs, missed: this.#missed });
    if (pause === null) return false;
    this.#joinLater(pause);
    if (message.type !== "error" || message.code !== "room_not_found") return false;
    this.#missed++;
    return true;
  }

  /** @param {number} pause ms */
  #joinLater(pause) {
    clearTimeout(this.#askingAgain);
    this.#askingAgain = setTimeout(() => this.send(joinMessage(this.#wish())), pause);
  }

  /** @returns {import("./state/joining.js").Wish} */
  #wish() {
    const { options, ownName } = this.#visit;
    return { role: this.state.wantedRole, name: ownName(), token: this.#token, options };
  }

  /** @param {string} token */
  #onSeat(token) {
    this.#token = token;
    this.#seats.keep(token);
    this.#visit.onSeated();
  }

  #onRoomMissing() {
    this.#forgetSeat();
    if (this.state.wantedRole === "observer") this.#joinLater(LOOK_AGAIN_MS);
  }
}
