import assert from "node:assert/strict";
import { test } from "node:test";
import { freeze, newMatch, step } from "../js/engine/step.js";
import { STOP } from "../js/engine/values.js";
import { announcement } from "../js/state/announcements.js";
import { heldAt, heldWords, pauseOffer } from "../js/state/pausing.js";
import { Qualities } from "../js/state/quality.js";
import { bandOf } from "../js/state/room_band.js";
import { towardOf } from "../js/state/serve.js";
import { Allowance, isPhrase, mayTalk, PHRASES } from "../js/state/talk.js";
import { RULES } from "./engine_files.js";
import { after, frame, player, roomState, seatOne, seatTwo } from "./samples.js";

/** @typedef {import("../js/net/protocol.js").ToClient} ToClient */

/** @type {ToClient} */
const observing = { type: "joined_as_observer", room_code: "ABC234" };
const pauser = player(1, { pausing: true, absence_left_ms: 12_000 });
const held = roomState({ status: "paused", players: [pauser, player(2)] });

test("everybody sees who has asked for the pause, and how long it may last", () => {
  const told = [seatOne, seatTwo, observing].map((joined) => {
    const state = after([joined, held]);
    assert.equal(bandOf(state, 0).kind, "held");
    const now = heldAt(state, state.roomAt + 2_500);
    assert.ok(now);
    return Object.values(heldWords(now));
  });
  const forOthers = ["Paused by Ada.", "Goes on in 10 s at most."];
  assert.deepEqual(told, [["Paused by you.", "Goes on by itself in 10 s."], forOthers, forOthers]);
});

test("nothing is said of a pause before it is known who has asked for it", () => {
  const playing = after([seatTwo, roomState()]);
  const paused = after([{ type: "status_change", status: "paused" }], playing);
  assert.equal(bandOf(paused, 0).kind, "none");
  assert.equal(bandOf(after([held], paused), 0).kind, "held");
});

test("who has asked for a pause sees so though the other one is gone, until the win can be claimed", () => {
  const gone = player(2, { connected: false, absence_left_ms: 0 });
  const kindIf = (/** @type {boolean} */ can_claim) =>
    bandOf(after([seatOne, roomState({ status: "paused", players: [pauser, gone], can_claim })]), 0).kind;
  assert.deepEqual([kindIf(false), kindIf(true)], ["held", "away"]);
});

test("a pause is said aloud with its name, once", () => {
  const playing = after([seatTwo, roomState(), frame(1), frame(2)]);
  const paused = after([{ type: "status_change", status: "paused" }], playing);
  const told = after([held], paused);
  assert.equal(announcement(paused, told, "Space"), "Paused by Ada. Goes on in 12 s at most.");
  assert.equal(announcement(told, after([held], told), "Space"), null);
});

test("the button is for players, in play, with time left; whoever has paused can take it back", () => {
  const offer = (/** @type {ToClient[]} */ ...messages) => {
    const { isShown, isOpen, isMine } = pauseOffer(after(messages));
    return { isShown, isOpen, isMine };
  };
  const closed = { isShown: true, isOpen: false, isMine: false };
  assert.deepEqual(offer(observing, roomState()), { isShown: false, isOpen: false, isMine: false });
  assert.deepEqual(offer(seatOne, roomState()), { isShown: true, isOpen: true, isMine: false });
  assert.deepEqual(offer(seatOne, roomState({ status: "waiting_for_ready" })), closed);
  assert.deepEqual(offer(seatOne, roomState({ players: [player(1, { absence_left_ms: 0 }), player(2)] })), closed);
  assert.deepEqual(offer(seatOne, held), { isShown: true, isOpen: true, isMine: true });
  assert.deepEqual(offer(seatTwo, held), closed);
});

test("three phrases may be said at once, then one after the other", () => {
  const allowance = new Allowance();
  const said = [0, 1, 2, 3].map((now) => allowance.take(now));
  assert.deepEqual(said, [true, true, true, false]);
  const waitMs = allowance.waitMs(3);
  assert.ok(waitMs > 2000 && waitMs < 2300, `${waitMs} ms`);
  assert.equal(allowance.take(2 + waitMs), false);
  assert.equal(allowance.take(3 + waitMs), true);
  assert.deepEqual(
    [0, 1, 2, 3].map((now) => allowance.take(60_000 + now)),
    [true, true, true, false],
  );
});

test("what the server has dropped is waited for, too", () => {
  const allowance = new Allowance();
  allowance.take(0);
  allowance.refused(2000);
  assert.equal(allowance.take(2001), false);
  assert.equal(allowance.take(2000 + allowance.waitMs(2000)), true);
});

test("only who plays a person has somebody to talk to, and a phrase that is not known is none", () => {
  assert.equal(mayTalk(after([seatOne, roomState()])), true);
  assert.equal(mayTalk(after([seatOne, roomState({ players: [player(1), player(2, { is_bot: true })] })])), false);
  assert.equal(mayTalk(after([seatOne, roomState({ players: [player(1)] })])), false);
  assert.equal(mayTalk(after([observing, roomState()])), false);
  assert.ok(PHRASES.every(isPhrase));
  assert.equal(isPhrase("rude"), false);
});

test("of a connection counts the worst of two seconds", () => {
  const qualities = new Qualities();
  const heard = (/** @type {[number|null, number|null]} */ slack, /** @type {number} */ at) => {
    qualities.heard(frame(1, { slack }), at);
    return [qualities.of(1), qualities.of(2)];
  };
  assert.deepEqual([qualities.of(1), qualities.of(2)], [null, null]);
  assert.deepEqual(heard([3, null], 0), ["good", null]);
  assert.deepEqual(heard([0, -1], 500), ["good", "fair"]);
  assert.deepEqual(heard([-4, -5], 1000), ["fair", "poor"]);
  assert.deepEqual(heard([2, 2], 1500), ["fair", "poor"]);
  assert.deepEqual(heard([2, 2], 2999), ["fair", "poor"]);
  assert.deepEqual(heard([2, 2], 3000), ["good", "good"]);
});

test("a player of whom nothing is heard any more has no quality, and one in a pause keeps it", () => {
  const qualities = new Qualities();
  qualities.heard(frame(1, { slack: [1, 1] }), 0);
  qualities.heard(frame(2), 1999);
  assert.equal(qualities.of(1), "good");
  qualities.heard(frame(3), 2000);
  assert.equal(qualities.of(1), null);
});

test("the ball that rests is pointed to whom it will leave, and one that flies to nobody", () => {
  const inputs = { left: STOP, right: STOP };
  let match = newMatch({ seed: 7, pointsLimit: 2, freezeTicks: 1, rules: RULES });
  const first = towardOf(match);
  assert.ok(first);
  for (let tick = 0; tick < 2; tick++) match = step(match, inputs, RULES).match;
  assert.equal(towardOf(match), null);
  assert.equal(Math.sign(match.ball.vx), first === 1 ? -1 : 1);
  assert.equal(towardOf(freeze(match, 60)), first);
  while (match.leftScore + match.rightScore === 0) match = step(match, inputs, RULES).match;
  assert.equal(towardOf(match), match.leftScore ? 2 : 1);
});
