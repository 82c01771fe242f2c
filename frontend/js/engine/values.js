/**
 * @file The state of a match, as values. A step makes a new one of them; nothing here ever changes.
 * Both axes of the court run 0..100, y grows downwards; speeds are units per second, times are ticks.
 *
 * This folder is backend/pong/game_engine (and bot.py, replay.py) once more and gives the same bits: it counts only
 * with + - * /, comparisons and uint32 shifts, and knows no clock, no page and no chance but the match's own seed.
 * tests/engine_purity.test.js holds that, tests/engine_matches.test.js the bits.
 */

/** @typedef {1|2} Side the player's number */
/** @typedef {-1|0|1} Direction up (towards y = 0), still, down */

export const LEFT = 1;
export const RIGHT = 2;

/** The side across the court. @param {Side} side @returns {Side} */
export const otherSide = (side) => (side === LEFT ? RIGHT : LEFT);

/** @typedef {Readonly<{kind: "hold", direction: Direction}>} Hold move at full speed until the next intent */
/**
 * @typedef {Readonly<{kind: "aim", y: number}>} Aim move towards `y` (finite; clamped to where a paddle can be) at full
 * speed and stop exactly there
 */
/** @typedef {Hold|Aim} Intent */

/** @type {Hold} */
export const STOP = { kind: "hold", direction: 0 };

/** @typedef {Readonly<{left: Intent, right: Intent}>} Inputs what both players want during one tick */

/** @typedef {Readonly<{y: number}>} Paddle `y` is its centre */
/** @typedef {Readonly<{left: Paddle, right: Paddle}>} Paddles */

/**
 * `speed` is measured in x-units per second along the flight; `vy` is in y-units. A ball that waits for its serve has
 * vx and vy 0.
 * @typedef {Readonly<{x: number, y: number, vx: number, vy: number, speed: number}>} Ball
 */

/**
 * The ball rests in the centre for `ticksLeft` more ticks, then flies `toward` that side.
 * @typedef {Readonly<{kind: "serving", ticksLeft: number, toward: Side}>} Serving
 */
/** @typedef {Readonly<{kind: "rally", hits: number}>} Rally paddles have hit the ball `hits` times since the serve */
/** @typedef {Readonly<{kind: "finished", winner: Side}>} Finished */
/** @typedef {Serving|Rally|Finished} Phase */

/**
 * The whole state of a match after `tick` steps. While `freezeTicks` is above 0 the ball and the serve timer stand
 * still; paddles move.
 * @typedef {object} Match
 * @property {number} tick
 * @property {number} rng the state of the match's own generator (uint32, never 0)
 * @property {number} freezeTicks
 * @property {number} pointsLimit
 * @property {Paddle} left
 * @property {Paddle} right
 * @property {Ball} ball
 * @property {Phase} phase
 * @property {number} leftScore
 * @property {number} rightScore
 */

/** @param {Paddles} paddles a match is one of them @param {Side} side */
export const paddleOf = (paddles, side) => (side === LEFT ? paddles.left : paddles.right);

/** @param {Readonly<Match>} match @param {Side} side */
export const scoreOf = (match, side) => (side === LEFT ? match.leftScore : match.rightScore);
