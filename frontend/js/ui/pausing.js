/** @file The button that makes a match wait, with what is left of the time for it. */

import { say } from "../lib/words.js";
import { BUDGET_MS, pauseOffer } from "../state/pausing.js";
import { byId, setShown, within } from "./elements.js";

/** @typedef {import("../state/state.js").State} State */

/**
 * @param {{state: () => State, onPause: () => void, onGoOn: () => void}} handlers
 * @returns {(state: State) => void}
 */
export function createPausing({ state, onPause, onGoOn }) {
  const button = byId("pause", HTMLButtonElement);
  const left = within(button, ".left", HTMLElement);
  button.addEventListener("click", () => {
    const { isOpen, isMine } = pauseOffer(state());
    // The key presses it too, whatever lies over the page.
    if (!isOpen || document.querySelector("dialog[open], :popover-open")) return;
    if (isMine) onGoOn();
    else onPause();
  });
  let shown = "";
  return (now) => {
    const offer = pauseOffer(now);
    const { isShown, isOpen, isMine, leftMs } = offer;
    const next = JSON.stringify(offer);
    if (next === shown) return;
    shown = next;
    if (isShown) setShown(button, true);
    button.toggleAttribute("data-off", !isShown);
    button.disabled = !isOpen;
    button.setAttribute("aria-pressed", String(isMine));
    if (!isShown) return;
    // Of when the state of the room came, and not what runs down: nobody wants to hear every second.
    const label = say("court.pause_left", { seconds: Math.ceil(leftMs / 1000) });
    button.setAttribute("aria-label", label);
    button.title = label;
    left.style.transform = `scaleX(${Math.min(1, leftMs / BUDGET_MS)})`;
  };
}
