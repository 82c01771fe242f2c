/** @file Giving an action another key. Pure. */

import { say } from "../lib/words.js";

/** @typedef {import("../input/keys.js").Hand} Hand */
/** @typedef {import("../input/keys.js").KeyAction} KeyAction */
/** @typedef {import("../input/keys.js").Keys} Keys */

/** @typedef {{action: KeyAction, hand: Hand}} Place of a key in the table */

/**
 * @typedef {{kind: "refused"} | {kind: "set"} | {kind: "swapped", other: Place}} Outcome
 * `swapped`: the key belonged to `other`, which has the old one of this place now, so that no action is without a key
 */

/** They lead out of dialogs, move the focus, change what other keys mean, or are the browser's own. */
const RESERVED = /^(Escape|Tab|ContextMenu|CapsLock|Unidentified|(Control|Alt|Meta)(Left|Right)|F\d+|)$/;

/**
 * @param {Keys} keys
 * @param {Place} place
 * @param {string} code
 * @returns {{keys: Keys, outcome: Outcome}}
 */
export function rebound(keys, place, code) {
  if (RESERVED.test(code)) return { keys, outcome: { kind: "refused" } };
  const other = placeOf(keys, code);
  const set = put(keys, place, code);
  if (other === null || samePlace(other, place)) return { keys: set, outcome: { kind: "set" } };
  return { keys: put(set, other, keys[place.action][place.hand]), outcome: { kind: "swapped", other } };
}

/** @param {Keys} keys @param {string} code @returns {Place|null} */
function placeOf(keys, code) {
  for (const action of /** @type {KeyAction[]} */ (Object.keys(keys))) {
    const hand = keys[action].indexOf(code);
    if (hand === 0 || hand === 1) return { action, hand };
  }
  return null;
}

/** @param {Place} one @param {Place} two */
const samePlace = (one, two) => one.action === two.action && one.hand === two.hand;

/** @param {Keys} keys @param {Place} place @param {string} code @returns {Keys} */
function put(keys, { action, hand }, code) {
  const [first, second] = keys[action];
  return { ...keys, [action]: hand === 0 ? [code, second] : [first, code] };
}

/** Keys whose place has no letter. @type {Readonly<Record<string, string>>} */
const NAMES = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", "": "–" };

/**
 * What is printed on a key, as far as one can know.
 * @param {string} code
 * @param {Readonly<{get: (code: string) => string|undefined}>} [layout] this keyboard's, where the browser tells it
 */
export function labelOfKey(code, layout) {
  const printed = layout?.get(code);
  if (printed?.trim()) return printed.toUpperCase();
  if (code === "Space") return say("key.space");
  return NAMES[code] ?? code.replace(/^(Key|Digit)(?=.$)/, "").replace(/(?<=[a-z])(?=[A-Z0-9])/g, " ");
}
