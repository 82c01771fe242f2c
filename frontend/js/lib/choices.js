/** @file What an address may ask for. Pure. A link may be old or mistyped: what nobody knows counts as not said. */

/** @typedef {import("../net/protocol.js").BotLevel} BotLevel */

/** @type {readonly string[]} */
const BOT_LEVELS = ["calm", "easy", "normal", "hard", "pro"];

/** @param {string|null} text @returns {text is BotLevel} */
export const isBotLevel = (text) => text !== null && BOT_LEVELS.includes(text);

/**
 * @param {string|null} text
 * @param {number} lowest
 * @param {number} highest
 * @returns {number|null} null for anything but a whole number in the range
 */
export function wholeNumber(text, lowest, highest) {
  if (text === null || !/^\d{1,3}$/.test(text)) return null;
  const number = Number(text);
  return number >= lowest && number <= highest ? number : null;
}
