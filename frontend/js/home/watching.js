/** @file Looking on at one room from outside of its page. */

import { Connection } from "../net/connection.js";
import { score } from "../state/band.js";
import { answerTo, joinMessage } from "../state/joining.js";
import { momentsOf } from "../state/moments.js";
import { initialState, reduce } from "../state/state.js";

/** @typedef {import("../state/state.js").State} State */
/** @typedef {import("../state/state.js").Action} Action */
/** @typedef {import("../state/moments.js").Moment} Moment */
/** @typedef {import("../net/protocol.js").ToClient} ToClient */

/** A room that is just being taken over is asked for again. */
const LOOK_AGAIN_MS = 1000;
/** @type {import("../state/joining.js").Wish} */
const WISH = { role: "observer", name: "", token: null, options: { type: "create_room" } };

export class Watching {
  #connection;
  #onMoment;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #again;
  /** @type {State} */ state;

  /** @param {string} code @param {(moment: Moment, state: State) => void} onMoment */
  constructor(code, onMoment) {
    this.code = code;
    this.state = initialState(code, "observer");
    this.#onMoment = onMoment;
    this.#connection = new Connection(`${location.origin.replace(/^http/, "ws")}/ws/game/${code}/`, {
      onMessage: (message) => this.#onMessage(message),
      onState: (connection) => this.#dispatch({ kind: "connection", connection }),
      onTokenRefused: () => {},
      onRoundTrip: () => {},
    });
    this.#connection.open();
  }

  get score() {
    return score(this.state);
  }

  stop() {
    clearTimeout(this.#again);
    this.#connection.stop();
  }

  /** @param {Action} action */
  #dispatch(action) {
    this.state = reduce(this.state, action);
  }

  /** @param {ToClient} message */
  #onMessage(message) {
    const answer = answerTo(message, WISH);
    const { frames } = this.state;
    this.#dispatch({ kind: "message", message, at: performance.now() });
    if (answer) this.#connection.send(answer);
    if (this.state.frames !== frames) {
      for (const moment of momentsOf(this.state.frames)) this.#onMoment(moment, this.state);
    }
    if (message.type === "error") {
      clearTimeout(this.#again);
      this.#again = setTimeout(() => this.#connection.send(joinMessage(WISH)), LOOK_AGAIN_MS);
    }
  }
}
