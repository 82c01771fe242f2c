/**
 * @file Judges the drawn ball: does it jump, run backwards, stand still at the far side; does it turn at the paddle, and
 * is the paddle there. Knows pictures, how fast the server's balls are and when there was a goal, and no netcode.
 */

import { Y_PX } from "./own_paddle.js";
import { turnBetween } from "./turns.js";

/** @typedef {import("../../../js/engine/rules.js").Rules} Rules */
/** @typedef {import("../../../js/engine/values.js").Side} Side */
/** @typedef {import("./turns.js").Spot} Spot */

export const X_PX = 8;
const JUMP_PX = 24;
/** Nobody drew meanwhile: the process stood still. */
const AWAY_MS = 250;
/** A ball that moves less in a picture stands. */
const STANDS = 0.0125;
const SPOTS_BEFORE = 4;
const SPOTS_AFTER = 3;
/** A turn so near a plane is a contact there. */
const CONTACT = 3;
const AT_PLANE = 1;
const BEHIND = 2;
/** A goal explains what the ball does for so long. */
const GOAL_MS = 1500;

/** @typedef {{own: number, far: number}} Count */
/** @typedef {{point: {x: number, y: number}, from: Spot, to: Spot}} Turned */

export class DrawnBall {
  #rules;
  /** @type {Side} */ #own;
  /** @type {Spot|null} */ #last = null;
  /** @type {Spot[]} the newest of the way it goes, where it moved */ #run = [];
  /** @type {{before: Spot[], toward: Side}|null} a turn whose way back is looked at */ #turn = null;
  /** @type {Side|null} of the last contact drawn since the serve */ #contact = null;
  /** @type {Side|null} behind whose plane it is drawn */ #behind = null;
  #goalAt = Number.NEGATIVE_INFINITY;
  flying = 0;
  heldFar = 0;
  stood = 0;
  serveJumps = 0;
  /** @type {number[]} */ jumpsPx = [];
  ranBack = 0;
  /** @type {number[]} */ gapsPx = [];
  farHits = 0;
  /** @type {Count} hits that were drawn, and then it was a goal */ hitsTakenBack = { own: 0, far: 0 };
  /** @type {Count} misses that were drawn, and then it was none */ missesTakenBack = { own: 0, far: 0 };

  /** @param {Rules} rules @param {Side} own */
  constructor(rules, own) {
    this.#rules = rules;
    this.#own = own;
  }

  /** What comes has nothing to do with what was; another side, perhaps. @param {Side} own */
  cut(own) {
    this.#own = own;
    this.#serve();
    this.#last = null;
  }

  /** @param {Side} scorer @param {number} now ms */
  goal(scorer, now) {
    this.#goalAt = now;
    this.#resolve();
    if (this.#contact !== null && this.#contact !== scorer) this.hitsTakenBack[this.#whose(this.#contact)]++;
    this.#contact = null;
  }

  /**
   * @param {{x: number, y: number}|null} ball
   * @param {number} own one's paddle's y
   * @param {number} now ms
   * @param {number} speedPx of the fastest ball that may be drawn, px a second
   * @returns {string} what was noticed, for a log
   */
  drew(ball, own, now, speedPx) {
    const last = this.#last;
    const spot = ball === null ? null : { at: now, x: ball.x, y: ball.y, own };
    this.#last = spot;
    if (spot === null || last === null || now - last.at > AWAY_MS) {
      this.#serve();
      return "";
    }
    return this.#step(last, spot, speedPx);
  }

  /** @param {Spot} a @param {Spot} b @param {number} speedPx */
  #step(a, b, speedPx) {
    const excess = Math.hypot((b.x - a.x) * X_PX, (b.y - a.y) * Y_PX) - (speedPx * (b.at - a.at)) / 1000;
    const atServe = this.#isCentre(a) || this.#isCentre(b);
    if (atServe) this.#serve();
    else this.flying++;
    if (excess > JUMP_PX) return this.#jumped(excess, atServe, b);
    if (atServe) return "";
    const noticed = this.#move(a, b);
    return this.#lookBehind(b) || noticed;
  }

  /** @param {number} px @param {boolean} atServe @param {Spot} b */
  #jumped(px, atServe, b) {
    if (atServe) this.serveJumps++;
    else this.jumpsPx.push(Math.round(px));
    this.#resolve();
    this.#run = [b];
    return this.#lookBehind(b) || (atServe ? "serve jump" : `jump ${px.toFixed(0)}`);
  }

  /** @param {Spot} a @param {Spot} b */
  #move(a, b) {
    const dx = b.x - a.x;
    if (Math.abs(dx) < STANDS) return this.#stands(b);
    const before = this.#run.length > 1 ? Math.sign(b.x - a.x) !== this.#way : false;
    if (before) return this.#turned(b);
    this.#run = [...this.#run.slice(-SPOTS_BEFORE), b];
    if (this.#turn && this.#run.length > SPOTS_AFTER) return this.#resolve();
    return "";
  }

  /** @param {Spot} b */
  #stands(b) {
    this.stood++;
    const far = this.#own === 1 ? this.#rules.right_plane : this.#rules.left_plane;
    if (Math.abs(b.x - far) > AT_PLANE) return "";
    this.heldFar++;
    if (this.#run.length > 1) this.#run = [...this.#run.slice(0, -1), b];
    return "held";
  }

  /** @param {Spot} b the first on the way back */
  #turned(b) {
    const noticed = this.#resolve();
    /** @type {Side} */
    const toward = this.#way > 0 ? 2 : 1;
    this.#turn = { before: this.#run, toward };
    this.#run = [b];
    return noticed;
  }

  /** A turn whose way back has been seen. @returns {string} */
  #resolve() {
    const turn = this.#turn;
    this.#turn = null;
    if (turn === null || this.#run.length < 2) return "";
    const { left_plane, right_plane, court_height } = this.#rules;
    const plane = turn.toward === 1 ? left_plane : right_plane;
    const { point, from, to } = this.#turnOf(turn.before, plane, court_height);
    if (Math.abs(point.x - plane) > CONTACT || this.#contact === turn.toward) {
      this.ranBack++;
      return `ran back at ${point.x.toFixed(1)}`;
    }
    this.#contact = turn.toward;
    if (turn.toward !== this.#own) {
      this.farHits++;
      return "far hit";
    }
    const gap = this.#gap(point, plane, from.own, to.own);
    this.gapsPx.push(gap);
    return `own hit ${gap.toFixed(2)}`;
  }

  /**
   * Between which two pictures it was: the last that still went there may be on the way back already, if most of the
   * time before it was the way there.
   * @param {Spot[]} before @param {number} plane @param {number} height
   */
  #turnOf(before, plane, height) {
    const after = this.#run;
    const late = { point: turnBetween(before, after, plane, height), from: before.at(-1), to: after[0] };
    const rest = before.slice(0, -1);
    const last = before.at(-1);
    if (rest.length < 2 || last === undefined) return /** @type {Turned} */ (late);
    const early = { point: turnBetween(rest, [last, ...after], plane, height), from: rest.at(-1), to: last };
    const off = (/** @type {{point: {x: number}}} */ { point }) => Math.abs(point.x - plane);
    return /** @type {Turned} */ (off(early) < off(late) ? early : late);
  }

  /** Between two pictures the paddle may be anywhere between its two places. @param {{x: number, y: number}} turn */
  #gap(turn, /** @type {number} */ plane, /** @type {number} */ from, /** @type {number} */ to) {
    const reach = (this.#rules.paddle_height + this.#rules.ball_size) / 2;
    const beyond = Math.max(0, Math.min(from, to) - reach - turn.y, turn.y - Math.max(from, to) - reach);
    return Math.hypot((turn.x - plane) * X_PX, beyond * Y_PX);
  }

  /** @param {Spot} b @returns {string} */
  #lookBehind(b) {
    const { left_plane, right_plane } = this.#rules;
    const behind = b.x < left_plane - BEHIND ? 1 : b.x > right_plane + BEHIND ? 2 : null;
    const was = this.#behind;
    this.#behind = behind;
    if (was === null || behind !== null || this.#isCentre(b) || b.at - this.#goalAt < GOAL_MS) return "";
    this.missesTakenBack[this.#whose(was)]++;
    return "miss taken back";
  }

  /** @param {Side} side */
  #whose(side) {
    return side === this.#own ? "own" : "far";
  }

  /** 1 to the right, -1 to the left. */
  get #way() {
    return Math.sign(/** @type {Spot} */ (this.#run.at(-1)).x - /** @type {Spot} */ (this.#run[0]).x);
  }

  /** It lies in the middle, or nobody knows where it is. */
  #serve() {
    this.#resolve();
    this.#run = [];
    this.#behind = null;
    this.#contact = null;
  }

  /** @param {Spot} spot */
  #isCentre({ x, y }) {
    const { court_width, court_height } = this.#rules;
    return Math.abs(x - court_width / 2) < 0.01 && Math.abs(y - court_height / 2) < 0.01;
  }
}
