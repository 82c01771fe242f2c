/** @file The goals of the netcode, counted from the pictures alone: what its own meter says is not believed here. */

import { LEFT } from "../js/engine/values.js";
import { RULES } from "./engine_files.js";

/** @typedef {import("../js/netcode/netplay.js").Picture} Picture */
/** @typedef {import("./netcode_world.js").Browser} Browser */

const [X_PX, Y_PX] = [8, 5];
const JUMP_PX = 24;

/** What somebody sees who counts. @param {Browser} browser */
export function eyesOn({ side, watchers }) {
  const seen = { pictures: 0, jumps: 0, widestGapPx: 0, ownHits: 0, moments: 0 };
  /** @type {Picture[]} */
  let last = [];
  watchers.push((picture) => {
    seen.pictures++;
    seen.moments += picture.moments.length;
    const isPoint = picture.moments.some(({ kind }) => kind.startsWith("point"));
    if (!isPoint && jumped(last, picture)) seen.jumps++;
    const hit = picture.moments.find(({ kind }) => kind === `hit_${side}`);
    if (hit) {
      seen.ownHits++;
      seen.widestGapPx = Math.max(
        seen.widestGapPx,
        gapPx(hit.y, side === LEFT ? picture.paddles.p1 : picture.paddles.p2),
      );
    }
    last = isPoint || !picture.ball ? [] : [...last.slice(-1), picture];
  });
  return seen;
}

/** Of the fastest ball in a picture. */
const FASTEST_PX = (X_PX * RULES.max_speed) / RULES.ticks_per_second;

/** Further than it came with the picture before, or can come. @param {Picture[]} last @param {Picture} picture */
function jumped([a, b], { ball }) {
  if (!a?.ball || !b?.ball || !ball) return false;
  const px = Math.hypot((ball.x - b.ball.x) * X_PX, (ball.y - b.ball.y) * Y_PX);
  const before = Math.hypot((b.ball.x - a.ball.x) * X_PX, (b.ball.y - a.ball.y) * Y_PX);
  return px - Math.max(before, FASTEST_PX) > JUMP_PX;
}

/** @param {number} y of the ball @param {number} paddle up to a picture after the hit: it may have moved on */
function gapPx(y, paddle) {
  const movedOn = (1.1 * RULES.paddle_speed) / RULES.ticks_per_second;
  return Math.max(0, Math.abs(y - paddle) - (RULES.paddle_height + RULES.ball_size) / 2 - movedOn) * Y_PX;
}
