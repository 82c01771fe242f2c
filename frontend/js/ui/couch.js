/**
 * @file The big screen of a match that is played with phones: how to come in, and who has. It watches like any observer.
 */

import { shownName } from "../lib/names.js";
import { say } from "../lib/words.js";
import { playerAt } from "../state/band.js";
import { byId, setShown, setText, within } from "./elements.js";
import { drawQr } from "./qr.js";

/** @typedef {import("../state/state.js").State} State */
/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */
/** @typedef {import("../net/protocol.js").PlayerState} PlayerState */

/** @returns {(state: State) => void} */
export function createCouch() {
  const { phonePath = "" } = byId("room", HTMLElement).dataset;
  const address = location.origin + phonePath;
  const couch = byId("couch", HTMLElement);
  drawQr(within(couch, "[data-qr]", SVGSVGElement), address);
  const link = within(couch, "[data-address]", HTMLAnchorElement);
  link.href = address;
  // It is read from across a room, and typed: without what a browser adds by itself.
  setText(link, address.replace(/^https?:\/\//, ""));
  bindFullScreen(byId("full-screen", HTMLButtonElement));
  const seats = /** @type {const} */ ([1, 2]).map(createSeat);
  return (state) => {
    for (const show of seats) show(state);
  };
}

/** @param {PlayerNum} num @returns {(state: State) => void} */
function createSeat(num) {
  const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`[data-seat="${num}"]`));
  return (state) => {
    for (const place of places) setText(place, lineOf(playerAt(state, num), state.status === "game_over"));
  };
}

/** @param {PlayerState|null} player @param {boolean} isOver */
function lineOf(player, isOver) {
  if (player === null) return say("couch.free");
  const name = shownName(player.name);
  if (!player.connected) return say("couch.away", { name });
  if (isOver) return player.wants_rematch ? say("couch.wants_rematch", { name }) : name;
  return say(player.ready ? "couch.ready" : "couch.not_ready", { name });
}

/** @param {HTMLButtonElement} button */
function bindFullScreen(button) {
  setShown(button, document.fullscreenEnabled);
  button.addEventListener("click", () => void document.documentElement.requestFullscreen().catch(() => undefined));
}
