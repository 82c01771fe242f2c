/** @file What the engine of both languages has in common: the numbers, the golden vectors, and Python itself. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { entriesOf } from "../js/engine/input_log.js";

/** @typedef {import("../js/engine/bot.js").BotLevel} BotLevel */
/** @typedef {import("../js/engine/bot.js").Levels} Levels */
/** @typedef {import("../js/engine/input_log.js").Row} Row */
/** @typedef {import("../js/engine/rules.js").Rules} Rules */

/**
 * A match as a file has it; backend/tests/golden says what is what.
 * @typedef {object} Vector
 * @property {number} seed
 * @property {number} points_limit
 * @property {number} freeze_ticks
 * @property {number} duration_ticks
 * @property {readonly Row[]} log
 * @property {readonly number[]} checksums
 * @property {{tick: number, p1_score: number, p2_score: number, winner: number|null}} final
 */

export const BACKEND = new URL("../../backend/", import.meta.url);
/** `make setup-dev` makes it. */
export const PYTHON = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));
const GOLDEN = new URL("tests/golden/", BACKEND);

/** The bytes of a file of the backend. @param {string} path */
export const backendBytes = (path) => readFileSync(new URL(path, BACKEND));

/** @param {string} path @returns {any} */
const parsed = (path) => JSON.parse(backendBytes(path).toString());

/** @type {Rules} */
export const RULES = parsed("pong/game_engine/constants.json");
/** @type {Levels} */
export const LEVELS = parsed("pong/bot_levels.json");

export const GOLDEN_NAMES = readdirSync(GOLDEN).filter((name) => name.endsWith(".json"));

/** @param {string} name @returns {Vector & {rules_sha256: string}} */
export const goldenVector = (name) => parsed(`tests/golden/${name}`);

/** @param {Vector} vector @param {Partial<Rules>} [changes] numbers of another game */
export const recordingOf = (vector, changes = {}) => ({
  seed: vector.seed,
  pointsLimit: vector.points_limit,
  freezeTicks: vector.freeze_ticks,
  durationTicks: vector.duration_ticks,
  log: entriesOf(vector.log),
  rules: { ...RULES, ...changes },
});
