/** @file Whom the ball will leave, while it rests: chevrons on its way there. Drawn over a picture that is there. */

import { bindInk } from "./ink.js";
import { project } from "./view.js";

/** @typedef {import("./ink.js").Ink} Ink */
/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */
/** @typedef {{x: number, y: number}} Place */

/** How far from the ball they are, in court units: the first ones may lie below the countdown. */
const PLACES = [5, 8.5, 12];
const HALF_HEIGHT = 2.4;
const DEPTH = 1.5;
const LINE = 0.55;
const MIDDLE = 50;

/** @param {Stage} stage @returns {(ball: Place|null, toward: PlayerNum|null|undefined) => void} for each picture in play */
export function createServe(stage) {
  /** @type {Ink} */
  let ink;
  bindInk((read) => {
    ink = read;
  });
  return (ball, toward) => {
    if (ball && toward) drawServe(stage, ink, ball, toward);
  };
}

/** @param {Stage} stage @param {Ink} ink @param {Place} ball @param {PlayerNum} toward */
function drawServe({ context, drawnView: view }, ink, ball, toward) {
  const way = toward === 1 ? -1 : 1;
  const corner = (/** @type {number} */ x, /** @type {number} */ y) => project(view, { x, y, width: 0, height: 0 });
  const unit = Math.min(view.court.width, view.court.height) / 100;
  context.save();
  context.lineWidth = Math.max(2, LINE * unit * 1.6);
  PLACES.forEach((place, nth) => {
    const tip = ball.x + way * place;
    context.strokeStyle = tip < MIDDLE ? ink.p1 : ink.p2;
    context.globalAlpha = 1 - 0.25 * nth;
    context.beginPath();
    for (const y of [-HALF_HEIGHT, 0, HALF_HEIGHT]) {
      const { x, y: down } = corner(tip - (y === 0 ? 0 : way * DEPTH), ball.y + y);
      context.lineTo(x, down);
    }
    context.stroke();
  });
  context.restore();
}
