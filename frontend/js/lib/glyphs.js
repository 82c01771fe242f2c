/** @file The block digits of the score, as a path of unit squares. Pure. */

const DIGITS = ["75557", "26227", "71747", "71717", "55711", "74717", "74757", "71111", "75757", "75717"];
const WIDTH = 3;
const HEIGHT = 5;

/**
 * @param {number} number not negative
 * @returns {{path: string, width: number, height: number}} in squares
 */
export function digitsPath(number) {
  const digits = [...String(Math.trunc(number))];
  const path = digits.map((digit, place) => digitPath(Number(digit), place * (WIDTH + 1))).join("");
  return { path, width: digits.length * (WIDTH + 1) - 1, height: HEIGHT };
}

/**
 * @param {number} digit
 * @param {number} left
 */
function digitPath(digit, left) {
  const rows = [...(DIGITS[digit] ?? "")];
  return rows.map((bits, top) => rowPath(Number(bits), left, top)).join("");
}

/**
 * Neighbours in a row are one rectangle: no hair lines between them at odd sizes.
 * @param {number} bits
 * @param {number} left
 * @param {number} top
 */
function rowPath(bits, left, top) {
  const runs = bits.toString(2).padStart(WIDTH, "0").matchAll(/1+/g);
  return [...runs].map((run) => `M${left + run.index} ${top}h${run[0].length}v1.02h-${run[0].length}z`).join("");
}
