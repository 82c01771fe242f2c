/** @file Where a drag wants the paddle. Pure; all numbers are places along the paddle's way, 0..100. */

/** @typedef {{grip: number|null, target: number}} Drag `grip`: how far a finger is from the paddle; null for a mouse */

/**
 * @param {number} at where the pointer went down
 * @param {number} paddle where the paddle is
 * @param {boolean} relative true for touch: the finger need not cover the paddle. A mouse points at the place itself.
 * @param {number} reach half a paddle's height: its centre stays that far from the walls
 * @returns {Drag}
 */
export function startDrag(at, paddle, relative, reach) {
  const grip = relative ? at - paddle : null;
  return moveDrag({ grip, target: paddle }, at, reach);
}

/**
 * @param {Drag} drag
 * @param {number} at
 * @param {number} reach
 * @returns {Drag}
 */
export function moveDrag(drag, at, reach) {
  const wanted = at - (drag.grip ?? 0);
  const target = Math.min(100 - reach, Math.max(reach, wanted));
  // Dragging on past a wall takes the grip along, so that the way back begins at once.
  const grip = drag.grip === null ? null : at - target;
  return { grip, target };
}

/** Less than this is a trembling hand. */
const SENSIBLE = 0.4;

/** @param {number|null} sent what the server was told last @param {number} target */
export const isWorthTelling = (sent, target) => sent === null || Math.abs(target - sent) >= SENSIBLE;
