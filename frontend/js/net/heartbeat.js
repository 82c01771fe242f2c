/** @file Notices a connection that is dead without saying so. Pure: the caller brings the clock. */

export const PING_EVERY_MS = 1000;
const ANSWER_WITHIN_MS = 4000;
const FRAMES_WITHIN_MS = 5000;

/**
 * @typedef {object} Pulse all times in ms of one monotonic clock
 * @property {number|null} unansweredSince when the oldest unanswered ping was sent
 * @property {number} lastFrameAt when anything but a pong last came
 */

/** @param {number} now @returns {Pulse} */
export const freshPulse = (now) => ({ unansweredSince: null, lastFrameAt: now });

/** @param {Pulse} pulse @param {number} now @returns {Pulse} */
export const pinged = (pulse, now) => ({ ...pulse, unansweredSince: pulse.unansweredSince ?? now });

/** @param {Pulse} pulse @returns {Pulse} */
export const ponged = (pulse) => ({ ...pulse, unansweredSince: null });

/** @param {Pulse} pulse @param {number} now @returns {Pulse} */
export const heard = (pulse, now) => ({ ...pulse, lastFrameAt: now });

/**
 * @param {Pulse} pulse
 * @param {number} now
 * @param {boolean} expectFrames a match is running, so that silence is a fault even if pings are answered
 */
export function isDead(pulse, now, expectFrames) {
  if (pulse.unansweredSince !== null && now - pulse.unansweredSince > ANSWER_WITHIN_MS) return true;
  return expectFrames && now - pulse.lastFrameAt > FRAMES_WITHIN_MS;
}
