/** @file Keys to intents: edges only, and nothing while somebody types. */

import { actionOfKey, BOTH_HANDS, DEFAULT_KEYS, directionOf, directionOfAction, pressed, released } from "./keys.js";

/** @typedef {import("../net/protocol.js").Direction} Direction */
/** @typedef {import("./keys.js").Keys} Keys */

/**
 * @typedef {object} KeyHandlers
 * @property {(direction: Direction) => void} onSteer called when the direction changes
 * @property {() => void} [onGo] space or enter, outside of any control
 * @property {(code: string) => void} [onPause] P or escape
 * @property {() => boolean} isStanding whether the court stands upright
 * @property {readonly import("./keys.js").Hand[]} [hands] whose keys steer; all, if nothing is said
 */

/** @typedef {{unbind: () => void, direction: () => Direction, use: (keys: Keys) => void}} Keyboard `direction`: held now */

/** @param {EventTarget|null} target */
const isTyping = (target) => target instanceof Element && target.closest("input, textarea, select, dialog") !== null;
/** Keys that work a control which has the focus. @param {KeyboardEvent} event */
const isForControl = ({ code, target }) =>
  (code === "Space" || code === "Enter") && target instanceof Element && target.closest("button, a, summary") !== null;

/** @param {KeyHandlers} handlers @returns {Keyboard} */
export function bindKeyboard({ onSteer, onGo, onPause, isStanding, hands = BOTH_HANDS }) {
  let keys = DEFAULT_KEYS;
  /** @type {import("./keys.js").Held} */
  let held = [];
  const change = (/** @type {import("./keys.js").Held} */ next) => {
    const before = directionOf(held);
    held = next;
    if (directionOf(held) !== before) onSteer(directionOf(held));
  };
  const command = (/** @type {KeyboardEvent} */ event) => {
    const action = actionOfKey(event.code, keys);
    if (action === "pause" || event.code === "Escape") onPause?.(event.code);
    if (action !== "go" || !onGo) return;
    event.preventDefault();
    onGo();
  };
  const onDown = (/** @type {KeyboardEvent} */ event) => {
    if (isTyping(event.target) || isForControl(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directionOfAction(actionOfKey(event.code, keys, hands), isStanding());
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
  return {
    unbind: () => listening.abort(),
    direction: () => directionOf(held),
    use: (chosen) => {
      keys = chosen;
    },
  };
}
