import assert from "node:assert/strict";
import { test } from "node:test";
import { LEFT, RIGHT } from "../js/engine/values.js";
import { BentClock, TICK_MS } from "../js/netcode/clock.js";
import { DrawnPaddle } from "../js/netcode/drawn_paddle.js";
import { Edges } from "../js/netcode/edges.js";
import { Flight } from "../js/netcode/flight.js";
import { Lag } from "../js/netcode/lag.js";
import { Lead } from "../js/netcode/lead.js";
import { ballAt, lastStep, legOf, placeOn, returnedBy, wallTimes } from "../js/netcode/legs.js";
import { MatchLog } from "../js/netcode/match_log.js";
import { modeNamed } from "../js/netcode/modes.js";
import { Netplay } from "../js/netcode/netplay.js";
import { Track } from "../js/netcode/track.js";
import { timeToDraw } from "../js/netcode/warp.js";
import { RULES } from "./engine_files.js";
import { frame, seatOne } from "./samples.js";

/** @typedef {import("../js/netcode/edges.js").Steering} Steering */

const UP = /** @type {const} */ ({ kind: "hold", direction: -1 });
const REACH = RULES.paddle_speed / RULES.ticks_per_second;
/** @type {Steering} */
const STEER_UP = { type: "move_paddle", direction: "up" };
/** A steep serve to the left. */
const SERVE = {
  tick: 100,
  ball: { x: 50, y: 50, vx: -31, vy: 140, speed: 50 },
  hits: 0,
  from: /** @type {const} */ (0),
};

test("a clock that is bent gets there at three ticks in a hundred, and one that is far ahead never runs back", () => {
  const clock = new BentClock();
  clock.start(0, 0);
  clock.bendTo(2);
  assert.ok(Math.abs(clock.at(50 * TICK_MS) - 51.5) < 1e-9);
  assert.ok(Math.abs(clock.at(100 * TICK_MS) - 102) < 1e-9);
  clock.leap(-20);
  let before = clock.at(100 * TICK_MS);
  for (let ms = 100 * TICK_MS; ms < 160 * TICK_MS; ms += 5) {
    assert.ok(clock.at(ms) >= before);
    before = clock.at(ms);
  }
  assert.ok(Math.abs(clock.at(160 * TICK_MS) - 142) < 1e-9);
});

test("the lead follows bad half seconds, forgives a stall, and leaps only after three reports that are far off", () => {
  const lead = new Lead();
  for (let report = 0; report < 12; report++) lead.heard(3, 0);
  assert.deepEqual(lead.heard(-40, 0), { bendTo: -3 });
  assert.deepEqual(lead.heard(-40, 0), { bendTo: -3 });
  assert.deepEqual(lead.heard(-40, 0), { leap: 40 });
});

test("the far side is drawn later than nearly all news come, and never by more than 300 ms", () => {
  const lag = new Lag();
  for (let news = 0; news < 100; news++) lag.heard(5 + (news % 10) / 10);
  assert.ok(lag.toDraw > 5.9 && lag.toDraw < 8);
  for (let news = 0; news < 200; news++) lag.heard(60);
  assert.equal(lag.toDraw, 18);
});

test("ticks of edges grow, an edge of what was promised to be over is none, and what comes too fast waits", () => {
  const edges = new Edges();
  assert.deepEqual(edges.stamp(STEER_UP, 10.9), { ...STEER_UP, tick: 10, seq: 1 });
  assert.equal(edges.stamp(STEER_UP, 10.95)?.tick, 11);
  assert.equal(edges.stamp(STEER_UP, 10.97), null);
  assert.equal(edges.due(10.99), null);
  assert.deepEqual(edges.due(11.2), { ...STEER_UP, tick: 12, seq: 3 });
  edges.promise(14);
  assert.equal(edges.stamp(STEER_UP, 13.1)?.tick, 14);
});

test("a track is told where it was, and does again what the server does not know yet", () => {
  const track = new Track(RULES);
  track.steer(10, UP, 1);
  track.steer(20, { kind: "hold", direction: 0 }, 2);
  assert.ok(Math.abs(track.at(30) - (50 - 10 * REACH)) < 1e-9);
  track.told({ tick: 13, y: 50, intent: UP, seq: 1 });
  assert.ok(Math.abs(track.at(30) - (50 - 7 * REACH)) < 1e-9, "three ticks later than we thought");
  assert.equal(track.at(5), 50);
});

test("a paddle that was drawn at a wrong place gets to the right one without a jump", () => {
  const paddle = new DrawnPaddle(RULES);
  paddle.track.steer(10, UP, 1);
  const before = paddle.at(20, 0);
  assert.ok(paddle.told({ tick: 13, y: 50, intent: UP, seq: 1 }, 20, 0) < 0);
  assert.ok(Math.abs(paddle.at(20, 0) - before) < 1e-9);
  assert.ok(Math.abs(paddle.at(20, 40) - (before + 1.5 * REACH)) < 1e-9);
  assert.ok(Math.abs(paddle.at(20, 80) - (before + 3 * REACH)) < 1e-9);
});

test("a leg's straight way is the engine's, walls and end included", () => {
  const leg = legOf(SERVE, RULES);
  const step = lastStep(leg, RULES);
  for (let tick = SERVE.tick; tick <= step.tick; tick++) {
    const [ball, place] = [ballAt(leg, tick, RULES), placeOn(leg, tick, RULES)];
    assert.ok(Math.abs(ball.x - place.x) < 1e-9 && Math.abs(ball.y - place.y) < 1e-9, `tick ${tick}`);
  }
  assert.equal(step.tick, Math.floor(leg.endsAt));
  const walls = wallTimes(leg, RULES).map((time) => Math.round(placeOn(leg, time, RULES).y));
  assert.deepEqual(walls.slice(0, 2), [99, 1]);
  const back = returnedBy(step, leg, placeOn(leg, leg.endsAt, RULES).y, RULES);
  assert.ok(back && back.from === LEFT && back.ball.vx > 0);
  const home = legOf(back, RULES);
  assert.ok(Math.abs(home.startsAt - leg.endsAt) < 1e-9 && Math.abs(home.x - RULES.left_plane) < 1e-9);
  assert.equal(returnedBy(step, leg, -1000, RULES), null);
});

test("at one's own plane the ball is drawn at one's own time, at the far one so much later, and never back", () => {
  const coming = legOf(SERVE, RULES);
  for (const [own, atEnd] of /** @type {const} */ ([
    [LEFT, 0],
    [RIGHT, 12],
  ])) {
    const at = (/** @type {number} */ clock) => timeToDraw(coming, clock, { own, lag: 12 }, RULES);
    assert.ok(Math.abs(at(coming.endsAt + atEnd) - coming.endsAt) < 1e-9);
    assert.ok(Math.abs(at(coming.startsAt + 6) - coming.startsAt) < 1e-9, "in the middle it is half of it");
    for (let clock = 90; clock < 300; clock++) assert.ok(at(clock + 1) > at(clock));
  }
});

test("a contact that is not known yet holds the ball, and it goes on from there when it is told", () => {
  const flight = new Flight({ own: RIGHT, isWarped: true, predicted: [RIGHT] }, RULES);
  flight.tell(SERVE, 90);
  const leg = legOf(SERVE, RULES);
  flight.draw(leg.endsAt + 9, 10);
  const held = flight.draw(leg.endsAt + 14, 10);
  assert.ok(held.isHeld && Math.abs(held.ball.x - RULES.left_plane) < 1e-9);
  const back = returnedBy(lastStep(leg, RULES), leg, held.ball.y, RULES);
  assert.ok(back);
  flight.tell(back, leg.endsAt + 14.5);
  assert.equal(flight.lag, 14.5);
  const drawn = flight.draw(leg.endsAt + 15, 10);
  assert.ok(!drawn.isHeld && drawn.ball.x - RULES.left_plane < 1);
  assert.deepEqual(
    drawn.moments.map(({ kind }) => kind),
    ["hit_1"],
  );
});

test("a hit of one's own that the server does not know is taken back, and only then", () => {
  const flight = new Flight({ own: LEFT, isWarped: true, predicted: [LEFT] }, RULES);
  flight.tell(SERVE, 90);
  const leg = legOf(SERVE, RULES);
  flight.draw(leg.endsAt - 1, 10);
  const { y } = placeOn(leg, leg.endsAt, RULES);
  const [contact] = flight.meet(leg.endsAt + 1, () => y);
  assert.ok(contact?.isHit);
  assert.equal(flight.draw(leg.endsAt + 1, 10).leg?.from, LEFT);
  assert.equal(flight.missed(LEFT, contact.tick + 1, leg.endsAt + 10), true);
  flight.goal(RIGHT);
  const kinds = flight.draw(leg.endsAt + 11, 10).moments.map(({ kind }) => kind);
  assert.deepEqual(kinds.at(-1), "point_2");
});

test("a point is owed from when it is told until its ball is drawn beyond the end", () => {
  const flight = new Flight({ own: null, isWarped: false, predicted: [] }, RULES);
  flight.tell(SERVE, 90);
  const leg = legOf(SERVE, RULES);
  flight.draw(leg.endsAt - 1, 0);
  flight.missed(LEFT, Math.ceil(leg.endsAt), leg.endsAt);
  assert.equal(flight.owesPoint, false);
  flight.goal(RIGHT);
  flight.draw(leg.outAt - 1, 0);
  assert.equal(flight.owesPoint, true);
  const { moments } = flight.draw(leg.outAt + 1, 0);
  assert.equal(moments.at(-1)?.kind, "point_2");
  assert.equal(flight.owesPoint, false);
});

test("a ball that stands still during a rally leaves from where it was, and so it does when that is told again", () => {
  const flight = new Flight({ own: RIGHT, isWarped: true, predicted: [RIGHT] }, RULES);
  flight.tell(SERVE, 90);
  flight.draw(120, 10);
  flight.hold(130, 60);
  const ball = ballAt(SERVE, 130, RULES);
  assert.ok(Math.abs(flight.draw(170, 10).ball.x - ball.x) < 1e-9);
  flight.tell({ tick: 190, ball, hits: 0, from: 0 }, 171);
  assert.ok(Math.abs(flight.draw(172, 10).ball.x - ball.x) < 1e-9);
  assert.ok(flight.draw(220, 10).ball.x < ball.x);
});

test("a match of which something was missed is not called different", () => {
  const log = new MatchLog();
  log.intent(1, 5, UP);
  /** @type {import("../js/netcode/wire.js").MatchRecord} */
  const record = {
    type: "match_record",
    epoch: 1,
    match_number: 1,
    seed: 1,
    points_limit: 1,
    ticks: 20,
    inputs: 1,
    finish: 2,
    checksum: 0,
  };
  assert.equal(log.compare(record, RULES), "different");
  assert.equal(log.compare({ ...record, inputs: 2 }, RULES), "incomplete");
  log.isComplete = false;
  assert.equal(log.compare(record, RULES), "incomplete");
});

test("a server that tells too little gets plain inputs, and no picture is made of it", () => {
  const netplay = new Netplay({ rules: RULES, mode: "warp" });
  netplay.hear(seatOne, 0);
  for (let tick = 1; tick < 60; tick++) netplay.hear(frame(tick), tick * TICK_MS);
  assert.deepEqual(netplay.steer(STEER_UP, 1000), STEER_UP);
  assert.deepEqual(netplay.ack(1000), { type: "ack", tick: 59 });
  assert.deepEqual(netplay.due(1000), []);
  assert.equal(netplay.picture(1000), null);
});

test("what is steered during a pause is said when the match goes on, and not for a tick that waits", () => {
  const netplay = new Netplay({ rules: RULES, mode: "warp" });
  netplay.hear(seatOne, 0);
  netplay.hear({ type: "paddle", epoch: 1, tick: 0, player_num: 1, y: 50, direction: "stop", seq: 0 }, 0);
  netplay.hear(frame(2, { epoch: 1 }), 33);
  assert.ok(netplay.steer(STEER_UP, 50));
  netplay.hear({ type: "status_change", status: "paused" }, 100);
  assert.equal(netplay.steer({ type: "move_paddle", direction: "stop" }, 5000), null);
  assert.deepEqual(netplay.due(5000), []);
  netplay.hear({ type: "status_change", status: "playing" }, 9000);
  netplay.hear(frame(6, { epoch: 1 }), 9033);
  const [said] = netplay.due(9034);
  assert.ok(said?.type === "move_paddle" && said.direction === "stop" && said.seq === 2);
});

test("a page that stood still for a moment still tells a point, but no hit; one that nobody saw tells nothing", () => {
  const told = (/** @type {object} */ happened, /** @type {number} */ stoodMs) => {
    const netplay = new Netplay({ rules: RULES, mode: "interp" });
    netplay.hear(seatOne, 0);
    netplay.hear(frame(1, { ball_x: 6 }), 0);
    netplay.hear(frame(2, { ball_x: 4 }), 0);
    netplay.picture(0);
    netplay.hear(frame(3, happened), stoodMs);
    return netplay.picture(stoodMs)?.moments.map(({ kind }) => kind);
  };
  const hit = { ball_x: 6 };
  const point = { ball_x: 50, p2_score: 1 };
  assert.deepEqual([told(hit, 100), told(hit, 1000)], [["hit_1"], []]);
  assert.deepEqual([told(point, 100), told(point, 1000), told(point, 3000)], [["point_2"], ["point_2"], []]);
});

test("an address without a known mode gets the default", () => {
  assert.deepEqual([modeNamed("interp"), modeNamed(null), modeNamed("x")], ["interp", "warp", "warp"]);
});
