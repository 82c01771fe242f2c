/** @file The numbers of the game that a picture needs, from the page: they stand once, in the server's constants. */

/**
 * @typedef {object} Rules all in court units, 0..100 on both axes
 * @property {number} left_plane x at which the ball's centre meets the left paddle
 * @property {number} right_plane
 * @property {number} paddle_height
 * @property {number} ball_size
 * @property {number} x_unit_in_y_units how much wider than high a unit is drawn
 */

/** @returns {Rules} */
export const rulesOfPage = () => JSON.parse(document.getElementById("rules")?.textContent ?? "");
