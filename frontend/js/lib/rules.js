/** @file The numbers of the game, from the page: they stand once, in the files of the server. */

/** @typedef {import("../engine/rules.js").Rules} EngineRules */
/** @typedef {import("../engine/bot.js").Levels} Levels */

/**
 * What a picture needs of them.
 * @typedef {object} Rules all in court units, 0..100 on both axes
 * @property {number} left_plane x at which the ball's centre meets the left paddle
 * @property {number} right_plane
 * @property {number} paddle_height
 * @property {number} ball_size
 * @property {number} x_unit_in_y_units how much wider than high a unit is drawn
 */

/** @param {string} id of a block of JSON */
const blockOfPage = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "");

/** @returns {Rules} */
export const rulesOfPage = () => blockOfPage("rules");

/** All of them, on a page that plays by itself. @returns {EngineRules} */
export const engineRulesOfPage = () => blockOfPage("rules");

/** @returns {Levels} */
export const levelsOfPage = () => blockOfPage("levels");
