/** @file Chance that two languages agree on: xorshift32 (Marsaglia 2003). */

// Why these two: generator.py.
const INSTEAD_OF_ZERO = 0x9e3779b9;
const WARM_UP_ROUNDS = 20;

/**
 * The generator's first state, a uint32.
 * @param {number} seed an integer, of which the low 32 bits count
 */
export function seeded(seed) {
  let rng = (seed ^ INSTEAD_OF_ZERO) >>> 0;
  if (rng === 0) rng = INSTEAD_OF_ZERO;
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) rng = advanced(rng);
  return rng;
}

/** The state after `rng`; also the next random number, 1..2**32 - 1. Prefer its high bits. @param {number} rng */
export function advanced(rng) {
  const shifted = rng ^ (rng << 13);
  const mixed = shifted ^ (shifted >>> 17);
  return (mixed ^ (mixed << 5)) >>> 0;
}
