/** @file How long to wait before connecting again. Pure. */

const CEILINGS_MS = [400, 800, 1600, 3200, 5000];

/**
 * Full jitter: after a restart of the server not everybody comes back at the same moment.
 * @param {number} attempt 0 for the first one after a loss
 * @param {() => number} [random]
 * @returns {number} milliseconds
 */
export function reconnectDelayMs(attempt, random = Math.random) {
  const ceiling = CEILINGS_MS[Math.min(attempt, CEILINGS_MS.length - 1)] ?? 0;
  return Math.round(random() * ceiling);
}

/** What a server that is overloaded or that found us too fast is given before we come back. */
const BREATHER_MS = 3000;

/**
 * What a close code asks for; see "Close codes" in context/protocol.md.
 * @typedef {"again"|"later"|"fresh"|"never"} AfterClose `fresh` means: again, but without the token
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
  const jitter = reconnectDelayMs(attempt, random);
  if (verdict === "fresh") return Math.min(jitter, 200);
  return verdict === "later" ? BREATHER_MS + jitter : jitter;
}
