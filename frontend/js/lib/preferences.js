/** @file What a person has chosen once and for all rooms: the name, and silence. */

const NAME = "pong.name";
const MUTED = "pong.muted";

/** A browser may refuse its storage altogether; then nothing is remembered, and all else works. */
function shelf() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export const ownName = () => shelf()?.getItem(NAME) ?? "";

/** @param {string} name */
export const rememberName = (name) => shelf()?.setItem(NAME, name.trim());

export const isMuted = () => shelf()?.getItem(MUTED) === "1";

/** @param {boolean} muted */
export const rememberMuted = (muted) => shelf()?.setItem(MUTED, muted ? "1" : "0");
