/** @file How long to wait before connecting again, and for a connection. Pure. */

/** The first one is short: most cuts are over at once, and a match waits. */
const CEILINGS_MS = [250, 800, 1600, 3200, 5000];
/** A server that moves its rooms has spread its closes already; all that is left to do is not to be in step. */
const MOVED_CEILING_MS = 100;
/** What a server that is overloaded or that found us too slow or too fast is given before we come back. */
const BREATHER_MS = 3000;
/** A handshake that takes longer goes into a void; browsers would wait for minutes. A slow network gets more time. */
const OPEN_WITHIN_MS = [3000, 4000, 6000];

/** A close of our own for a socket that went silent; it never reaches a server that is not there. */
export const SILENT = 4900;

/** @param {readonly number[]} steps @param {number} attempt */
const stepOf = (steps, attempt) => steps[Math.min(attempt, steps.length - 1)] ?? 0;

/**
 * Full jitter: after a restart of the server not everybody comes back at the same moment.
 * @param {number} attempt 0 for the first one after a loss
 * @param {() => number} [random]
 * @returns {number} milliseconds
 */
export const reconnectDelayMs = (attempt, random = Math.random) => Math.round(random() * stepOf(CEILINGS_MS, attempt));

/** @param {number} attempt @returns {number} milliseconds that a handshake may take */
export const openWithinMs = (attempt) => stepOf(OPEN_WITHIN_MS, attempt);

/**
 * What a close code asks for; see "Close codes" in context/protocol.md.
 * @typedef {"again"|"moved"|"later"|"fresh"|"never"} AfterClose `fresh` means: again, but without the token
 * @param {number} code
 * @returns {AfterClose}
 */
export function afterClose(code) {
  switch (code) {
    case 4000:
    case 4001:
    case 4007:
      return "never";
    case 4003:
      return "fresh";
    case 4008:
    case 4009:
    case 4013:
      return "later";
    case 4012:
      return "moved";
    default:
      return "again";
  }
}

/**
 * @param {AfterClose} verdict any but `never`
 * @param {number} attempt
 * @param {() => number} [random]
 * @returns {number} milliseconds
 */
export function delayAfterClose(verdict, attempt, random = Math.random) {
  if (verdict === "moved" && attempt === 0) return Math.round(random() * MOVED_CEILING_MS);
  const jitter = reconnectDelayMs(attempt, random);
  if (verdict === "fresh") return Math.min(jitter, 200);
  return verdict === "later" ? BREATHER_MS + jitter : jitter;
}

/**
 * Why there is no connection, in one word: the server moves, it has sent us away for a while, it does not answer, or
 * something on the way has cut us off.
 * @typedef {"moved"|"pause"|"silent"|"cut"} Loss
 * @param {number} code
 * @returns {Loss}
 */
export function lossOf(code) {
  if (code === SILENT) return "silent";
  const verdict = afterClose(code);
  if (verdict === "moved") return "moved";
  return verdict === "later" ? "pause" : "cut";
}
