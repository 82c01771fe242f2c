/**
 * @file The flight of the ball through one tick: walls, paddles and goals, each at its exact time of impact. A line
 * (paddle plane or goal line) counts as reached when the straight flight ends on it or beyond it; so a ball can neither
 * step over a line nor stop on one unjudged, at any speed.
 */

import { directionAt } from "./rules.js";
import { LEFT, otherSide, paddleOf, RIGHT } from "./values.js";

/** @typedef {import("./events.js").Event} Event */
/** @typedef {import("./rules.js").Direction} Direction */
/** @typedef {import("./rules.js").Rules} Rules */
/** @typedef {import("./values.js").Ball} Ball */
/** @typedef {import("./values.js").Paddle} Paddle */
/** @typedef {import("./values.js").Paddles} Paddles */
/** @typedef {import("./values.js").Side} Side */

/**
 * Where one tick has brought the ball.
 * @typedef {object} Flight
 * @property {Ball} ball
 * @property {number} hits the rally's, after the tick
 * @property {Side|null} scorer who has scored, if anybody
 * @property {Event[]} events
 */

/**
 * Fly for one tick. The contacts of a tick are bounded, because a ball at an absurd speed would otherwise hold up
 * everybody's clock; the ball then waits at the line that it has reached, and the rest of its tick is dropped there.
 * @param {Ball} ball
 * @param {Paddles} paddles
 * @param {number} hits
 * @param {Rules} rules
 * @returns {Flight}
 */
export function swept(ball, paddles, hits, rules) {
  /** @type {Flight} */
  const flight = { ball, hits, scorer: null, events: [] };
  let secondsLeft = 1 / rules.ticks_per_second;
  for (let contacts = 0; contacts < rules.max_contacts_per_tick; contacts += 1) {
    const { x, vx } = flight.ball;
    const line = lineAhead(flight.ball, rules);
    const endX = x + vx * secondsLeft;
    if (vx > 0 ? endX < line : endX > line) {
      fly(flight, endX, secondsLeft, rules);
      return flight;
    }
    const seconds = (line - x) / vx;
    fly(flight, line, seconds, rules);
    // Rounding may find the line a hair after the end of the tick that reaches it.
    secondsLeft = seconds < secondsLeft ? secondsLeft - seconds : 0;
    flight.scorer = scorerAt(line, rules);
    if (flight.scorer !== null) return flight;
    meet(flight, paddles, rules);
  }
  return flight;
}

/**
 * A ball that leaves the place of `from` towards a side.
 * @param {Ball} from
 * @param {number} speed
 * @param {Direction} direction
 * @param {Side} toward
 * @param {Rules} rules
 * @returns {Ball}
 */
export function launched({ x, y }, speed, [across, down], toward, rules) {
  const vx = speed * across;
  return { x, y, vx: toward === RIGHT ? vx : -vx, vy: speed * down * rules.x_unit_in_y_units, speed };
}

/** The plane that the ball flies to; the goal line when it has passed (or stands on) its plane already. */
function lineAhead(/** @type {Ball} */ ball, /** @type {Rules} */ rules) {
  if (ball.vx > 0) return ball.x < rules.right_plane ? rules.right_plane : rules.court_width;
  return ball.x > rules.left_plane ? rules.left_plane : 0;
}

/**
 * Fly straight on to `x`, which takes `seconds`, and fold the way at the walls.
 * @param {Flight} flight
 * @param {number} x
 * @param {number} seconds
 * @param {Rules} rules
 */
function fly(flight, x, seconds, rules) {
  const { vx, speed } = flight.ball;
  const top = rules.ball_size / 2;
  const bottom = rules.court_height - top;
  let vy = flight.ball.vy;
  let y = flight.ball.y + vy * seconds;
  while (y < top || y > bottom) {
    const wall = y < top ? top : bottom;
    y = wall + (wall - y);
    vy = -vy;
    flight.events.push({ kind: "wall_bounce", y: wall });
  }
  flight.ball = { x, y, vx, vy, speed };
}

/** @param {number} line @param {Rules} rules @returns {Side|null} */
function scorerAt(line, rules) {
  if (line <= 0) return RIGHT;
  return line >= rules.court_width ? LEFT : null;
}

/** The ball at a paddle's plane: it is returned if the paddle is there. */
function meet(/** @type {Flight} */ flight, /** @type {Paddles} */ paddles, /** @type {Rules} */ rules) {
  const { ball } = flight;
  const side = ball.vx < 0 ? LEFT : RIGHT;
  const paddle = paddleOf(paddles, side);
  if (!covers(paddle, ball, rules)) return;
  flight.hits += 1;
  flight.ball = returned(ball, paddle, side, rules);
  flight.events.push({ kind: "paddle_hit", side, y: ball.y, hits: flight.hits });
}

function covers(/** @type {Paddle} */ paddle, /** @type {Ball} */ ball, /** @type {Rules} */ rules) {
  const reach = reachOf(rules);
  return ball.y - paddle.y <= reach && paddle.y - ball.y <= reach;
}

/**
 * The ball after its hit: faster, and the steeper the farther from the paddle's centre it was met.
 * @param {Ball} ball
 * @param {Paddle} paddle
 * @param {Side} side
 * @param {Rules} rules
 */
function returned(ball, paddle, side, rules) {
  let speed = ball.speed * rules.speed_up_per_hit;
  if (speed > rules.max_speed) speed = rules.max_speed;
  const direction = directionAt(directionIndex(ball.y - paddle.y, rules), rules);
  return launched(ball, speed, direction, otherSide(side), rules);
}

/** The table entry nearest to `offset`; mirrored offsets get mirrored entries. */
function directionIndex(/** @type {number} */ offset, /** @type {Rules} */ rules) {
  const middle = (rules.directions.length - 1) >>> 1;
  const reach = reachOf(rules);
  // `>>> 0` cuts the fraction off, as Python's int() does.
  if (offset < 0) return middle - (((-offset / reach) * middle + 0.5) >>> 0);
  return middle + (((offset / reach) * middle + 0.5) >>> 0);
}

/** How far from a paddle's centre the ball's centre may be to touch it. */
const reachOf = (/** @type {Rules} */ rules) => (rules.paddle_height + rules.ball_size) / 2;
