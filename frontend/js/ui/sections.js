/** @file The sections of the band: one is shown, or none. */

import { say } from "../lib/words.js";
import { byId, setShown, setText } from "./elements.js";

/** @typedef {Extract<import("../state/band.js").Band, {kind: "over"}>} Over */

/** @returns {(kind: string) => void} `"none"` takes the band away */
export function createSections() {
  const band = byId("band", HTMLElement);
  const sections = /** @type {HTMLElement[]} */ ([...band.querySelectorAll("[data-band]")]);
  return (kind) => {
    for (const section of sections) setShown(section, section.dataset.band?.split(" ").includes(kind) ?? false);
    setShown(band, kind !== "none");
    band.dataset.kind = kind;
  };
}

/**
 * The section with the result.
 * @param {{allPlay?: boolean}} [who] `allPlay`: whoever sees this page plays, though no seat is his alone
 * @returns {(band: Over) => void}
 */
export function createOver({ allPlay = false } = {}) {
  const title = byId("over-title", HTMLElement);
  const score = byId("over-score", HTMLElement);
  const text = byId("over-text", HTMLElement);
  const again = byId("rematch", HTMLButtonElement);
  return (band) => {
    setText(
      title,
      band.won === null ? say("over.winner", { name: band.winner }) : say(band.won ? "over.won" : "over.lost"),
    );
    setText(score, band.score);
    setText(text, [band.how, rematchLine(band)].filter(Boolean).join(" "));
    setShown(again, allPlay || band.won !== null);
    again.disabled = band.mine;
    setText(again, rematchLabel(band));
  };
}

/** @param {Over} band */
function rematchLine(band) {
  if (band.won === null || band.alone) return "";
  if (band.mine) return say("over.waiting");
  return band.theirs ? say("over.they_want") : "";
}

/** @param {Over} band */
function rematchLabel(band) {
  if (band.alone) return say("over.wait_for_another");
  return say(band.mine ? "over.asked_for" : "action.rematch");
}
