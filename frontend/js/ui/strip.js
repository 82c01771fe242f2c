/** @file The thin strip at the edge: how the connection is, and what was refused. */

import { connectionLine, noticeLine, outageLine } from "../state/outage.js";
import { byId, setShown, setText } from "./elements.js";

/** @typedef {import("../state/state.js").State} State */

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
