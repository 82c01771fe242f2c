/**
 * @file Judges the drawn paddle of whoever presses the keys: does it answer in the next picture, and does it ever move
 * in a way that no key explains? Knows keys and pictures, and nothing of the netcode.
 */

/** @typedef {import("../../../js/engine/rules.js").Rules} Rules */
/** @typedef {import("../../../js/net/protocol.js").Direction} Direction */

/** Of a court that is drawn 800 px wide and 500 high. */
export const Y_PX = 5;
const CORRECTION_PX = 1;
/** A correction may be spread over so long. */
const WINDOW_MS = 130;
/** A clock may be bent by 3 % and the paddle with it. */
const BENT = 0.035;
/** A key holds from a whole tick on: for the next pictures the paddle may be off by so many ticks of its way. */
const EDGE_TICKS = 1;
const EDGE_MS = 60;
/** Less is no answer. */
const ANSWER_PX = 0.1;
const STANDS_MS = 100;
const SIGN = { up: -1, stop: 0, down: 1 };

/** @typedef {{at: number, sign: number}} Edge */
/** @typedef {{at: number, sign: number, from: number, pictures: number}} Press that is not answered yet */

export class OwnPaddle {
  #speed;
  #lowest;
  #highest;
  /** @type {Edge[]} the last ones, in order */ #edges = [{ at: Number.NEGATIVE_INFINITY, sign: 0 }];
  /** @type {{at: number, y: number}|null} */ #last = null;
  /** @type {{at: number, units: number}[]} moves that no key explains */ #strays = [];
  #spared = 0;
  #quietUntil = 0;
  /** @type {Press|null} */ #press = null;
  keys = 0;
  answeredNext = 0;
  /** @type {number[]} */ answersMs = [];
  corrections = 0;
  widestPx = 0;
  /** How far it went back when a key went up. */ twitchPx = 0;

  /** @param {Rules} rules */
  constructor(rules) {
    this.#speed = rules.paddle_speed / 1000;
    this.#lowest = rules.paddle_height / 2;
    this.#highest = rules.court_height - rules.paddle_height / 2;
    this.tick = 1000 / rules.ticks_per_second;
  }

  /** The paddle is put somewhere: a new match. */
  cut() {
    this.#last = null;
    this.#press = null;
    this.#strays = [];
  }

  /** @param {Direction} direction @param {number} now ms */
  key(direction, now) {
    const before = /** @type {Edge} */ (this.#edges.at(-1));
    const sign = SIGN[direction];
    this.#edges = [...this.#edges.slice(-5), { at: now, sign }];
    this.#spared = Math.abs(sign - before.sign) * EDGE_TICKS * this.tick * this.#speed;
    this.#press = null;
    const last = this.#last;
    if (last === null || sign === 0 || before.sign !== 0 || now - before.at < STANDS_MS) return;
    if (sign < 0 ? last.y > this.#lowest + 1 : last.y < this.#highest - 1) {
      this.#press = { at: now, sign, from: last.y, pictures: 0 };
    }
  }

  /** @param {number} y @param {number} now ms @returns {boolean} whether it is corrected now */
  drew(y, now) {
    const last = this.#last;
    this.#last = { at: now, y };
    if (last === null) return false;
    this.#answer(y, now);
    return this.#judge(last, y, now);
  }

  /** @param {number} y @param {number} now */
  #answer(y, now) {
    const press = this.#press;
    if (press === null) return;
    press.pictures++;
    const moved = (y - press.from) * press.sign * Y_PX > ANSWER_PX;
    if (press.pictures === 1) this.keys++;
    if (!moved) return;
    if (press.pictures === 1) this.answeredNext++;
    this.answersMs.push(now - press.at);
    this.#press = null;
  }

  /** @param {{at: number, y: number}} last @param {number} y @param {number} now */
  #judge(last, y, now) {
    const due = this.#travel(last.at, now);
    const place = Math.min(this.#highest, Math.max(this.#lowest, last.y + due));
    let stray = y - place;
    if (now - this.#newest.at > EDGE_MS) this.#spared = 0;
    else this.#noteTwitch(y - last.y);
    stray -= clamped(stray, Math.abs(due) * BENT);
    if (this.#isAtRim(y)) stray = 0;
    const spared = clamped(stray, this.#spared);
    this.#spared -= Math.abs(spared);
    // What comes so soon after a correction belongs to it.
    if (now < this.#quietUntil) return false;
    this.#strays = [...this.#strays.filter(({ at }) => now - at < WINDOW_MS), { at: now, units: stray - spared }];
    return this.#isCorrected(now);
  }

  /** Within the last tick before the end of its way it slows down by who knows how much. @param {number} y */
  #isAtRim(y) {
    const tick = this.tick * this.#speed;
    return y < this.#lowest + tick || y > this.#highest - tick;
  }

  /** @param {number} now */
  #isCorrected(now) {
    const px = Math.abs(this.#strays.reduce((sum, { units }) => sum + units, 0)) * Y_PX;
    this.widestPx = Math.max(this.widestPx, px);
    if (px <= CORRECTION_PX) return false;
    this.corrections++;
    this.#strays = [];
    this.#quietUntil = now + WINDOW_MS;
    return true;
  }

  /** @param {number} moved since the picture before */
  #noteTwitch(moved) {
    const before = /** @type {Edge} */ (this.#edges.at(-2));
    if (this.#newest.sign === 0) this.twitchPx = Math.max(this.twitchPx, -moved * before.sign * Y_PX);
  }

  get #newest() {
    return /** @type {Edge} */ (this.#edges.at(-1));
  }

  /** How far the keys move it. @param {number} from ms @param {number} to ms */
  #travel(from, to) {
    let sum = 0;
    for (const [index, { at, sign }] of this.#edges.entries()) {
      const until = this.#edges[index + 1]?.at ?? to;
      sum += sign * Math.max(0, Math.min(to, until) - Math.max(from, at));
    }
    return sum * this.#speed;
  }
}

/** @param {number} value @param {number} most */
const clamped = (value, most) => Math.min(most, Math.max(-most, value));
