/** @file From a scene to a picture: joins it with the effects and the colours. */

import { drawCourt } from "./court.js";
import { Effects } from "./effects.js";
import { bindInk } from "./ink.js";

/** @typedef {import("../state/scene.js").Scene} Scene */
/** @typedef {import("../state/moments.js").Moment} Moment */
/** @typedef {import("../lib/rules.js").Rules} Rules */
/** @typedef {import("./stage.js").Stage} Stage */

/**
 * @param {Stage} stage
 * @param {Rules} rules
 */
export function createPainter(stage, rules) {
  const effects = new Effects();
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let ink = { p1: "#000", p2: "#000", signal: "#000" };
  const unbind = bindInk((read) => {
    ink = read;
  });
  return {
    unbind,
    /** @param {Scene} scene @param {number} now */
    paint({ paddles, ball, pointedAt }, now) {
      effects.trace(ball, now);
      drawCourt(stage.context, {
        view: stage.drawnView,
        ink,
        rules,
        paddles,
        ball,
        pointedAt,
        effects: still.matches ? null : effects,
        now,
      });
    },
    /** @param {Moment} moment @param {{x: number, y: number}} ball where it was then @param {number} now */
    add(moment, ball, now) {
      effects.add(moment, ball, now);
    },
  };
}
