/**
 * @file Where a drawn ball has turned round, from the pictures before and after it: the point lies between two pictures,
 * and is where the ways there and back would meet. Pure.
 */

/** @typedef {{at: number, x: number, y: number, own: number}} Spot of the ball in a picture, with one's own paddle's y; ms */

/** A wall was met in a step that is so much shorter than the one beside it. */
const WHOLE = 0.85;

/** @typedef {{x: number, y: number, share: number}} Turn `share` of the time between the two pictures was over */

/**
 * @param {readonly Spot[]} before the last ones on the way there, at least two
 * @param {readonly Spot[]} after the first ones on the way back, at least two
 * @param {number} plane
 * @param {number} height of the court
 * @returns {Turn}
 */
export function turnBetween(before, after, plane, height) {
  const a = /** @type {Spot} */ (before.at(-1));
  const b = /** @type {Spot} */ (after[0]);
  const there = pace(before);
  const back = pace(after);
  const [far, near] = [Math.abs(a.x - plane), Math.abs(b.x - plane)];
  const passed = b.at - a.at;
  // So far before the plane it turned (or behind it, if negative), for the time to come out.
  const early = (far / there + near / back - passed) / (1 / there + 1 / back);
  const afterMs = Math.min(passed, Math.max(0, (far - early) / there));
  const share = passed > 0 ? afterMs / passed : 0;
  const y = share < 0.5 ? a.y + fall(before) * afterMs : b.y - rise(after) * (passed - afterMs);
  return { x: plane + Math.sign(a.x - plane) * early, y: folded(y, height), share };
}

/** Units a ms, along the court. @param {readonly Spot[]} spots */
function pace(spots) {
  const first = /** @type {Spot} */ (spots[0]);
  const last = /** @type {Spot} */ (spots.at(-1));
  return Math.max(1e-6, Math.abs(last.x - first.x) / (last.at - first.at));
}

/** How y changes at the end, units a ms; a wall on the way is seen through. @param {readonly Spot[]} spots */
function fall(spots) {
  const [older, a, b] = spots.slice(-3);
  if (older === undefined || a === undefined || b === undefined) return speed(spots[0], spots.at(-1));
  return wayOf(speed(a, b), speed(older, a));
}

/** How y changes at the beginning. @param {readonly Spot[]} spots */
function rise([a, b, later]) {
  return later === undefined ? speed(a, b) : wayOf(speed(a, b), speed(b, later));
}

/** @param {number} next @param {number} beside */
const wayOf = (next, beside) => (Math.abs(next) >= WHOLE * Math.abs(beside) ? next : -beside);

/** @param {Spot|undefined} a @param {Spot|undefined} b */
const speed = (a, b) => (a && b ? (b.y - a.y) / (b.at - a.at) : 0);

/** @param {number} y @param {number} height */
const folded = (y, height) =>
  Math.min(height - 1, Math.max(1, y < 1 ? 2 - y : y > height - 1 ? 2 * (height - 1) - y : y));
