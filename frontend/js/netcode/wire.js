/**
 * @file What the netcode adds to the wire, as types; the meaning of each is in context/protocol.md. The page loads this
 * file never: it has nothing but types.
 */

/** @typedef {import("../net/protocol.js").Direction} Direction */
/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */

/**
 * The ball at a tick, exactly, and straight on from there.
 * @typedef {object} BallSegment
 * @property {"ball"} type
 * @property {number} epoch
 * @property {number} tick
 * @property {number} x
 * @property {number} y
 * @property {number} vx
 * @property {number} vy
 * @property {number} speed
 * @property {number} hits
 * @property {0|PlayerNum} player_num who has hit it; 0 for a serve, which leaves (x, y) at `tick`
 */
/**
 * @typedef {object} PaddleEdge
 * @property {"paddle"} type
 * @property {number} epoch
 * @property {number} tick
 * @property {PlayerNum} player_num
 * @property {number} y
 * @property {Direction} [direction]
 * @property {number} [target]
 * @property {number} seq
 */
/** @typedef {{type: "hold", epoch: number, tick: number, ticks: number}} Hold */
/** @typedef {{type: "miss", epoch: number, tick: number, player_num: PlayerNum, y: number}} Miss */
/** @typedef {{type: "goal", epoch: number, tick: number, player_num: PlayerNum, p1_score: number, p2_score: number}} Goal */
/**
 * @typedef {object} MatchRecord
 * @property {"match_record"} type
 * @property {number} epoch
 * @property {number} match_number
 * @property {number} seed
 * @property {number} points_limit
 * @property {number} ticks
 * @property {number} inputs how often an intent has changed
 * @property {PlayerNum|null} finish
 * @property {number} checksum
 */

/** @typedef {{type: "said", epoch: number, player_num: PlayerNum, phrase: string}} Said */

/** @typedef {BallSegment|PaddleEdge|Hold|Miss|Goal|MatchRecord|Said} NetcodeMessage */
