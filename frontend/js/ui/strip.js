/** @file The thin strip at the edge: how the connection is, and what was refused. */

import { say } from "../lib/words.js";
import { outageLine } from "../state/outage.js";
import { byId, setShown, setText } from "./elements.js";

/** @typedef {import("../state/state.js").State} State */

/** Refusals in the words of people. @type {Readonly<Record<string, import("../lib/words.js").Key>>} */
const REFUSALS = {
  wrong_phase: "refusal.wrong_phase",
  not_a_player: "refusal.not_a_player",
  already_joined: "refusal.already_joined",
  invalid_message: "refusal.not_understood",
  busy: "refusal.busy",
};

/** Whoever waits longer than this gets a button not to. */
const LONG_WAIT_MS = 1000;

/** @returns {(state: State, now: number) => void} */
export function createStrip() {
  const strip = byId("strip", HTMLElement);
  const text = byId("strip-text", HTMLElement);
  const hurry = byId("strip-now", HTMLButtonElement);
  return (state, now) => {
    const { connection } = state;
    const line = outageLine(state, now) ?? connectionLine(state) ?? noticeLine(state);
    setShown(strip, line !== null);
    setShown(hurry, connection.phase === "waiting" && connection.retryAt - now > LONG_WAIT_MS);
    setText(text, line ?? "");
  };
}

/** Somebody has asked for it: under another name, or because another tab had the game. @param {State} state */
const connectionLine = ({ connection, room }) =>
  connection.phase === "connecting" && room !== null ? say("room.strip.again") : null;

/** @param {State} state */
function noticeLine({ notice, inside }) {
  if (notice === null || notice.code === "too_many_rooms") return null;
  if (notice.code === "busy" && !inside) return say("room.strip.busy");
  return say(REFUSALS[notice.code] ?? "refusal.other");
}
