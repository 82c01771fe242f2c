import assert from "node:assert/strict";
import { test } from "node:test";
import { digitsPath } from "../js/lib/glyphs.js";
import { Effects } from "../js/render/effects.js";
import { createPainter } from "../js/render/painter.js";
import { alongPaddleWay, orientationOf, project, viewOf } from "../js/render/view.js";
import { momentsOf } from "../js/state/moments.js";
import { ownPaddle, sceneAt } from "../js/state/scene.js";
import { advanceTimeline, frameAt, TICK_MS, tickToDraw } from "../js/state/timeline.js";
import { RULES } from "./engine_files.js";
import { after, frame, roomState, seatOne, seatTwo } from "./samples.js";

/** @param {number} actual @param {number} expected */
const near = (actual, expected, within = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} ~ ${expected}`);

test("between two frames the ball is between them", () => {
  const frames = [frame(10, { ball_x: 20, ball_y: 40 }), frame(12, { ball_x: 22, ball_y: 36 })];
  const drawn = frameAt(frames, 11);
  assert.deepEqual([drawn.ball_x, drawn.ball_y], [21, 38]);
});

test("nothing is drawn beyond the newest frame or before the oldest", () => {
  const frames = [frame(10, { ball_x: 20 }), frame(11, { ball_x: 21 })];
  assert.equal(frameAt(frames, 99).ball_x, 21);
  assert.equal(frameAt(frames, 1).ball_x, 20);
});

test("a ball that is put back to the middle does not fly there", () => {
  const frames = [frame(10, { ball_x: 99 }), frame(11, { ball_x: 50, p1_score: 1 })];
  assert.equal(frameAt(frames, 10.6).ball_x, 99);
  assert.equal(frameAt(frames, 11).ball_x, 50);
});

test("a rally that is served again is drawn from its serve, and makes no sound of a ball that flies there", () => {
  const rally = [80, 81, 82].map((ball_x, place) => frame(500 + place, { ball_x, ball_y: 20, p1_score: 2 }));
  const served = [0, 1, 2].map((place) => frame(420 + place, { p1_score: 2, epoch: 1, ball_x: 50 + place / 4 }));
  /** @type {import("../js/net/protocol.js").GameUpdate[]} */
  const shown = [];
  for (const next of served) {
    shown.push(next);
    const state = after([seatOne, roomState(), ...rally, ...shown]);
    assert.deepEqual(momentsOf(state.frames), []);
    // The message before the newest came 16 ms ago, the first of the match at 32 ms.
    const newestAt = (1 + rally.length + shown.length) * 16;
    for (let now = newestAt; now < newestAt + 200; now += 5) {
      const { ball } = sceneAt(state, now);
      assert.ok(ball && ball.x >= 50 && ball.x < 51 && ball.y === 50, `${ball?.x} at ${now}`);
    }
  }
});

test("with frames in time the picture is about one frame behind and never runs backwards", () => {
  let timeline = advanceTimeline(null, 0, 1000);
  let last = Number.NEGATIVE_INFINITY;
  for (let tick = 1; tick <= 600; tick++) {
    const at = 1000 + tick * TICK_MS + (tick % 7); // up to 6 ms of jitter
    timeline = advanceTimeline(timeline, tick, at);
    const drawn = tickToDraw(timeline, at);
    assert.ok(drawn > last, `tick ${tick}: ${drawn} after ${last}`);
    last = drawn;
  }
  near(600 - last, 1, 0.7);
});

test("more jitter means more delay, within a bound", () => {
  const delayAfter = (/** @type {number} */ jitter) => {
    let timeline = advanceTimeline(null, 0, 0);
    for (let tick = 1; tick < 600; tick++) {
      timeline = advanceTimeline(timeline, tick, tick * TICK_MS + (tick % 5 === 0 ? jitter : 0));
    }
    return 600 - tickToDraw(timeline, 600 * TICK_MS);
  };
  assert.ok(delayAfter(40) > delayAfter(4));
  assert.ok(delayAfter(200) < 200 / TICK_MS);
});

test("after a pause the timeline begins anew", () => {
  const before = advanceTimeline(advanceTimeline(null, 0, 0), 1, TICK_MS);
  const resumed = advanceTimeline(before, 2, 9000);
  near(resumed.originMs, 9000 - 2 * TICK_MS);
});

test("one's own paddle is the newest one, the other one is interpolated", () => {
  const frames = [frame(1, { p1_y: 40, p2_y: 40 }), frame(2, { p1_y: 42, p2_y: 42 })];
  const state = after([seatOne, roomState(), ...frames]);
  const { paddles } = sceneAt(state, 32);
  assert.equal(paddles.p1, 42);
  assert.ok(paddles.p2 >= 40 && paddles.p2 < 42);
  assert.equal(ownPaddle(state), 42);
  assert.equal(ownPaddle(after([seatTwo, roomState({ status: "paused" }), ...frames])), null);
});

test("hits, walls and points are found in the frames", () => {
  const balls = (/** @type {[number, number][]} */ ...places) =>
    momentsOf(places.map(([ball_x, ball_y], tick) => frame(tick, { ball_x, ball_y })));
  assert.deepEqual(balls([6, 50], [5, 51], [6, 52]), ["hit_1"]);
  assert.deepEqual(balls([94, 50], [95, 51], [94, 52]), ["hit_2"]);
  assert.deepEqual(balls([50, 2], [51, 1], [52, 2]), ["wall"]);
  assert.deepEqual(balls([50, 50], [51, 50], [52, 50]), []);
  assert.deepEqual(balls([50, 50], [50, 50], [49, 50]), []);
  assert.deepEqual(momentsOf([frame(1), frame(2, { p2_score: 1 })]), ["point_2"]);
  assert.deepEqual(momentsOf([]), []);
});

test("a lying court fills a wide page, a standing one a tall page", () => {
  assert.equal(orientationOf({ width: 1440, height: 900 }, 1), "wide");
  assert.equal(orientationOf({ width: 360, height: 740 }, 1), "tall");
  assert.equal(orientationOf({ width: 360, height: 740 }, 2), "tall-flipped");
  const spare = { bar: 76, margin: 20 };
  for (const page of [
    { width: 1440, height: 900 },
    { width: 2560, height: 1080 },
    { width: 360, height: 740 },
    { width: 820, height: 1180 },
  ]) {
    const { court, orientation } = viewOf(page, spare, 1, 1.6);
    near(court.width / court.height, orientation === "wide" ? 1.6 : 1 / 1.6, 1e-6);
    near(court.x + court.width / 2, page.width / 2, 1e-6);
    assert.ok(court.x >= 0 && court.y >= spare.bar - 1e-6 && court.y + court.height <= page.height);
    assert.ok(court.width > page.width * 0.6 || court.height > page.height * 0.8);
  }
});

test("on a tall page the own side is at the bottom", () => {
  const court = { x: 0, y: 0, width: 100, height: 160 };
  const left = { x: 0, y: 20, width: 4, height: 10 };
  assert.ok(project({ orientation: "tall", court }, left).y > 150);
  assert.equal(project({ orientation: "tall-flipped", court }, left).y, 0);
  assert.equal(project({ orientation: "tall", court }, left).x, 20);
});

test("a point of the page is found again along the paddle's way", () => {
  const wide = viewOf({ width: 1440, height: 900 }, { bar: 76, margin: 20 }, 1, 1.6);
  const box = project(wide, { x: 3, y: 25, width: 0, height: 0 });
  near(alongPaddleWay(wide, box), 25, 1e-9);
  const tall = viewOf({ width: 360, height: 740 }, { bar: 76, margin: 20 }, 2, 1.6);
  const drawn = project(tall, { x: 97, y: 70, width: 0, height: 0 });
  near(alongPaddleWay(tall, drawn), 70, 1e-9);
});

test("the trail is short, and is gone when the ball is", () => {
  const effects = new Effects();
  for (let now = 0; now < 1000; now += 16) effects.trace({ x: now / 20, y: 50 }, now);
  assert.ok(effects.trail.length > 3 && effects.trail.length < 12);
  effects.trace({ x: 99, y: 10 }, 1008);
  assert.equal(effects.trail.length, 1);
  effects.trace(null, 2000);
  assert.equal(effects.trail.length, 0);
});

test("digits stand side by side", () => {
  assert.equal(digitsPath(7).width, 3);
  assert.equal(digitsPath(21).width, 7);
  const paths = new Set(Array.from({ length: 10 }, (_, digit) => digitsPath(digit).path));
  assert.equal(paths.size, 10);
});

test("a court where nothing moves is painted once, and again when it has another size, other paddles or a ball", (t) => {
  const media = { matches: true, addEventListener() {} };
  const page = {
    window: { matchMedia: () => media },
    document: { documentElement: { dataset: {} }, getElementById: () => null },
    getComputedStyle: () => ({ getPropertyValue: () => "#000" }),
  };
  for (const [name, value] of Object.entries(page))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  t.after(() => {
    for (const name of Object.keys(page)) Reflect.deleteProperty(globalThis, name);
  });
  let painted = 0;
  const drawn = { canvas: { width: 100, height: 100 }, clearRect: () => painted++ };
  const context = new Proxy(drawn, { get: (own, name) => Reflect.get(own, name) ?? (() => undefined) });
  const view = viewOf({ width: 100, height: 100 }, { bar: 0, margin: 0 }, null, 1.6);
  const stage = { context, drawnView: view, isBlank: true };
  const painter = createPainter(/** @type {any} */ (stage), RULES);
  const paint = (/** @type {object} */ scene, /** @type {any} */ status = "waiting_for_ready") => {
    const before = painted;
    const state = /** @type {any} */ ({ status, seat: null });
    painter.paint({ paddles: { p1: 50, p2: 50 }, ball: null, ...scene }, state, 0);
    return painted - before;
  };
  assert.deepEqual([paint({}), paint({}), paint({})], [1, 0, 0]);
  stage.isBlank = true;
  assert.deepEqual([paint({}), paint({})], [1, 0]);
  assert.deepEqual([paint({ paddles: { p1: 40, p2: 50 } }), paint({ paddles: { p1: 40, p2: 50 } })], [1, 0]);
  const ball = { x: 50, y: 50 };
  assert.deepEqual([paint({ ball }, "playing"), paint({ ball }, "playing"), paint({}), paint({})], [1, 1, 1, 0]);
  assert.deepEqual([paint({}, "countdown"), paint({}, "countdown")], [1, 1]);
});
