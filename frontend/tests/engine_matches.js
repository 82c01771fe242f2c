/** @file Matches as lines, which Python makes and plays again as well (backend/tests/golden/matches.py). */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { isDeepStrictEqual } from "node:util";
import { LEFT, RIGHT } from "../js/engine/values.js";
import { BACKEND, LEVELS, PYTHON, recordingOf } from "./engine_files.js";
import { botPlayer, loggedPlayer, outcome, played } from "./engine_play.js";

/** @typedef {import("../js/engine/input_log.js").Row} Row */
/** @typedef {import("../js/engine/replay.js").Recording} Recording */
/** @typedef {import("../js/engine/rules.js").Rules} Rules */
/** @typedef {import("../js/engine/values.js").Side} Side */
/** @typedef {import("./engine_chance.js").Bots} Bots */
/** @typedef {import("./engine_chance.js").ChanceSetup} ChanceSetup */
/** @typedef {import("./engine_files.js").Vector} Vector */
/** @typedef {Vector & {rules: Partial<Rules>, bots: Bots, events: readonly Row[]}} Line */

/** @param {ChanceSetup} chosen @returns {Line} */
export function lineOf({ setup, changes, bots }) {
  const { seed, pointsLimit, freezeTicks } = setup.start;
  const start = { seed, points_limit: pointsLimit, freeze_ticks: freezeTicks };
  return { ...start, rules: changes, bots, ...played(setup) };
}

/** Which parts of the match come out otherwise here. @param {Line} line @returns {string[]} */
export function differencesOf(line) {
  const recording = recordingOf(line, line.rules);
  const again = outcome(recording);
  const came = { ...playedAgain(recording, line.bots), "checksums of the replay": again.checksums };
  const expected = { ...line, "checksums of the replay": line.checksums };
  const parts = /** @type {(keyof typeof came)[]} */ (Object.keys(came));
  return parts.filter((part) => !isDeepStrictEqual(came[part], expected[part]));
}

/** The bots think anew, the others want what the log says. @param {Recording} recording @param {Bots} bots */
function playedAgain({ log, ...start }, bots) {
  const player = (/** @type {Side} */ side) => {
    const bot = bots[side];
    return bot === undefined ? loggedPlayer(log, side) : botPlayer(LEVELS[bot[0]], side, bot[1], start.rules);
  };
  const interruptions = log.filter(({ kind }) => kind !== "intent");
  return played({ start, players: [player(LEFT), player(RIGHT)], interruptions });
}

/** @param {string[]} args */
const pythonWith = (args) => spawn(PYTHON, ["-m", "tests.golden.matches", ...args], { cwd: BACKEND });

/** Matches that Python makes. @param {number} count @param {number} seed @returns {AsyncGenerator<Line, void, void>} */
export async function* madeInPython(count, seed) {
  const python = pythonWith(["make", `${count}`, `${seed}`]);
  const ended = Promise.all([once(python, "close"), text(python.stderr)]);
  try {
    for await (const line of createInterface(python.stdout)) yield JSON.parse(line);
    const [[code], errors] = await ended;
    if (code !== 0) throw new Error(errors);
  } finally {
    python.kill();
  }
}

/**
 * What Python has against matches; nothing if all of them come out the same there.
 * @param {Iterable<Line>} lines
 */
export async function complaintsOfPython(lines) {
  const python = pythonWith(["check"]);
  const texts = (function* () {
    for (const line of lines) yield `${JSON.stringify(line)}\n`;
  })();
  // A Python that ends early breaks the pipe, and its own words say more about that than the pipe's.
  const fed = pipeline(Readable.from(texts), python.stdin).catch(String);
  const [[code], errors, broken] = await Promise.all([once(python, "close"), text(python.stderr), fed]);
  return code === 0 ? "" : errors || `ended with ${code}, ${broken}`;
}
