/** @file The band of the practice page, and the button in the bar that says whether the match is paused. */

import { over } from "../state/band.js";
import { byId } from "./elements.js";
import { createOver, createSections } from "./sections.js";

/** @typedef {import("../state/band.js").Band} Band */
/** @typedef {import("../state/state.js").State} State */

/** @param {State} state @returns {Band|{kind: "start"|"paused"}} */
export function practiceBandOf(state) {
  if (state.status === "waiting_for_ready") return { kind: "start" };
  if (state.status === "paused") return { kind: "paused" };
  return state.status === "game_over" ? over(state) : { kind: "none" };
}

/** @param {{allPlay?: boolean}} [who] see `createOver` @returns {(state: State) => void} */
export function createPracticeBand(who) {
  const show = createSections();
  const writeOver = createOver(who);
  const pause = byId("pause", HTMLButtonElement);
  return (state) => {
    const band = practiceBandOf(state);
    show(band.kind);
    if (band.kind === "over") writeOver(band);
    pause.disabled = band.kind === "start" || band.kind === "over";
    pause.setAttribute("aria-pressed", String(band.kind === "paused"));
  };
}
