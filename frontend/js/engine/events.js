/** @file What can happen during one step. */

/** @typedef {import("./values.js").Side} Side */

/** @typedef {Readonly<{kind: "served", toward: Side}>} Served the ball has left the centre */
/** @typedef {Readonly<{kind: "wall_bounce", y: number}>} WallBounce at the wall whose contact line is `y` */
/**
 * The paddle of `side` has returned the ball at height `y`; `hits` counts the rally, this one included.
 * @typedef {Readonly<{kind: "paddle_hit", side: Side, y: number, hits: number}>} PaddleHit
 */
/**
 * `side` has scored: the ball went out across the other side's goal line at height `y`.
 * @typedef {Readonly<{kind: "point_scored", side: Side, y: number}>} PointScored
 */
/**
 * `side` has reached the points limit. A match ended by `finish` tells nobody: its caller knows.
 * @typedef {Readonly<{kind: "match_won", side: Side}>} MatchWon
 */
/** @typedef {Served|WallBounce|PaddleHit|PointScored|MatchWon} Event */

/** @type {readonly Event[]} */
export const NOTHING = [];
