/**
 * @file What a step of the engine costs here and in Python: `npm run bench`. A round replays the golden matches; the
 * best one counts. Only the ratio of two figures of the same minute says anything.
 */

import { execFileSync } from "node:child_process";
import { replay } from "../../js/engine/replay.js";
import { BACKEND, GOLDEN_NAMES, goldenVector, PYTHON, recordingOf } from "../engine_files.js";

/** @typedef {import("../../js/engine/replay.js").Recording} Recording */

const ROUNDS = 50;

/** Nanoseconds a step. @param {readonly Recording[]} recordings */
function roundNs(recordings) {
  const began = process.hrtime.bigint();
  let ticks = 0;
  for (const recording of recordings) ticks += replay(recording).tick;
  return Number(process.hrtime.bigint() - began) / ticks;
}

const recordings = GOLDEN_NAMES.map((name) => recordingOf(goldenVector(name)));
const here = Math.min(...Array.from({ length: ROUNDS }, () => roundNs(recordings)));
const python = Number(execFileSync(PYTHON, ["-m", "tests.load.engine"], { cwd: BACKEND }));
const ratio = (python / here).toFixed(0);
process.stdout.write(`A step: ${here.toFixed(0)} ns in JavaScript, ${python} ns in Python, ${ratio} times as long.\n`);
