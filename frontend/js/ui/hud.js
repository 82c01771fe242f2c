/** @file The bars of names and scores, and the big digits behind the court. */

import { digitsPath } from "../lib/glyphs.js";
import { say } from "../lib/words.js";
import { nameAt, playerAt, score } from "../state/band.js";
import { byId, setGlyphs, setShown, setText, within } from "./elements.js";

/** @typedef {import("../state/state.js").State} State */
/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */

/** @typedef {(state: State, drawn?: {p1: number, p2: number}|null) => void} Show `drawn`: in place of the score */

/** @returns {Show} */
export function createHud() {
  const sides = [createSide(1), createSide(2)];
  return (state, drawn) => {
    for (const show of sides) show(state, drawn);
  };
}

/**
 * @param {PlayerNum} num
 * @returns {Show}
 */
function createSide(num) {
  const side = byId(`side-${num}`, HTMLElement);
  const name = within(side, "[data-name]", HTMLElement);
  const you = within(side, "[data-you]", HTMLElement);
  const parts = [...within(side, "[data-meta]", HTMLElement).children];
  const showScore = createScore(num, side);
  return (state, drawn) => {
    const free = state.room !== null && playerAt(state, num) === null;
    setText(name, free ? say("side.free") : nameAt(state, num));
    side.toggleAttribute("data-free", free);
    // Beside the name, known only then.
    setShown(you, state.room !== null && state.seat?.playerNum === num);
    const line = num === 1 ? roomLine(state) : [watchersLine(state)];
    for (const part of parts) setText(part, line.shift() || "");
    side.toggleAttribute("data-away", playerAt(state, num)?.connected === false);
    const { p1, p2 } = drawn ?? score(state);
    showScore(num === 1 ? p1 : p2);
  };
}

/**
 * @param {PlayerNum} num
 * @param {HTMLElement} side
 * @returns {(points: number) => void}
 */
function createScore(num, side) {
  const small = within(side, "[data-score]", SVGSVGElement);
  const ghost = byId(`ghost-${num}`, SVGSVGElement);
  const half = byId(`half-${num}`, HTMLElement);
  let shown = -1;
  return (points) => {
    if (points === shown) return;
    const scored = shown >= 0 && points === shown + 1;
    shown = points;
    const glyphs = digitsPath(points);
    setGlyphs(small, glyphs);
    setGlyphs(ghost, glyphs);
    small.setAttribute("aria-label", String(points));
    if (scored) for (const element of [half, small]) pulse(element);
  };
}

/** Start the style sheet's animation anew. @param {Element} element */
function pulse(element) {
  element.classList.remove("pulse");
  void element.getBoundingClientRect();
  element.classList.add("pulse");
}

/** @param {State} state */
function roomLine({ roomCode, room, roundTripMs }) {
  const limit = room && say("bar.first_to", { points: room.points_limit });
  // Steps of 5: a number that trembles draws the eye.
  const delay = roundTripMs !== null && say("bar.delay", { ms: Math.ceil(roundTripMs / 5) * 5 });
  return [roomCode && say("bar.room", { code: roomCode }), limit, delay];
}

/** @param {State} state */
function watchersLine(state) {
  const watchers = state.room?.observers ?? 0;
  if (!state.watching) return watchers ? say("bar.watchers", { count: watchers }) : "";
  return watchers > 1 ? say("bar.you_and_others_watch", { count: watchers - 1 }) : say("bar.you_watch");
}

/** The digit over the court before the ball is served. @returns {(state: State) => void} */
export function createCountdown() {
  const svg = byId("countdown", SVGSVGElement);
  let shown = 0;
  return (state) => {
    const ticks = state.frames.at(-1)?.freeze_ticks ?? 0;
    const seconds = state.status === "countdown" ? Math.ceil(ticks / 60) : 0;
    if (seconds === shown) return;
    shown = seconds;
    setShown(svg, seconds > 0);
    if (seconds === 0) return;
    const { path, width, height } = digitsPath(seconds);
    setGlyphs(svg, { path, width, height });
    pulse(svg);
  };
}
