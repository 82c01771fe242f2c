import assert from "node:assert/strict";
import { test } from "node:test";
import { ACK_EVERY_MS, Acks } from "../js/net/acks.js";
import { stoppedClock } from "./clock.js";

test("ten acknowledgements a second, each of the newest frame", (t) => {
  const clock = stoppedClock(t);
  /** @type {number[]} */
  const said = [];
  const acks = new Acks((tick) => said.push(tick));
  for (let tick = 1; tick <= 60; tick++) {
    acks.came(tick);
    clock.pass(17);
  }
  assert.ok(said.length >= 9 && said.length <= 11, `${said.length} in a second`);
  assert.ok(said.every((tick, place) => place === 0 || tick - (said[place - 1] ?? 0) >= 5));
});

test("the last frame of a burst is acknowledged, though nothing follows it", (t) => {
  const clock = stoppedClock(t);
  /** @type {number[]} */
  const said = [];
  const acks = new Acks((tick) => said.push(tick));
  for (let tick = 1; tick <= 30; tick++) acks.came(tick);
  assert.deepEqual(said, [1]);
  clock.pass(ACK_EVERY_MS - 1);
  assert.deepEqual(said, [1]);
  clock.pass(1);
  assert.deepEqual(said, [1, 30]);
});

test("without frames nothing is said", (t) => {
  const clock = stoppedClock(t);
  /** @type {number[]} */
  const said = [];
  const acks = new Acks((tick) => said.push(tick));
  acks.came(7);
  clock.pass(5000);
  assert.deepEqual(said, [7]);
});

test("ticks may go back", (t) => {
  const clock = stoppedClock(t);
  /** @type {number[]} */
  const said = [];
  const acks = new Acks((tick) => said.push(tick));
  acks.came(900);
  acks.came(1);
  clock.pass(ACK_EVERY_MS);
  assert.deepEqual(said, [900, 1]);
});

test("what came over a lost connection is not acknowledged over the next one", (t) => {
  const clock = stoppedClock(t);
  /** @type {number[]} */
  const said = [];
  const acks = new Acks((tick) => said.push(tick));
  acks.came(1);
  acks.came(2);
  acks.reset();
  clock.pass(5000);
  assert.deepEqual(said, [1]);
  acks.came(1);
  assert.deepEqual(said, [1, 1]);
});
