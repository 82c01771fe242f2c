/** @file Sixty pictures a second without a screen: a timer that makes up for its own delays, and skips what it missed. */

const PICTURE_MS = 1000 / 60;

/**
 * @param {(now: number) => void} draw
 * @returns {() => void} stop
 */
export function startPictures(draw) {
  const began = performance.now();
  let drawn = 0;
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const next = () => {
    const now = performance.now();
    drawn = Math.max(drawn + 1, Math.floor((now - began) / PICTURE_MS) + 1);
    draw(now);
    timer = setTimeout(next, Math.max(0, began + drawn * PICTURE_MS - performance.now()));
  };
  next();
  return () => clearTimeout(timer);
}
