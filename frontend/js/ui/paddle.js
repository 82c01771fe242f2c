/** @file A phone as a paddle: the own colour everywhere, and one's own paddle on its way up and down. */

import { rulesOfPage } from "../lib/rules.js";
import { bindInk } from "../render/ink.js";
import { project } from "../render/view.js";
import { byId } from "./elements.js";

/** @typedef {import("../render/stage.js").Stage} Stage */
/** @typedef {import("../state/scene.js").Scene} Scene */
/** @typedef {import("../state/state.js").State} State */

/** In court units: to be seen from the corner of the eye. */
const WIDTH = 40;
const LINE = 1.2;

/** @param {Stage} stage @returns {(state: State, scene: Scene) => void} */
export function createPaddle(stage) {
  const room = byId("room", HTMLElement);
  const { paddle_height: height } = rulesOfPage();
  let ink = { p1: "", p2: "" };
  bindInk((read) => {
    ink = read;
  });
  return ({ seat }, { paddles }) => {
    if (seat === null) return void delete room.dataset.own;
    room.dataset.own = String(seat.playerNum);
    const first = seat.playerNum === 1;
    const { context, drawnView: view } = stage;
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    context.fillStyle = first ? ink.p1 : ink.p2;
    for (const y of [-LINE, 100]) fill(context, project(view, { x: 0, y, width: 100, height: LINE }), false);
    const y = (first ? paddles.p1 : paddles.p2) - height / 2;
    fill(context, project(view, { x: 50 - WIDTH / 2, y, width: WIDTH, height }), !first);
  };
}

/**
 * Square or round, like the paddles on the court.
 * @param {CanvasRenderingContext2D} context
 * @param {import("../render/view.js").Box} box
 * @param {boolean} round
 */
function fill(context, { x, y, width, height }, round) {
  context.beginPath();
  context.roundRect(x, y, width, height, round ? Math.min(width, height) / 2 : 0);
  context.fill();
}
