import assert from "node:assert/strict";
import { test } from "node:test";
import { announcement } from "../js/state/announcements.js";
import { reduce } from "../js/state/state.js";
import { after, frame, player, roomState, seatOne, seatTwo } from "./samples.js";

/** @typedef {import("../js/net/protocol.js").ToClient} ToClient */
/** @typedef {import("../js/state/state.js").Action} Action */
/** @typedef {import("../js/state/state.js").State} State */

/** @type {ToClient} */
const observing = { type: "joined_as_observer", room_code: "ABC234" };
/** @type {State} */
const rally = after([seatOne, roomState(), frame(1), frame(2)]);

/** @param {ToClient} message @returns {Action} */
const heard = (message) => ({ kind: "message", message, at: 1000 });
/** @param {import("../js/net/protocol.js").Status} status */
const become = (status) => heard({ type: "status_change", status });
/** @param {string} code */
const refused = (code) => heard({ type: "error", code, message: "" });
/** @param {import("../js/net/connection.js").ConnectionState} connection @returns {Action} */
const line = (connection) => ({ kind: "connection", connection });

/** All that is said aloud in this course of things. @param {State} state @param {Action[]} actions */
const told = (state, ...actions) => toldWith("Space", state, ...actions);

/** @param {string} goKey @param {State} state @param {Action[]} actions */
function toldWith(goKey, state, ...actions) {
  /** @type {string[]} */
  const lines = [];
  for (const action of actions) {
    const next = reduce(state, action);
    const said = announcement(state, next, goKey);
    if (said !== null) lines.push(said);
    state = next;
  }
  return lines;
}

/** @param {Partial<import("../js/net/protocol.js").RoomState>} changes */
const paused = (changes) => heard(roomState({ status: "paused", ...changes }));
/** @param {number} left ms */
const bobIsAway = (left) => ({ players: [player(1), player(2, { connected: false, absence_left_ms: left })] });

test("a loss and a return are said once, however many tries lie between", () => {
  const lost = line({ phase: "waiting", attempt: 0, retryAt: 0, loss: "moved" });
  const tries = [1, 2].flatMap((attempt) => [
    line({ phase: "connecting", attempt }),
    line({ phase: "waiting", attempt, retryAt: 0, loss: "cut" }),
  ]);
  assert.deepEqual(told(rally, lost, ...tries, line({ phase: "open" }), heard(seatOne)), [
    "The server is restarting. Your seat is kept.",
    "Back.",
  ]);
});

test("a point is said aloud, a quiet rally is not", () => {
  assert.deepEqual(told(rally, heard(frame(3)), heard(frame(4, { p2_score: 1 }))), ["Point for Bob. 0 to 1."]);
});

test("the end is said with the result, from the own side, and why it is one", () => {
  const over = (/** @type {"points"|"forfeit"} */ ended_by) =>
    heard(roomState({ status: "game_over", winner: 2, p1_score: 3, p2_score: 5, ended_by }));
  const ends = [heard({ type: "game_over", winner: 2, p1_score: 3, p2_score: 5 }), become("game_over")];
  const atTheEnd = after([frame(3, { p1_score: 3, p2_score: 4 }), frame(4, { p1_score: 3, p2_score: 4 })], rally);
  const point = "Point for Bob. 3 to 5.";
  assert.deepEqual(told(atTheEnd, ...ends, over("points")), [point, "Game over. You lose. 3 to 5."]);
  assert.deepEqual(told(after([seatTwo], rally), over("forfeit")), [
    "Game over. You win. 5 to 3. The other side left.",
  ]);
  assert.deepEqual(told(after([observing], atTheEnd), ...ends, over("points")), [
    point,
    "Game over. Bob wins. 3 to 5.",
  ]);
});

test("of somebody who is away one hears at first and when the win can be claimed, and nothing in between", () => {
  const course = [
    become("paused"),
    paused(bobIsAway(30_000)),
    paused({ ...bobIsAway(20_000), observers: 1 }),
    paused({ ...bobIsAway(0), can_claim: true }),
    paused({ ...bobIsAway(0), can_claim: true, observers: 0 }),
  ];
  assert.deepEqual(told(rally, ...course), [
    "Paused.",
    "Bob lost the connection. 30 s left to come back. After that you can claim the win.",
    "The time to come back is used up. You can claim the win now.",
  ]);
  assert.deepEqual(told(after([observing], rally), ...course), [
    "Paused.",
    "Bob lost the connection. 30 s left to come back.",
    "The time to come back is used up.",
  ]);
});

test("a server that recovers is told after the pause", () => {
  assert.deepEqual(told(rally, become("paused"), paused({})), [
    "Paused.",
    "On hold for a moment. The server is recovering. The match goes on by itself.",
  ]);
});

test("a match that goes on after an absence is counted in", () => {
  const away = after([roomState({ status: "paused", ...bobIsAway(9000) })], rally);
  assert.deepEqual(told(away, become("countdown"), heard(roomState({ status: "countdown" })), become("playing")), [
    "Get ready.",
    "Play.",
  ]);
});

test("both wishes for a rematch are said", () => {
  const wishes = (/** @type {boolean} */ mine, /** @type {boolean} */ theirs) =>
    heard(
      roomState({
        status: "game_over",
        winner: 1,
        ended_by: "points",
        players: [player(1, { wants_rematch: mine }), player(2, { wants_rematch: theirs })],
      }),
    );
  const over = reduce(rally, wishes(false, false));
  assert.deepEqual(told(over, wishes(true, false)), ["Rematch asked for. Waiting for the other side."]);
  assert.deepEqual(told(over, wishes(false, true), become("countdown")), [
    "The other side wants a rematch.",
    "Get ready.",
  ]);
  const alone = heard(roomState({ status: "game_over", winner: 1, ended_by: "points", players: [player(1)] }));
  assert.deepEqual(told(over, alone, alone), ["The other side has left."]);
});

test("who is ready is said once each", () => {
  const ready = (/** @type {boolean} */ mine, /** @type {boolean} */ theirs) =>
    heard(
      roomState({ status: "waiting_for_ready", players: [player(1, { ready: mine }), player(2, { ready: theirs })] }),
    );
  const alone = after([seatOne, roomState({ status: "waiting_for_opponent", players: [player(1)] })]);
  assert.deepEqual(told(alone, ready(false, false), ready(false, true), ready(false, true)), [
    "Both players are here. Press space when you are ready.",
    "The other side is ready.",
  ]);
  assert.deepEqual(told(reduce(alone, ready(false, false)), ready(true, false)), [
    "You are ready. The other side is not ready yet.",
  ]);
});

test("whoever is to get ready hears the key that counts, or of the button where there are no keys", () => {
  const alone = after([seatOne, roomState({ status: "waiting_for_opponent", players: [player(1)] })]);
  const both = heard(roomState({ status: "waiting_for_ready" }));
  const call = (/** @type {string} */ goKey) => toldWith(goKey, alone, both);
  assert.deepEqual(call("KeyG"), ["Both players are here. Press G when you are ready."]);
  assert.deepEqual(call("ArrowUp"), ["Both players are here. Press ↑ when you are ready."]);
  assert.deepEqual(call(""), ["Both players are here. Press the button when you are ready."]);
  // Before the room's own state has come, too.
  assert.deepEqual(toldWith("", alone, become("waiting_for_ready")), call(""));
});

test("who watches hears why, and when a seat becomes free", () => {
  const newcomer = after([]);
  const course = [refused("room_full"), heard(observing), become("playing"), heard(roomState())];
  const over = { status: /** @type {const} */ ("game_over"), winner: /** @type {const} */ (1) };
  assert.deepEqual(told(newcomer, ...course, heard(roomState(over)), heard(roomState({ ...over, players: [] }))), [
    "Both seats are taken, so you are watching. Play.",
    "Game over. Ada wins. 0 to 0.",
    "A seat is free. You can take it.",
  ]);
});

test("a seat that a claim has made free is offered with the result", () => {
  const watched = after([observing, roomState({ status: "paused", ...bobIsAway(0) })], rally);
  const over = heard(roomState({ status: "game_over", winner: 1, ended_by: "claim", ...bobIsAway(0) }));
  assert.deepEqual(told(watched, become("game_over"), over, over), [
    "Game over. Ada wins. 0 to 0. The other side did not come back. A seat is free. You can take it.",
  ]);
});

test("dead ends are said: another tab, a full server, a room that is not there", () => {
  assert.deepEqual(told(rally, line({ phase: "stopped", code: 4001 })), [
    "This game is open in another tab. Only one tab can play it at a time.",
  ]);
  assert.deepEqual(told(after([]), refused("too_many_rooms")), [
    "The house is full. There are too many rooms just now; try again later.",
  ]);
  const watcher = reduce(after([]), { kind: "want", role: "observer" });
  assert.deepEqual(told(watcher, refused("room_not_found"), refused("room_not_found")), [
    "Nothing to see yet. Nobody plays in room ABC234. This page looks again by itself.",
  ]);
});

test("refusals are said in the words of people", () => {
  assert.deepEqual(told(rally, refused("wrong_phase")), ["That is not possible at the moment."]);
  assert.deepEqual(told(after([]), refused("busy")), ["The room is very busy. Asking again…"]);
});

test("coming in again by one's own wish is said, and that it has worked", () => {
  const stopped = reduce(rally, line({ phase: "stopped", code: 4001 }));
  const again = [line({ phase: "connecting", attempt: 0 }), line({ phase: "open" }), heard(seatOne)];
  assert.deepEqual(told(stopped, ...again), ["Connecting again…", "Back."]);
});
