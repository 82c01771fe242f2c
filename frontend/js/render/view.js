/**
 * @file Where the court lies on the screen. Pure. On a wide page player 1 is left; on a tall one the court stands
 * upright, with one's own side at the bottom, next to the thumb.
 */

/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */
/** @typedef {"wide"|"tall"|"tall-flipped"} Orientation `tall-flipped` has player 2 at the bottom */
/** @typedef {{x: number, y: number, width: number, height: number}} Box */

/**
 * @typedef {object} View all in the same unit of length as the page that it was made for
 * @property {Orientation} orientation
 * @property {Box} court
 */

const TALL_FROM = 1.1;

/**
 * @param {{width: number, height: number}} page
 * @param {PlayerNum|"lies"|null} own `"lies"`: never upright
 * @returns {Orientation}
 */
export function orientationOf(page, own) {
  if (own === "lies" || page.height < page.width * TALL_FROM) return "wide";
  return own === 2 ? "tall-flipped" : "tall";
}

/**
 * The largest court that fits between the bars.
 * @param {{width: number, height: number}} page
 * @param {{bar: number, margin: number}} spare height of a bar of names, and what stays free below the court
 * @param {PlayerNum|"lies"|null} own
 * @param {number} aspect width by height of the court when it lies
 * @returns {View}
 */
export function viewOf(page, spare, own, aspect) {
  const orientation = orientationOf(page, own);
  const wide = orientation === "wide";
  const ratio = wide ? aspect : 1 / aspect;
  const room = page.height - spare.bar - (wide ? spare.margin : spare.bar);
  const side = wide ? spare.margin : spare.margin / 2;
  const height = Math.max(1, Math.min(room, (page.width - 2 * side) / ratio));
  const width = height * ratio;
  const court = { x: (page.width - width) / 2, y: spare.bar + (room - height) / 2, width, height };
  return { orientation, court };
}

/**
 * A rectangle of the court, on the page.
 * @param {View} view
 * @param {Box} box in court units
 * @returns {Box}
 */
export function project({ orientation, court }, box) {
  if (orientation === "wide") {
    const [sx, sy] = [court.width / 100, court.height / 100];
    return { x: court.x + box.x * sx, y: court.y + box.y * sy, width: box.width * sx, height: box.height * sy };
  }
  const [sx, sy] = [court.width / 100, court.height / 100];
  const along = orientation === "tall" ? 100 - box.x - box.width : box.x;
  return { x: court.x + box.y * sx, y: court.y + along * sy, width: box.height * sx, height: box.width * sy };
}

/**
 * How far along a paddle's way a point of the page is.
 * @param {View} view
 * @param {{x: number, y: number}} point
 * @returns {number} 0..100 on the court, beyond it outside
 */
export function alongPaddleWay({ orientation, court }, point) {
  if (orientation === "wide") return ((point.y - court.y) / court.height) * 100;
  return ((point.x - court.x) / court.width) * 100;
}

/**
 * Whose half of the court a point of the page is on, or beside.
 * @param {View} view
 * @param {{x: number, y: number}} point
 * @returns {PlayerNum}
 */
export function halfAt({ orientation, court }, point) {
  if (orientation === "wide") return point.x < court.x + court.width / 2 ? 1 : 2;
  const isBelow = point.y > court.y + court.height / 2;
  return isBelow === (orientation === "tall") ? 1 : 2;
}
