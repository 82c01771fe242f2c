/** @file Beside each name how good that player's connection is: three bars, told by their number and not by a colour. */

import { say } from "../lib/words.js";
import { playerAt } from "../state/band.js";
import { byId, setGlyphs, within } from "./elements.js";

/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */
/** @typedef {import("../state/quality.js").Qualities} Qualities */
/** @typedef {import("../state/quality.js").Quality} Quality */
/** @typedef {import("../state/state.js").State} State */

/** A bar that is missing leaves its foot. @type {Readonly<Record<Quality, string>>} */
const PATHS = {
  good: "M0 8h4v4h-4zM6 4h4v8h-4zM12 0h4v12h-4z",
  fair: "M0 8h4v4h-4zM6 4h4v8h-4zM12 10.5h4v1.5h-4z",
  poor: "M0 8h4v4h-4zM6 10.5h4v1.5h-4zM12 10.5h4v1.5h-4z",
};

/** @param {Qualities} qualities @returns {(state: State) => void} */
export function createSignals(qualities) {
  const sides = [createSignal(1, qualities), createSignal(2, qualities)];
  return (state) => {
    for (const show of sides) show(state);
  };
}

/** @param {PlayerNum} num @param {Qualities} qualities @returns {(state: State) => void} */
function createSignal(num, qualities) {
  const svg = within(byId(`side-${num}`, HTMLElement), "[data-signal]", SVGSVGElement);
  /** @type {Quality|null} */
  let shown = null;
  return (state) => {
    const quality = isMeasured(state, num) ? qualities.of(num) : null;
    if (quality === shown) return;
    shown = quality;
    svg.toggleAttribute("data-on", quality !== null);
    if (quality === null) return;
    setGlyphs(svg, { path: PATHS[quality], width: 16, height: 12 });
    svg.setAttribute("aria-label", say(`signal.${quality}`));
  };
}

/** @param {State} state @param {PlayerNum} num */
const isMeasured = (state, num) =>
  (state.status === "playing" || state.status === "countdown" || state.status === "paused") &&
  playerAt(state, num)?.connected === true;
