/**
 * @file A match as this viewer sees it: the clock, both paddles and the ball, by what the server tells. Pure: it is told
 * the time.
 */

import { LEFT, RIGHT } from "../engine/values.js";
import { BentClock } from "./clock.js";
import { DrawnPaddle } from "./drawn_paddle.js";
import { Flight } from "./flight.js";
import { intentOfEdge } from "./intents.js";
import { Lag } from "./lag.js";
import { Lead } from "./lead.js";
import { WatchClock } from "./watching.js";

/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("../engine/values.js").Side} Side */
/** @typedef {import("./flight.js").Contact} Contact */
/** @typedef {import("./flight.js").DrawnBall} DrawnBall */
/** @typedef {import("./wire.js").PaddleEdge} PaddleEdge */

/** Ahead of the server by half a round trip, and by this until it says how that was. */
const FIRST_LEAD = 2;
/** The far paddle's delay may change by so much of the time that passes. */
const FAR_BENT = 0.12;

/** @typedef {DrawnBall & {clock: number, lag: number, paddles: {p1: number, p2: number}}} CourtPicture */

export class Court {
  #own;
  #isWarped;
  #clock;
  #lead = new Lead();
  #lag = new Lag();
  #farDelay = 0;
  #drawnAt = 0;
  #left;
  #right;
  flight;

  /** @param {{rules: Rules, own: Side|null, isWarped: boolean}} view */
  constructor({ rules, own, isWarped }) {
    this.#own = own;
    this.#isWarped = isWarped && own !== null;
    this.#clock = own === null ? new WatchClock() : new BentClock();
    this.#left = new DrawnPaddle(rules);
    this.#right = new DrawnPaddle(rules);
    const predicted = own === null ? [] : isWarped ? [own] : [LEFT, RIGHT];
    this.flight = new Flight({ own, isWarped: this.#isWarped, predicted: /** @type {Side[]} */ (predicted) }, rules);
  }

  /** Whether one's own clock runs, so that edges can be stamped with it. */
  get isRunning() {
    return this.#clock instanceof BentClock && this.#clock.isRunning;
  }

  get slack() {
    return this.#lead.slack;
  }

  /** @param {number} now ms */
  clockAt(now) {
    return this.#clock.at(now);
  }

  /** The match stands still. @param {number} now ms */
  stop(now) {
    this.#clock.stop(now);
  }

  /**
   * The server has played a tick.
   * @param {{tick: number, slack: number|null}} frame
   * @param {number} roundTrip ticks
   * @param {number} now ms
   */
  heard({ tick, slack }, roundTrip, now) {
    const clock = this.#clock;
    if (clock instanceof WatchClock) return clock.heard(tick, now);
    this.#run(clock, tick, roundTrip, now);
    this.#lag.heard(clock.at(now) - tick);
    if (slack === null) return;
    const change = this.#lead.heard(slack, clock.shifted);
    if ("leap" in change) clock.leap(change.leap);
    else clock.bendTo(change.bendTo);
  }

  /** After a pause it goes on where it was, which is right unless that was long ago by the server's clock. */
  #run(
    /** @type {BentClock} */ clock,
    /** @type {number} */ tick,
    /** @type {number} */ roundTrip,
    /** @type {number} */ now,
  ) {
    if (clock.isRunning) return;
    const wanted = tick + roundTrip + FIRST_LEAD;
    const stoppedAt = clock.at(now);
    if (stoppedAt >= wanted && stoppedAt < wanted + FIRST_LEAD + roundTrip) clock.resume(now);
    else clock.start(wanted, now);
  }

  /** @param {Side} side @param {number} now ms @returns {number} what is drawn of that side */
  #timeOf(side, now) {
    const clock = this.#clock.at(now);
    return side === this.#own ? clock : clock - this.#farDelay;
  }

  /** @param {PaddleEdge} edge @param {number} now ms @returns {number} by how much the drawn paddle was wrong */
  paddleTold(edge, now) {
    const { player_num, tick, y, seq } = edge;
    const drawn = this.paddleOf(player_num);
    const told = { tick, y, intent: intentOfEdge(edge), seq };
    return drawn.told(told, this.#timeOf(player_num, now), now);
  }

  /** @param {number} now ms @returns {Contact[]} that we know of before the server tells them */
  meet(now) {
    const contacts = this.flight.meet(this.#clock.at(now), (side, tick) => this.paddleOf(side).track.at(tick));
    for (const contact of contacts) this.paddleOf(contact.side).meets(contact, now);
    return contacts;
  }

  /** @param {number} now ms @returns {CourtPicture} */
  picture(now) {
    const ball = this.flight.draw(this.#clock.at(now), this.#lag.toDraw);
    if (ball.isHeld && this.#clock instanceof WatchClock) this.#clock.wait(ball.waits);
    const clock = this.#clock.at(now);
    this.#delayFar(ball, clock);
    const paddle = (/** @type {Side} */ side) => this.paddleOf(side).at(this.#timeOf(side, now), now);
    return { ...ball, clock, lag: this.flight.lag, paddles: { p1: paddle(LEFT), p2: paddle(RIGHT) } };
  }

  /** The far paddle waits for the ball with the ball, and gets to its time on the way. @param {DrawnBall} ball @param {number} clock */
  #delayFar({ isHeld, time }, clock) {
    const passed = Math.max(0, clock - this.#drawnAt);
    this.#drawnAt = clock;
    if (!this.#isWarped) return;
    const off = (isHeld ? clock - time : this.flight.lag) - this.#farDelay;
    const most = isHeld ? passed : passed * FAR_BENT;
    this.#farDelay += Math.min(most, Math.max(-most, off));
  }

  /** @param {Side} side */
  paddleOf(side) {
    return side === LEFT ? this.#left : this.#right;
  }
}
