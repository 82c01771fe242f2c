import assert from "node:assert/strict";
import { test } from "node:test";
import { outageLine } from "../js/state/outage.js";
import { initialState, lossToTell, reduce } from "../js/state/state.js";
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

/** @typedef {import("../js/state/state.js").State} State */
/** @typedef {import("../js/net/connection.js").ConnectionState} ConnectionState */

/** @param {State} state @param {...ConnectionState} connections */
const through = (state, ...connections) =>
  connections.reduce((before, connection) => reduce(before, { kind: "connection", connection }), state);
/** @param {import("../js/net/backoff.js").Loss} loss @returns {ConnectionState} */
const lost = (loss) => ({ phase: "waiting", attempt: 0, retryAt: 0, loss });
/** @type {ConnectionState} */
const connecting = { phase: "connecting", attempt: 1 };

test("each loss has its words, for players and for those who watch", () => {
  const seated = after([seatOne, roomState()]);
  const watching = after([{ type: "joined_as_observer", room_code: "ABC234" }, roomState()]);
  const told = (/** @type {State} */ state) =>
    /** @type {const} */ (["moved", "silent", "pause", "cut"]).map((loss) => outageLine(through(state, lost(loss)), 0));
  assert.deepEqual(told(seated), [
    "The server is restarting. Your seat is kept.",
    "The server does not answer. Trying another…",
    "The server is too busy. Trying again in a moment…",
    "Connection lost. Coming back…",
  ]);
  assert.equal(told(watching)[0], "The server is restarting. Coming back…");
});

test("who has never been in a room is not told of coming back to it", () => {
  const state = through(initialState("ABC234", "player"), lost("cut"));
  assert.equal(outageLine(state, 0), "The server cannot be reached. Trying again…");
  assert.equal(outageLine(after([seatOne, roomState()], state), 0), null);
});

test("a refused connection is no news after a better reason", () => {
  assert.deepEqual([lossToTell("moved", "cut"), lossToTell("silent", "cut")], ["moved", "silent"]);
  assert.deepEqual(
    [lossToTell("cut", "silent"), lossToTell("cut", "moved"), lossToTell(null, "cut")],
    ["silent", "moved", "cut"],
  );
});

test("a loss is over when the server has let us in, not when it answers", () => {
  const cut = through(after([seatOne, roomState()]), lost("cut"), connecting, { phase: "open" });
  assert.equal(cut.loss, "cut");
  assert.equal(cut.inside, false);
  assert.deepEqual(cut.seat, { playerNum: 1, name: "Ada" }, "and the seat is shown as ours all the time");
  const back = after([seatOne], cut);
  assert.deepEqual([back.loss, back.inside, outageLine(back, 0)], [null, true, "Back."]);
  assert.equal(outageLine(back, 2500), null);
});

test("another name or the rematch's new side is no return", () => {
  const state = after([seatOne, roomState(), seatTwo]);
  assert.equal(outageLine(through(state, connecting, { phase: "open" }), 0), null);
  assert.equal(outageLine(after([seatTwo], through(state, connecting)), 0), null);
});

test("frames of an older epoch are dropped, whatever their tick", () => {
  const state = after([frame(500), frame(300, { epoch: 7 }), frame(301, { epoch: 7 })]);
  assert.equal(after([frame(501)], state), state);
  assert.equal(after([frame(302, { epoch: 6 })], state), state);
  assert.equal(after([frame(302, { epoch: 7 })], state).frames.length, 3);
});

test("a newer epoch begins anew, on whichever tick", () => {
  for (const tick of [40, 501, 900]) {
    const state = after([
      frame(499, { ball_x: 20 }),
      frame(500, { ball_x: 21 }),
      frame(tick, { ball_x: 50, epoch: 1 }),
    ]);
    assert.deepEqual(
      state.frames.map((shown) => [shown.tick, shown.ball_x]),
      [[tick, 50]],
    );
    assert.equal(state.timeline?.lastTick, tick);
  }
});

test("a new connection may begin with any epoch, and with what is there then", () => {
  const before = after([frame(500, { epoch: 9 }), frame(501, { epoch: 9 })]);
  const again = through(before, lost("cut"), connecting, { phase: "open" });
  assert.equal(again.frames.length, 2, "the court stays as it was until something new comes");
  assert.deepEqual(
    after([frame(502, { epoch: 3 })], again).frames.map(({ tick }) => tick),
    [502],
  );
});

test("a server that has no room for another one is not waited for", () => {
  const cut = through(after([seatOne, roomState()]), lost("cut"), connecting, { phase: "open" });
  const refused = after([{ type: "error", code: "too_many_rooms", message: "full" }], cut);
  assert.equal(outageLine(refused, 0), null);
});
