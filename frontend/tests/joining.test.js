import assert from "node:assert/strict";
import { test } from "node:test";
import { answerTo, askAgainAfterMs, roomOptions } from "../js/state/joining.js";

/** @type {import("../js/state/joining.js").Wish} */
const WISH = { role: "player", name: "Ada", token: "mine", options: { type: "create_room", countdown: 3 } };
/** @param {string} code @returns {import("../js/net/protocol.js").ToClient} */
const refusal = (code) => ({ type: "error", code, message: "" });
/** @type {import("../js/net/protocol.js").ToClient} */
const WELCOME = { type: "welcome", protocol: 1, version: "1", tick_rate: 60, rules_sha256: "", server: "a" };

test("the welcome is answered by joining with name and token", () => {
  assert.deepEqual(answerTo(WELCOME, WISH), { type: "join_game", role: "player", name: "Ada", token: "mine" });
});

test("what is not known is not sent", () => {
  assert.deepEqual(answerTo(WELCOME, { ...WISH, name: "", token: null }), { type: "join_game", role: "player" });
  assert.deepEqual(answerTo(WELCOME, { ...WISH, role: "observer" }), { type: "join_game", role: "observer" });
});

test("a room that is missing is created, then joined without the old token", () => {
  assert.deepEqual(answerTo(refusal("room_not_found"), WISH), WISH.options);
  const joined = { type: "join_game", role: "player", name: "Ada" };
  assert.deepEqual(answerTo({ type: "room_created", room_code: "A", points_limit: 5 }, WISH), joined);
  assert.deepEqual(answerTo(refusal("room_exists"), WISH), joined);
});

test("somebody who watches creates nothing", () => {
  assert.equal(answerTo(refusal("room_not_found"), { ...WISH, role: "observer" }), null);
});

test("a full room is watched", () => {
  assert.deepEqual(answerTo(refusal("room_full"), WISH), { type: "join_game", role: "observer" });
});

test("a refusal to create is not asked for again", () => {
  for (const code of ["busy", "too_many_rooms", "wrong_phase"]) assert.equal(answerTo(refusal(code), WISH), null);
});

test("options come from the address, and nonsense is left out", () => {
  assert.deepEqual(roomOptions(""), { type: "create_room", countdown: 3 });
  assert.deepEqual(roomOptions("?points=11&countdown=0"), { type: "create_room", countdown: 0, points_limit: 11 });
  assert.deepEqual(roomOptions("?bot=pro"), { type: "create_room", countdown: 3, opponent: "bot", bot_level: "pro" });
  for (const search of [
    "?points=0",
    "?points=22",
    "?points=-1",
    "?points=1e1",
    "?countdown=11",
    "?bot=god",
    "?points=",
  ]) {
    assert.deepEqual(roomOptions(search), { type: "create_room", countdown: 3 }, search);
  }
});

const OUTSIDE = { inside: false, belongs: true, missed: 0 };

test("who belongs to a room that is missing asks three times more, over about two and a half seconds", () => {
  const pauses = [0, 1, 2, 3].map((missed) =>
    askAgainAfterMs(refusal("room_not_found"), { ...OUTSIDE, missed }, () => 0.5),
  );
  assert.deepEqual(pauses, [600, 800, 1100, null]);
  for (const chance of [0, 1]) {
    const total = [0, 1, 2]
      .map((missed) => askAgainAfterMs(refusal("room_not_found"), { ...OUTSIDE, missed }, () => chance) ?? 0)
      .reduce((sum, pause) => sum + pause);
    assert.ok(total > 2200 && total < 2800, `${total}`);
  }
});

test("who has never been there believes that a room is missing", () => {
  assert.equal(askAgainAfterMs(refusal("room_not_found"), { ...OUTSIDE, belongs: false }), null);
});

test("a busy room is asked again within 300 to 600 ms, by whoever is not in it", () => {
  const after = (/** @type {number} */ chance, inside = false) =>
    askAgainAfterMs(refusal("busy"), { inside, belongs: false, missed: 9 }, () => chance);
  assert.deepEqual([after(0), after(1), after(0, true)], [300, 600, null]);
});

test("nothing else is asked again", () => {
  for (const code of ["room_full", "too_many_rooms", "bad_token"]) {
    assert.equal(askAgainAfterMs(refusal(code), OUTSIDE), null);
  }
  assert.equal(askAgainAfterMs(WELCOME, OUTSIDE), null);
});
