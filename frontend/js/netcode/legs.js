/**
 * @file One straight way of the ball: from a serve or a paddle to the other side's plane, and on to the goal line if
 * nobody is there. Where the ball is drawn comes in closed form; what happens at the plane is the engine's. Pure.
 */

import { swept } from "../engine/collision.js";
import { LEFT, RIGHT } from "../engine/values.js";

/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("../engine/values.js").Ball} Ball */
/** @typedef {import("../engine/values.js").Side} Side */

/** @typedef {{tick: number, ball: Ball, hits: number, from: 0|Side, rests?: boolean}} Segment as the server tells it */

/**
 * Times are ticks with a fraction, speeds are units per tick.
 * @typedef {object} Way
 * @property {Side} toward
 * @property {number} startsAt when it leaves (x, y): the plane of the paddle that has hit it, or where it rested
 * @property {number} x
 * @property {number} y
 * @property {number} vx
 * @property {number} vy
 * @property {number} endsAt when it reaches the plane of `toward`
 * @property {number} outAt when it reaches the goal line behind it
 * @property {"open"|"missed"} fate whether the paddle there is known to have missed it
 * @property {boolean} isGuess ours, and not told by the server yet
 * @property {Side|null} goal who has scored by it
 */
/** @typedef {Segment & Way} Leg */

/** @param {Side} side @param {Rules} rules */
export const planeOf = (side, rules) => (side === LEFT ? rules.left_plane : rules.right_plane);

/** @param {Segment} segment of a ball that flies @param {Rules} rules @returns {Leg} */
export function legOf(segment, rules) {
  const { tick, ball, from, rests } = segment;
  const vx = ball.vx / rules.ticks_per_second;
  const vy = ball.vy / rules.ticks_per_second;
  const toward = vx > 0 ? RIGHT : LEFT;
  const startsAt = from === 0 || rests ? tick : tick - (ball.x - planeOf(from, rules)) / vx;
  const x = ball.x - vx * (tick - startsAt);
  const y = foldedY(ball.y - vy * (tick - startsAt), rules);
  const timeTo = (/** @type {number} */ line) => tick + (line - ball.x) / vx;
  const endsAt = timeTo(planeOf(toward, rules));
  const outAt = timeTo(toward === LEFT ? 0 : rules.court_width);
  const fate = endsAt < tick ? "missed" : "open";
  const turned = isTurned(ball.y - vy * (tick - startsAt), rules);
  return {
    ...segment,
    toward,
    startsAt,
    x,
    y,
    vx,
    vy: turned ? -vy : vy,
    endsAt,
    outAt,
    fate,
    isGuess: false,
    goal: null,
  };
}

/** Where a ball between the walls is that would be at `y` without them. @param {number} y @param {Rules} rules */
function foldedY(y, rules) {
  const top = rules.ball_size / 2;
  const height = rules.court_height - rules.ball_size;
  const along = (((y - top) % (2 * height)) + 2 * height) % (2 * height);
  return top + (along <= height ? along : 2 * height - along);
}

/** Whether the walls have turned it on its way there, an odd number of times. @param {number} y @param {Rules} rules */
function isTurned(y, rules) {
  const height = rules.court_height - rules.ball_size;
  return Math.floor((y - rules.ball_size / 2) / height) % 2 !== 0;
}

/** @param {Leg} leg @param {number} time @param {Rules} rules @returns {{x: number, y: number}} */
export function placeOn({ startsAt, x, y, vx, vy }, time, rules) {
  const flown = Math.max(0, time - startsAt);
  return { x: x + vx * flown, y: foldedY(y + vy * flown, rules) };
}

/** When it meets the walls, until it is out. @param {Leg} leg @param {Rules} rules @returns {number[]} */
export function wallTimes({ startsAt, outAt, y, vy }, rules) {
  if (vy === 0) return [];
  const top = rules.ball_size / 2;
  const first = startsAt + (vy > 0 ? rules.court_height - top - y : y - top) / Math.abs(vy);
  const between = (rules.court_height - rules.ball_size) / Math.abs(vy);
  /** @type {number[]} */
  const times = [];
  for (let time = first; time <= outAt; time += between) times.push(time);
  return times;
}

/** Nobody is there. */
const AWAY = { left: { y: -1000 }, right: { y: -1000 } };

/** The ball at a tick of its leg, bit for bit. @param {Segment} leg @param {number} tick @param {Rules} rules */
export function ballAt(leg, tick, rules) {
  let { ball } = leg;
  for (let at = leg.tick; at < tick; at++) ball = swept(ball, AWAY, 0, rules).ball;
  return ball;
}

/**
 * The step in which a leg ends at its plane: the tick that it leaves, and the ball there.
 * @param {Leg} leg
 * @param {Rules} rules
 * @returns {{tick: number, ball: Ball}}
 */
export function lastStep({ ball, tick, toward, fate }, rules) {
  const plane = planeOf(toward, rules);
  let before = { tick, ball };
  while (fate === "open") {
    const next = swept(before.ball, AWAY, 0, rules).ball;
    if (toward === RIGHT ? next.x >= plane : next.x <= plane) break;
    before = { tick: before.tick + 1, ball: next };
  }
  return before;
}

/**
 * What becomes of a ball at the end of its leg.
 * @param {{tick: number, ball: Ball}} step the last one of the leg
 * @param {Leg} leg
 * @param {number} paddleY after that step
 * @param {Rules} rules
 * @returns {Segment|null} null for a miss
 */
export function returnedBy(step, { toward, hits }, paddleY, rules) {
  const paddle = { y: paddleY };
  const flight = swept(step.ball, { left: paddle, right: paddle }, hits, rules);
  if (flight.hits === hits) return null;
  return { tick: step.tick + 1, ball: flight.ball, hits: flight.hits, from: toward };
}
