/** @file One headless player: a real socket, the page's netcode, an autopilot at the keys and a referee beside it. */

import { SUBPROTOCOL } from "../../../js/net/protocol.js";
import { Netplay } from "../../../js/netcode/netplay.js";
import { Autopilot } from "./autopilot.js";
import { startPictures } from "./pictures.js";
import { Referee } from "./referee.js";

/** @typedef {import("../../../js/engine/rules.js").Rules} Rules */
/** @typedef {import("../../../js/net/protocol.js").Direction} Direction */
/** @typedef {import("../../../js/net/protocol.js").FromClient} FromClient */
/** @typedef {import("../../../js/net/protocol.js").ToClient|import("../../../js/netcode/wire.js").NetcodeMessage} ToClient */
/** @typedef {import("../../../js/netcode/modes.js").Mode} Mode */
/** @typedef {import("./chance.js").Chance} Chance */

const ACK_EVERY_MS = 100;
const PING_EVERY_MS = 1000;
/** On coming in, so that the line is known before the first match, as a page knows it by the time that people are ready. */
const PINGS_FIRST = 5;

/**
 * @typedef {object} Visit
 * @property {string} url of the room's socket
 * @property {Mode} mode
 * @property {Rules} rules
 * @property {Chance} chance
 * @property {FromClient[]} greeting what is said first
 * @property {(row: string) => void} log a line of the frame log
 */

export class Player {
  #visit;
  #socket;
  #netplay;
  #pilot;
  #referee;
  /** @type {1|2} */ #own = 1;
  #workMs = 0;
  #pongs = 0;
  #isAsked = false;
  #isPlaying = false;
  #isOver = false;
  /** @type {Direction} */ #held = "stop";
  /** @type {Set<ReturnType<typeof setTimeout>>} */ #keys = new Set();
  /** @type {(() => void)[]} */ #stops = [];
  /** @type {Error|null} why it cannot go on */ fault = null;
  /** @type {Promise<void>} */ seated;

  /** @param {Visit} visit */
  constructor(visit) {
    this.#visit = visit;
    this.#netplay = new Netplay({ rules: visit.rules, mode: visit.mode });
    this.#pilot = new Autopilot(visit.rules, visit.chance);
    this.#referee = new Referee(visit.rules);
    this.#socket = new WebSocket(visit.url, [SUBPROTOCOL]);
    this.seated = new Promise((resolve, reject) => this.#listen(resolve, reject));
  }

  get matches() {
    return this.#referee.matches;
  }

  /** What was measured, and what the netcode says of itself. */
  report() {
    return { player: this.#own, ...this.#referee.report(), meter: this.#netplay.meter.report() };
  }

  close() {
    this.#isOver = true;
    for (const stop of this.#stops) stop();
    for (const key of this.#keys) clearTimeout(key);
    this.#socket.close();
  }

  /** @param {() => void} onSeated @param {(reason: Error) => void} onFault */
  #listen(onSeated, onFault) {
    this.#socket.onopen = () => {
      for (const message of this.#visit.greeting) this.#send(message);
      this.#begin();
    };
    this.#socket.onmessage = ({ data }) => {
      const message = this.#heard(String(data));
      if (message.type === "joined_as_player") onSeated();
    };
    this.#socket.onclose = ({ code }) => {
      if (this.#isOver) return;
      this.fault = new Error(`the socket was closed with ${code}`);
      onFault(this.fault);
      this.close();
    };
  }

  #begin() {
    const every = (/** @type {number} */ ms, /** @type {() => void} */ act) => {
      const timer = setInterval(act, ms);
      this.#stops.push(() => clearInterval(timer));
    };
    every(ACK_EVERY_MS, () => this.#acknowledge());
    const ping = () => this.#send({ type: "ping", t: performance.now() });
    every(PING_EVERY_MS, ping);
    for (let sent = 0; sent < PINGS_FIRST; sent++) setTimeout(ping, sent * ACK_EVERY_MS);
    this.#stops.push(startPictures((now) => this.#draw(now)));
  }

  /** @param {FromClient|null} message */
  #send(message) {
    if (message && this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #acknowledge() {
    this.#send(this.#netplay.ack(performance.now()));
  }

  /** @param {string} text @returns {ToClient} */
  #heard(text) {
    const now = performance.now();
    /** @type {ToClient} */
    const message = JSON.parse(text);
    // The head of a frame: two bytes, or four for a longer one.
    if (this.#isPlaying) this.#referee.bytes += text.length + (text.length > 125 ? 4 : 2);
    if (message.type === "pong") this.#pong(now - message.t);
    else this.#take(message, now);
    return message;
  }

  /** @param {number} ms */
  #pong(ms) {
    this.#netplay.roundTrip(ms);
    this.#pongs++;
    if (this.#pongs === PINGS_FIRST) this.#getReady();
  }

  /** Once both are there and the line is known. */
  #getReady() {
    if (this.#isAsked && this.#pongs >= PINGS_FIRST) this.#send({ type: "player_ready" });
  }

  /** @param {ToClient} message @param {number} now */
  #take(message, now) {
    this.#netplay.hear(message, now);
    for (const answer of this.#netplay.due(now)) this.#send(answer);
    this.#workMs += performance.now() - now;
    this.#referee.heard(message, now);
    if (message.type === "paddle" && message.player_num === this.#own) {
      this.#referee.notes.push(`told ${message.seq} at ${message.tick}`);
    }
    if (message.type === "joined_as_player") this.#own = message.player_num;
    if (message.type === "error") this.fault = new Error(`${message.code}: ${message.message}`);
    if (message.type !== "status_change") return;
    this.#isPlaying = message.status === "playing";
    this.#isAsked = message.status === "waiting_for_ready";
    this.#getReady();
    if (message.status === "game_over") this.#send({ type: "rematch" });
  }

  /** @param {number} now */
  #draw(now) {
    const began = performance.now();
    const picture = this.#netplay.picture(now);
    for (const message of this.#netplay.due(now)) this.#send(message);
    const work = this.#workMs + performance.now() - began;
    this.#workMs = 0;
    if (picture === null) return;
    this.#referee.drew(picture, now, work);
    this.#logPicture(picture, now);
    if (this.#isPlaying) this.#play(picture, now);
  }

  /** @param {import("../../../js/netcode/netplay.js").Picture} picture @param {number} now */
  #play({ paddles, ball }, now) {
    const paddle = this.#own === 1 ? paddles.p1 : paddles.p2;
    for (const { at, direction } of this.#pilot.look({ own: this.#own, paddle, ball }, now)) {
      const key = setTimeout(() => {
        this.#keys.delete(key);
        this.#press(direction);
      }, at - performance.now());
      this.#keys.add(key);
    }
  }

  /** @param {Direction} direction */
  #press(direction) {
    const now = performance.now();
    if (direction === this.#held) return;
    this.#held = direction;
    const message = this.#netplay.steer({ type: "move_paddle", direction }, now);
    this.#workMs += performance.now() - now;
    this.#referee.key(direction, now);
    if (message?.tick !== undefined) this.#referee.notes.push(`sent ${message.seq} for ${message.tick}`);
    this.#send(message);
  }

  /** @param {import("../../../js/netcode/netplay.js").Picture} picture @param {number} now */
  #logPicture({ paddles, ball }, now) {
    const { notes } = this.#referee;
    this.#referee.notes = [];
    const places = [paddles.p1, paddles.p2, ball?.x, ball?.y].map((place) => place?.toFixed(3) ?? "");
    this.#visit.log([now.toFixed(2), this.#own, ...places, this.#held, notes.join("; ")].join(","));
  }
}
