/** @file Draws what lingers after a moment. It is not part of the first picture, and comes after it. */

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
