/** @file The band while a match waits for a player: one who is away, or one who has asked for it. */

import { say } from "../lib/words.js";
import { BUDGET_MS, heldAt, heldWords } from "../state/pausing.js";
import { bandOf } from "../state/room_band.js";
import { byId, setShown, setText, within } from "./elements.js";

/** @typedef {import("../state/state.js").State} State */
/** @typedef {Extract<import("../state/band.js").Band, {kind: "away"}>} Away */
/** @typedef {import("../state/pausing.js").Held} Held */

/** Whoever chose to wait is asked again after so long. */
const PATIENCE_MS = 20_000;

/** @param {() => void} onGoOn @returns {(state: State, now: number) => void} */
export function createWaiting(onGoOn) {
  const writeAway = createAway();
  const writeHeld = createHeld(onGoOn);
  return (state, now) => {
    if (state.status !== "paused") return;
    const band = bandOf(state, now);
    const held = heldAt(state, now);
    if (band.kind === "away") writeAway(band);
    if (band.kind === "held" && held) writeHeld(held);
  };
}

/** @returns {(band: Away) => void} */
function createAway() {
  const title = byId("away-title", HTMLElement);
  const text = byId("away-text", HTMLElement);
  const fuse = byId("fuse", HTMLElement);
  const burn = createFuse(fuse);
  const claiming = byId("claiming", HTMLElement);
  let patientUntil = 0;
  byId("wait", HTMLButtonElement).addEventListener("click", () => {
    patientUntil = performance.now() + PATIENCE_MS;
  });
  return ({ name, leftMs, canClaim }) => {
    const seconds = Math.ceil(leftMs / 1000);
    setText(title, say("room.away.title", { name }));
    setText(text, seconds > 0 ? say("room.away.left", { count: seconds }) : say("room.away.used_up"));
    setShown(fuse, seconds > 0);
    burn(leftMs);
    setShown(claiming, canClaim && performance.now() > patientUntil);
  };
}

/** @param {() => void} onGoOn @returns {(held: Held) => void} */
function createHeld(onGoOn) {
  const title = byId("held-title", HTMLElement);
  const text = byId("held-text", HTMLElement);
  const going = byId("going-on", HTMLElement);
  const burn = createFuse(byId("held-fuse", HTMLElement));
  byId("resume", HTMLButtonElement).addEventListener("click", onGoOn);
  return (held) => {
    const words = heldWords(held);
    setText(title, words.title);
    setText(text, words.text);
    setShown(going, held.isMine);
    burn(held.leftMs);
  };
}

/** @param {HTMLElement} fuse @returns {(leftMs: number) => void} */
function createFuse(fuse) {
  const spark = within(fuse, "i", HTMLElement);
  return (leftMs) => {
    spark.style.transform = `scaleX(${Math.min(1, leftMs / BUDGET_MS)})`;
  };
}
