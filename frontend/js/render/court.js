/** @file Draws one picture of the court. Reads, and changes nothing but the canvas. */

import { project } from "./view.js";

/** @typedef {import("./view.js").Box} Box */
/** @typedef {import("./view.js").View} View */
/** @typedef {import("./ink.js").Ink} Ink */
/** @typedef {import("../engine/rules.js").Rules} Rules */

/**
 * @typedef {object} Picture
 * @property {View} view in device pixels
 * @property {Ink} ink
 * @property {Rules} rules
 * @property {{p1: number, p2: number}} paddles the centres
 * @property {{x: number, y: number}|null} ball
 * @property {import("./lingering.js").Lingering|null} effects null for people who want no motion, and until they are there
 * @property {number} now
 */

/** Side of the drawn ball. The ball that counts is 3.2 by 2 of these units; this is the square nearest to it. */
const BALL_Y_UNITS = 2.6;
const PADDLE_X_UNITS = 1.5;
const WALL_Y_UNITS = 0.7;
const MIDDLE = 50;

/** @param {CanvasRenderingContext2D} context @param {Picture} picture */
export function drawCourt(context, picture) {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  drawLines(context, picture);
  picture.effects?.draw(context, picture);
  drawPaddle(context, picture, 1);
  drawPaddle(context, picture, 2);
  if (picture.ball) fill(context, picture, ballBox(picture, picture.ball, 1));
}

/**
 * Fill a part of the court in the ink of the half that it is on; what lies across the middle is cut in two.
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Box} box in court units
 */
export function fill(context, { view, ink }, box) {
  const end = box.x + box.width;
  if (box.x < MIDDLE) {
    context.fillStyle = ink.p1;
    fillBox(context, project(view, { ...box, width: Math.min(end, MIDDLE) - box.x }));
  }
  if (end > MIDDLE) {
    const x = Math.max(box.x, MIDDLE);
    context.fillStyle = ink.p2;
    fillBox(context, project(view, { ...box, x, width: end - x }));
  }
}

/** @param {CanvasRenderingContext2D} context @param {Box} box */
const fillBox = (context, box) => context.fillRect(box.x, box.y, box.width, box.height);

/** @param {Picture} picture @param {{x: number, y: number}} ball @param {number} scale @returns {Box} */
export function ballBox({ rules }, ball, scale) {
  const height = BALL_Y_UNITS * scale;
  const width = height / rules.x_unit_in_y_units;
  return { x: ball.x - width / 2, y: ball.y - height / 2, width, height };
}

/**
 * The walls, and thin lines where a ball is out.
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 */
function drawLines(context, picture) {
  const gap = (BALL_Y_UNITS - picture.rules.ball_size) / 2;
  fill(context, picture, { x: 0, y: -gap - WALL_Y_UNITS, width: 100, height: WALL_Y_UNITS });
  fill(context, picture, { x: 0, y: 100 + gap, width: 100, height: WALL_Y_UNITS });
  context.globalAlpha = 0.22;
  fill(context, picture, { x: 0, y: -gap, width: 0.2, height: 100 + 2 * gap });
  fill(context, picture, { x: 99.8, y: -gap, width: 0.2, height: 100 + 2 * gap });
  context.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} context @param {Picture} picture @param {1|2} num */
function drawPaddle(context, picture, num) {
  const { rules, view, ink, effects, now, paddles } = picture;
  const ballHalf = BALL_Y_UNITS / rules.x_unit_in_y_units / 2;
  const back = (effects?.recoil(num, now) ?? 0) * 0.7;
  const centre = num === 1 ? paddles.p1 : paddles.p2;
  const x = num === 1 ? rules.left_plane - ballHalf - PADDLE_X_UNITS - back : rules.right_plane + ballHalf + back;
  const box = { x, y: centre - rules.paddle_height / 2, width: PADDLE_X_UNITS, height: rules.paddle_height };
  const drawn = project(view, box);
  context.fillStyle = num === 1 ? ink.p1 : ink.p2;
  context.beginPath();
  // Square against round: whoever cannot tell the colours apart can tell the sides.
  context.roundRect(
    drawn.x,
    drawn.y,
    drawn.width,
    drawn.height,
    num === 1 ? 0 : Math.min(drawn.width, drawn.height) / 2,
  );
  context.fill();
}
