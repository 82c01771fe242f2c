/** @file Going away on purpose, with a question if it costs the match. */

import { byId } from "./elements.js";

/**
 * @param {{costsTheMatch: () => boolean, onLeave: () => void, onAsk?: () => void}} handlers `onAsk` as the question comes
 * @returns {() => void} unbind
 */
export function bindLeaving({ costsTheMatch, onLeave, onAsk }) {
  const dialog = byId("leaving", HTMLDialogElement);
  const listening = new AbortController();
  const options = { signal: listening.signal };
  const onClick = () => {
    if (!costsTheMatch()) return onLeave();
    onAsk?.();
    dialog.showModal();
  };
  byId("leave", HTMLButtonElement).addEventListener("click", onClick, options);
  dialog.addEventListener("close", () => dialog.returnValue === "leave" && onLeave(), options);
  return () => listening.abort();
}
