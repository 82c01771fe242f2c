/** @file The page of two people at one device: one keyboard, one screen to touch, or two gamepads. No server is asked. */

import { STOP } from "./engine/values.js";
import { bindKeyboard } from "./input/keyboard.js";
import { loadExtras } from "./later.js";
import { fetchLater } from "./lib/fetched.js";
import { Local } from "./practice/local.js";
import { sceneAtTick } from "./practice/scene.js";
import { createPainter } from "./render/painter.js";
import { bindAnimation, Stage } from "./render/stage.js";
import { alongPaddleWay, halfAt } from "./render/view.js";
import { momentPlace } from "./state/scene.js";
import { byId } from "./ui/elements.js";
import { createCountdown, createHud } from "./ui/hud.js";
import { createPracticeBand } from "./ui/practice_band.js";

/** @typedef {import("./engine/values.js").Intent} Intent */
/** @typedef {import("./engine/values.js").Side} Side */
/** @typedef {import("./input/keys.js").Hand} Hand */
/** @typedef {import("./net/protocol.js").Direction} Direction */
/** @typedef {import("./state/state.js").State} State */

const { homePath = "/", points = "" } = byId("local", HTMLElement).dataset;
/** @type {import("./engine/rules.js").Rules} */
const rules = JSON.parse(byId("rules", HTMLScriptElement).text);
const court = byId("court", HTMLCanvasElement);
const stage = new Stage(court, rules.x_unit_in_y_units);
const painter = createPainter(stage, rules);
const showHud = createHud();
const showCountdown = createCountdown();
const showBand = createPracticeBand({ allPlay: true });

const local = new Local(
  {
    rules,
    chance: () => /** @type {number} */ (crypto.getRandomValues(new Uint32Array(1))[0]),
    onChange,
    onMoment: (moment) => {
      const place = momentPlace(local.state);
      painter.add(moment, place, performance.now());
      extras.moment(moment, place);
    },
  },
  Number(points),
);

/** @param {State} before @param {State} after */
function onChange(before, after) {
  showCountdown(after);
  extras.change(before, after);
}

/** @type {Readonly<Record<Direction, Intent>>} */
const HOLDING = { up: { kind: "hold", direction: -1 }, down: { kind: "hold", direction: 1 }, stop: STOP };

/** Whose keys, and whose gamepad. @param {Direction} direction @param {Hand} hand */
const steer = (direction, hand) => local.steer(hand === 0 ? 1 : 2, HOLDING[direction]);

/** Space or enter: what the band offers. */
function go() {
  if (local.state.status === "paused") local.resume();
  else start();
}

function start() {
  // A finger's last wish belongs to the match before; keys are held until they are let go.
  for (const hand of /** @type {const} */ ([0, 1])) steer(keyboards[hand].direction(), hand);
  local.start();
}

function togglePause() {
  if (local.state.status === "paused") local.resume();
  else local.pause();
}

const isStanding = () => stage.view.orientation !== "wide";
const keyboards = /** @type {const} */ ([
  bindKeyboard({ onSteer: (way) => steer(way, 0), onGo: go, onPause: togglePause, isStanding, hands: [0] }),
  bindKeyboard({ onSteer: (way) => steer(way, 1), isStanding, hands: [1] }),
]);
/** @param {Side} side @returns {import("./input/pointer.js").PointerHandlers} */
const pointerOf = (side) => ({
  onTarget: (y) => local.steer(side, { kind: "aim", y }),
  toWay: (point) => alongPaddleWay(stage.view, point),
  paddle: () => paddleOf(side),
  reach: rules.paddle_height / 2,
  isOwn: (point) => halfAt(stage.view, point) === side,
});

/** @param {Side} side */
function paddleOf(side) {
  const { status, frames } = local.state;
  const newest = frames.at(-1);
  if (!newest || (status !== "playing" && status !== "countdown")) return null;
  return side === 1 ? newest.p1_y : newest.p2_y;
}

byId("choosing", HTMLFormElement).addEventListener("change", ({ target }) => {
  const { value } = /** @type {HTMLInputElement} */ (target);
  local.choose(Number(value));
  history.replaceState(null, "", `?points=${value}`);
});
byId("choosing", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  start();
});
// The match waits while the question is asked, and goes on if the answer is no.
byId("leave", HTMLButtonElement).addEventListener("click", () => local.pause());
byId("leaving", HTMLDialogElement).addEventListener("close", () => local.resume());
byId("resume", HTMLButtonElement).addEventListener("click", go);
byId("rematch", HTMLButtonElement).addEventListener("click", go);
byId("pause", HTMLButtonElement).addEventListener("click", togglePause);
document.addEventListener("visibilitychange", () => document.hidden && local.pause());
const extras = loadExtras({
  state: () => local.state,
  stage,
  keyboards,
  pointers: [pointerOf(1), pointerOf(2)],
  onSteer: steer,
  onGo: go,
  leaving: { costsTheMatch: () => local.isUnderWay, onLeave: () => location.assign(homePath) },
  onPause: togglePause,
  players: 2,
});

stage.bindSize();
bindAnimation((now) => {
  local.advance(now);
  showHud(local.state);
  showBand(local.state);
  const scene = sceneAtTick(local.state, local.tickToDraw);
  painter.paint(scene, local.state, now);
  extras.picture(scene, local.match);
});
requestAnimationFrame(() => setTimeout(fetchLater));
