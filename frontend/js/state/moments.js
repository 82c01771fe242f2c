/** @file What one hears and sees in a match, found by comparing frames. Pure. */

/** @typedef {import("../net/protocol.js").GameUpdate} GameUpdate */
/** @typedef {"hit_1"|"hit_2"|"wall"|"point_1"|"point_2"} Moment */

/** The ball can only meet a paddle near its plane; a change of direction elsewhere is a new serve. */
const NEAR_PLANE = 12;

/**
 * @param {readonly GameUpdate[]} frames the newest last
 * @returns {Moment[]} what the newest frame shows to have happened
 */
export function momentsOf(frames) {
  const [first, middle, last] = frames.slice(-3);
  const newest = frames.at(-1);
  const previous = frames.at(-2);
  if (newest === undefined || previous === undefined) return [];
  if (newest.p1_score > previous.p1_score) return ["point_1"];
  if (newest.p2_score > previous.p2_score) return ["point_2"];
  if (first === undefined || middle === undefined || last === undefined) return [];
  return turns(first, middle, last);
}

/**
 * @param {GameUpdate} a
 * @param {GameUpdate} b
 * @param {GameUpdate} c
 * @returns {Moment[]}
 */
function turns(a, b, c) {
  const turned = (/** @type {number} */ before, /** @type {number} */ after) => before * after < 0;
  if (turned(b.ball_x - a.ball_x, c.ball_x - b.ball_x)) {
    const nearest =
      Math.min(b.ball_x, c.ball_x) < 50 ? Math.min(b.ball_x, c.ball_x) : 100 - Math.max(b.ball_x, c.ball_x);
    if (nearest > NEAR_PLANE) return [];
    return [b.ball_x < 50 ? "hit_1" : "hit_2"];
  }
  return turned(b.ball_y - a.ball_y, c.ball_y - b.ball_y) ? ["wall"] : [];
}
