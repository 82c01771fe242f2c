/** @file Looking on at one room from outside of its page, drawn by the same netcode as there. */

import { Connection } from "../net/connection.js";
import { PageNetcode } from "../netcode/page.js";
import { score } from "../state/band.js";
import { answerTo, joinMessage } from "../state/joining.js";
import { EMPTY_COURT } from "../state/scene.js";
import { initialState, reduce } from "../state/state.js";

/** @typedef {import("../state/state.js").State} State */
/** @typedef {import("../state/state.js").Action} Action */
/** @typedef {import("../net/protocol.js").ToClient} ToClient */
/** @typedef {import("../netcode/netplay.js").Picture} Picture */
/** @typedef {Picture & {score: {p1: number, p2: number}}} WatchedPicture */

/** A room that is just being taken over is asked for again. */
const LOOK_AGAIN_MS = 1000;
/** @type {import("../state/joining.js").Wish} */
const WISH = { role: "observer", name: "", token: null, options: { type: "create_room" } };

export class Watching {
  #connection;
  #netcode;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #again;
  /** @type {State} */ state;

  /** @param {string} code @param {import("../engine/rules.js").Rules} rules */
  constructor(code, rules) {
    this.code = code;
    this.state = initialState(code, "observer");
    const netcode = new PageNetcode({ rules, name: null, send: (message) => this.#connection.send(message) });
    this.#netcode = netcode;
    this.#connection = new Connection(`${location.origin.replace(/^http/, "ws")}/ws/game/${code}/`, {
      onMessage: (message) => this.#onMessage(message),
      onState: (connection) => this.#onConnection(connection),
      onTokenRefused: () => {},
      onRoundTrip: () => {},
      onText: (text) => netcode.hear({ text, at: performance.now() }),
      stamped: (message) => netcode.stamped(message),
    });
    this.#connection.open();
  }

  /** @param {number} now ms @returns {WatchedPicture} an empty court until enough was told */
  picture(now) {
    const picture = this.#netcode.picture(now) ?? { ...EMPTY_COURT, moments: [], score: null };
    return { ...picture, score: picture.score ?? score(this.state) };
  }

  stop() {
    clearTimeout(this.#again);
    this.#connection.stop();
  }

  /** @param {import("../net/connection.js").ConnectionState} connection */
  #onConnection(connection) {
    if (connection.phase !== "open") this.#netcode.cut();
    this.#dispatch({ kind: "connection", connection });
  }

  /** @param {Action} action */
  #dispatch(action) {
    this.state = reduce(this.state, action);
  }

  /** @param {ToClient} message */
  #onMessage(message) {
    const answer = answerTo(message, WISH);
    this.#dispatch({ kind: "message", message, at: performance.now() });
    if (answer) this.#connection.send(answer);
    if (message.type === "error") {
      clearTimeout(this.#again);
      this.#again = setTimeout(() => this.#connection.send(joinMessage(WISH)), LOOK_AGAIN_MS);
    }
  }
}
