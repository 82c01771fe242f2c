/** @file The band across the court: shows the one section that fits the state. */

import { say } from "../lib/words.js";
import { bandOf, seatIsFree } from "../state/room_band.js";
import { byId, setShown, setText } from "./elements.js";
import { createOver, createSections } from "./sections.js";

/** @typedef {import("../state/state.js").State} State */
/** @typedef {import("../state/band.js").Band} Band */

/** What a match waits for a player who is away, in all. */
const ABSENCE_BUDGET_MS = 30_000;

/** Whoever chose to wait is asked again after so long. */
const PATIENCE_MS = 20_000;

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
  const writeAway = createAway();
  const writeOver = createOver();
  return (band, state) => {
    switch (band.kind) {
      case "ready":
        return writeReady(band);
      case "onlooker":
        return writeOnlooker(band.title, state);
      case "away":
        return writeAway(band);
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

/** @returns {(band: Extract<Band, {kind: "away"}>) => void} */
function createAway() {
  const title = byId("away-title", HTMLElement);
  const text = byId("away-text", HTMLElement);
  const fuse = byId("fuse", HTMLElement);
  const claiming = byId("claiming", HTMLElement);
  const spark = /** @type {HTMLElement} */ (fuse.firstElementChild);
  let patientUntil = 0;
  byId("wait", HTMLButtonElement).addEventListener("click", () => {
    patientUntil = performance.now() + PATIENCE_MS;
  });
  return ({ name, leftMs, canClaim }) => {
    const seconds = Math.ceil(leftMs / 1000);
    setText(title, say("room.away.title", { name }));
    setText(text, seconds > 0 ? say("room.away.left", { count: seconds }) : say("room.away.used_up"));
    setShown(fuse, seconds > 0);
    spark.style.transform = `scaleX(${Math.min(1, leftMs / ABSENCE_BUDGET_MS)})`;
    setShown(claiming, canClaim && performance.now() > patientUntil);
  };
}

/** Why the server does not want this socket back. @param {number} code */
function writeStopped(code) {
  const replaced = code === 4001;
  setText(byId("stopped-title", HTMLElement), say(replaced ? "room.stopped.replaced" : "room.stopped.closed"));
  setText(byId("stopped-text", HTMLElement), say(replaced ? "room.stopped.replaced_text" : reasonOf(code)));
  setText(byId("again", HTMLButtonElement), say(replaced ? "action.play_here" : "room.stopped.again"));
}

/** @param {number} code */
function reasonOf(code) {
  return code === 4007 ? "room.stopped.not_understood" : "room.stopped.goodbye";
}
