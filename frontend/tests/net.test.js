import assert from "node:assert/strict";
import { test } from "node:test";
import { afterClose, delayAfterClose, lossOf, openWithinMs, reconnectDelayMs, SILENT } from "../js/net/backoff.js";
import { freshPulse, heard, isDead, LOOK_EVERY_MS, passed, pinged, pingIsDue, ponged } from "../js/net/heartbeat.js";
import { decode } from "../js/net/protocol.js";

test("delays grow to a ceiling and are spread over all of it", () => {
  const longest = [0, 1, 2, 3, 4, 5, 50].map((attempt) => reconnectDelayMs(attempt, () => 1));
  assert.deepEqual(longest, [250, 800, 1600, 3200, 5000, 5000, 5000]);
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
  assert.equal(afterClose(4012), "moved");
  assert.deepEqual([1000, 1001, 1006, 1011, SILENT].map(afterClose), ["again", "again", "again", "again", "again"]);
});

test("an overloaded server is given a pause, a refused token is not waited for", () => {
  assert.ok(delayAfterClose("later", 0, () => 0) >= 3000);
  assert.ok(delayAfterClose("fresh", 9, () => 1) <= 200);
});

test("a server that moves is followed at once, and from the second try on as any other", () => {
  assert.deepEqual(
    [0, 0.5, 1].map((chance) => delayAfterClose("moved", 0, () => chance)),
    [0, 50, 100],
  );
  assert.equal(
    delayAfterClose("moved", 1, () => 1),
    reconnectDelayMs(1, () => 1),
  );
});

test("a handshake is given up after seconds, later when it has failed before", () => {
  assert.deepEqual([0, 1, 2, 3, 99].map(openWithinMs), [3000, 4000, 6000, 6000, 6000]);
});

test("a loss has one of four reasons", () => {
  assert.deepEqual([4012, SILENT, 4008, 4013, 1006, 4003].map(lossOf), [
    "moved",
    "silent",
    "pause",
    "pause",
    "cut",
    "cut",
  ]);
});

/**
 * Look at a pulse every quarter of a second.
 * @param {import("../js/net/heartbeat.js").Pulse} pulse
 * @param {number} ms
 */
function awake(pulse, ms) {
  let looked = pulse;
  for (let at = LOOK_EVERY_MS; at <= ms; at += LOOK_EVERY_MS) looked = passed(looked, pulse.lookedAt + at);
  return looked;
}

test("an unanswered ping is a dead connection after four seconds, however many follow it", () => {
  const waiting = awake(pinged(awake(pinged(freshPulse(0)), 1000)), 3000);
  assert.equal(isDead(waiting, false), false);
  assert.equal(isDead(awake(waiting, 250), false), true);
  assert.equal(isDead(awake(ponged(waiting), 250), false), false);
});

test("a ping is due every second", () => {
  const soon = awake(freshPulse(0), 750);
  assert.equal(pingIsDue(soon), false);
  assert.equal(pingIsDue(awake(soon, 250)), true);
  assert.equal(pingIsDue(pinged(awake(soon, 250))), false);
});

test("two seconds of silence during a match are a dead connection even if pings are answered", () => {
  const quiet = ponged(pinged(awake(heard(freshPulse(0)), 2000)));
  assert.equal(isDead(quiet, true), false);
  assert.equal(isDead(awake(quiet, 250), false), false);
  assert.equal(isDead(awake(quiet, 250), true), true);
  assert.equal(isDead(awake(heard(quiet), 250), true), false);
});

test("a page that has slept looks at what has come meanwhile before it believes in a silence", () => {
  const asleep = passed(pinged(freshPulse(0)), 3_600_000);
  assert.equal(isDead(asleep, true), false);
  assert.equal(isDead(awake(heard(ponged(asleep)), 1000), true), false);
  assert.equal(isDead(awake(asleep, 1250), true), true);
});

test("what is no frame of ours is dropped", () => {
  for (const frame of ["", "{", "[]", "null", "7", '{"type":"from_the_future"}', new ArrayBuffer(2)]) {
    assert.equal(decode(frame), null);
  }
  assert.deepEqual(decode('{"type":"pong","t":1}'), { type: "pong", t: 1 });
});
