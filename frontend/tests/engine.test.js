import assert from "node:assert/strict";
import { test } from "node:test";
import { entriesOf, rowOf } from "../js/engine/input_log.js";
import { replay } from "../js/engine/replay.js";
import { finish, freeze, newMatch, step } from "../js/engine/step.js";
import { RIGHT, STOP } from "../js/engine/values.js";
import { RULES } from "./engine_files.js";

const STILL = { left: STOP, right: STOP };
const fresh = (pointsLimit = 1) => newMatch({ seed: 1, pointsLimit, freezeTicks: 0, rules: RULES });

/** @param {readonly unknown[]} rows */
const replayOf = (...rows) =>
  replay({ seed: 1, pointsLimit: 1, freezeTicks: 0, durationTicks: 5000, log: entriesOf(rows), rules: RULES });

test("a step leaves the match that it was given as it was", () => {
  const before = fresh();
  const copy = structuredClone(before);
  step(before, { left: { kind: "aim", y: 20 }, right: { kind: "hold", direction: 1 } }, RULES);
  assert.deepEqual(before, copy);
});

test("a finished match stays as it is, whatever happens to it", () => {
  const over = finish(fresh(), RIGHT);
  assert.equal(freeze(over, 60), over);
  assert.equal(finish(over, 1), over);
  assert.deepEqual(step(over, STILL, RULES), { match: over, events: [] });
});

test("a replay ends with the match, and what the log says later does nothing", () => {
  const won = replayOf([0, "hold", 1, -1], [0, "hold", 2, -1], [4000, "finish", 1]);
  assert.equal(won.phase.kind, "finished");
  assert.ok(won.tick < 1000);
});

test("a match can end before its first tick", () => {
  assert.deepEqual(replayOf([0, "finish", 2]), finish(fresh(), RIGHT));
});

test("a log comes back exactly, smallest numbers included", () => {
  const rows = [
    [0, "hold", 1, -1],
    [3, "aim", 2, 5e-324],
    [3, "aim", 1, 33.300000000000004],
    [60, "freeze", 180],
    [61, "finish", 2],
  ];
  assert.deepEqual(entriesOf(JSON.parse(JSON.stringify(rows))).map(rowOf), rows);
});

for (const rows of [
  null,
  {},
  "rows",
  [null],
  [[]],
  [[0, "jump", 1]],
  [[0, "hold", 3, 1]],
  [[0, "hold", 1, 2]],
  [[0, "hold", 1]],
  [[0, "hold", 1, 1, 1]],
  [[0.5, "freeze", 1]],
  [["0", "freeze", 1]],
  [[0, "freeze", 0.5]],
  [[0, "finish", 0]],
  [[0, "aim", 1, Number.NaN]],
  [[0, "aim", 1, Number.POSITIVE_INFINITY]],
  [[0, "aim", 1, "50"]],
]) {
  test(`what is no log is refused: ${JSON.stringify(rows)}`, () => {
    assert.throws(() => entriesOf(rows), { name: "TypeError", message: /not an (entry of an )?input log/ });
  });
}
