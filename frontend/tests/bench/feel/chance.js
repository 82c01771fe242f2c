/** @file Chance for whoever plays or measures: a seed makes every run the same. */

import { advanced, seeded } from "../../../js/engine/generator.js";

export class Chance {
  #rng;

  /** @param {number} seed */
  constructor(seed) {
    this.#rng = seeded(seed);
  }

  /** At least `low`, less than `high`. @param {number} low @param {number} high */
  between(low, high) {
    this.#rng = advanced(this.#rng);
    return low + ((high - low) * this.#rng) / 2 ** 32;
  }

  /** @param {number} share 0..1 */
  happens(share) {
    return this.between(0, 1) < share;
  }

  /** About 0; two of three are nearer than `deviation`, none further than six of it. @param {number} deviation */
  around(deviation) {
    let sum = 0;
    for (let die = 0; die < 12; die++) sum += this.between(-0.5, 0.5);
    return sum * deviation;
  }
}
