/** @file Two people at one device: matches that this page plays alone. They keep their sides, as they keep their chairs. */

import { STOP } from "../engine/values.js";
import { Duel } from "./duel.js";
import { Host } from "./host.js";
import { roomOfTwo } from "./messages.js";

/** @typedef {import("../engine/values.js").Intent} Intent */
/** @typedef {import("../engine/values.js").Side} Side */

export class Local {
  #world;
  #host;
  #pointsLimit;
  /** @type {Record<Side, Intent>} */ #wishes = { 1: STOP, 2: STOP };

  /** @param {import("./host.js").Stand & {chance: () => number}} world @param {number} pointsLimit */
  constructor(world, pointsLimit) {
    this.#world = world;
    this.#pointsLimit = pointsLimit;
    this.#host = new Host(world, (course) => roomOfTwo({ pointsLimit: this.#pointsLimit, ...course }));
    this.#host.open([]);
  }

  get state() {
    return this.#host.state;
  }

  get isUnderWay() {
    return this.#host.isUnderWay;
  }

  get match() {
    return this.#host.match;
  }

  get tickToDraw() {
    return this.#host.tickToDraw;
  }

  /** Of the next match. @param {number} pointsLimit */
  choose(pointsLimit) {
    if (this.isUnderWay) return;
    this.#pointsLimit = pointsLimit;
    this.#host.tellRoom();
  }

  /** Nothing while a match is under way. */
  start() {
    if (this.isUnderWay) return;
    const { rules, chance } = this.#world;
    const start = { seed: chance(), pointsLimit: this.#pointsLimit, freezeTicks: this.#host.countdownTicks, rules };
    this.#host.begin(new Duel(start), (duel) => duel.play({ left: this.#wishes[1], right: this.#wishes[2] }), []);
  }

  /** From the next tick on. @param {Side} side @param {Intent} wish */
  steer(side, wish) {
    this.#wishes[side] = wish;
  }

  pause() {
    this.#host.pause();
  }

  resume() {
    this.#host.resume();
  }

  /** Play what is due. @param {number} now ms, of the clock of the animation frames */
  advance(now) {
    this.#host.advance(now);
  }
}
