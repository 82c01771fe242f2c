/** @file Sockets that a test opens, speaks through and cuts, in place of the browser's. */

import { stoppedClock } from "./clock.js";

/** @typedef {import("../js/net/protocol.js").ToClient} ToClient */
/** @typedef {import("../js/net/protocol.js").FromClient} FromClient */

export class FakeSocket {
  static CONNECTING = 0;
  static OPEN = 1;
  /** @type {FakeSocket[]} all that the page has opened, the newest last */
  static opened = [];

  /** @type {(() => void)|null} */ onopen = null;
  /** @type {((event: {data: unknown}) => void)|null} */ onmessage = null;
  /** @type {((event: {code: number}) => void)|null} */ onclose = null;
  readyState = 0;
  /** @type {FromClient[]} */ sent = [];
  /** The server behind it reads and answers pings. */
  isAlive = true;

  constructor() {
    FakeSocket.opened.push(this);
  }

  /** @param {string} text */
  send(text) {
    /** @type {FromClient} */
    const message = JSON.parse(text);
    this.sent.push(message);
    if (message.type === "ping" && this.isAlive) this.say({ type: "pong", t: message.t });
  }

  close() {
    this.readyState = 3;
  }

  // What the server and the network do

  accept() {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  /** @param {...ToClient} messages */
  say(...messages) {
    for (const message of messages) this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** @param {number} code */
  end(code) {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  /** @param {FromClient["type"]} type */
  all(type) {
    return this.sent.filter((message) => message.type === type);
  }
}

/**
 * Sockets that only a test moves, in time that only a test lets pass; a wait at random is half of the longest.
 * @param {import("node:test").TestContext} test
 */
export function stoppedWorld(test) {
  const clock = stoppedClock(test);
  test.mock.method(Math, "random", () => 0.5);
  FakeSocket.opened = [];
  const before = Object.getOwnPropertyDescriptor(globalThis, "WebSocket");
  Object.defineProperty(globalThis, "WebSocket", { value: FakeSocket, configurable: true, writable: true });
  test.after(() => {
    if (before) Object.defineProperty(globalThis, "WebSocket", before);
    else Reflect.deleteProperty(globalThis, "WebSocket");
  });
  return {
    ...clock,
    /** The socket that the page has opened last. */
    get socket() {
      const newest = FakeSocket.opened.at(-1);
      if (newest === undefined) throw new Error("no socket was opened");
      return newest;
    },
    get opened() {
      return FakeSocket.opened.length;
    },
  };
}
