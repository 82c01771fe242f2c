import assert from "node:assert/strict";
import { test } from "node:test";
import { isWorthTelling, moveDrag, startDrag } from "../js/input/drag.js";
import { actionOfKey, DEFAULT_KEYS, directionOf, directionOfAction, pressed, released } from "../js/input/keys.js";
import { directionOfPad, padSaysGo, padSaysStart } from "../js/input/pad.js";

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

const wayOf = (/** @type {string} */ code, /** @type {boolean} */ standing) =>
  directionOfAction(actionOfKey(code, DEFAULT_KEYS), standing);

test("left and right steer only on a court that stands", () => {
  assert.equal(wayOf("ArrowLeft", false), null);
  assert.equal(wayOf("ArrowLeft", true), "up");
  assert.equal(wayOf("KeyD", true), "down");
  assert.equal(wayOf("KeyW", false), "up");
  assert.equal(wayOf("Space", true), null);
  assert.equal(wayOf("toString", false), null);
});

test("an action without a second key is not done by every unknown key", () => {
  assert.equal(DEFAULT_KEYS.pause[1], "");
  assert.equal(actionOfKey("", DEFAULT_KEYS), null);
});

test("of two people at one keyboard each has one column of keys", () => {
  assert.equal(actionOfKey("KeyW", DEFAULT_KEYS, [0]), "up");
  assert.equal(actionOfKey("KeyW", DEFAULT_KEYS, [1]), null);
  assert.equal(actionOfKey("ArrowDown", DEFAULT_KEYS, [1]), "down");
});

/** @param {{axes?: number[], held?: number[]}} pad */
const padWith = ({ axes = [0, 0], held = [] }) => ({
  axes,
  buttons: Array.from({ length: 17 }, (_, place) => ({ pressed: held.includes(place) })),
});

test("a stick steers beyond its dead zone, and rests only when it comes well back", () => {
  assert.equal(directionOfPad(padWith({ axes: [0, 0.3] }), false, "stop"), "stop");
  assert.equal(directionOfPad(padWith({ axes: [0, -0.5] }), false, "stop"), "up");
  assert.equal(directionOfPad(padWith({ axes: [0, 0.3] }), false, "down"), "down");
  assert.equal(directionOfPad(padWith({ axes: [0, 0.2] }), false, "down"), "stop");
});

test("on a court that stands a stick and the d-pad steer sideways", () => {
  assert.equal(directionOfPad(padWith({ axes: [-1, 0] }), true, "stop"), "up");
  assert.equal(directionOfPad(padWith({ axes: [0, 1] }), true, "stop"), "stop");
  assert.equal(directionOfPad(padWith({ held: [15] }), true, "stop"), "down");
  assert.equal(directionOfPad(padWith({ held: [15] }), false, "stop"), "stop");
  assert.equal(directionOfPad(padWith({ held: [12], axes: [0, 1] }), false, "stop"), "up");
});

test("a gamepad with fewer axes and buttons is no trouble", () => {
  assert.equal(directionOfPad({ axes: [], buttons: [] }, false, "up"), "stop");
  assert.equal(padSaysGo({ axes: [], buttons: [] }), false);
  for (const held of [[0], [9]]) assert.equal(padSaysGo(padWith({ held })), true);
  assert.deepEqual([padSaysStart(padWith({ held: [0] })), padSaysStart(padWith({ held: [9] }))], [false, true]);
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
