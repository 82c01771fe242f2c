/**
 * @file The netcode of one visit to a room, as one thing: what has come and what the player does go in, what is to be
 * sent and what is to be drawn come out. Pure: no document, no socket, and the caller tells the time, so that the page,
 * the tests and the bench run the same.
 */

import { TICK_MS } from "./clock.js";
import { Court } from "./court.js";
import { Edges } from "./edges.js";
import { FrameCourt } from "./frame_court.js";
import { intentOfSteering } from "./intents.js";
import { RoundTrips } from "./lag.js";
import { MatchLog } from "./match_log.js";
import { Meter } from "./meter.js";
import { isAhead } from "./modes.js";
import { toTell } from "./stall.js";

/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("../engine/values.js").Side} Side */
/** @typedef {import("../net/protocol.js").Ack} Ack */
/** @typedef {import("../net/protocol.js").FromClient} FromClient */
/** @typedef {import("../net/protocol.js").GameUpdate} GameUpdate */
/** @typedef {import("../net/protocol.js").Status} Status */
/** @typedef {import("../net/protocol.js").ToClient} ToClient */
/** @typedef {import("./edges.js").Stamped} Stamped */
/** @typedef {import("./edges.js").Steering} Steering */
/** @typedef {import("./flight.js").Contact} Contact */
/** @typedef {import("./flight.js").DrawnMoment} DrawnMoment */
/** @typedef {import("./legs.js").Leg} Leg */
/** @typedef {import("./modes.js").Mode} Mode */
/** @typedef {import("./wire.js").BallSegment} BallSegment */
/** @typedef {import("./wire.js").PaddleEdge} PaddleEdge */
/** @typedef {import("./wire.js").NetcodeMessage} NetcodeMessage */

/**
 * @typedef {object} Picture
 * @property {{p1: number, p2: number}} paddles
 * @property {{x: number, y: number}|null} ball
 * @property {Side|null} [toward] whom the ball will leave, while it rests
 * @property {DrawnMoment[]} moments that this picture is the first to show
 * @property {{p1: number, p2: number}|null} [score] while it is another one than was told: the ball is not out yet
 */

/** The first keyframe of a match that was seen from its beginning. */
const FIRST_TICKS = 6;

export class Netplay {
  #rules;
  #mode;
  /** @type {Side|null} */ #own = null;
  /** @type {Court|null} */ #court = null;
  /** @type {FrameCourt|null} */ #frameCourt = null;
  #edges = new Edges();
  #log = new MatchLog();
  /** @type {number|null} */ #epoch = null;
  /** @type {Status|null} */ #status = null;
  /** @type {number|null} of the newest keyframe */ #tick = null;
  /** Whether the server tells what a netcode needs. */
  #isServed = false;
  #roundTrips = new RoundTrips();
  /** @type {Steering|null} said while the match stood still */ #unsaid = null;
  #owesAck = false;
  /** @type {number|null} */ #keyTick = null;
  #drawnAt = 0;
  /** Before the newest point. */ #score = { p1: 0, p2: 0 };
  meter = new Meter();

  /** @param {{rules: Rules, mode: Mode}} options */
  constructor({ rules, mode }) {
    this.#rules = rules;
    this.#mode = mode;
    this.#begin();
  }

  // What goes in

  /** @param {ToClient|NetcodeMessage} message @param {number} now ms */
  hear(message, now) {
    if ("epoch" in message && !this.#isOfNow(message.epoch ?? 0)) return;
    switch (message.type) {
      case "joined_as_player":
        return this.#sit(message.player_num);
      case "joined_as_observer":
        return this.#sit(null);
      case "status_change":
      case "room_state":
        return this.#onStatus(message.status, now);
      case "game_update":
        return this.#onFrame(message, now);
      case "ball":
      case "paddle":
      case "hold":
      case "miss":
      case "goal":
      case "match_record":
        return this.#onNews(message, now);
      default:
    }
  }

  /** Whether the ticks of this clock mean anything to the server. Those of a match that is over mean another one soon. */
  get #isTimed() {
    return this.#isServed && this.#status !== "game_over" && this.#court?.isRunning === true;
  }

  /** @param {number} ms from a ping to its pong */
  roundTrip(ms) {
    this.#roundTrips.add(ms);
    this.meter.roundTrip(ms);
  }

  /** The connection is gone. Nothing moves until it is back. @param {number} now ms */
  cut(now) {
    this.#court?.stop(now);
    this.#log.isComplete = false;
    this.#isServed = false;
  }

  /**
   * The player steers.
   * @param {Steering} steering
   * @param {number} now ms
   * @returns {Steering|Stamped|null} what to send; null if it is said by and by (`due`)
   */
  steer(steering, now) {
    if (!this.#isServed || this.#court === null) return steering;
    if (this.#isTimed) return this.#steered(this.#edges.stamp(steering, this.#advance(now)));
    if (this.#status !== "paused") return steering;
    this.#unsaid = steering;
    return null;
  }

  // What comes out

  /** What is to be sent now; to be asked for each picture and after each message. @param {number} now ms @returns {FromClient[]} */
  due(now) {
    if (!this.#isTimed) return [];
    const clock = this.#advance(now);
    const unsaid = this.#unsaid;
    this.#unsaid = null;
    const edge = this.#steered(unsaid ? this.#edges.stamp(unsaid, clock) : this.#edges.due(clock));
    const ack = this.#owesAck ? this.ack(now) : null;
    this.#owesAck = false;
    return [edge, ack].filter((message) => message !== null);
  }

  /** To be sent every 100 ms. @param {number} now ms @returns {Ack|null} null before the first keyframe */
  ack(now) {
    if (this.#tick === null) return null;
    if (!this.#isTimed) return { type: "ack", tick: this.#tick };
    this.#edges.promise(Math.floor(this.#advance(now)));
    return { type: "ack", tick: this.#tick, own_tick: this.#edges.open };
  }

  /** @param {number} now ms @returns {Picture|null} null while there is nothing to draw */
  picture(now) {
    const stoodMs = now - this.#drawnAt;
    this.#drawnAt = now;
    /** @type {(Picture & {leg?: Leg|null})|null} */
    const picture = this.#court ? this.#courtPicture(this.#court, now) : (this.#frameCourt?.picture(now) ?? null);
    if (picture === null) return null;
    const { paddles, moments, toward = null } = picture;
    const score = this.#status !== "paused" && this.#court?.flight.owesPoint ? this.#score : null;
    const ball = this.#isBallShown(picture) ? picture.ball : null;
    return { paddles, ball, toward, moments: toTell(moments, stoodMs), score };
  }

  /** Where one's own paddle is drawn; null if that is not known here. @param {number} now ms @returns {number|null} */
  ownPaddle(now) {
    const isKnown = this.#isServed && this.#own !== null && this.#tick !== null;
    return isKnown ? (this.#court?.drawnPaddle(/** @type {Side} */ (this.#own), now) ?? null) : null;
  }

  /** The ball of the last point is still on its way out when the match is over. @param {Partial<{leg: Leg|null}>} picture */
  #isBallShown({ leg }) {
    return this.#status !== "game_over" || (leg?.goal ?? null) !== null;
  }

  /** @param {Court} court @param {number} now ms */
  #courtPicture(court, now) {
    if (!this.#isServed || this.#tick === null) return null;
    this.#advance(now);
    const picture = court.picture(now);
    this.meter.drew(picture, now);
    if (this.#keyTick !== null) {
      this.meter.keys++;
      if (picture.clock <= this.#keyTick) this.meter.lateKeys++;
      this.#keyTick = null;
    }
    return picture;
  }

  // Matches, one after the other

  /** @param {Side|null} side */
  #sit(side) {
    this.#own = side;
    this.#epoch = null;
    this.#begin();
  }

  #begin() {
    const ahead = isAhead(this.#mode);
    this.#court = ahead ? new Court({ rules: this.#rules, own: this.#own, isWarped: this.#mode === "warp" }) : null;
    this.#frameCourt = ahead ? null : new FrameCourt(this.#own, this.#mode === "interp");
    this.#edges = new Edges(this.#edges.seq);
    this.#log = new MatchLog();
    this.#tick = null;
    this.#unsaid = null;
    this.#keyTick = null;
    this.#owesAck = false;
    this.meter.cut();
  }

  /** @param {number} epoch @returns {boolean} false for what a server says that has lost the room */
  #isOfNow(epoch) {
    if (this.#epoch !== null && epoch < this.#epoch) return false;
    if (this.#epoch !== null && epoch > this.#epoch) this.#begin();
    this.#epoch = epoch;
    return true;
  }

  /** @param {Status} status @param {number} now ms */
  #onStatus(status, now) {
    this.#status = status;
    if (status === "paused") this.#court?.stop(now);
    // The next match counts from 0 again.
    if (status.startsWith("waiting") && this.#tick !== null) this.#begin();
  }

  // What the server tells

  /** @param {GameUpdate} frame @param {number} now ms */
  #onFrame(frame, now) {
    if (this.#tick === null && frame.tick > FIRST_TICKS) this.#log.isComplete = false;
    this.#tick = frame.tick;
    this.#frameCourt?.heard(frame, now);
    const slack = (this.#own && frame.slack?.[this.#own - 1]) ?? null;
    this.#court?.heard({ tick: frame.tick, slack }, this.#roundTrips.typical / TICK_MS, now);
    if (slack !== null) this.meter.slack = slack;
  }

  /** @param {NetcodeMessage} message @param {number} now ms */
  #onNews(message, now) {
    this.#isServed = true;
    const verdict = this.#log.hear(message, this.#rules);
    if (verdict) this.meter.replays[verdict]++;
    const court = this.#court;
    if (court === null) return;
    const clock = this.#advance(now);
    if (message.type === "ball") this.#onBall(message, court, clock);
    if (message.type === "paddle") this.#onPaddle(message, court, now);
    if (message.type === "hold") court.flight.hold(message.tick, message.ticks);
    if (message.type === "goal") this.#onGoal(message, court);
    if (message.type === "miss" && court.flight.missed(message.player_num, message.tick, clock)) {
      if (message.player_num === this.#own) this.meter.takenBack++;
    }
  }

  /** @param {BallSegment} message @param {Court} court @param {number} clock */
  #onBall({ tick, x, y, vx, vy, speed, hits, player_num }, court, clock) {
    if (vx === 0) return;
    const told = court.flight.tell({ tick, ball: { x, y, vx, vy, speed }, hits, from: player_num }, clock);
    if (told === "confirmed") this.meter.confirmedLegs++;
    if (told === "corrected") this.meter.correctedLegs++;
  }

  /** @param {import("./wire.js").Goal} message @param {Court} court */
  #onGoal({ player_num, p1_score, p2_score }, court) {
    this.#score = { p1: p1_score - Number(player_num === 1), p2: p2_score - Number(player_num === 2) };
    court.flight.goal(player_num);
  }

  /** @param {PaddleEdge} message @param {Court} court @param {number} now ms */
  #onPaddle(message, court, now) {
    const isOwn = message.player_num === this.#own;
    if (isOwn) this.#edges.knows(message.seq);
    this.meter.corrected(court.paddleTold(message, now), isOwn);
  }

  // One's own time

  /** @param {number} now ms @returns {number} one's own time, after all that has happened by then */
  #advance(now) {
    const court = /** @type {Court} */ (this.#court);
    for (const contact of court.meet(now)) if (contact.side === this.#own) this.#met(contact, court, now);
    return court.clockAt(now);
  }

  /** The ball was at one's own plane: whatever the player does from now on, it comes too late for that. */
  #met(/** @type {Contact} */ { tick, at, isHit, side, y }, /** @type {Court} */ court, /** @type {number} */ now) {
    this.#edges.promise(tick + 1);
    this.#owesAck = true;
    if (!isHit) return;
    const reach = (this.#rules.paddle_height + this.#rules.ball_size) / 2;
    this.meter.hit(Math.max(0, Math.abs(y - court.paddleOf(side).at(at, now)) - reach));
  }

  /** @param {Stamped|null} stamped @returns {Stamped|null} */
  #steered(stamped) {
    if (stamped === null) return null;
    if (this.#own) this.#court?.paddleOf(this.#own).track.steer(stamped.tick, intentOfSteering(stamped), stamped.seq);
    this.#keyTick = stamped.tick;
    return stamped;
  }
}
