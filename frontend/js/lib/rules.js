/** @file The numbers of the game, from the page: they stand once, in the server's constants. */

/** @returns {import("../engine/rules.js").Rules} */
export const rulesOfPage = () => JSON.parse(document.getElementById("rules")?.textContent ?? "");
