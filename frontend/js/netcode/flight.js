/**
 * @file The ball of a match: its legs, by what the server has told and what is certain without it, and where it is
 * drawn. Pure: it is told one's own time.
 */

import { otherSide } from "../engine/values.js";
import { Blend } from "./blend.js";
import { ballAt, lastStep, legOf, placeOn, returnedBy, wallTimes } from "./legs.js";
import { longestLag, timeToDraw } from "./warp.js";

/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("../engine/values.js").Side} Side */
/** @typedef {import("../state/moments.js").Moment} MomentKind */
/** @typedef {import("./legs.js").Leg} Leg */
/** @typedef {import("./legs.js").Segment} Segment */

/** @typedef {{kind: MomentKind, x: number, y: number, at: number}} DrawnMoment `at` is its time in the match, in ticks */
/** @typedef {{side: Side, tick: number, at: number, y: number, isHit: boolean}} Contact in the step that leaves `tick` */
/**
 * @typedef {object} DrawnBall
 * @property {{x: number, y: number}} ball
 * @property {number} time the moment of the match that it shows, in ticks
 * @property {Leg|null} leg null while it rests between two points
 * @property {Side|null} toward whom it will leave, while it rests
 * @property {boolean} isHeld at a plane, because what happens there is not known yet
 * @property {number} waits for how long it is, in ticks
 * @property {DrawnMoment[]} moments
 */
/** @typedef {"new"|"confirmed"|"corrected"} Told */

/**
 * @typedef {object} View
 * @property {Side|null} own
 * @property {boolean} isWarped time lies over the court as `warp.js` says; else it is the same everywhere
 * @property {readonly Side[]} predicted whose contacts are not waited for
 */

export class Flight {
  #rules;
  #view;
  /** @type {Leg[]} the oldest first; the first one is drawn */ #legs = [];
  /** The one before, in case that its end is taken back. @type {Leg|undefined} */ #left;
  #lag = 0;
  #time = Number.NEGATIVE_INFINITY;
  #isHeld = false;
  /** Whoever has conceded gets the next serve. @type {Side|null} */ #receiver = null;
  #blend = new Blend();
  /** @type {{tick: number, ticks: number}} */ #holding = { tick: 0, ticks: 0 };

  /** @param {View} view @param {Rules} rules */
  constructor(view, rules) {
    this.#view = view;
    this.#rules = rules;
  }

  /** By how many ticks the far plane is drawn later than one's own, for this out and back. */
  get lag() {
    return this.#lag;
  }

  /** Whether there is a ball to draw. */
  get isKnown() {
    return this.#legs.length > 0;
  }

  /** The server tells a leg. @param {Segment} segment @param {number} clock @returns {Told} */
  tell(segment, clock) {
    const leg = legOf(this.#unheld(segment), this.#rules);
    const twin = this.#legs.find(({ tick, from }) => tick === leg.tick && from === leg.from);
    if (twin && isSameBall(twin.ball, leg.ball)) {
      twin.isGuess = false;
      return "confirmed";
    }
    if (leg.from === 0) return this.#leaveFrom(leg, clock);
    const known = this.#legs.length;
    this.#legs = this.#legs.filter(({ tick }) => tick < leg.tick);
    const corrected = this.#legs.length < known || this.#joinTo(leg);
    this.#add(leg, clock);
    if (corrected) this.#blend.begin();
    return corrected ? "corrected" : "new";
  }

  /**
   * A serve, or a ball that goes on after a pause. Nothing that has not ended at a goal leads to it.
   * @param {Leg} leg @param {number} clock @returns {Told}
   */
  #leaveFrom(leg, clock) {
    const isServe = leg.x === this.#rules.court_width / 2 && leg.hits === 0;
    this.#legs = isServe ? this.#legs.filter(({ from, fate }) => from !== 0 || fate === "missed") : [];
    if (isServe) this.#joinTo(leg);
    else this.#time = Number.NEGATIVE_INFINITY;
    this.#add(leg, clock);
    return "new";
  }

  /** What leads to a leg must have ended there. @param {Leg} leg @returns {boolean} whether we had thought otherwise */
  #joinTo(leg) {
    const before = this.#legs.at(-1);
    if (before === undefined) return false;
    const wasMissed = before.fate === "missed";
    before.fate = leg.from === before.toward ? "open" : "missed";
    return wasMissed && before.fate === "open";
  }

  /** @param {Leg} leg @param {number} clock */
  #add(leg, clock) {
    this.#legs.push(leg);
    this.#letGo(leg, clock);
  }

  /**
   * A ball that was held goes on from where it is, however late the news came: for this way back the far side is later
   * than usual.
   * @param {Leg} leg that it goes on with
   * @param {number} clock
   */
  #letGo(leg, clock) {
    const drawn = this.#legs[0];
    if (!this.#isHeld || drawn === undefined) return;
    this.#isHeld = false;
    if (this.#view.isWarped)
      this.#lag = Math.min(Math.max(this.#lag, clock - drawn.endsAt), longestLag(leg, this.#rules));
  }

  /** The ball stands still. @param {number} tick from then on @param {number} ticks for so long */
  hold(tick, ticks) {
    this.#holding = { tick, ticks };
    const leg = this.#legs.at(-1);
    if (leg === undefined || leg.fate === "missed" || leg.endsAt <= tick) return;
    this.#legs[this.#legs.length - 1] = legOf(this.#heldFrom(leg, tick, ticks), this.#rules);
  }

  /** @param {Leg} leg @param {number} tick @param {number} ticks @returns {Segment} */
  #heldFrom(leg, tick, ticks) {
    const { from, hits } = leg;
    const from_ = Math.max(tick, leg.tick);
    return { tick: from_ + ticks, ball: ballAt(leg, from_, this.#rules), hits, from, rests: true };
  }

  /** A ball that is told while it stands leaves at the end of that. @param {Segment} segment @returns {Segment} */
  #unheld(segment) {
    const { tick, ticks } = this.#holding;
    const isHeld = segment.tick >= tick && segment.tick < tick + ticks;
    return isHeld ? { ...segment, tick: tick + ticks, rests: true } : segment;
  }

  /**
   * Nobody was there.
   * @param {Side} side @param {number} tick the first with the ball behind the plane @param {number} clock
   * @returns {boolean} whether we had shown a hit
   */
  missed(side, tick, clock) {
    const known = this.#legs.length;
    this.#legs = this.#legs.filter((leg) => leg.tick < tick || leg.from !== side);
    const isTakenBack = this.#legs.length < known;
    if (this.#legs.length === 0 && this.#left) this.#legs = [this.#left];
    const leg = this.#newest(({ toward }) => toward === side);
    if (leg === undefined) return false;
    leg.fate = "missed";
    if (leg === this.#legs[0]) this.#letGo(leg, clock);
    if (isTakenBack) this.#blend.begin();
    return isTakenBack;
  }

  /** @param {Side} scorer */
  goal(scorer) {
    this.#receiver = otherSide(scorer);
    const leg = this.#newest(({ toward }) => toward !== scorer);
    if (leg === undefined) return;
    leg.fate = "missed";
    leg.goal = scorer;
  }

  /** Whether a point was told whose ball is still drawn on its way out. */
  get owesPoint() {
    return this.#legs.some(({ goal }) => goal !== null);
  }

  /** @param {(leg: Leg) => boolean} fits */
  #newest(fits) {
    return this.#legs.filter(fits).at(-1);
  }

  /**
   * What has happened by now at the planes that nobody need be asked about.
   * @param {number} clock
   * @param {(side: Side, tick: number) => number} paddleAt
   * @returns {Contact[]}
   */
  meet(clock, paddleAt) {
    /** @type {Contact[]} */
    const contacts = [];
    for (let leg = this.#legs.at(-1); leg && this.#isDue(leg, clock); leg = this.#legs.at(-1)) {
      const step = lastStep(leg, this.#rules);
      const back = returnedBy(step, leg, paddleAt(leg.toward, step.tick + 1), this.#rules);
      const { y } = placeOn(leg, leg.endsAt, this.#rules);
      contacts.push({ side: leg.toward, tick: step.tick, at: leg.endsAt, y, isHit: back !== null });
      if (back === null) leg.fate = "missed";
      else this.#add({ ...legOf(back, this.#rules), isGuess: true }, clock);
    }
    return contacts;
  }

  /** @param {Leg} leg @param {number} clock */
  #isDue({ fate, toward, endsAt }, clock) {
    return fate === "open" && clock >= endsAt && this.#view.predicted.includes(toward);
  }

  /**
   * @param {number} clock
   * @param {number} lag for the next out and back
   * @returns {DrawnBall}
   */
  draw(clock, lag) {
    /** @type {DrawnMoment[]} */
    const moments = [];
    let leg = this.#legs[0];
    if (leg === undefined) return this.#resting(clock, moments);
    if (this.#time === Number.NEGATIVE_INFINITY) this.#begin(leg, clock, lag);
    for (let next = this.#legs[1]; next && this.#isOver(leg, next, clock); next = this.#legs[1]) {
      this.#leave(leg, next, lag, moments);
      leg = next;
    }
    return this.#drawn(leg, clock, moments);
  }

  /** Of what was before the first picture nothing is told. @param {Leg} leg @param {number} clock @param {number} lag */
  #begin(leg, clock, lag) {
    this.#lag = this.#view.isWarped ? lag : 0;
    this.#time = Math.min(this.#timeOn(leg, clock), leg.endsAt);
  }

  /** @param {Leg} leg @param {number} clock */
  #timeOn(leg, clock) {
    return timeToDraw(leg, clock, { own: this.#view.own, lag: this.#lag }, this.#rules);
  }

  /** @param {Leg} leg @param {Leg} next @param {number} clock */
  #isOver(leg, next, clock) {
    const time = this.#timeOn(leg, clock);
    return next.from === leg.toward ? time >= next.startsAt : time >= leg.outAt && leg.goal !== null;
  }

  /** @param {Leg} leg @param {Leg} next @param {number} lag @param {DrawnMoment[]} moments */
  #leave(leg, next, lag, moments) {
    this.#left = this.#legs.shift();
    if (this.#view.isWarped && (next.from === this.#view.own || next.from === 0)) this.#lag = lag;
    if (next.from === leg.toward) {
      this.#tellWalls(leg, leg.endsAt, moments);
      if (!next.rests) moments.push({ kind: `hit_${leg.toward}`, x: next.x, y: next.y, at: next.startsAt });
      this.#time = Math.max(this.#time, next.startsAt);
    } else {
      this.#tellOut(leg, moments);
    }
  }

  /** @param {Leg} leg @param {number} clock @param {DrawnMoment[]} moments @returns {DrawnBall} */
  #drawn(leg, clock, moments) {
    const wanted = this.#timeOn(leg, clock);
    const time = Math.min(wanted, leg.fate === "open" ? leg.endsAt : leg.outAt);
    this.#isHeld = leg.fate === "open" && wanted > leg.endsAt;
    if (time >= leg.outAt && leg.goal !== null) {
      this.#tellOut(leg, moments);
      this.#legs.shift();
      return this.#resting(clock, moments);
    }
    this.#tellWalls(leg, time, moments);
    this.#time = Math.max(time, this.#time);
    const ball = this.#blend.at(placeOn(leg, Math.min(this.#time, leg.outAt), this.#rules), clock);
    const toward = this.#time < leg.startsAt ? leg.toward : null;
    return { ball, time: this.#time, leg, toward, isHeld: this.#isHeld, waits: wanted - time, moments };
  }

  /** @param {number} clock @param {DrawnMoment[]} moments @returns {DrawnBall} */
  #resting(clock, moments) {
    const { court_width, court_height } = this.#rules;
    const ball = { x: court_width / 2, y: court_height / 2 };
    this.#blend = new Blend();
    const time = Math.max(this.#time, clock - this.#lag);
    return { ball, time, leg: null, toward: this.#receiver, isHeld: false, waits: 0, moments };
  }

  /** @param {Leg} leg @param {number} until @param {DrawnMoment[]} moments */
  #tellWalls(leg, until, moments) {
    for (const at of wallTimes(leg, this.#rules)) {
      if (at > this.#time && at <= until) moments.push({ kind: "wall", ...placeOn(leg, at, this.#rules), at });
    }
  }

  /** @param {Leg} leg @param {DrawnMoment[]} moments */
  #tellOut(leg, moments) {
    this.#tellWalls(leg, leg.outAt, moments);
    this.#time = Math.max(this.#time, leg.outAt);
    if (leg.goal) moments.push({ kind: `point_${leg.goal}`, ...placeOn(leg, leg.outAt, this.#rules), at: leg.outAt });
  }
}

/** @param {import("../engine/values.js").Ball} a @param {import("../engine/values.js").Ball} b */
const isSameBall = (a, b) => a.x === b.x && a.y === b.y && a.vx === b.vx && a.vy === b.vy && a.speed === b.speed;
