/** @file The band across the court: shows the one section that fits the state. Who it waits for writes waiting.js. */

import { say } from "../lib/words.js";
import { bandOf, seatIsFree, stoppedLines } from "../state/room_band.js";
import { byId, setShown, setText } from "./elements.js";
import { createOver, createSections } from "./sections.js";

/** @typedef {import("../state/state.js").State} State */
/** @typedef {import("../state/band.js").Band} Band */

/** @returns {(state: State, now: number) => void} */
export function createBand() {
  const seats = document.querySelectorAll("#band [data-sit]");
  const show = createSections();
  const write = createWriter();
  return (state, now) => {
    const shown = bandOf(state, now);
    show(shown.kind);
    for (const seat of seats) setShown(seat, state.watching && seatIsFree(state));
    write(shown, state);
  };
}

/** @returns {(band: Band, state: State) => void} */
function createWriter() {
  const writeOver = createOver();
  return (band, state) => {
    switch (band.kind) {
      case "ready":
        return writeReady(band);
      case "onlooker":
        return writeOnlooker(band.title, state);
      case "over":
        return writeOver(band);
      case "busy":
        return setText(byId("busy-text", HTMLElement), band.text);
      case "stopped":
        return writeStopped(band.code);
      default:
        return undefined;
    }
  };
}

/** @param {Extract<Band, {kind: "ready"}>} band */
function writeReady({ mine, theirs }) {
  setText(byId("ready-title", HTMLElement), say(mine ? "room.ready.title_mine" : "room.ready.title"));
  setText(byId("ready-other", HTMLElement), say(theirs ? "room.ready.theirs" : "room.ready.not_theirs"));
  setShown(byId("ready", HTMLButtonElement), !mine);
}

/** @param {string} title @param {State} state */
function writeOnlooker(title, state) {
  setText(byId("onlooker-title", HTMLElement), title);
  const full = say(state.crowdedOut ? "room.onlooker.crowded_out" : "room.onlooker.text");
  setText(byId("onlooker-text", HTMLElement), full);
}

/** @param {number} code */
function writeStopped(code) {
  const [title = "", text = ""] = stoppedLines(code);
  setText(byId("stopped-title", HTMLElement), title);
  setText(byId("stopped-text", HTMLElement), text);
  setText(byId("again", HTMLButtonElement), say(code === 4001 ? "action.play_here" : "room.stopped.again"));
}
