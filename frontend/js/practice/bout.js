/** @file One match of a person and a bot. Pure: the same seeds and the same wishes give the same match. */

import { newBrain, think } from "../engine/bot.js";
import { LEFT, otherSide } from "../engine/values.js";
import { Duel } from "./duel.js";

/** @typedef {import("../engine/bot.js").Skill} Skill */
/** @typedef {import("../engine/values.js").Intent} Intent */
/** @typedef {import("../engine/values.js").Side} Side */

/** @typedef {import("./duel.js").DuelStart & {botSeed: number, side: Side, skill: Skill}} Start `side`: the person's */

export class Bout extends Duel {
  #brain;
  #rules;

  /** @param {Start} start */
  constructor({ side, skill, botSeed, ...start }) {
    super(start);
    this.side = side;
    this.#rules = start.rules;
    this.#brain = newBrain(skill, botSeed);
  }

  /**
   * @param {Intent} wish the person's
   * @returns {readonly import("../engine/events.js").Event[]}
   */
  tick(wish) {
    const { brain, intent } = think(this.#brain, this.match, otherSide(this.side), this.#rules);
    this.#brain = brain;
    return this.play(this.side === LEFT ? { left: wish, right: intent } : { left: intent, right: wish });
  }
}
