import assert from "node:assert/strict";
import { test } from "node:test";
import { initialState, reduce } from "../js/state/state.js";
import { after, frame, player, roomState, seatOne, seatTwo } from "./samples.js";

test("the state is never changed in place", () => {
  const before = Object.freeze(initialState("ABC234", "player"));
  const next = reduce(before, { kind: "message", message: frame(1), at: 0 });
  assert.notEqual(next, before);
  assert.deepEqual(before, initialState("ABC234", "player"));
});

test("an action that nobody knows is an error, not a silence", () => {
  // @ts-expect-error: that is the point
  assert.throws(() => reduce(initialState("A", "player"), { kind: "dance" }), /unexpected/);
});

test("a message that nobody handles is an error, not a silence", () => {
  // @ts-expect-error: that is the point
  assert.throws(() => after([{ type: "dance" }]), /unexpected/);
});

test("a seat makes a player, and the observer's role ends it", () => {
  const seated = after([seatOne]);
  assert.deepEqual(seated.seat, { playerNum: 1, name: "Ada" });
  assert.equal(seated.watching, false);
  const watching = after([{ type: "joined_as_observer", room_code: "ABC234" }], seated);
  assert.equal(watching.seat, null);
  assert.equal(watching.watching, true);
});

test("frames are kept in order and not without bound", () => {
  const state = after(Array.from({ length: 100 }, (_, tick) => frame(tick)));
  assert.equal(state.frames.at(-1)?.tick, 99);
  assert.equal(state.frames.length, 8);
  assert.deepEqual(
    state.frames.map(({ tick }) => tick),
    [92, 93, 94, 95, 96, 97, 98, 99],
  );
});

test("a new match forgets the frames of the one before", () => {
  const state = after([frame(500), frame(501), frame(1)]);
  assert.deepEqual(
    state.frames.map(({ tick }) => tick),
    [1],
  );
});

test("the same tick again, as after a reload during a pause, is drawn and does not pile up", () => {
  const state = after([frame(500), frame(500, { ball_x: 20 })]);
  assert.equal(state.frames.length, 1);
  assert.equal(state.frames[0]?.ball_x, 20);
});

test("swapped sides throw away what was drawn of the old ones", () => {
  assert.equal(after([seatOne, frame(7), seatTwo]).frames.length, 0);
  assert.equal(after([seatOne, frame(7), seatOne]).frames.length, 1);
});

test("who comes late to a finished match knows its result from the room", () => {
  const state = after([roomState({ status: "game_over", winner: 2, p1_score: 3, p2_score: 5 })]);
  assert.deepEqual(state.result, { winner: 2, p1Score: 3, p2Score: 5 });
});

test("a rematch clears the result", () => {
  const over = after([{ type: "game_over", winner: 1, p1_score: 5, p2_score: 2 }]);
  const kept = after([{ type: "status_change", status: "game_over" }], over);
  assert.equal(kept.result?.winner, 1);
  assert.equal(after([{ type: "status_change", status: "waiting_for_ready" }], kept).result, null);
});

test("a full room turns a player into somebody who watches", () => {
  const state = after([{ type: "error", code: "room_full", message: "full" }]);
  assert.equal(state.wantedRole, "observer");
  assert.equal(state.crowdedOut, true);
  assert.equal(state.notice, null);
});

test("a missing room is news only to somebody who watches", () => {
  /** @type {import("../js/net/protocol.js").ToClient} */
  const missing = { type: "error", code: "room_not_found", message: "" };
  assert.equal(after([missing]).roomMissing, false);
  assert.equal(after([missing], initialState("ABC234", "observer")).roomMissing, true);
});

test("other refusals are shown, and a seat makes up for them", () => {
  const refused = after([{ type: "error", code: "busy", message: "Too busy." }]);
  assert.deepEqual(refused.notice, { code: "busy", message: "Too busy." });
  assert.equal(after([seatOne], refused).notice, null);
});

test("messages plus the room's state equal the room's state alone", () => {
  const room = roomState({ status: "paused", players: [player(1), player(2, { connected: false })] });
  const longWay = after([seatOne, { type: "status_change", status: "playing" }, frame(5), room]);
  const shortWay = after([seatOne, room]);
  assert.equal(longWay.status, shortWay.status);
  assert.deepEqual(longWay.room, shortWay.room);
  assert.equal(longWay.result, shortWay.result);
});
