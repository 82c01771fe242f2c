/** @file Gamepads to intents: edges only. Browsers tell of sticks only when asked, so we ask at every picture. */

import { directionOfPad, padSaysGo, padSaysStart } from "./pad.js";

/** @typedef {import("../net/protocol.js").Direction} Direction */
/** @typedef {import("./keys.js").Hand} Hand */

/**
 * @typedef {object} PadHandlers
 * @property {(direction: Direction, hand: Hand) => void} onSteer
 * @property {(isStart: boolean) => void} onGo `isStart`: by the button that makes a match wait too
 * @property {() => boolean} isStanding whether the court stands upright
 * @property {1|2} players how many people hold one; of more gamepads the first ones count
 */

/**
 * @param {PadHandlers} handlers
 * @returns {() => void} to be called for every picture
 */
export function createPadReader({ onSteer, onGo, isStanding, players }) {
  /** @type {Record<Hand, {direction: Direction, go: boolean}>} */
  const last = { 0: { direction: "stop", go: false }, 1: { direction: "stop", go: false } };
  const read = (/** @type {Hand} */ hand, /** @type {import("./pad.js").Pad|undefined} */ pad) => {
    const before = last[hand];
    // One that was pulled out holds nothing any more.
    const direction = pad ? directionOfPad(pad, isStanding(), before.direction) : "stop";
    const go = pad !== undefined && padSaysGo(pad);
    last[hand] = { direction, go };
    if (direction !== before.direction) onSteer(direction, hand);
    if (pad && go && !before.go) onGo(padSaysStart(pad));
  };
  return () => {
    const pads = navigator.getGamepads?.().filter((pad) => pad?.connected) ?? [];
    read(0, pads[0] ?? undefined);
    if (players === 2) read(1, pads[1] ?? undefined);
  };
}
