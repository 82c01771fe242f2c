/** @file Which way the held keys say. Pure. */

/** @typedef {import("../net/protocol.js").Direction} Direction */
/** @typedef {"up"|"down"|"left"|"right"|"go"|"pause"} KeyAction */
/** @typedef {0|1} Hand the first keys or the second ones; two people at one keyboard have one each */
/** @typedef {Readonly<Record<KeyAction, readonly [string, string]>>} Keys by their places, so that they work in every layout */

/** @type {Keys} */
export const DEFAULT_KEYS = {
  up: ["KeyW", "ArrowUp"],
  down: ["KeyS", "ArrowDown"],
  left: ["KeyA", "ArrowLeft"],
  right: ["KeyD", "ArrowRight"],
  go: ["Space", "Enter"],
  pause: ["KeyP", ""],
};
const ACTIONS = /** @type {KeyAction[]} */ (Object.keys(DEFAULT_KEYS));
/** @type {readonly Hand[]} */
export const BOTH_HANDS = [0, 1];

/**
 * @param {string} code
 * @param {Keys} keys
 * @param {readonly Hand[]} [hands] whose keys count
 * @returns {KeyAction|null}
 */
export const actionOfKey = (code, keys, hands = BOTH_HANDS) =>
  ACTIONS.find((action) => code !== "" && hands.some((hand) => keys[action][hand] === code)) ?? null;

/**
 * @param {KeyAction|null} action
 * @param {boolean} standing whether the court stands upright: y runs from left to right there
 * @returns {Direction|null} null for what does not steer
 */
export function directionOfAction(action, standing) {
  if (action === "up" || (standing && action === "left")) return "up";
  return action === "down" || (standing && action === "right") ? "down" : null;
}

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
