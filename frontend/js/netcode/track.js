/**
 * @file Where a paddle is at each tick: by what the server has told, and by what its own player has done since. Steps
 * with the engine's own paddle, so that it is the server's bit for bit. Pure.
 */

import { moved } from "../engine/paddle.js";
import { STOP } from "../engine/values.js";

/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("../engine/values.js").Intent} Intent */

/**
 * From `tick` on, where the paddle is at `y`, it is moved by `intent`.
 * @typedef {object} Edge
 * @property {number} tick
 * @property {number} y
 * @property {Intent} intent
 * @property {number} seq the newest of its player that is in it
 * @property {boolean} isTold by the server; the others are ours and not yet answered
 */

/** Longer ago than anything that is still drawn. */
const HISTORY_TICKS = 240;

export class Track {
  #rules;
  /** @type {Edge[]} in the order of their ticks, never empty */ #edges;
  /** @type {{edge: Edge, tick: number, y: number}|null} so that a long way is not walked again for each picture */
  #walked = null;

  /** A paddle in the middle, as before a match. @param {Rules} rules */
  constructor(rules) {
    this.#rules = rules;
    this.#edges = [{ tick: 0, y: rules.court_height / 2, intent: STOP, seq: 0, isTold: true }];
  }

  /** @param {number} tick whole @returns {number} */
  at(tick) {
    const edge = this.#edges.filter((known) => known.tick <= tick).at(-1);
    if (edge === undefined) return /** @type {Edge} */ (this.#edges[0]).y;
    const from = this.#walked?.edge === edge && this.#walked.tick <= tick ? this.#walked : edge;
    let paddle = { y: from.y };
    for (let at = from.tick; at < tick; at++) paddle = moved(paddle, edge.intent, this.#rules);
    this.#walked = { edge, tick, y: paddle.y };
    return paddle.y;
  }

  /** Its own player steers. @param {number} tick after all edges before @param {Intent} intent @param {number} seq */
  steer(tick, intent, seq) {
    const y = this.at(tick);
    this.#edges = [...this.#edges.filter((edge) => edge.tick < tick), { tick, y, intent, seq, isTold: false }];
  }

  /**
   * The server has told where the paddle is and how it goes on. What it does not know yet is done again on top of it.
   * @param {Omit<Edge, "isTold">} told
   */
  told(told) {
    const unknown = this.#edges.filter((edge) => !edge.isTold && edge.seq > told.seq);
    const before = this.#edges.filter((edge) => edge.tick < told.tick && edge.tick > told.tick - HISTORY_TICKS);
    this.#edges = [...before.filter((edge) => edge.isTold || edge.seq <= told.seq), { ...told, isTold: true }];
    for (const { tick, intent, seq } of unknown) this.steer(Math.max(tick, told.tick), intent, seq);
  }
}
