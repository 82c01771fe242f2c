import assert from "node:assert/strict";
import { test } from "node:test";
import { isWorthTelling, moveDrag, startDrag } from "../js/input/drag.js";
import { directionOf, directionOfKey, pressed, released } from "../js/input/keys.js";

test("the key that went down last wins, and the other one is still held", () => {
  const both = pressed(pressed([], "KeyW", "up"), "ArrowDown", "down");
  assert.equal(directionOf(both), "down");
  assert.equal(directionOf(released(both, "ArrowDown")), "up");
  assert.equal(directionOf(released(released(both, "ArrowDown"), "KeyW")), "stop");
});

test("a key that goes down twice is held once", () => {
  const twice = pressed(pressed([], "KeyW", "up"), "KeyW", "up");
  assert.equal(directionOf(released(twice, "KeyW")), "stop");
});

test("left and right steer only on a court that stands", () => {
  assert.equal(directionOfKey("ArrowLeft", false), null);
  assert.equal(directionOfKey("ArrowLeft", true), "up");
  assert.equal(directionOfKey("KeyD", true), "down");
  assert.equal(directionOfKey("KeyW", false), "up");
  assert.equal(directionOfKey("toString", false), null);
});

test("a mouse points at the place, inside the court", () => {
  const drag = startDrag(30, 50, false, 8);
  assert.equal(drag.target, 30);
  assert.equal(moveDrag(drag, 2, 8).target, 8);
  assert.equal(moveDrag(drag, 120, 8).target, 92);
});

test("a finger moves the paddle by its own way, from wherever it lies", () => {
  const drag = startDrag(90, 50, true, 8);
  assert.equal(drag.target, 50);
  assert.equal(moveDrag(drag, 80, 8).target, 40);
});

test("a finger that went past the wall turns the paddle at once", () => {
  const past = moveDrag(startDrag(50, 50, true, 8), -40, 8);
  assert.equal(past.target, 8);
  assert.equal(moveDrag(past, -30, 8).target, 18);
});

test("a trembling hand is not told", () => {
  assert.equal(isWorthTelling(null, 50), true);
  assert.equal(isWorthTelling(50, 50.2), false);
  assert.equal(isWorthTelling(50, 51), true);
});
