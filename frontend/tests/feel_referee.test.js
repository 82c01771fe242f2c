/** @file The feel bench's referee: it has to see what is wrong, and nothing where nothing is. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Autopilot } from "./bench/feel/autopilot.js";
import { Chance } from "./bench/feel/chance.js";
import { DrawnBall } from "./bench/feel/drawn_ball.js";
import { LogBook } from "./bench/feel/log_book.js";
import { OwnPaddle } from "./bench/feel/own_paddle.js";
import { GOLDEN_NAMES, goldenVector, RULES } from "./engine_files.js";

const PICTURE_MS = 1000 / 60;
const FAST_PX = 1000;

/** A ball at 1 unit a picture to the right plane and back, met `late` of a picture before one, and its mirror. */
function rally(/** @type {number} */ pictures, { turn = 96, late = 0.3 } = {}) {
  const spots = [];
  for (let step = 0; step < pictures; step++) {
    const way = 60 + late + step;
    spots.push({ x: way <= turn ? way : 2 * turn - way, y: 40 + 0.2 * step });
  }
  return spots;
}

/** @param {{x: number, y: number}[]} spots @param {{own?: 1|2, paddle?: number}} [options] */
function judged(spots, { own = 2, paddle = 48 } = {}) {
  const ball = new DrawnBall(RULES, own);
  for (const [step, spot] of spots.entries()) ball.drew(spot, paddle, step * PICTURE_MS, FAST_PX);
  return ball;
}

describe("the judge of the drawn ball", () => {
  it("finds nothing wrong with a ball that turns at the paddle between two pictures", () => {
    for (const late of [0, 0.1, 0.3, 0.5, 0.7, 0.99]) {
      const ball = judged(rally(60, { late }));
      assert.deepEqual([ball.jumpsPx, ball.ranBack, ball.heldFar, ball.farHits], [[], 0, 0, 0]);
      assert.equal(ball.gapsPx.length, 1);
      assert.ok(/** @type {number} */ (ball.gapsPx[0]) < 0.01, `${ball.gapsPx[0]} px`);
    }
  });

  it("measures how far from the paddle it turned, along and across", () => {
    const early = judged(rally(60, { turn: 95 }));
    assert.ok(Math.abs(/** @type {number} */ (early.gapsPx[0]) - 8) < 0.01, "one unit before the plane are 8 px");
    const y = 40 + 0.2 * (36 - 0.3);
    const beside = judged(rally(60), { paddle: y + 11 });
    assert.ok(Math.abs(/** @type {number} */ (beside.gapsPx[0]) - 10) < 0.5, "two units beyond the reach are 10 px");
  });

  it("counts a turn in the middle of the court as running back", () => {
    assert.equal(judged(rally(40, { turn: 80 })).ranBack, 1);
  });

  it("counts a jump, but not the way to a serve", () => {
    const spots = rally(20);
    assert.equal(judged([...spots, { x: 90, y: 70 }, { x: 91, y: 70 }]).jumpsPx.length, 1);
    const served = judged([...spots, { x: 50, y: 50 }, { x: 50, y: 50 }]);
    assert.deepEqual([served.jumpsPx.length, served.serveJumps], [0, 1]);
  });

  it("counts pictures in which it waits at the far plane, and still finds the turn there", () => {
    const spots = rally(60, { late: 0 });
    const turn = spots.findIndex(({ x }) => x === 96);
    const waiting = [...spots.slice(0, turn), ...Array(5).fill(spots[turn]), ...spots.slice(turn)];
    const ball = judged(waiting, { own: 1 });
    assert.deepEqual([ball.heldFar, ball.farHits, ball.ranBack], [5, 1, 0]);
  });

  it("takes a hit that was drawn and then was a goal as taken back", () => {
    const ball = judged(rally(60));
    ball.goal(1, 60 * PICTURE_MS);
    assert.deepEqual(ball.hitsTakenBack, { own: 1, far: 0 });
    const scored = judged(rally(60));
    scored.goal(2, 60 * PICTURE_MS);
    assert.deepEqual(scored.hitsTakenBack, { own: 0, far: 0 });
  });
});

/** Held down from picture 10 to 30; what is drawn comes from `place` of the time since the key. */
function steered(/** @type {(heldMs: number) => number} */ place) {
  const paddle = new OwnPaddle(RULES);
  for (let step = 0; step < 60; step++) {
    const now = step * PICTURE_MS;
    if (step === 10) paddle.key("down", now - 5);
    if (step === 30) paddle.key("stop", now - 5);
    const held = Math.min(now, 30 * PICTURE_MS - 5) - (10 * PICTURE_MS - 5);
    paddle.drew(50 + (step < 10 ? 0 : place(held)), now);
  }
  return paddle;
}

describe("the judge of one's own paddle", () => {
  it("finds that it answers at once and is never corrected", () => {
    const paddle = steered((held) => 0.08 * held);
    assert.deepEqual([paddle.keys, paddle.answeredNext, paddle.corrections], [1, 1, 0]);
  });

  it("finds that it answers late", () => {
    const paddle = steered((held) => 0.08 * Math.max(0, held - 60));
    assert.deepEqual([paddle.keys, paddle.answeredNext], [1, 0]);
  });

  it("finds a correction, also one that is spread over some pictures", () => {
    const drift = (/** @type {number} */ held) => 0.08 * held + 0.6 * Math.min(1, Math.max(0, (held - 150) / 80));
    assert.equal(steered(drift).corrections, 1);
    const there = (/** @type {number} */ held) => 0.08 * held + (held > 150 && held < 170 ? 0.6 : 0);
    assert.equal(steered(there).corrections, 1, "there and back is one");
  });
});

describe("the log book", () => {
  it("comes to the state of the match that it was told of, and notices a word that is missing", () => {
    const name = /** @type {string} */ (GOLDEN_NAMES.find((known) => known.startsWith("nervous")));
    const { log, seed, points_limit, duration_ticks, freeze_ticks, final } = goldenVector(name);
    assert.equal(freeze_ticks, 0);
    const told = (/** @type {typeof log} */ rows) => {
      const book = new LogBook();
      for (const [tick, , num, wish] of /** @type {any[]} */ (rows)) {
        const direction = /** @type {const} */ (["up", "stop", "down"])[wish + 1];
        book.paddle({ type: "paddle", epoch: 1, tick, player_num: num, y: 50, direction, seq: 0 });
      }
      const record = { seed, points_limit, ticks: duration_ticks, inputs: rows.length, finish: null, checksum: 0 };
      return book.close({ type: "match_record", epoch: 1, match_number: 1, ...record }, RULES);
    };
    const whole = told(log);
    assert.deepEqual(whole.inputs, [log.length, log.length]);
    assert.deepEqual(whole.score, [final.p1_score, final.p2_score]);
    assert.notEqual(told(log.slice(0, -40)).checksum, whole.checksum);
    assert.equal(told(log).checksum, whole.checksum);
  });
});

describe("the autopilot", () => {
  it("does not see a ball before a person would, and then goes where it comes", () => {
    const pilot = new Autopilot(RULES, new Chance(3));
    /** @type {{at: number, direction: string}[]} */
    const keys = [];
    for (let step = 0; step < 60; step++) {
      const ball = { x: 50 + 0.6 * step, y: 50 - 0.5 * step };
      keys.push(...pilot.look({ own: 2, paddle: 50, ball }, step * PICTURE_MS));
    }
    const up = keys.find(({ direction }) => direction === "up");
    assert.ok(up !== undefined && up.at > 200);
  });
});
