import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_KEYS } from "../js/input/keys.js";
import { labelOfKey, rebound } from "../js/state/rebinding.js";
import { DEFAULTS, readSettings, written } from "../js/state/settings.js";
import "./english.js";

test("what was set is read again", () => {
  const { keys } = rebound(DEFAULT_KEYS, { action: "up", hand: 0 }, "KeyI");
  const chosen = {
    muted: true,
    volume: 0.2,
    ear: true,
    haptics: false,
    lessMotion: true,
    phrases: false,
    figures: true,
    keys,
  };
  assert.deepEqual(readSettings(written(chosen)), chosen);
});

for (const text of [null, "", "{", "null", "7", '"x"', "[]", '{"version":2,"muted":true}', '{"muted":true}']) {
  test(`what cannot be read is as if nothing had been set: ${text}`, () => {
    assert.deepEqual(readSettings(text), DEFAULTS);
  });
}

test("one bad field costs no other one", () => {
  const kept = {
    version: 1,
    muted: true,
    volume: 7,
    ear: "yes",
    keys: { up: ["KeyI", 3], down: ["KeyK", "ArrowDown"] },
  };
  const read = readSettings(JSON.stringify(kept));
  assert.equal(read.muted, true);
  assert.equal(read.volume, DEFAULTS.volume);
  assert.equal(read.ear, false);
  assert.deepEqual(read.keys, { ...DEFAULT_KEYS, down: ["KeyK", "ArrowDown"] });
});

test("keys that would do two things are not believed", () => {
  const kept = { version: 1, keys: { ...DEFAULT_KEYS, up: ["KeyS", "ArrowUp"] } };
  assert.deepEqual(readSettings(JSON.stringify(kept)).keys, DEFAULT_KEYS);
});

test("a free key is taken, and nothing else changes", () => {
  const { keys, outcome } = rebound(DEFAULT_KEYS, { action: "up", hand: 0 }, "KeyI");
  assert.deepEqual(keys, { ...DEFAULT_KEYS, up: ["KeyI", "ArrowUp"] });
  assert.deepEqual(outcome, { kind: "set" });
});

test("a key that is taken changes places, so that no action is without one", () => {
  const { keys, outcome } = rebound(DEFAULT_KEYS, { action: "up", hand: 0 }, "KeyS");
  assert.deepEqual(keys, { ...DEFAULT_KEYS, up: ["KeyS", "ArrowUp"], down: ["KeyW", "ArrowDown"] });
  assert.deepEqual(outcome, { kind: "swapped", other: { action: "down", hand: 0 } });
});

test("the key that is there already stays", () => {
  const { keys, outcome } = rebound(DEFAULT_KEYS, { action: "up", hand: 0 }, "KeyW");
  assert.deepEqual([keys, outcome], [DEFAULT_KEYS, { kind: "set" }]);
});

for (const code of ["Escape", "Tab", "ControlLeft", "MetaRight", "F5", ""]) {
  test(`the browser's own keys are refused: ${code}`, () => {
    const { keys, outcome } = rebound(DEFAULT_KEYS, { action: "go", hand: 1 }, code);
    assert.deepEqual([keys, outcome], [DEFAULT_KEYS, { kind: "refused" }]);
  });
}

test("any row of changes leaves every key with one action", () => {
  const codes = ["KeyW", "ArrowUp", "Space", "KeyP", "KeyQ", "KeyD", "Enter", "ArrowLeft"];
  let keys = DEFAULT_KEYS;
  for (const action of /** @type {(keyof typeof keys)[]} */ (Object.keys(keys))) {
    for (const code of codes) keys = rebound(keys, { action, hand: 1 }, code).keys;
  }
  assert.deepEqual(readSettings(written({ ...DEFAULTS, keys })).keys, keys);
});

test("a key is called what is printed on it, as far as that is known", () => {
  assert.equal(labelOfKey("KeyW"), "W");
  assert.equal(labelOfKey("KeyW", new Map([["KeyW", "z"]])), "Z");
  assert.equal(labelOfKey("Space", new Map([["Space", " "]])), "Space");
  assert.equal(labelOfKey("ArrowUp"), "↑");
  assert.equal(labelOfKey("Digit1"), "1");
  assert.equal(labelOfKey("ShiftLeft"), "Shift Left");
  assert.equal(labelOfKey(""), "–");
});
