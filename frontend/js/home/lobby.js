/** @file The visit to the lobby: one connection, and the search for an opponent over every loss of it. */

import { Connection } from "../net/connection.js";
import { decodeToVisitor } from "./protocol.js";
import { beginSearch, endSearch, hear, NOBODY_HERE } from "./state.js";

/** @typedef {import("./state.js").LobbyView} LobbyView */
/** @typedef {import("./protocol.js").ToVisitor} ToVisitor */
/** @typedef {import("./protocol.js").FromVisitor} FromVisitor */

/** Nobody waits for an answer here as for the next frame of a match. */
const PING_EVERY_MS = 10_000;

export class Lobby {
  #visit;
  #connection;
  /** @type {string|undefined} */ #person;
  /** @type {LobbyView} */ state = NOBODY_HERE;

  /**
   * @param {object} visit
   * @param {string} visit.url
   * @param {() => string} visit.newPerson asked only of who looks for somebody; nobody else is given a name
   * @param {() => string[]} visit.ownRooms
   * @param {(before: LobbyView, after: LobbyView) => void} visit.onChange
   */
  constructor(visit) {
    this.#visit = visit;
    this.#connection = new Connection(visit.url, {
      decode: decodeToVisitor,
      pingEveryMs: PING_EVERY_MS,
      onMessage: (message) => this.#become(hear(this.state, /** @type {any} */ (message), performance.now())),
      onState: (connection) => this.#onConnection(connection),
      onTokenRefused: () => {},
      onRoundTrip: () => {},
    });
  }

  get connection() {
    return this.#connection;
  }

  start() {
    this.#connection.open();
  }

  playNow() {
    this.#become(beginSearch(this.state, performance.now()));
    this.#askForSomebody();
  }

  stopSeeking() {
    this.#become(endSearch(this.state, null));
    this.#send({ type: "stop_seeking" });
  }

  #askForSomebody() {
    this.#person ??= this.#visit.newPerson();
    this.#send({ type: "play_now", person: this.#person, avoid: this.#visit.ownRooms() });
  }

  /** @param {import("../net/connection.js").ConnectionState} connection */
  #onConnection(connection) {
    if (connection.phase === "open" && this.state.seekingSince !== null) this.#askForSomebody();
    const isFirst = this.state.here === null && connection.phase === "connecting";
    if (connection.phase !== "open" && !isFirst) this.#become({ ...this.state, here: false });
  }

  /** @param {FromVisitor} message */
  #send(message) {
    this.#connection.send(/** @type {any} */ (message));
  }

  /** @param {LobbyView} after */
  #become(after) {
    const before = this.state;
    this.state = after;
    this.#visit.onChange(before, after);
  }
}
