/** @file The names that the server gives to whoever has none, in the page's language. */

import { say } from "./words.js";

/** @typedef {import("./words.js").Key} Key */

/** @param {string} name as the server has it */
export function shownName(name) {
  const [, number, level] = /^(?:Player ([12])|Bot · (calm|easy|normal|hard|pro))$/.exec(name) ?? [];
  if (level) return say("side.bot", { level: say(/** @type {Key} */ (`level.${level}`)) });
  return number ? say("side.name", { number }) : name;
}
