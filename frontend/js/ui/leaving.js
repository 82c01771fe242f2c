/** @file Going away on purpose, with a question if it costs the match. */

import { byId } from "./elements.js";

/**
 * @param {{costsTheMatch: () => boolean, onLeave: () => void}} handlers
 * @returns {() => void} unbind
 */
export function bindLeaving({ costsTheMatch, onLeave }) {
  const dialog = byId("leaving", HTMLDialogElement);
  const listening = new AbortController();
  const options = { signal: listening.signal };
  const onClick = () => {
    if (costsTheMatch()) dialog.showModal();
    else onLeave();
  };
  byId("leave", HTMLButtonElement).addEventListener("click", onClick, options);
  dialog.addEventListener("close", () => dialog.returnValue === "leave" && onLeave(), options);
  return () => listening.abort();
}
