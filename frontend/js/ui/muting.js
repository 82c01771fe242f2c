/** @file The button that silences the game, and remembers it for all games of this browser. */

import { isMuted, rememberMuted } from "../lib/preferences.js";
import { byId } from "./elements.js";

/** @param {import("./sounds.js").Sounds} sounds @returns {() => void} unbind */
export function bindMuting(sounds) {
  const mute = byId("mute", HTMLButtonElement);
  const show = () => mute.setAttribute("aria-pressed", String(sounds.muted));
  const listening = new AbortController();
  const onClick = () => {
    sounds.muted = !sounds.muted;
    rememberMuted(sounds.muted);
    show();
  };
  mute.addEventListener("click", onClick, { signal: listening.signal });
  sounds.muted = isMuted();
  const rest = sounds.bindGesture();
  show();
  return () => {
    listening.abort();
    rest();
  };
}
