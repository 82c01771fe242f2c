/** @file Notices a connection that is dead without saying so. Pure: the caller brings the clock, and looks often. */

export const LOOK_EVERY_MS = 250;
const PING_EVERY_MS = 1000;
const ANSWER_WITHIN_MS = 4000;
/** The server says so before it stops playing, so that two seconds without a frame are a server that stands still. */
const FRAMES_WITHIN_MS = 2000;
/**
 * A page that has slept, or was busy, counts this much of it and no more: the frames of that time wait behind it and
 * have not been looked at yet. A hidden tab looks once a second.
 */
const LONGEST_STEP_MS = 1000;

/**
 * @typedef {object} Pulse
 * @property {number} lookedAt ms of a monotonic clock
 * @property {number} quietMs how long nothing but pongs has come
 * @property {number|null} unansweredMs how old the oldest unanswered ping is
 * @property {number} sincePingMs how old the newest ping is
 */

/** @param {number} now @returns {Pulse} */
export const freshPulse = (now) => ({ lookedAt: now, quietMs: 0, unansweredMs: null, sincePingMs: 0 });

/** Time passes. @param {Pulse} pulse @param {number} now @returns {Pulse} */
export function passed(pulse, now) {
  const step = Math.min(now - pulse.lookedAt, LONGEST_STEP_MS);
  return {
    lookedAt: now,
    quietMs: pulse.quietMs + step,
    unansweredMs: pulse.unansweredMs === null ? null : pulse.unansweredMs + step,
    sincePingMs: pulse.sincePingMs + step,
  };
}

/** @param {Pulse} pulse @param {number} [everyMs] */
export const pingIsDue = (pulse, everyMs = PING_EVERY_MS) => pulse.sincePingMs >= everyMs;

/** @param {Pulse} pulse @returns {Pulse} */
export const pinged = (pulse) => ({ ...pulse, unansweredMs: pulse.unansweredMs ?? 0, sincePingMs: 0 });

/** @param {Pulse} pulse @returns {Pulse} */
export const ponged = (pulse) => ({ ...pulse, unansweredMs: null });

/** Anything but a pong has come. @param {Pulse} pulse @returns {Pulse} */
export const heard = (pulse) => ({ ...pulse, quietMs: 0 });

/**
 * @param {Pulse} pulse
 * @param {boolean} expectFrames a match is running, so that silence is a fault even if pings are answered
 */
export const isDead = (pulse, expectFrames) =>
  (pulse.unansweredMs ?? 0) > ANSWER_WITHIN_MS || (expectFrames && pulse.quietMs > FRAMES_WITHIN_MS);
