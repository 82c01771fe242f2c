/** @file From a scene to a picture: joins it with the effects and the colours. */

import { fetched } from "../lib/fetched.js";
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
    const { Lingering } = await fetched(() => import("./lingering.js"));
    effects = new Lingering();
  };
  void load(); // a court without a trail is one too
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const root = document.documentElement;
  let ink = { p1: "#000", p2: "#000", signal: "#000" };
  /** What stands on a court where nothing moves. It is not painted again: that would be half of what a waiting page costs. @type {Scene["paddles"]|null} */
  let resting = null;
  const unbind = bindInk((read) => {
    ink = read;
    resting = null;
  });
  return {
    unbind,
    /** @param {Scene} scene @param {State} state @param {number} now */
    paint({ paddles, ball }, { status, seat }, now) {
      effects?.trace(ball, now);
      const rests = ball === null && status !== "countdown" && !effects?.lingers;
      if (rests && resting?.p1 === paddles.p1 && resting.p2 === paddles.p2 && !stage.isBlank) return;
      resting = rests ? paddles : null;
      stage.isBlank = false;
      const isStill = still.matches || root.dataset.motion === "less";
      const picture = { view: stage.drawnView, ink, rules, paddles, ball, effects: isStill ? null : effects, now };
      drawCourt(stage.context, picture);
      if (status === "countdown" && seat) effects?.point(stage.context, picture, seat.playerNum);
    },
    /** @param {Moment} moment @param {{x: number, y: number}} place where it was @param {number} now */
    add(moment, place, now) {
      effects?.add(moment, place, now);
    },
  };
}
