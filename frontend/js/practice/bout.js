/** @file One match of a person and a bot. Pure: the same seeds and the same wishes give the same match. */

import { newBrain, think } from "../engine/bot.js";
import { freeze, newMatch, step } from "../engine/step.js";
import { LEFT, otherSide } from "../engine/values.js";

/** @typedef {import("../engine/bot.js").Skill} Skill */
/** @typedef {import("../engine/events.js").Event} Event */
/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("../engine/values.js").Intent} Intent */
/** @typedef {import("../engine/values.js").Side} Side */

/**
 * @typedef {object} Start
 * @property {number} seed
 * @property {number} botSeed
 * @property {Side} side the person's
 * @property {Skill} skill
 * @property {number} pointsLimit
 * @property {number} freezeTicks
 * @property {Rules} rules
 */

export class Bout {
  #brain;
  #rules;
  /** @type {Readonly<import("../engine/values.js").Match>} */ match;

  /** @param {Start} start */
  constructor({ side, skill, botSeed, ...start }) {
    this.side = side;
    this.match = newMatch(start);
    this.#rules = start.rules;
    this.#brain = newBrain(skill, botSeed);
  }

  /**
   * @param {Intent} wish the person's
   * @returns {readonly Event[]}
   */
  tick(wish) {
    const { brain, intent } = think(this.#brain, this.match, otherSide(this.side), this.#rules);
    this.#brain = brain;
    const inputs = this.side === LEFT ? { left: wish, right: intent } : { left: intent, right: wish };
    const { match, events } = step(this.match, inputs, this.#rules);
    this.match = match;
    return events;
  }

  /** Hold the ball for at least so long from now on. @param {number} ticks */
  hold(ticks) {
    this.match = freeze(this.match, Math.max(ticks, this.match.freezeTicks));
  }
}
