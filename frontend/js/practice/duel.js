/** @file One match of two who are both at this page. Pure: the same seed and the same wishes give the same match. */

import { freeze, newMatch, step } from "../engine/step.js";

/** @typedef {import("../engine/events.js").Event} Event */
/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("../engine/values.js").Inputs} Inputs */

/**
 * @typedef {object} DuelStart
 * @property {number} seed
 * @property {number} pointsLimit
 * @property {number} freezeTicks
 * @property {Rules} rules
 */

export class Duel {
  #rules;
  /** @type {Readonly<import("../engine/values.js").Match>} */ match;

  /** @param {DuelStart} start */
  constructor(start) {
    this.match = newMatch(start);
    this.#rules = start.rules;
  }

  /** @param {Inputs} inputs @returns {readonly Event[]} */
  play(inputs) {
    const { match, events } = step(this.match, inputs, this.#rules);
    this.match = match;
    return events;
  }

  /** Hold the ball for at least so long from now on. @param {number} ticks */
  hold(ticks) {
    this.match = freeze(this.match, Math.max(ticks, this.match.freezeTicks));
  }
}
