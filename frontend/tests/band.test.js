import assert from "node:assert/strict";
import { test } from "node:test";
import { score } from "../js/state/band.js";
import { bandOf, seatIsFree } from "../js/state/room_band.js";
import { reduce } from "../js/state/state.js";
import { after, frame, player, roomState, seatOne, seatTwo } from "./samples.js";

/** @typedef {import("../js/net/protocol.js").ToClient} ToClient */

/** @type {ToClient} */
const observing = { type: "joined_as_observer", room_code: "ABC234" };

test("a lonely player is asked to send the link", () => {
  const state = after([seatOne, { type: "status_change", status: "waiting_for_opponent" }]);
  assert.deepEqual(bandOf(state, 0), { kind: "invite" });
});

test("nothing covers the court while the ball is in play", () => {
  for (const status of /** @type {const} */ (["countdown", "playing"])) {
    assert.equal(bandOf(after([seatOne, { type: "status_change", status }]), 0).kind, "none");
  }
});

test("the ready question knows both sides", () => {
  const players = [player(1), player(2, { ready: true })];
  const room = roomState({ status: "waiting_for_ready", players });
  assert.deepEqual(bandOf(after([seatOne, room]), 0), { kind: "ready", mine: false, theirs: true });
  assert.deepEqual(bandOf(after([seatTwo, room]), 0), { kind: "ready", mine: true, theirs: false });
});

test("the time of somebody who is away runs down, and not below nothing", () => {
  const gone = player(2, { connected: false, absence_left_ms: 20_000 });
  const state = after([seatOne, roomState({ status: "paused", players: [player(1), gone] })]);
  const leftAt = (/** @type {number} */ now) => {
    const band = bandOf(state, state.roomAt + now);
    return band.kind === "away" ? band.leftMs : null;
  };
  assert.equal(leftAt(0), 20_000);
  assert.equal(leftAt(5_000), 15_000);
  assert.equal(leftAt(60_000), 0);
});

test("a match that is on hold though nobody is away waits for its server", () => {
  assert.equal(bandOf(after([seatOne, roomState({ status: "paused" })]), 0).kind, "back");
  assert.equal(bandOf(after([observing, roomState({ status: "paused" })]), 0).kind, "back");
});

test("only a player may claim the win", () => {
  const gone = player(2, { connected: false, absence_left_ms: 0 });
  const room = roomState({ status: "paused", can_claim: true, players: [player(1), gone] });
  const claims = (/** @type {ToClient} */ joined) => {
    const band = bandOf(after([joined, room]), 0);
    return band.kind === "away" && band.canClaim;
  };
  assert.equal(claims(seatOne), true);
  assert.equal(claims(observing), false);
});

test("the result is told from the own side, and neutrally to observers", () => {
  const room = roomState({ status: "game_over", winner: 2, p1_score: 3, p2_score: 5, ended_by: "points" });
  const told = (/** @type {ToClient} */ joined) => {
    const band = bandOf(after([joined, room]), 0);
    return band.kind === "over" ? [band.won, band.winner, band.score] : null;
  };
  assert.deepEqual(told(seatTwo), [true, "Bob", "5 : 3"]);
  assert.deepEqual(told(seatOne), [false, "Bob", "3 : 5"]);
  assert.deepEqual(told(observing), [null, "Bob", "3 : 5"]);
});

test("after a forfeit the one who stayed is alone", () => {
  const room = roomState({ status: "game_over", winner: 1, ended_by: "forfeit", players: [player(1)] });
  const band = bandOf(after([seatOne, room]), 0);
  assert.ok(band.kind === "over" && band.alone);
  assert.equal(band.how, "The other side left.");
});

test("a stopped connection covers everything else", () => {
  const state = reduce(after([seatOne]), { kind: "connection", connection: { phase: "stopped", code: 4001 } });
  assert.deepEqual(bandOf(state, 0), { kind: "stopped", code: 4001 });
});

test("a full server is a dead end, a busy room is not", () => {
  const told = (/** @type {string} */ code) => bandOf(after([{ type: "error", code, message: "" }]), 0).kind;
  assert.equal(told("too_many_rooms"), "busy");
  assert.equal(told("busy"), "connecting");
});

test("a free seat is offered before and after a match, and not during one", () => {
  const alone = [player(1)];
  assert.equal(seatIsFree(after([observing, roomState({ status: "waiting_for_opponent", players: alone })])), true);
  assert.equal(seatIsFree(after([observing, roomState({ status: "game_over", winner: 1, players: alone })])), true);
  assert.equal(seatIsFree(after([observing, roomState({ status: "game_over", winner: 1 })])), false);
  const away = [player(1), player(2, { connected: false })];
  assert.equal(seatIsFree(after([observing, roomState({ status: "paused", players: away })])), false);
});

test("the score is the newest frame's, and nothing before a match", () => {
  const playing = after([seatOne, roomState(), frame(9, { p1_score: 2, p2_score: 1 })]);
  assert.deepEqual(score(playing), { p1: 2, p2: 1 });
  assert.deepEqual(score(after([{ type: "status_change", status: "waiting_for_ready" }], playing)), { p1: 0, p2: 0 });
});
