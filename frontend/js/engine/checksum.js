/** @file The chain of checksums by which two computers find out whether they play the same match. */

/** @typedef {Readonly<import("./values.js").Match>} Match */
/** @typedef {import("./values.js").Phase} Phase */

/** A chain of checksums takes one link each this many ticks. */
export const CHECKSUM_TICKS = 60;

const POLYNOMIAL = 0xedb88320;
const BYTES = new Uint8Array(86);
const VIEW = new DataView(BYTES.buffer);
const TABLE = new Uint32Array(256).map((_, byte) => remainder(byte));

/**
 * CRC-32 (zlib's) over the whole state, chained onto `previous`: the uint32 of the link before, 0 at first. The order
 * of the bytes is written at `_STATE` in backend/pong/replay.py.
 * @param {Match} match
 * @param {number} [previous]
 */
export function checksum(match, previous = 0) {
  packCounts(match);
  packPhase(match.phase);
  packPlaces(match);
  return crc32(BYTES, previous);
}

/** @param {Match} match */
function packCounts({ tick, rng, freezeTicks, pointsLimit, leftScore, rightScore }) {
  VIEW.setUint32(0, tick);
  VIEW.setUint32(4, rng);
  VIEW.setUint32(8, freezeTicks);
  VIEW.setUint32(12, pointsLimit);
  VIEW.setUint32(16, leftScore);
  VIEW.setUint32(20, rightScore);
}

/** @param {Phase} phase */
function packPhase(phase) {
  const [kind, count, side] = phaseFields(phase);
  VIEW.setUint8(24, kind);
  VIEW.setUint32(25, count);
  VIEW.setUint8(29, side);
}

/** @param {Phase} phase @returns {[kind: number, count: number, side: number]} */
function phaseFields(phase) {
  if (phase.kind === "serving") return [0, phase.ticksLeft, phase.toward];
  return phase.kind === "rally" ? [1, phase.hits, 0] : [2, 0, phase.winner];
}

/** @param {Match} match */
function packPlaces({ left, right, ball }) {
  VIEW.setFloat64(30, left.y);
  VIEW.setFloat64(38, right.y);
  VIEW.setFloat64(46, ball.x);
  VIEW.setFloat64(54, ball.y);
  VIEW.setFloat64(62, ball.vx);
  VIEW.setFloat64(70, ball.vy);
  VIEW.setFloat64(78, ball.speed);
}

/** @param {Uint8Array} bytes @param {number} previous */
function crc32(bytes, previous) {
  let crc = ~previous;
  for (const byte of bytes) crc = (crc >>> 8) ^ /** @type {number} */ (TABLE[(crc ^ byte) & 0xff]);
  return ~crc >>> 0;
}

/** @param {number} byte */
function remainder(byte) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
  return crc >>> 0;
}
