import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { entriesOf, rowOf } from "../js/engine/input_log.js";
import { backendBytes, GOLDEN_NAMES, goldenVector, recordingOf } from "./engine_files.js";
import { outcome } from "./engine_play.js";

test("there are golden matches, of the numbers that the engine gets here", () => {
  assert.ok(GOLDEN_NAMES.length >= 6);
  const hash = createHash("sha256").update(backendBytes("pong/game_engine/constants.json")).digest("hex");
  for (const name of GOLDEN_NAMES) assert.equal(goldenVector(name).rules_sha256, hash);
});

for (const name of GOLDEN_NAMES) {
  test(`the golden match ${name} is played bit for bit`, () => {
    const vector = goldenVector(name);
    assert.deepEqual(outcome(recordingOf(vector)), { checksums: vector.checksums, final: vector.final });
    assert.deepEqual(entriesOf(vector.log).map(rowOf), vector.log);
  });
}

test("one other input gives another chain", () => {
  const vector = goldenVector("bots.json");
  const other = outcome(recordingOf({ ...vector, log: vector.log.slice(1) }));
  assert.notDeepEqual(other.checksums, vector.checksums);
});
