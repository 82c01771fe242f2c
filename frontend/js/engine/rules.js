/**
 * @file The numbers of Pong, as backend/pong/game_engine/constants.json has them: its parsed JSON is a `Rules`. Whoever
 * calls the engine brings them along; the engine reads neither file nor page.
 */

/** @typedef {readonly [across: number, down: number]} Direction a unit vector on the screen */

/**
 * Lengths are court units, speeds units per second. What each is for is written at the Python ones (rules.py).
 * @typedef {object} Rules
 * @property {number} ticks_per_second
 * @property {number} court_width
 * @property {number} court_height
 * @property {number} x_unit_in_y_units
 * @property {number} left_plane
 * @property {number} right_plane
 * @property {number} paddle_height
 * @property {number} paddle_speed
 * @property {number} ball_size
 * @property {number} serve_speed
 * @property {number} speed_up_per_hit
 * @property {number} max_speed
 * @property {number} serve_ticks
 * @property {number} max_contacts_per_tick
 * @property {readonly Direction[]} directions from steepest up to steepest down, horizontal in the middle
 * @property {readonly number[]} serve_directions the eight of them that a serve may take
 */

/** @param {number} index inside the table @param {Rules} rules */
export const directionAt = (index, rules) => /** @type {Direction} */ (rules.directions[index]);
