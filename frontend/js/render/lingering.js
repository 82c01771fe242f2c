/** @file Draws what lingers after a moment, and what points at a paddle. The first picture has neither. */

import { ballBox, fill } from "./court.js";
import { Effects, RING_MS } from "./effects.js";
import { project } from "./view.js";

/** @typedef {import("./court.js").Picture} Picture */

export class Lingering extends Effects {
  /** @param {CanvasRenderingContext2D} context @param {Picture} picture */
  draw(context, picture) {
    this.trail.forEach((trace, place) => {
      const share = (place + 1) / this.trail.length;
      context.globalAlpha = 0.2 * share;
      fill(context, picture, ballBox(picture, trace, 0.4 + 0.6 * share));
    });
    context.globalAlpha = 1;
    for (const ring of this.rings) drawRing(context, picture, ring);
  }

  /**
   * A chevron beside the paddle that a newcomer should find.
   * @param {CanvasRenderingContext2D} context
   * @param {Picture} picture
   * @param {1|2} num
   */
  point(context, { view, ink, now, effects, paddles }, num) {
    const [colour, centre] = num === 1 ? [ink.p1, paddles.p1] : [ink.p2, paddles.p2];
    const sway = effects ? Math.sin(now / 160) * 0.5 : 0;
    const tip = num === 1 ? 7 + sway : 93 - sway;
    const base = num === 1 ? tip + 2.4 : tip - 2.4;
    context.fillStyle = colour;
    context.beginPath();
    for (const [x, y] of /** @type {const} */ ([
      [tip, centre],
      [base, centre - 3],
      [base, centre + 3],
    ])) {
      const corner = project(view, { x, y, width: 0, height: 0 });
      context.lineTo(corner.x, corner.y);
    }
    context.fill();
  }
}

/** @param {CanvasRenderingContext2D} context @param {Picture} picture @param {{x: number, y: number, at: number}} ring */
function drawRing(context, picture, ring) {
  const age = (picture.now - ring.at) / RING_MS;
  if (age >= 1) return;
  const box = project(picture.view, ballBox(picture, ring, 1 + age * 4));
  context.globalAlpha = 1 - age;
  context.strokeStyle = picture.ink.signal;
  context.lineWidth = Math.max(1.5, box.width * 0.06);
  context.strokeRect(box.x, box.y, box.width, box.height);
  context.globalAlpha = 1;
}
