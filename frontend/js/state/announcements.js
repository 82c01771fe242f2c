/** @file What a screen reader says when something has changed: of several things at once, the weightiest. Pure. */

import { say } from "../lib/words.js";
import { nameAt, score } from "./band.js";
import { bandNews } from "./band_news.js";
import { connectionLine, noticeLine, outageLine } from "./outage.js";

/** @typedef {import("./state.js").State} State */

/**
 * @param {State} before
 * @param {State} after
 * @param {string} goKey the code of the key that says one is ready; "" where there is none, and a button is pressed
 * @returns {string|null} null if there is nothing to say
 */
export function announcement(before, after, goKey) {
  return (
    connectionNews(before, after) ??
    pointNews(before, after) ??
    bandNews(before, after, goKey) ??
    refusalNews(before, after)
  );
}

/**
 * @param {State} before
 * @param {State} after
 */
function connectionNews(before, after) {
  if (before.loss !== after.loss || before.backAt !== after.backAt) return outageLine(after, after.backAt ?? 0);
  if (isComingAgain(after)) return isComingAgain(before) ? null : connectionLine(after);
  if (!isComingAgain(before) || !after.inside) return null;
  return say(after.crowdedOut ? "room.onlooker.crowded_out" : "outage.back");
}

/** By this person's own wish; after a loss, every try in a row would be told. @param {State} state */
const isComingAgain = ({ connection, room, loss, inside }) =>
  !inside && loss === null && room !== null && (connection.phase === "connecting" || connection.phase === "open");

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

/**
 * @param {State} before
 * @param {State} after
 */
const refusalNews = (before, after) => (before.notice === after.notice ? null : noticeLine(after));
