import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { decodeToVisitor } from "../js/home/protocol.js";
import { beginSearch, endSearch, hear, NOBODY_HERE, newsOf } from "../js/home/state.js";
import { aboutOf, countOf } from "../js/home/words.js";
import { qrPath } from "../js/ui/qr.js";
import "./english.js";

/** @typedef {import("../js/home/protocol.js").Listing} Listing */

const FRAMES = new URL("../../backend/tests/golden/frames/lobby/", import.meta.url);

/** @param {string} code @param {Partial<Listing>} [fields] @returns {Listing} */
const listing = (code, fields = {}) => ({
  room_code: code,
  status: "playing",
  points_limit: 5,
  players: [
    { player_num: 1, name: "Ada", is_bot: false },
    { player_num: 2, name: "Bob", is_bot: false },
  ],
  p1_score: 0,
  p2_score: 0,
  watchers: 0,
  match_number: 1,
  ...fields,
});

test("every golden frame of the server is read, and nothing else", () => {
  const toServer = new Set(["play_now", "stop_seeking"]);
  for (const name of readdirSync(FRAMES)) {
    const text = readFileSync(new URL(name, FRAMES), "utf8");
    const expected = toServer.has(name.replace(".json", "")) ? null : JSON.parse(text);
    assert.deepEqual(decodeToVisitor(text), expected);
  }
  for (const frame of ["", "{", "null", '{"type":"room_state"}', new ArrayBuffer(2)]) {
    assert.equal(decodeToVisitor(frame), null);
  }
});

test("a state and its changes make a list in which no row moves", () => {
  let view = hear(
    NOBODY_HERE,
    { type: "lobby_state", rooms: [listing("A"), listing("B"), listing("C")], total: 3, tv: "A" },
    0,
  );
  const changed = [listing("B", { p1_score: 1 }), listing("D")];
  view = hear(view, { type: "lobby_changes", changed, gone: ["A"], total: 3, tv: "B" }, 0);
  assert.deepEqual([...view.rooms.keys()], ["B", "C", "D"]);
  assert.equal(view.rooms.get("B")?.p1_score, 1);
  assert.equal(view.tv, "B");
  assert.ok(view.here);
});

test("a new state forgets the rooms of before", () => {
  const before = hear(NOBODY_HERE, { type: "lobby_state", rooms: [listing("A")], total: 1, tv: null }, 0);
  const after = hear(before, { type: "lobby_state", rooms: [listing("B")], total: 1, tv: null }, 0);
  assert.deepEqual([...after.rooms.keys()], ["B"]);
});

test("a search lasts from the first click, whatever is asked again", () => {
  let view = beginSearch(NOBODY_HERE, 1000);
  view = beginSearch(view, 5000);
  view = hear(view, { type: "seeking", waited_ms: 0, nobody_yet: false }, 6000);
  assert.equal(view.seekingSince, 1000);
  view = hear(view, { type: "seeking", waited_ms: 5000, nobody_yet: true }, 6000);
  view = hear(view, { type: "seeking", waited_ms: 0, nobody_yet: false }, 7000);
  assert.ok(view.nobodyYet, "an offer that was made stands");
});

test("who has given up is not sent anywhere", () => {
  const view = endSearch(beginSearch(NOBODY_HERE, 0), null);
  assert.equal(hear(view, { type: "paired", room_code: "A" }, 0).pairedIn, null);
  assert.equal(hear(view, { type: "seeking", waited_ms: 0, nobody_yet: true }, 0).nobodyYet, false);
});

test("the answer to a wish to stop does not end the search that was begun meanwhile", () => {
  const stopped = endSearch(beginSearch(NOBODY_HERE, 0), null);
  const again = hear(beginSearch(stopped, 100), { type: "seeking_ended", reason: "stopped" }, 200);
  assert.equal(again.seekingSince, 100);
});

test("each turn of a search is said once", () => {
  const begun = beginSearch(NOBODY_HERE, 0);
  assert.match(newsOf(NOBODY_HERE, begun), /Looking/);
  const alone = hear(begun, { type: "seeking", waited_ms: 5000, nobody_yet: true }, 5000);
  assert.match(newsOf(begun, alone), /bot/);
  assert.equal(newsOf(alone, alone), "");
  const trouble = hear(alone, { type: "error", code: "busy", message: "x" }, 6000);
  assert.match(newsOf(alone, trouble), /in a moment/);
  assert.equal(hear(trouble, { type: "seeking", waited_ms: 6000, nobody_yet: true }, 7000).notice, null);
  assert.match(newsOf(alone, hear(alone, { type: "paired", room_code: "A" }, 6000)), /Found/);
  const elsewhere = hear(alone, { type: "seeking_ended", reason: "elsewhere" }, 6000);
  assert.match(newsOf(alone, elsewhere), /Another tab/);
  assert.equal(elsewhere.seekingSince, null);
});

test("a score that changes is not read out", () => {
  const before = hear(NOBODY_HERE, { type: "lobby_state", rooms: [listing("A")], total: 1, tv: null }, 0);
  const changed = [listing("A", { p1_score: 1 })];
  assert.equal(newsOf(before, hear(before, { type: "lobby_changes", changed, gone: [], total: 1, tv: null }, 0)), "");
});

test("a row says what there is to know", () => {
  assert.equal(aboutOf(listing("A", { watchers: 3 })), "first to 5 · 3 watching");
  assert.equal(aboutOf(listing("A", { status: "waiting_for_opponent" })), "waits for an opponent · first to 5");
  assert.equal(countOf(0, 0), "");
  assert.equal(countOf(7, 7), "7");
  assert.equal(countOf(70, 50), "70, the best 50 shown");
});

test("a QR code has its three corners and a quiet zone", () => {
  const { path, size } = qrPath("http://localhost:8000/room/KX7Q2M/");
  assert.ok(size >= 21 + 8);
  assert.ok(path.startsWith("M4 4h7v1h-7z"));
  assert.ok(path.includes(`M${size - 11} 4h7v1h-7z`));
  assert.ok(path.includes(`M4 ${size - 5}h7v1h-7z`));
});
