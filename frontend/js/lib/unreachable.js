/** @file What a switch over a closed union does with a member that it forgot. */

/**
 * The type checker refuses a call of this if a case is missing.
 * @param {never} value
 * @returns {never}
 */
export function unreachable(value) {
  throw new Error(`unexpected: ${JSON.stringify(value)}`);
}
