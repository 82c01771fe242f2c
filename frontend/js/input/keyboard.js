/** @file Keys to intents: edges only, and nothing while somebody types. */

import { directionOf, directionOfKey, pressed, released } from "./keys.js";

/** @typedef {import("../net/protocol.js").Direction} Direction */

/**
 * @typedef {object} KeyHandlers
 * @property {(direction: Direction) => void} onSteer called when the direction changes
 * @property {() => void} onGo space or enter, outside of any control
 * @property {() => void} [onPause] P or escape
 * @property {() => boolean} isStanding whether the court stands upright
 */

/** @param {EventTarget|null} target */
const isTyping = (target) => target instanceof Element && target.closest("input, textarea, select, dialog") !== null;
/** @param {EventTarget|null} target */
const isControl = (target) => target instanceof Element && target.closest("button, a, summary") !== null;

/**
 * @param {KeyHandlers} handlers
 * @returns {{unbind: () => void, direction: () => Direction}} and what is held now
 */
export function bindKeyboard({ onSteer, onGo, onPause, isStanding }) {
  /** @type {import("./keys.js").Held} */
  let held = [];
  const change = (/** @type {import("./keys.js").Held} */ next) => {
    const before = directionOf(held);
    held = next;
    if (directionOf(held) !== before) onSteer(directionOf(held));
  };
  const command = (/** @type {KeyboardEvent} */ event) => {
    if (event.code === "KeyP" || event.code === "Escape") onPause?.();
    if ((event.code !== "Space" && event.code !== "Enter") || isControl(event.target)) return;
    event.preventDefault();
    onGo();
  };
  const onDown = (/** @type {KeyboardEvent} */ event) => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directionOfKey(event.code, isStanding());
    if (direction) {
      event.preventDefault(); // arrows would scroll
      if (!event.repeat) change(pressed(held, event.code, direction));
    } else if (!event.repeat) {
      command(event);
    }
  };
  const listening = new AbortController();
  const options = { signal: listening.signal };
  window.addEventListener("keydown", onDown, options);
  window.addEventListener("keyup", (event) => change(released(held, event.code)), options);
  // A key that goes up while another window has the focus is never told to us.
  window.addEventListener("blur", () => change([]), options);
  document.addEventListener("visibilitychange", () => document.hidden && change([]), options);
  return { unbind: () => listening.abort(), direction: () => directionOf(held) };
}
