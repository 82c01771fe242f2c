/** @file What a person may set, and reading what was kept of it: by this version of the page, an older or a newer. Pure. */

import { DEFAULT_KEYS } from "../input/keys.js";

/** @typedef {import("../input/keys.js").KeyAction} KeyAction */
/** @typedef {import("../input/keys.js").Keys} Keys */

/**
 * @typedef {object} Settings
 * @property {boolean} muted
 * @property {number} volume 0..1
 * @property {boolean} ear the ball is heard as a tone
 * @property {boolean} haptics
 * @property {boolean} lessMotion asked for here; what the system asks for holds besides
 * @property {boolean} phrases what players say is shown
 * @property {boolean} figures those of the connection are
 * @property {Keys} keys
 */

/** Grows when a field changes its meaning. */
const VERSION = 1;

/** @type {Readonly<Settings>} */
export const DEFAULTS = {
  muted: false,
  volume: 0.5,
  ear: false,
  haptics: true,
  lessMotion: false,
  phrases: true,
  figures: false,
  keys: DEFAULT_KEYS,
};

/** @param {Readonly<Settings>} settings */
export const written = (settings) => JSON.stringify({ version: VERSION, ...settings });

/**
 * Field by field: what cannot be read is as if it had never been set.
 * @param {string|null} text
 * @returns {Settings}
 */
export function readSettings(text) {
  const kept = keptIn(text);
  const flag = (/** @type {"muted"|"ear"|"haptics"|"lessMotion"|"phrases"|"figures"} */ name) =>
    typeof kept[name] === "boolean" ? kept[name] : DEFAULTS[name];
  const { volume } = kept;
  return {
    muted: flag("muted"),
    volume: typeof volume === "number" && volume >= 0 && volume <= 1 ? volume : DEFAULTS.volume,
    ear: flag("ear"),
    haptics: flag("haptics"),
    lessMotion: flag("lessMotion"),
    phrases: flag("phrases"),
    figures: flag("figures"),
    keys: readKeys(kept.keys),
  };
}

/** @param {string|null} text @returns {Record<string, unknown>} */
function keptIn(text) {
  try {
    const kept = JSON.parse(text ?? "");
    return kept?.version === VERSION ? kept : {};
  } catch {
    return {};
  }
}

/** @param {unknown} kept @returns {Keys} */
function readKeys(kept) {
  const read = Object.entries(DEFAULT_KEYS).map(([action, standard]) => {
    const pair = /** @type {Record<string, unknown>|null|undefined} */ (kept)?.[action];
    return [action, isPair(pair) ? pair : standard];
  });
  const keys = /** @type {Keys} */ (Object.fromEntries(read));
  // A key that does two things is nobody's choice.
  return hasDoubles(keys) ? DEFAULT_KEYS : keys;
}

/** @param {unknown} pair */
const isPair = (pair) =>
  Array.isArray(pair) && pair.length === 2 && pair.every((code) => typeof code === "string" && code.length <= 24);

/** @param {Keys} keys */
function hasDoubles(keys) {
  const codes = Object.values(keys)
    .flat()
    .filter((code) => code !== "");
  return new Set(codes).size < codes.length;
}
