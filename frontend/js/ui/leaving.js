/** @file Going away on purpose, with a question if it costs the match. */

import { byId } from "./elements.js";

/** @param {{costsTheMatch: () => boolean, onLeave: () => void}} handlers */
export function askToLeave({ costsTheMatch, onLeave }) {
  if (!costsTheMatch()) return onLeave();
  const dialog = byId("leaving", HTMLDialogElement);
  dialog.addEventListener("close", () => dialog.returnValue === "leave" && onLeave(), { once: true });
  dialog.showModal();
}
