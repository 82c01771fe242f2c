/** @file From a scene to a picture: joins it with the effects and the colours. */

import { drawCourt } from "./court.js";
import { bindInk } from "./ink.js";

/** @typedef {import("../state/moments.js").Moment} Moment */
/** @typedef {import("../state/scene.js").Scene} Scene */
/** @typedef {import("../state/state.js").State} State */
/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("./stage.js").Stage} Stage */

/**
 * @param {Stage} stage
 * @param {Rules} rules
 */
export function createPainter(stage, rules) {
  /** @type {import("./lingering.js").Lingering|null} */
  let effects = null;
  const load = async () => {
    const { Lingering } = await import("./lingering.js");
    effects = new Lingering();
  };
  load().catch(() => undefined); // a court without a trail is one too
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const root = document.documentElement;
  let ink = { p1: "#000", p2: "#000", signal: "#000" };
  const unbind = bindInk((read) => {
    ink = read;
  });
  return {
    unbind,
    /** @param {Scene} scene @param {State} state @param {number} now */
    paint({ paddles, ball }, { status, seat }, now) {
      effects?.trace(ball, now);
      drawCourt(stage.context, {
        view: stage.drawnView,
        ink,
        rules,
        paddles,
        ball,
        pointedAt: status === "countdown" ? (seat?.playerNum ?? null) : null,
        effects: still.matches || root.dataset.motion === "less" ? null : effects,
        now,
      });
    },
    /** @param {Moment} moment @param {{x: number, y: number}} place where it was @param {number} now */
    add(moment, place, now) {
      effects?.add(moment, place, now);
    },
  };
}
