/** @file What the wire says of a paddle, in the engine's words. */

import { STOP } from "../engine/values.js";

/** @typedef {import("../engine/values.js").Intent} Intent */
/** @typedef {import("../net/protocol.js").Direction} Direction */
/** @typedef {import("./edges.js").Steering} Steering */
/** @typedef {import("./wire.js").PaddleEdge} PaddleEdge */

/** @param {Direction} direction @returns {Intent} */
function holding(direction) {
  if (direction === "stop") return STOP;
  return { kind: "hold", direction: direction === "up" ? -1 : 1 };
}

/** @param {PaddleEdge} edge @returns {Intent} */
export const intentOfEdge = ({ direction, target }) =>
  target === undefined ? holding(direction ?? "stop") : { kind: "aim", y: target };

/** @param {Steering} steering @returns {Intent} */
export const intentOfSteering = (steering) =>
  steering.type === "move_paddle" ? holding(steering.direction) : { kind: "aim", y: steering.y };
