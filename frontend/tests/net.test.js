import assert from "node:assert/strict";
import { test } from "node:test";
import { afterClose, delayAfterClose, reconnectDelayMs } from "../js/net/backoff.js";
import { freshPulse, heard, isDead, pinged, ponged } from "../js/net/heartbeat.js";
import { decode } from "../js/net/protocol.js";

test("delays grow to a ceiling and are spread over all of it", () => {
  const longest = [0, 1, 2, 3, 4, 5, 50].map((attempt) => reconnectDelayMs(attempt, () => 1));
  assert.deepEqual(longest, [400, 800, 1600, 3200, 5000, 5000, 5000]);
  assert.equal(
    reconnectDelayMs(3, () => 0),
    0,
  );
  assert.equal(
    reconnectDelayMs(3, () => 0.5),
    1600,
  );
});

test("close codes say whether to come back", () => {
  assert.deepEqual([4000, 4001, 4007].map(afterClose), ["never", "never", "never"]);
  assert.equal(afterClose(4003), "fresh");
  assert.deepEqual([4008, 4009, 4013].map(afterClose), ["later", "later", "later"]);
  assert.deepEqual([1000, 1001, 1006, 1011, 4012].map(afterClose), ["again", "again", "again", "again", "again"]);
});

test("an overloaded server is given a pause, a refused token is not waited for", () => {
  assert.ok(delayAfterClose("later", 0, () => 0) >= 3000);
  assert.ok(delayAfterClose("fresh", 9, () => 1) <= 200);
});

test("an unanswered ping is a dead connection after four seconds, however many follow it", () => {
  const waiting = pinged(pinged(freshPulse(0), 1000), 2000);
  assert.equal(isDead(waiting, 4900, false), false);
  assert.equal(isDead(waiting, 5100, false), true);
  assert.equal(isDead(ponged(waiting), 5100, false), false);
});

test("silence during a match is a dead connection even if pings are answered", () => {
  const quiet = ponged(pinged(heard(freshPulse(0), 1000), 5500));
  assert.equal(isDead(quiet, 6100, false), false);
  assert.equal(isDead(quiet, 6100, true), true);
});

test("what is no frame of ours is dropped", () => {
  for (const frame of ["", "{", "[]", "null", "7", '{"type":"from_the_future"}', new ArrayBuffer(2)]) {
    assert.equal(decode(frame), null);
  }
  assert.deepEqual(decode('{"type":"pong","t":1}'), { type: "pong", t: 1 });
});
