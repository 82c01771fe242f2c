/** @file How a paddle moves: at full speed at once, never out of the court. */

/** @typedef {import("./rules.js").Rules} Rules */
/** @typedef {import("./values.js").Intent} Intent */
/** @typedef {import("./values.js").Paddle} Paddle */

/** The paddle one tick later. @param {Paddle} paddle @param {Intent} intent @param {Rules} rules @returns {Paddle} */
export function moved(paddle, intent, rules) {
  if (intent.kind === "hold" && intent.direction === 0) return paddle;
  const y = inside(wanted(paddle.y, intent, rules.paddle_speed / rules.ticks_per_second), rules);
  return y === paddle.y ? paddle : { y };
}

/** @param {number} y @param {Intent} intent @param {number} reach of one tick */
function wanted(y, intent, reach) {
  if (intent.kind === "aim") return towards(y, intent.y, reach);
  return intent.direction < 0 ? y - reach : y + reach;
}

/** @param {number} y @param {number} target @param {number} reach */
function towards(y, target, reach) {
  if (target > y + reach) return y + reach;
  if (target < y - reach) return y - reach;
  return target;
}

/** @param {number} y @param {Rules} rules */
function inside(y, rules) {
  const highest = rules.paddle_height / 2;
  const lowest = rules.court_height - highest;
  if (y < highest) return highest;
  if (y > lowest) return lowest;
  return y;
}
