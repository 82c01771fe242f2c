/** @file Measures the game as it is drawn: what the goals of the netcode are counted in. Pure: it is told the time. */

import { quantile } from "./lag.js";

/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("./court.js").CourtPicture} CourtPicture */
/** @typedef {import("./match_log.js").Verdict} Verdict */

/** Of a court that is drawn 800 px wide and 500 high. */
const X_PX = 8;
const Y_PX = 5;
/** Less cannot be seen. */
const CORRECTION_PX = 1;
const JUMP_PX = 24;
/** A picture that comes so much later than the one before was not missed by anybody: the page was away. */
const AWAY_TICKS = 15;
const ROUND_TRIPS_KEPT = 60;

export class Meter {
  pictures = 0;
  pictureTicks = 0;
  /** Pictures with a ball that is under way. */
  flying = 0;
  held = 0;
  holds = 0;
  jumps = 0;
  ranBack = 0;
  lagTicks = 0;
  corrections = 0;
  farCorrections = 0;
  ownHits = 0;
  takenBack = 0;
  /** Legs that the server told otherwise than we had them. */
  correctedLegs = 0;
  confirmedLegs = 0;
  keys = 0;
  lateKeys = 0;
  /** The widest gap between ball and paddle at a hit of one's own, in pixels. */
  widestGapPx = 0;
  bytes = 0;
  /** @type {number|null} */ slack = null;
  /** @type {Record<Verdict, number>} */ replays = { equal: 0, different: 0, incomplete: 0 };
  /** @type {number[]} */ #roundTrips = [];
  /** @type {number[]} */ #workMs = [];
  /** @type {CourtPicture|null} */ #last = null;
  #startedAt = Number.NaN;
  #now = 0;

  /** @param {number} ms */
  roundTrip(ms) {
    this.#roundTrips = [...this.#roundTrips.slice(1 - ROUND_TRIPS_KEPT), ms];
  }

  /** What the page has done for a picture. @param {number} ms */
  worked(ms) {
    this.#workMs[this.pictures % 600] = ms;
  }

  /** A drawn paddle was wrong. @param {number} units @param {boolean} isOwn */
  corrected(units, isOwn) {
    if (Math.abs(units) * Y_PX <= CORRECTION_PX) return;
    if (isOwn) this.corrections++;
    else this.farCorrections++;
  }

  /** The match is drawn anew: what comes has nothing to do with what was. */
  cut() {
    this.#last = null;
  }

  /** A picture was drawn. @param {CourtPicture} picture @param {number} now ms */
  drew(picture, now) {
    if (Number.isNaN(this.#startedAt)) this.#startedAt = now;
    this.#now = now;
    this.pictures++;
    const last = this.#last;
    this.#last = picture;
    if (last === null || picture.clock - last.clock > AWAY_TICKS) return;
    this.pictureTicks += picture.clock - last.clock;
    this.lagTicks += picture.lag;
    if (picture.leg === null || last.leg === null) return;
    this.#flew(last, picture);
  }

  /** @param {CourtPicture} last @param {CourtPicture} picture */
  #flew(last, picture) {
    this.flying++;
    if (picture.time < last.time) this.ranBack++;
    if (picture.isHeld) this.held++;
    if (picture.isHeld && !last.isHeld) this.holds++;
    if (picture.leg?.from !== 0 || picture.leg === last.leg) this.#looked(last, picture);
  }

  /** @param {CourtPicture} last @param {CourtPicture} picture */
  #looked(last, picture) {
    const px = Math.hypot((picture.ball.x - last.ball.x) * X_PX, (picture.ball.y - last.ball.y) * Y_PX);
    const speed = (/** @type {CourtPicture} */ { leg }) => (leg ? Math.hypot(leg.vx * X_PX, leg.vy * Y_PX) : 0);
    const explained = Math.max(speed(last), speed(picture)) * (picture.clock - last.clock);
    if (px - explained > JUMP_PX) this.jumps++;
  }

  /** A hit of one's own was drawn. @param {number} gap units between ball and paddle */
  hit(gap) {
    this.ownHits++;
    this.widestGapPx = Math.max(this.widestGapPx, gap * Y_PX);
  }

  get minutes() {
    return Number.isNaN(this.#startedAt) ? 0 : (this.#now - this.#startedAt) / 60_000;
  }

  /** The figures of the table of goals, and those of the line. */
  report() {
    const { minutes } = this;
    const aMinute = (/** @type {number} */ count) => (minutes > 0 ? count / minutes : 0);
    const share = (/** @type {number} */ count, /** @type {number} */ of) => (of > 0 ? (100 * count) / of : 0);
    const p = (/** @type {number[]} */ values, /** @type {number} */ at) =>
      values.length ? quantile(values, at) : null;
    const trips = this.#roundTrips;
    return {
      minutes,
      nextFramePercent: 100 - share(this.lateKeys, this.keys),
      correctionsAMinute: aMinute(this.corrections),
      farCorrectionsAMinute: aMinute(this.farCorrections),
      jumpsAMinute: aMinute(this.jumps),
      ranBack: this.ranBack,
      widestGapPx: this.widestGapPx,
      ownHits: this.ownHits,
      takenBackPercent: share(this.takenBack, this.ownHits),
      heldPercent: share(this.held, this.flying),
      holdsAMinute: aMinute(this.holds),
      picturesASecond: minutes > 0 ? this.pictures / (60 * minutes) : 0,
      bytesASecond: minutes > 0 ? this.bytes / (60 * minutes) : 0,
      workMsP95: p(this.#workMs, 0.95),
      roundTripP50Ms: p(trips, 0.5),
      roundTripP95Ms: p(trips, 0.95),
      jitterMs: trips.length > 1 ? Math.max(...trips) - Math.min(...trips) : null,
      slack: this.slack,
      lagTicks: share(this.lagTicks, this.pictures) / 100,
      correctedLegs: this.correctedLegs,
      confirmedLegs: this.confirmedLegs,
      replays: this.replays,
    };
  }
}
