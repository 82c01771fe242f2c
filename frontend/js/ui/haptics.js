/** @file What the hand feels of a match, where a device can shake. */

/** @typedef {import("../state/moments.js").Moment} Moment */
/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */

export const CAN_SHAKE = typeof navigator !== "undefined" && typeof navigator.vibrate === "function";

/**
 * @param {Moment} moment
 * @param {PlayerNum} own
 * @returns {number[]} ms of shaking and of rest in turns; empty for what is none of one's own
 */
export function shakeOf(moment, own) {
  if (moment === `hit_${own}`) return [15];
  if (moment === `point_${own}`) return [40, 60, 40];
  return moment.startsWith("point") ? [120] : [];
}

/** @param {Moment} moment @param {PlayerNum} own */
export function shake(moment, own) {
  const pattern = shakeOf(moment, own);
  // Before the first touch a browser would only complain.
  if (CAN_SHAKE && pattern.length > 0 && navigator.userActivation?.hasBeenActive !== false) navigator.vibrate(pattern);
}
