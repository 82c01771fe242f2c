/** @file Mouse, pen and finger to places on the court: at most one intent for each picture. Loaded after the first one. */

import { isWorthTelling, moveDrag, startDrag } from "./drag.js";

/**
 * @typedef {object} PointerHandlers
 * @property {(y: number) => void} onTarget
 * @property {(point: {x: number, y: number}) => number} toWay where a point of the page is along the paddle's way
 * @property {() => number|null} paddle where one's own paddle is; null if there is none to move
 * @property {number} reach half a paddle's height
 * @property {(point: {x: number, y: number}) => boolean} [isOwn] where a drag may begin; anywhere, if nothing is said
 */

/**
 * @param {HTMLElement} area
 * @param {PointerHandlers} handlers
 * @param {readonly PointerEvent[]} [early] what happened on it before: how pointers came and went
 * @returns {() => void} unbind
 */
export function bindPointer(area, { onTarget, toWay, paddle, reach, isOwn }, early = []) {
  /** @type {(import("./drag.js").Drag & {id: number})|null} */
  let drag = null;
  /** @type {number|null} */
  let sent = null;
  let frame = 0;
  const tell = () => {
    frame = 0;
    if (drag === null || !isWorthTelling(sent, drag.target)) return;
    sent = drag.target;
    onTarget(drag.target);
  };
  const soon = () => {
    if (frame === 0) frame = requestAnimationFrame(tell);
  };
  const onDown = (/** @type {PointerEvent} */ event) => {
    const own = paddle();
    if (own === null || drag !== null || event.button !== 0 || isOwn?.(event) === false) return;
    capture(area, event.pointerId);
    sent = null;
    drag = { ...startDrag(toWay(event), own, event.pointerType !== "mouse", reach), id: event.pointerId };
    soon();
  };
  const onMove = (/** @type {PointerEvent} */ event) => {
    if (drag?.id !== event.pointerId) return;
    drag = { ...moveDrag(drag, toWay(event), reach), id: drag.id };
    soon();
  };
  const onEnd = (/** @type {PointerEvent} */ event) => {
    if (drag?.id !== event.pointerId) return;
    // A finger may be gone again before the next picture; where it has been counts.
    cancelAnimationFrame(frame);
    tell();
    drag = null;
  };
  const listening = new AbortController();
  const options = { signal: listening.signal };
  area.addEventListener("pointerdown", onDown, options);
  area.addEventListener("pointermove", onMove, options);
  for (const end of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"])) {
    area.addEventListener(end, onEnd, options);
  }
  for (const event of early) {
    if (event.type === "pointerdown") onDown(event);
    if (event.type === "pointerup") onMove(event); // what was between the two is not kept
    if (event.type !== "pointerdown") onEnd(event);
  }
  return () => {
    listening.abort();
    cancelAnimationFrame(frame);
  };
}

/** @param {HTMLElement} area @param {number} pointerId */
function capture(area, pointerId) {
  try {
    area.setPointerCapture(pointerId);
  } catch {
    // An early finger may be gone by now.
  }
}
