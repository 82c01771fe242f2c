/** @file A paddle as it is drawn, at the moment of a contact. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DrawnPaddle } from "../js/netcode/drawn_paddle.js";
import { RULES } from "./engine_files.js";

const NOW = 1000;
const [TICK, SHARE] = [20, 0.25];

/** Drawn at a third of the tick in which the ball is met, `beside` the paddle's place then. */
function drawn(/** @type {number} */ beside, /** @type {boolean} */ isHit) {
  const paddle = new DrawnPaddle(RULES);
  paddle.track.steer(10, { kind: "hold", direction: 1 }, 1);
  const at = TICK + SHARE;
  const even = paddle.at(TICK + 0.3, NOW);
  paddle.meets({ side: 1, tick: TICK, at, y: paddle.at(at, NOW) + beside, isHit }, NOW);
  return { even, met: paddle.at(TICK + 0.3, NOW), end: paddle.track.at(TICK + 1) };
}

describe("a paddle that moves when the ball comes", () => {
  it("goes on evenly if the ball touches it where it is drawn, or nobody hits it", () => {
    for (const { even, met } of [drawn(0, true), drawn(9, true), drawn(9.5, false)]) assert.equal(met, even);
  });

  it("is drawn where it will be after the tick, if the ball would else turn beside it", () => {
    const { met, end } = drawn(9.5, true);
    assert.equal(met, end);
  });
});
