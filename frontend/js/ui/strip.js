/** @file The thin strip at the edge: how the connection is, and what was refused. */

import { outageLine } from "../state/outage.js";
import { byId, setShown, setText } from "./elements.js";

/** @typedef {import("../state/state.js").State} State */

/** Refusals in the words of people; the server's own words for all others. @type {Readonly<Record<string, string>>} */
const WORDS = {
  wrong_phase: "That is not possible at the moment.",
  not_a_player: "You are watching; only players can do that.",
  already_joined: "You are in this room already.",
  invalid_message: "The server did not understand that.",
  busy: "The room is very busy. Try again.",
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
  connection.phase === "connecting" && room !== null ? "Connecting again…" : null;

/** @param {State} state */
function noticeLine({ notice, inside }) {
  if (notice === null || notice.code === "too_many_rooms") return null;
  if (notice.code === "busy" && !inside) return "The room is very busy. Asking again…";
  return WORDS[notice.code] ?? notice.message;
}
