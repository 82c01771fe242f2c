/** @file The thin strip at the edge: how the connection is, and what was refused. */

import { byId, setShown, setText } from "./elements.js";

/** @typedef {import("../state/state.js").State} State */

/** Refusals in the words of people; the server's own words for all others. @type {Readonly<Record<string, string>>} */
const WORDS = {
  wrong_phase: "That is not possible at the moment.",
  not_a_player: "You are watching; only players can do that.",
  already_joined: "You are in this room already.",
  invalid_message: "The server did not understand that.",
};

/** @returns {(state: State, now: number) => void} */
export function createStrip() {
  const strip = byId("strip", HTMLElement);
  const text = byId("strip-text", HTMLElement);
  const now = byId("strip-now", HTMLButtonElement);
  return (state, at) => {
    const line = connectionLine(state, at) ?? noticeLine(state);
    setShown(strip, line !== null);
    setShown(now, state.connection.phase === "waiting");
    setText(text, line ?? "");
  };
}

/** @param {State} state @param {number} now */
function connectionLine({ connection, room }, now) {
  if (connection.phase === "connecting") return room === null && connection.attempt === 0 ? null : "Connecting again…";
  if (connection.phase !== "waiting") return null;
  const seconds = Math.ceil((connection.retryAt - now) / 1000);
  const why = connection.code === 4012 ? "The server restarts." : "Connection lost.";
  return seconds > 0 ? `${why} Trying again in ${seconds} s.` : `${why} Trying again.`;
}

/** @param {State} state */
function noticeLine({ notice }) {
  if (notice === null || notice.code === "busy" || notice.code === "too_many_rooms") return null;
  return WORDS[notice.code] ?? notice.message;
}
