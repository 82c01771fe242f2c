/**
 * @file What a room's bars have besides names and scores: pauses, phrases, the connections of both players. None of it
 * is part of the first picture.
 */

import { settings } from "../lib/settings.js";
import { bindAnimation } from "../render/stage.js";
import { Qualities } from "../state/quality.js";
import { isPhrase } from "../state/talk.js";
import { createBubbles } from "./bubbles.js";
import { createPausing } from "./pausing.js";
import { Phrases } from "./phrases.js";
import { createSignals } from "./signals.js";
import { createWaiting } from "./waiting.js";

/** @typedef {import("../netcode/page.js").Listener} Listener */
/** @typedef {import("../netcode/wire.js").Said} Said */
/** @typedef {import("../state/state.js").State} State */

/** What was said while the page came is not news any more. */
const NEWS_MS = 3000;

/** Long enough to read that something cannot be done now. */
const READ_MS = 4000;

/** @typedef {Pick<import("../game.js").Game, "state"|"send"|"dispatch">} Game */

/** @param {Game} game @returns {Listener} */
export function createBars(game) {
  const qualities = new Qualities();
  const onGoOn = () => game.send({ type: "resume" });
  const showWaiting = createWaiting(onGoOn);
  const onPause = () => game.send({ type: "pause" });
  const showPausing = createPausing({ state: () => game.state, onPause, onGoOn });
  const showSignals = createSignals(qualities);
  const phrases = new Phrases((phrase) => game.send({ type: "say", phrase }));
  const showBubble = createBubbles();
  const readNotice = createReader(game);
  bindAnimation((now) => {
    const { state } = game;
    showWaiting(state, now);
    showPausing(state);
    showSignals(state);
    phrases.show(state, settings().phrases);
    readNotice(state);
  });
  const onSaid = (/** @type {Said} */ { player_num, phrase }) => {
    if (player_num === game.state.seat?.playerNum) phrases.heard();
    if (settings().phrases && isPhrase(phrase)) showBubble(player_num, phrase, game.state);
  };
  return (message, at) => {
    if (message.type === "game_update") qualities.heard(message, at);
    if (message.type === "said" && performance.now() - at < NEWS_MS) onSaid(message);
  };
}

/**
 * Both have asked for a pause at once: what was refused for that is soon not true any more, and need not be told.
 * @param {Game} game
 * @returns {(state: State) => void}
 */
function createReader(game) {
  /** @type {State["notice"]} */
  let read = null;
  return ({ notice }) => {
    if (notice === read) return;
    read = notice;
    if (notice?.code !== "wrong_phase") return;
    setTimeout(() => game.state.notice === notice && game.dispatch({ kind: "notice_read" }), READ_MS);
  };
}
