/**
 * @file Which moment of the match to draw now: a little behind the newest frame, so that there is nearly always a
 * next frame to move towards. Pure.
 */

/** @typedef {import("../net/protocol.js").GameUpdate} GameUpdate */

export const TICK_MS = 1000 / 60;
/** Further off than this it is no jitter: the match was paused, or the page was asleep. */
const RESYNC_MS = 250;
const MAX_DELAY_MS = 120;

/**
 * @typedef {object} Timeline
 * @property {number} originMs when tick 0 would have come without any delay on the way
 * @property {number} lateMs how much later than the best ones frames tend to come
 * @property {number} spacingMs time of the match between two frames
 * @property {number} lastTick
 */

/**
 * @param {Timeline|null} timeline null before the first frame of a match
 * @param {number} tick of the frame that has come
 * @param {number} at when it came, ms
 * @returns {Timeline}
 */
export function advanceTimeline(timeline, tick, at) {
  const origin = at - tick * TICK_MS;
  if (timeline === null || Math.abs(origin - timeline.originMs) > RESYNC_MS) {
    return { originMs: origin, lateMs: 2, spacingMs: TICK_MS, lastTick: tick };
  }
  const early = origin < timeline.originMs;
  const late = Math.max(0, origin - timeline.originMs);
  const spacing = (tick - timeline.lastTick) * TICK_MS;
  return {
    // A frame that is early corrects us soon; a late one only slowly, or every stall would shift the whole match.
    originMs: timeline.originMs + (origin - timeline.originMs) * (early ? 0.25 : 0.02),
    lateMs: timeline.lateMs + (late - timeline.lateMs) * (late > timeline.lateMs ? 0.2 : 0.02),
    spacingMs: timeline.spacingMs + (spacing - timeline.spacingMs) * 0.1,
    lastTick: tick,
  };
}

/**
 * The moment to draw at `now`, in ticks, with a fraction.
 * @param {Timeline} timeline
 * @param {number} now ms
 */
export function tickToDraw(timeline, now) {
  const delay = Math.min(timeline.spacingMs + timeline.lateMs, MAX_DELAY_MS);
  return (now - timeline.originMs - delay) / TICK_MS;
}

/** A jump that no ball makes: it was put back to the middle. */
const farApart = (/** @type {GameUpdate} */ a, /** @type {GameUpdate} */ b) =>
  a.p1_score !== b.p1_score ||
  a.p2_score !== b.p2_score ||
  Math.abs(b.ball_x - a.ball_x) > 4 * Math.max(1, b.tick - a.tick);

/**
 * The state at a moment between two frames. Never beyond the newest one: a ball that is drawn where it has not
 * been must be taken back.
 * @param {readonly GameUpdate[]} frames in order, at least one
 * @param {number} tick
 * @returns {GameUpdate}
 */
export function frameAt(frames, tick) {
  const later = frames.findIndex((frame) => frame.tick >= tick);
  const after = frames[later];
  const before = frames[later - 1];
  if (after === undefined) return /** @type {GameUpdate} */ (frames.at(-1));
  if (before === undefined) return after;
  if (farApart(before, after)) return tick < after.tick ? before : after;
  return between(before, after, (tick - before.tick) / (after.tick - before.tick));
}

/**
 * @param {GameUpdate} a
 * @param {GameUpdate} b
 * @param {number} share 0 for `a`, 1 for `b`
 * @returns {GameUpdate}
 */
function between(a, b, share) {
  const mix = (/** @type {number} */ from, /** @type {number} */ to) => from + (to - from) * share;
  return {
    ...b,
    p1_y: mix(a.p1_y, b.p1_y),
    p2_y: mix(a.p2_y, b.p2_y),
    ball_x: mix(a.ball_x, b.ball_x),
    ball_y: mix(a.ball_y, b.ball_y),
  };
}
