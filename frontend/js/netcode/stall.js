/** @file What a page that has stood still says afterwards of what it has missed. Pure. */

/** @typedef {import("./flight.js").DrawnMoment} DrawnMoment */

/** A hit or a wall that comes so late to be seen or heard says nothing any more. */
const STALLED_MS = 250;
/** Nor does a point. */
const AWAY_MS = 2000;

/** @param {readonly DrawnMoment[]} moments @param {number} stoodMs since the picture before */
export const toTell = (moments, stoodMs) =>
  moments.filter(({ kind }) => stoodMs <= (kind.startsWith("point") ? AWAY_MS : STALLED_MS));
