/**
 * @file The local perception filter (Sharkey, Ryan, Roberts 1998): the ball is drawn at a time that depends on where it
 * is. At one's own plane that is one's own time, so that one hits what one sees; at the far plane it is so long ago
 * that what happened there is known. Between them it changes evenly, and a straight way stays straight.
 */

/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("../engine/values.js").Side} Side */
/** @typedef {import("./legs.js").Leg} Leg */

/**
 * How time lies over the court.
 * @typedef {object} Warp
 * @property {Side|null} own null for a viewer who has no side
 * @property {number} lag ticks by which the far plane is drawn later than one's own
 */

/**
 * The time that is drawn of a leg.
 * @param {Leg} leg
 * @param {number} clock one's own time, in ticks
 * @param {Warp} warp
 * @param {Rules} rules
 */
export function timeToDraw(leg, clock, { own, lag }, rules) {
  if (own === null || lag === 0) return clock;
  const { left_plane, right_plane } = rules;
  const perUnit = lag / (right_plane - left_plane);
  const away = own === 1 ? leg.x - left_plane : right_plane - leg.x;
  const resting = clock - perUnit * away;
  if (resting <= leg.startsAt) return resting;
  const speed = perUnit * Math.abs(leg.vx);
  if (leg.toward === own) {
    const time = (clock - perUnit * away - speed * leg.startsAt) / (1 - speed);
    return time < leg.endsAt ? time : clock;
  }
  const time = (clock - perUnit * away + speed * leg.startsAt) / (1 + speed);
  return time < leg.endsAt ? time : clock - lag;
}

/** The drawn ball may fly so many x-units a tick faster than the true one, along its way: 22 pixels of 800. */
const FASTER = 2.75;

/** The longest lag with which a ball of this speed can still be drawn on its way here. @param {Leg} leg @param {Rules} rules */
export function longestLag({ vx, ball }, { left_plane, right_plane, ticks_per_second }) {
  const speed = ball.speed / ticks_per_second;
  return ((right_plane - left_plane) / Math.abs(vx)) * Math.min(0.75, FASTER / (FASTER + speed));
}
