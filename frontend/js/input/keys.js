/** @file Which way the held keys say. Pure. */

/** @typedef {import("../net/protocol.js").Direction} Direction */

/** @type {ReadonlyMap<string, Direction>} */
const UPRIGHT = new Map([
  ["KeyW", "up"],
  ["ArrowUp", "up"],
  ["KeyS", "down"],
  ["ArrowDown", "down"],
]);
/** On a court that stands upright, y runs from left to right. @type {ReadonlyMap<string, Direction>} */
const SIDEWAYS = new Map([
  ["KeyA", "up"],
  ["ArrowLeft", "up"],
  ["KeyD", "down"],
  ["ArrowRight", "down"],
]);

/**
 * @param {string} code of the key's place on the keyboard, so that it works in every layout
 * @param {boolean} standing whether the court stands upright
 * @returns {Direction|null} null for a key that does not steer
 */
export const directionOfKey = (code, standing) => UPRIGHT.get(code) ?? (standing ? SIDEWAYS.get(code) : null) ?? null;

/** @typedef {readonly {code: string, direction: Direction}[]} Held in the order in which they went down */

/**
 * @param {Held} held
 * @param {string} code
 * @param {Direction} direction
 * @returns {Held}
 */
export const pressed = (held, code, direction) => [...released(held, code), { code, direction }];

/** @param {Held} held @param {string} code @returns {Held} */
export const released = (held, code) => held.filter((key) => key.code !== code);

/** The key that went down last wins. @param {Held} held @returns {Direction} */
export const directionOf = (held) => held.at(-1)?.direction ?? "stop";
