import assert from "node:assert/strict";
import { test } from "node:test";
import { panBetweenPaddles, panOfBall, pitchOfBall } from "../js/state/hearing.js";
import { shakeOf } from "../js/ui/haptics.js";

const court = { x: 100, y: 50, width: 800, height: 500 };
const LEFT_TOP = { x: 4, y: 2 };

test("a ball is heard where it is seen, however the court lies", () => {
  assert.ok(panOfBall({ orientation: "wide", court }, LEFT_TOP) < -0.7);
  assert.ok(panOfBall({ orientation: "wide", court }, { x: 96, y: 2 }) > 0.7);
  // On a court that stands, what is high on the lying one is left; which player is below changes nothing.
  for (const orientation of /** @type {const} */ (["tall", "tall-flipped"])) {
    assert.ok(panOfBall({ orientation, court }, { x: 96, y: 2 }) < -0.7);
    assert.ok(panOfBall({ orientation, court }, { x: 4, y: 98 }) > 0.7);
  }
});

test("the middle is heard in the middle, and nothing beyond the ears", () => {
  assert.equal(panOfBall({ orientation: "wide", court }, { x: 50, y: 9 }), 0);
  assert.ok(panOfBall({ orientation: "wide", court }, { x: 150, y: 9 }) <= 1);
  assert.ok(panBetweenPaddles({ x: -20, y: 0 }) >= -1);
});

test("by ear, a ball above one's paddle is higher than one that is level with it", () => {
  const level = pitchOfBall(40, 40);
  assert.equal(pitchOfBall(70, 70), level);
  assert.ok(pitchOfBall(30, 40) > level);
  assert.ok(pitchOfBall(50, 40) < level);
  assert.ok(pitchOfBall(0, 100) < 2000);
  assert.ok(pitchOfBall(100, 0) > 60);
});

test("only what is one's own shakes the hand", () => {
  assert.ok(shakeOf("hit_1", 1).length > 0);
  assert.deepEqual(shakeOf("hit_2", 1), []);
  assert.deepEqual(shakeOf("wall", 1), []);
  assert.notDeepEqual(shakeOf("point_2", 2), shakeOf("point_1", 2));
});
