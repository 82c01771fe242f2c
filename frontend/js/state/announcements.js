/** @file What a screen reader says when something has changed. Pure. */

import { say } from "../lib/words.js";
import { nameAt, ownPlayer, score } from "./band.js";
import { outageLine } from "./outage.js";

/** @typedef {import("./state.js").State} State */

/**
 * @param {State} before
 * @param {State} after
 * @returns {string|null} null if there is nothing to say
 */
export function announcement(before, after) {
  if (before.loss !== after.loss || before.backAt !== after.backAt) return outageLine(after, after.backAt ?? 0);
  const points = pointNews(before, after);
  if (points) return points;
  if (before.status !== after.status || before.result !== after.result) return statusNews(after);
  return null;
}

/**
 * @param {State} before
 * @param {State} after
 */
function pointNews(before, after) {
  if (after.status !== "playing" || before.frames.length === 0 || after.frames.length < 2) return null;
  const [old, now] = [score(before), score(after)];
  if (old.p1 === now.p1 && old.p2 === now.p2) return null;
  const scorer = now.p1 > old.p1 ? 1 : 2;
  const point = say("aloud.point", { name: nameAt(after, scorer), p1: now.p1, p2: now.p2 });
  const isMatchPoint = Math.max(now.p1, now.p2) + 1 === after.room?.points_limit;
  return isMatchPoint ? `${point} ${say("aloud.match_point")}` : point;
}

/** @param {State} state */
function statusNews(state) {
  switch (state.status) {
    case "waiting_for_opponent":
      return say("aloud.waiting");
    case "waiting_for_ready":
      return say(ownPlayer(state) ? "aloud.both_here_press_space" : "aloud.both_here");
    case "countdown":
      return say("aloud.countdown");
    case "playing":
      return say("aloud.play");
    case "paused":
      return say("aloud.paused");
    case "game_over":
      return state.result ? say("aloud.over", { name: nameAt(state, state.result.winner) }) : null;
    default:
      return null;
  }
}
