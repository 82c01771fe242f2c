/**
 * @file One WebSocket at a time to one address, and coming back when it is lost. Knows frames and close codes,
 * and nothing of the game.
 */

import { Acks } from "./acks.js";
import { afterClose, delayAfterClose, lossOf, openWithinMs, SILENT } from "./backoff.js";
import { freshPulse, heard, isDead, LOOK_EVERY_MS, passed, pinged, pingIsDue, ponged } from "./heartbeat.js";
import { decode, SUBPROTOCOL } from "./protocol.js";

/** @typedef {import("./protocol.js").ToClient} ToClient */
/** @typedef {import("./protocol.js").FromClient} FromClient */
/** @typedef {import("./backoff.js").Loss} Loss */

/**
 * @typedef {{phase: "connecting", attempt: number}
 *   | {phase: "open"}
 *   | {phase: "waiting", attempt: number, retryAt: number, loss: Loss}
 *   | {phase: "stopped", code: number}} ConnectionState
 */

/**
 * @typedef {object} Handlers
 * @property {(message: ToClient) => void} onMessage
 * @property {(state: ConnectionState) => void} onState
 * @property {() => void} onTokenRefused the server wants us without the token
 * @property {(roundTripMs: number) => void} onRoundTrip
 * @property {(frame: unknown) => any} [decode] for a socket whose messages are others than a room's
 * @property {number} [pingEveryMs] for a socket whose silence may be noticed later
 * @property {(text: string) => void} [onText] every frame as it came
 * @property {(message: FromClient) => FromClient|null} [stamped] what is sent in place of a message, if anything
 */

/** A socket that lived so long was a good one: the next loss starts with the shortest delay again. */
const SETTLED_MS = 3000;

/** So long may one open that is not wanted; meanwhile the browser opens no other. */
const LET_OPEN_MS = 2000;

export class Connection {
  #url;
  #handlers;
  /** @type {WebSocket|null} */ #socket = null;
  /** Grows with every socket; whatever an older one still says is not heard. */
  #epoch = 0;
  #attempt = 0;
  #openedAt = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #retryTimer;
  /** @type {ReturnType<typeof setInterval>|undefined} */ #lookTimer;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #openTimer;
  #pulse = freshPulse(0);
  #expectFrames = false;
  #acks = new Acks((tick) => this.send({ type: "ack", tick }));

  /** @param {string} url @param {Handlers} handlers */
  constructor(url, handlers) {
    this.#url = url;
    this.#handlers = handlers;
  }

  /** Connect now, whatever there was before. */
  open() {
    this.#discard();
    const epoch = ++this.#epoch;
    this.#handlers.onState({ phase: "connecting", attempt: this.#attempt });
    const socket = new WebSocket(this.#url, [SUBPROTOCOL]);
    this.#socket = socket;
    this.#openTimer = setTimeout(() => {
      socket.close(); // at once: it would keep the next one waiting
      this.#onClose(SILENT);
    }, openWithinMs(this.#attempt));
    socket.onopen = () => epoch === this.#epoch && this.#onOpen();
    socket.onmessage = (event) => epoch === this.#epoch && this.#onFrame(event.data);
    socket.onclose = (event) => epoch === this.#epoch && this.#onClose(event.code);
  }

  /** Connect now if we are waiting for a better moment: the network is back, the page is seen again. */
  hurry() {
    if (this.#retryTimer !== undefined) this.open();
  }

  /** Close, and do not come back. */
  stop() {
    this.#discard();
    this.#epoch++;
  }

  /** @param {FromClient} message lost if there is no open socket: intents are never replayed */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const { stamped } = this.#handlers;
    const sent = stamped ? stamped(message) : message;
    if (sent) this.#socket.send(JSON.stringify(sent));
  }

  /** @param {boolean} expected whether silence of the server is a fault at the moment */
  expectFrames(expected) {
    if (expected && !this.#expectFrames) this.#pulse = heard(this.#pulse);
    this.#expectFrames = expected;
  }

  #onOpen() {
    clearTimeout(this.#openTimer);
    this.#openedAt = performance.now();
    this.#pulse = freshPulse(this.#openedAt);
    this.#lookTimer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#handlers.onState({ phase: "open" });
  }

  #look() {
    const now = performance.now();
    this.#pulse = passed(this.#pulse, now);
    if (isDead(this.#pulse, this.#expectFrames)) {
      this.#onClose(SILENT);
    } else if (pingIsDue(this.#pulse, this.#handlers.pingEveryMs)) {
      this.#pulse = pinged(this.#pulse);
      this.send({ type: "ping", t: now });
    }
  }

  /** @param {unknown} frame */
  #onFrame(frame) {
    if (typeof frame === "string") this.#handlers.onText?.(frame);
    const message = (this.#handlers.decode ?? decode)(frame);
    if (message?.type === "pong") {
      this.#pulse = ponged(this.#pulse);
      this.#handlers.onRoundTrip(performance.now() - message.t);
      return;
    }
    this.#pulse = heard(this.#pulse);
    if (message?.type === "game_update") this.#acks.came(message.tick);
    if (message) this.#handlers.onMessage(message);
  }

  /** @param {number} code */
  #onClose(code) {
    const settled = this.#openedAt > 0 && performance.now() - this.#openedAt > SETTLED_MS;
    this.#discard();
    this.#epoch++;
    const verdict = afterClose(code);
    if (verdict === "never") {
      this.#handlers.onState({ phase: "stopped", code });
      return;
    }
    if (verdict === "fresh") this.#handlers.onTokenRefused();
    if (settled) this.#attempt = 0;
    const delay = delayAfterClose(verdict, this.#attempt);
    this.#retryTimer = setTimeout(() => this.open(), delay);
    const retryAt = performance.now() + delay;
    this.#handlers.onState({ phase: "waiting", attempt: this.#attempt++, retryAt, loss: lossOf(code) });
  }

  #discard() {
    clearTimeout(this.#retryTimer);
    clearInterval(this.#lookTimer);
    clearTimeout(this.#openTimer);
    this.#acks.reset();
    this.#retryTimer = undefined;
    this.#openedAt = 0;
    this.#expectFrames = false;
    if (this.#socket) letGo(this.#socket);
    this.#socket = null;
  }
}

/** To close it before it is open would be a fault on the console. @param {WebSocket} socket */
function letGo(socket) {
  socket.onopen = socket.onmessage = socket.onclose = null;
  if (socket.readyState !== WebSocket.CONNECTING) return socket.close();
  socket.onopen = () => socket.close();
  setTimeout(() => socket.close(), LET_OPEN_MS);
}

/**
 * Come back at once when there is a reason to believe that it works again.
 * @param {Connection} connection
 * @returns {() => void} unbind
 */
export function bindWakeUps(connection) {
  const listening = new AbortController();
  const options = { signal: listening.signal };
  window.addEventListener("online", () => connection.hurry(), options);
  document.addEventListener("visibilitychange", () => document.hidden || connection.hurry(), options);
  return () => listening.abort();
}
