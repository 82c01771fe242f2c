/** @file Which way a gamepad says. Pure: buttons and axes are those of the standard mapping. */

/** @typedef {import("../net/protocol.js").Direction} Direction */

/** @typedef {{axes: readonly number[], buttons: readonly Readonly<{pressed: boolean}>[]}} Pad as much of a gamepad as is read */

/** A stick at rest is never quite at 0. One that has left the dead zone must come well back before it rests again. */
const LEAVES_AT = 0.4;
const RESTS_AT = 0.25;

const UP = 12;
const DOWN = 13;
const LEFT = 14;
const RIGHT = 15;
const SOUTH = 0;
const START = 9;

/**
 * @param {Pad} pad
 * @param {boolean} standing whether the court stands upright: the way of the paddle goes from left to right then
 * @param {Direction} before what it said last
 * @returns {Direction}
 */
export function directionOfPad({ axes, buttons }, standing, before) {
  const [back, forth] = standing ? [LEFT, RIGHT] : [UP, DOWN];
  if (buttons[back]?.pressed) return "up";
  if (buttons[forth]?.pressed) return "down";
  const tilt = axes[standing ? 0 : 1] ?? 0;
  if (Math.abs(tilt) < (before === "stop" ? LEAVES_AT : RESTS_AT)) return "stop";
  return tilt < 0 ? "up" : "down";
}

/** Whether it asks to go on, or to wait. @param {Pad} pad */
export const padSaysStart = ({ buttons }) => Boolean(buttons[START]?.pressed);

/** Whether it asks to go on; in a match a thumb lies on this button. @param {Pad} pad */
export const padSaysGo = (pad) => padSaysStart(pad) || Boolean(pad.buttons[SOUTH]?.pressed);
