/**
 * @file Runs in a page before its own scripts, and passes on what it hears and what it paints, as `window.feelTap`. What
 * is painted is read off the canvas, in units of the court: the walls say where it lies, the ball is what comes after
 * the two paddles (render/court.js paints in this order). A script and no module, because it has to be the first.
 */

(() => {
  /** @typedef {{x: number, y: number, width: number, height: number}} Box */
  /** @typedef {{walls: Box[], paddles: Box[], ball: Box[]}} Painted */
  /**
   * @typedef {object} Tap
   * @property {(text: string) => void} onText
   * @property {(picture: {paddles: {p1: number, p2: number}, ball: {x: number, y: number}|null}, now: number, workMs: number) => void} onPicture
   * @property {string[]} early texts from before somebody listened
   */

  /** @type {Tap} */
  const tap = { early: [], onText: (text) => void tap.early.push(text), onPicture: () => {} };
  Object.assign(window, { feelTap: tap });
  let workMs = 0;

  /** @template {any[]} Args @param {(...args: Args) => void} act @returns {(...args: Args) => void} */
  const timed =
    (act) =>
    (...args) => {
      const began = performance.now();
      act(...args);
      workMs += performance.now() - began;
    };

  window.WebSocket = class extends window.WebSocket {
    /** @param {string|URL} url @param {string|string[]} [protocols] */
    constructor(url, protocols) {
      super(url, protocols);
      this.addEventListener("message", ({ data }) => tap.onText(String(data)));
    }

    set onmessage(/** @type {((this: WebSocket, event: MessageEvent) => any)|null} */ handler) {
      super.onmessage = handler && timed((/** @type {MessageEvent} */ event) => handler.call(this, event));
    }
  };

  /** @type {Painted|null} */
  let painted = null;
  const context = CanvasRenderingContext2D.prototype;
  const { clearRect, fillRect, roundRect } = context;
  context.clearRect = function (...box) {
    painted = { walls: [], paddles: [], ball: [] };
    clearRect.apply(this, box);
  };
  context.fillRect = function (x, y, width, height) {
    const boxes = painted?.paddles.length === 2 ? painted.ball : painted?.walls;
    boxes?.push({ x, y, width, height });
    fillRect.call(this, x, y, width, height);
  };
  context.roundRect = function (x, y, width, height, radii) {
    if (painted && painted.paddles.length < 2) painted.paddles.push({ x, y, width, height });
    roundRect.call(this, x, y, width, height, radii);
  };

  const nextFrame = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (act) =>
    nextFrame((now) => {
      painted = null;
      timed(act)(now);
      const picture = painted && measured(painted);
      if (picture) tap.onPicture(picture, now, workMs);
      workMs = 0;
    });

  /** The walls leave the ball 100 units and this at each side (court.js, `gap`). */
  const GAP = 0.3;

  /** @param {Painted} painted */
  function measured({ walls: [top, , bottom], paddles: [p1, p2], ball }) {
    if (!top || !bottom || !p1 || !p2) return null;
    const from = top.y + top.height;
    const y = (/** @type {number} */ px) => ((px - from) / (bottom.y - from)) * (100 + 2 * GAP) - GAP;
    const x = (/** @type {number} */ px) => ((px - top.x) / top.width) * 50;
    const middle = (/** @type {Box} */ box) => y(box.y + box.height / 2);
    const [first, last] = [ball[0], ball.at(-1)];
    const place = first && last && { x: x((first.x + last.x + last.width) / 2), y: middle(first) };
    return { paddles: { p1: middle(p1), p2: middle(p2) }, ball: place ?? null };
  }
})();
