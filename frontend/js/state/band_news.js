/**
 * @file What the band across the court shows, said aloud: when it comes, and when something in it becomes possible.
 * A time that runs down is told once. Pure.
 */

import { say } from "../lib/words.js";
import { otherPlayer, over, ownPlayer } from "./band.js";
import { heldAt, heldWords } from "./pausing.js";
import { labelOfKey } from "./rebinding.js";
import { bandOf, seatIsFree, stoppedLines } from "./room_band.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./band.js").Band} Shown */
/** @template {Shown["kind"]} K @typedef {Extract<Shown, {kind: K}>} Of */

/**
 * @param {State} before
 * @param {State} after
 * @param {string} goKey see announcements.js
 * @returns {string|null}
 */
export function bandNews(before, after, goKey) {
  const [was, is] = [shownOf(before), shownOf(after)];
  const news = sceneOf(was, before) === sceneOf(is, after) ? changeWithin(was, is, after) : sceneLine(is, after, goKey);
  const crowdedOut = after.crowdedOut && was.kind === "connecting" && news && say("room.onlooker.crowded_out");
  return joined(crowdedOut, news, offersSeat(after) && !offersSeat(before) && say("aloud.seat_free"));
}

/** As the band does, which comes with the room's state and not with the status before it. @param {State} state */
const offersSeat = (state) => state.watching && state.room?.status === state.status && seatIsFree(state);

/** @param {...(string|false|null|undefined)} lines @returns {string|null} */
const joined = (...lines) => lines.filter(Boolean).join(" ") || null;

/** Where no server runs the match, its room has no code, and nobody is away. @param {State} state @returns {Shown} */
const shownOf = (state) => (state.roomCode === "" ? over(state) : bandOf(state, state.roomAt));

/** What is new if it differs: the band, or what happens without one. @param {Shown} shown @param {State} state */
function sceneOf({ kind }, { status }) {
  return kind === "none" || kind === "onlooker" ? status : kind;
}

/** @param {Shown} shown @param {State} state @param {string} goKey */
function sceneLine(shown, state, goKey) {
  switch (shown.kind) {
    case "ready":
      return readyLine(shown, state, goKey);
    case "away":
      return awayLine(shown, state);
    case "held":
      return heldLine(state);
    case "over":
      return overLine(shown, state);
    case "stopped":
      return joined(...stoppedLines(shown.code));
    case "busy":
      return joined(say("room.busy.title"), shown.text);
    case "missing":
      return joined(say("room.missing.title"), say("room.missing.text", { code: state.roomCode }));
    case "connecting":
      return null;
    default:
      return plainLine(sceneOf(shown, state), state, goKey);
  }
}

/** @param {string|null} scene @param {State} state @param {string} goKey */
function plainLine(scene, state, goKey) {
  switch (scene) {
    case "invite":
    case "waiting_for_opponent":
      return say("aloud.waiting");
    case "waiting_for_ready":
      return ownPlayer(state) ? readyCall(goKey) : say("aloud.both_here");
    case "countdown":
      return say("aloud.countdown");
    case "playing":
      return say("aloud.play");
    case "paused":
      return say("aloud.paused");
    case "back":
      return joined(say("room.back.title"), say("room.back.text"));
    default:
      return null;
  }
}

/** What has changed in a band that stays. @param {Shown} was @param {Shown} is @param {State} state */
function changeWithin(was, is, state) {
  if (was.kind === "ready" && is.kind === "ready") return readyNews(was, is);
  if (was.kind === "away" && is.kind === "away") return awayNews(was, is, state);
  return was.kind === "over" && is.kind === "over" ? wishNews(was, is) : null;
}

/** @param {Of<"ready">} was @param {Of<"ready">} is */
function readyNews(was, is) {
  if (is.mine && !was.mine) return mineLine(is);
  return is.theirs && !was.theirs ? say("room.ready.theirs") : null;
}

/** @param {Of<"away">} was @param {Of<"away">} is @param {State} state */
function awayNews(was, is, state) {
  if (is.name !== was.name) return awayLine(is, state);
  return isUsedUp(is) && !isUsedUp(was) ? usedUpLine(is) : null;
}

/** @param {Of<"ready">} band @param {State} state @param {string} goKey */
function readyLine(band, state, goKey) {
  if (band.mine) return mineLine(band);
  return joined(readyCall(goKey), band.theirs && !otherPlayer(state)?.is_bot && say("room.ready.theirs"));
}

/** @param {Of<"ready">} band */
const mineLine = ({ theirs }) => joined(say("room.ready.title_mine"), !theirs && say("room.ready.not_theirs"));

/** @param {string} goKey */
function readyCall(goKey) {
  if (goKey === "") return say("aloud.both_here_press_button");
  if (goKey === "Space") return say("aloud.both_here_press_space");
  return say("aloud.both_here_press_key", { key: labelOfKey(goKey) });
}

/** @param {Of<"away">} band @param {State} state */
function awayLine(band, state) {
  const title = say("room.away.title", { name: band.name });
  const seconds = Math.ceil(band.leftMs / 1000);
  if (isUsedUp(band)) return joined(title, usedUpLine(band));
  return joined(title, say("room.away.left", { count: seconds }), ownPlayer(state) && say("aloud.claim_then"));
}

/** @param {State} state */
function heldLine(state) {
  const held = heldAt(state, state.roomAt);
  if (held === null) return say("aloud.paused");
  const { title, text } = heldWords(held);
  return joined(title, text);
}

/** @param {Of<"away">} band */
const isUsedUp = ({ leftMs, canClaim }) => leftMs === 0 || canClaim;

/** @param {Of<"away">} band */
const usedUpLine = ({ canClaim }) => joined(say("room.away.used_up"), canClaim && say("aloud.claim_now"));

/** @param {Of<"over">} band @param {State} state */
function overLine(band, state) {
  const { winner, won, how } = band;
  const result = won === null ? say("over.winner", { name: winner }) : say(won ? "over.won" : "over.lost");
  const [first = "", second = ""] = band.score.split(" : ");
  return joined(say("aloud.over"), result, say("aloud.score", { first, second }), how, wishLine(band, state));
}

/** Who wants what already when the result is first seen. @param {Of<"over">} band @param {State} state */
function wishLine({ mine, theirs, alone, won }, state) {
  if (won === null) return null;
  if (alone) return state.room?.ended_by === "points" && say("aloud.alone");
  return mine ? say("over.waiting") : theirs && say("over.they_want");
}

/** @param {Of<"over">} was @param {Of<"over">} is */
function wishNews(was, is) {
  if (is.won === null) return null;
  if (is.alone) return was.alone ? null : say("aloud.alone");
  if (is.mine && !was.mine) return joined(`${say("over.asked_for")}.`, say("over.waiting"));
  return is.theirs && !was.theirs ? say("over.they_want") : null;
}
