import assert from "node:assert/strict";
import { test } from "node:test";
import { entriesOf } from "../js/engine/input_log.js";
import { replay } from "../js/engine/replay.js";
import { LEFT, RIGHT } from "../js/engine/values.js";
import { momentOf } from "../js/practice/messages.js";
import { sceneAtTick } from "../js/practice/scene.js";
import { announcement } from "../js/state/announcements.js";
import { nameAt, score } from "../js/state/band.js";
import { ownPaddle } from "../js/state/scene.js";
import { practiceBandOf } from "../js/ui/practice_band.js";
import { LEVELS, RULES } from "./engine_files.js";
import { botPlayer, loggedPlayer, played } from "./engine_play.js";
import { playedToTheEnd, practiceOf, TICK_MS } from "./practice_play.js";

/** @typedef {import("./practice_play.js").Table} Table */

const COUNTDOWN_TICKS = 180;

/** Past the countdown. @param {Table} table */
function intoPlay(table) {
  table.practice.start();
  table.pass(0);
  while (table.practice.state.status === "countdown") table.pass(TICK_MS);
}

/** What the engine makes of the seeds and the wishes of a practice. @param {Table} table @param {any[]} log */
function playedByTheEngine({ practice, seeds }, log) {
  const side = practice.state.seat?.playerNum ?? LEFT;
  const [seed = 0, botSeed = 0] = seeds.slice(-2);
  const start = { seed, pointsLimit: 2, freezeTicks: COUNTDOWN_TICKS, rules: RULES, durationTicks: 1_000_000 };
  const bot = botPlayer(LEVELS.normal, side === LEFT ? RIGHT : LEFT, botSeed, RULES);
  const person = loggedPlayer(log, side);
  const came = played({ start, players: side === LEFT ? [person, bot] : [bot, person], interruptions: [] });
  return { came, match: replay({ ...start, log: entriesOf(came.log) }) };
}

/** @type {[name: string, pictureMs: () => number][]} */
const SCREENS = [
  ["60 pictures a second", () => TICK_MS],
  ["144 pictures a second", () => 1000 / 144],
  ["pictures as they come", unevenly()],
];

/** From 1 to 90 ms, the same ones each time. */
function unevenly() {
  let step = 0;
  return () => 1 + ((step++ * 37) % 90);
}

for (const [name, pictureMs] of SCREENS) {
  test(`a match is the engine's own, and its replay's, with ${name}`, () => {
    const table = practiceOf();
    for (const side of [LEFT, RIGHT]) {
      const log = playedToTheEnd(table, pictureMs);
      assert.equal(table.practice.state.seat?.playerNum, side);
      const { came, match } = playedByTheEngine(table, log);
      const { phase, tick, leftScore, rightScore, left, right, ball } = match;
      assert.ok(phase.kind === "finished" && log.length > 5);
      assert.equal(came.final.tick, tick);
      assert.deepEqual(table.practice.state.result, {
        winner: phase.winner,
        p1Score: leftScore,
        p2Score: rightScore,
      });
      const newest = table.practice.state.frames.at(-1);
      assert.deepEqual(
        [newest?.tick, newest?.p1_y, newest?.p2_y, newest?.ball_x, newest?.ball_y],
        [tick, left.y, right.y, ball.x, ball.y],
      );
    }
  });
}

test("the same chance and the same wishes give the same match, other chance another one", () => {
  const endOf = (/** @type {number} */ seed) => {
    const table = practiceOf({ seed });
    playedToTheEnd(table, () => TICK_MS);
    return table.practice.state.frames;
  };
  assert.deepEqual(endOf(3), endOf(3));
  assert.notDeepEqual(endOf(3), endOf(4));
});

test("a second has sixty ticks on every screen", () => {
  for (const rate of [30, 60, 75, 144, 240]) {
    const table = practiceOf();
    table.practice.start();
    table.pass(0);
    for (let picture = 0; picture < rate; picture++) table.pass(1000 / rate);
    assert.ok(Math.abs(table.tick() - 60) <= 1, `${table.tick()} ticks at ${rate} pictures a second`);
  }
});

test("after a stall a few ticks are made up for, and the match goes on from there", () => {
  const table = practiceOf();
  intoPlay(table);
  const before = table.tick();
  table.pass(30_000);
  assert.equal(table.tick(), before + 6);
  table.pass(TICK_MS);
  assert.equal(table.tick(), before + 7);
});

test("what is drawn moves evenly between two ticks, one tick behind", () => {
  const table = practiceOf();
  intoPlay(table);
  const drawnX = () => sceneAtTick(table.practice.state, table.practice.tickToDraw).ball?.x ?? Number.NaN;
  for (let picture = 0; picture < 10; picture++) table.pass(TICK_MS / 4);
  /** @type {number[]} */
  const places = [];
  for (let picture = 0; picture < 20; picture++) {
    table.pass(TICK_MS / 4);
    places.push(drawnX());
  }
  const steps = places.slice(1).map((x, place) => Math.abs(x - /** @type {number} */ (places[place])));
  const quarter = RULES.serve_speed / 60 / 4;
  // A serve's direction takes some of its speed upwards or downwards.
  for (const step of steps) assert.ok(step > quarter * 0.9 && step <= quarter * 1.001, `${step} of ${quarter}`);
});

test("before the first match there is a question, and the court is empty", () => {
  const { practice, pass } = practiceOf({ level: "hard", pointsLimit: 7, name: "" });
  pass(0);
  pass(1000);
  assert.deepEqual(practiceBandOf(practice.state), { kind: "start" });
  assert.deepEqual(sceneAtTick(practice.state, practice.tickToDraw), { paddles: { p1: 50, p2: 50 }, ball: null });
  assert.deepEqual([nameAt(practice.state, 1), nameAt(practice.state, 2)], ["Player 1", "Bot · hard"]);
  assert.equal(practice.state.room?.points_limit, 7);
});

test("a countdown comes before the ball, and the paddle moves meanwhile", () => {
  const { practice, pass } = practiceOf();
  practice.start();
  pass(0);
  assert.equal(practice.state.status, "countdown");
  practice.steer({ kind: "hold", direction: -1 });
  for (let tick = 0; tick < COUNTDOWN_TICKS - 1; tick++) pass(TICK_MS);
  assert.equal(practice.state.status, "countdown");
  assert.equal(ownPaddle(practice.state), RULES.paddle_height / 2);
  pass(TICK_MS * 1.5);
  assert.equal(practice.state.status, "playing");
});

test("nothing moves in a pause however long, and a countdown leads out of it", () => {
  const table = practiceOf();
  const { practice, pass, tick } = table;
  intoPlay(table);
  const [before, drawn] = [tick(), practice.tickToDraw];
  practice.pause();
  practice.pause();
  assert.equal(practiceBandOf(practice.state).kind, "paused");
  for (let picture = 0; picture < 100; picture++) pass(100);
  assert.deepEqual([tick(), practice.tickToDraw], [before, drawn]);
  practice.resume();
  assert.equal(practice.state.status, "countdown");
  pass(5000); // the first picture after a pause begins the time anew
  assert.equal(tick(), before);
  const { ball_x } = practice.state.frames.at(-1) ?? {};
  for (let picture = 0; picture < COUNTDOWN_TICKS - 1; picture++) pass(TICK_MS);
  assert.equal(practice.state.frames.at(-1)?.ball_x, ball_x);
  pass(TICK_MS * 2.5);
  assert.equal(practice.state.status, "playing");
  assert.notEqual(practice.state.frames.at(-1)?.ball_x, ball_x);
});

test("only a match under way can be paused or resumed, and none is begun over it", () => {
  const table = practiceOf();
  const { practice } = table;
  practice.pause();
  practice.resume();
  assert.equal(practice.state.status, "waiting_for_ready");
  intoPlay(table);
  const { room } = practice.state;
  practice.start();
  practice.resume();
  assert.equal(practice.state.room, room);
  practice.pause();
  practice.start();
  assert.equal(practice.state.status, "paused");
});

test("a rematch swaps the sides, and begins with nothing of the match before", () => {
  const table = practiceOf();
  playedToTheEnd(table, () => TICK_MS);
  const { practice } = table;
  const band = practiceBandOf(practice.state);
  assert.ok(band.kind === "over" && band.won !== null && !band.alone && !band.mine);
  assert.equal(sceneAtTick(practice.state, practice.tickToDraw).ball, null);
  practice.start();
  assert.equal(practice.state.seat?.playerNum, RIGHT);
  assert.deepEqual([nameAt(practice.state, 1), nameAt(practice.state, 2)], ["Bot · normal", "Ada"]);
  assert.deepEqual(score(practice.state), { p1: 0, p2: 0 });
  assert.deepEqual([table.tick(), practice.state.frames.length, practice.state.result], [0, 1, null]);
});

test("another level is shown at once before the first match, and counts for the next one after it", () => {
  const table = practiceOf({ level: "calm" });
  const { practice } = table;
  practice.choose({ level: "pro", pointsLimit: 1 });
  assert.equal(nameAt(practice.state, 2), "Bot · pro");
  practice.start();
  practice.choose({ level: "easy" });
  assert.equal(nameAt(practice.state, 2), "Bot · pro");
  table.pass(0);
  while (practice.isUnderWay) table.pass(50);
  assert.equal(nameAt(practice.state, 2), "Bot · pro");
  practice.start();
  assert.equal(nameAt(practice.state, 1), "Bot · easy");
  assert.equal(practice.state.room?.points_limit, 1);
});

test("a screen reader hears of the start, the points, the pause and the end", () => {
  const table = practiceOf({ pointsLimit: 1 });
  const { practice } = table;
  intoPlay(table);
  practice.pause();
  practice.resume();
  while (practice.isUnderWay) table.pass(TICK_MS);
  const said = table.changes
    .map(([before, after]) => announcement(before, after, "Space"))
    .filter((line) => line !== null);
  const winner = practice.state.result?.winner === 1 ? "Ada" : "Bot · normal";
  const last = practice.state.result?.winner === 1 ? "1 to 0" : "0 to 1";
  const result =
    practice.state.result?.winner === practice.state.seat?.playerNum ? "You win. 1 to 0" : "You lose. 0 to 1";
  assert.deepEqual(said, [
    "Get ready.",
    "Play.",
    "Paused.",
    "Get ready.",
    "Play.",
    `Point for ${winner}. ${last}.`,
    `Game over. ${result}.`,
  ]);
});

test("each event has its sound, but for those that make none", () => {
  assert.equal(momentOf({ kind: "paddle_hit", side: LEFT, y: 1, hits: 1 }), "hit_1");
  assert.equal(momentOf({ kind: "paddle_hit", side: RIGHT, y: 1, hits: 1 }), "hit_2");
  assert.equal(momentOf({ kind: "wall_bounce", y: 1 }), "wall");
  assert.equal(momentOf({ kind: "point_scored", side: LEFT, y: 1 }), "point_1");
  assert.equal(momentOf({ kind: "point_scored", side: RIGHT, y: 1 }), "point_2");
  assert.equal(momentOf({ kind: "served", toward: LEFT }), null);
  const table = practiceOf();
  playedToTheEnd(table, () => TICK_MS);
  const points = table.moments.filter((moment) => moment.startsWith("point"));
  const { p1Score = 0, p2Score = 0 } = table.practice.state.result ?? {};
  assert.equal(points.length, p1Score + p2Score);
  assert.ok(table.moments.some((moment) => moment.startsWith("hit")));
});
