/** @file The practice page: a match against the computer, which after loading needs no server. */

import { STOP } from "./engine/values.js";
import { bindKeyboard } from "./input/keyboard.js";
import { loadExtras } from "./later.js";
import { fetchLater } from "./lib/fetched.js";
import { ownName } from "./lib/preferences.js";
import { Practice } from "./practice/practice.js";
import { sceneAtTick } from "./practice/scene.js";
import { createPainter } from "./render/painter.js";
import { bindAnimation, Stage } from "./render/stage.js";
import { alongPaddleWay } from "./render/view.js";
import { momentPlace, ownPaddle } from "./state/scene.js";
import { bindChoosing } from "./ui/choosing.js";
import { byId } from "./ui/elements.js";
import { createCountdown, createHud } from "./ui/hud.js";
import { createPracticeBand } from "./ui/practice_band.js";

/** @typedef {import("./engine/values.js").Intent} Intent */
/** @typedef {import("./net/protocol.js").Direction} Direction */
/** @typedef {import("./practice/practice.js").Choice} Choice */
/** @typedef {import("./state/state.js").State} State */

const { homePath = "/", level = "", points = "" } = byId("practice", HTMLElement).dataset;
/** @param {string} id */
const blockOfPage = (id) => JSON.parse(byId(id, HTMLScriptElement).text);
/** @type {import("./engine/rules.js").Rules} */
const rules = blockOfPage("rules");
const court = byId("court", HTMLCanvasElement);
const stage = new Stage(court, rules.x_unit_in_y_units);
const painter = createPainter(stage, rules);
const showHud = createHud();
const showCountdown = createCountdown();
const showBand = createPracticeBand();
/** @type {import("./engine/bot.js").Levels} */
const levels = blockOfPage("levels");
// The server has read the address; but a page that is kept for offline was written for none.
const asked = { level, points, ...Object.fromEntries(new URLSearchParams(location.search)) };
/** @type {Choice} */
const choice = {
  level: /** @type {Choice["level"]} */ (Object.hasOwn(levels, asked.level) ? asked.level : level),
  pointsLimit: Number(/^([1-9]|1\d|2[01])$/.test(asked.points) ? asked.points : points),
};

const practice = new Practice(
  {
    rules,
    levels,
    name: ownName(),
    chance: () => /** @type {number} */ (crypto.getRandomValues(new Uint32Array(1))[0]),
    onChange,
    onMoment: (moment) => {
      const place = momentPlace(practice.state);
      painter.add(moment, place, performance.now());
      extras.moment(moment, place);
    },
  },
  choice,
);

/** @param {State} before @param {State} after */
function onChange(before, after) {
  showCountdown(after);
  if (before.seat !== after.seat) stage.turnTo(after.seat?.playerNum ?? null);
  extras.change(before, after);
}

/** @type {Readonly<Record<Direction, Intent>>} */
const HOLDING = { up: { kind: "hold", direction: -1 }, down: { kind: "hold", direction: 1 }, stop: STOP };

/** Space or enter: what the band offers. */
function go() {
  if (practice.state.status === "paused") practice.resume();
  else start();
}

function start() {
  // A finger's last wish belongs to the match before; keys are held until they are let go.
  practice.steer(HOLDING[keyboard.direction()]);
  practice.start();
}

function togglePause() {
  if (practice.state.status === "paused") practice.resume();
  else practice.pause();
}

/** @param {Direction} direction */
const steer = (direction) => practice.steer(HOLDING[direction]);

const keyboard = bindKeyboard({
  onSteer: steer,
  onGo: go,
  onPause: togglePause,
  isStanding: () => stage.view.orientation !== "wide",
});
/** @type {import("./input/pointer.js").PointerHandlers} */
const pointer = {
  onTarget: (y) => practice.steer({ kind: "aim", y }),
  toWay: (point) => alongPaddleWay(stage.view, point),
  paddle: () => ownPaddle(practice.state),
  reach: rules.paddle_height / 2,
};
bindChoosing({
  initial: choice,
  onChoice: (chosen) => {
    practice.choose(chosen);
    // So that a reload, or a friend with the address, finds the same.
    history.replaceState(null, "", `?level=${chosen.level}&points=${chosen.pointsLimit}`);
  },
  onGo: start,
});
// The match waits while the question is asked, and goes on if the answer is no.
byId("leave", HTMLElement).addEventListener("click", () => practice.pause());
byId("leaving", HTMLElement).addEventListener("close", () => practice.resume());
const extras = loadExtras({
  state: () => practice.state,
  stage,
  keyboards: [keyboard],
  pointers: [pointer],
  onSteer: steer,
  onGo: go,
  leaving: {
    costsTheMatch: () => practice.isUnderWay,
    onLeave: () => location.assign(homePath),
  },
  onPause: togglePause,
});
byId("resume", HTMLElement).addEventListener("click", go);
byId("pause", HTMLElement).addEventListener("click", togglePause);
document.addEventListener("visibilitychange", () => document.hidden && practice.pause());

stage.bindSize();
bindAnimation((now) => {
  practice.advance(now);
  showHud(practice.state);
  showBand(practice.state);
  const scene = sceneAtTick(practice.state, practice.tickToDraw);
  painter.paint(scene, practice.state, now);
  extras.picture(scene, practice.match);
});
requestAnimationFrame(() => setTimeout(fetchLater));
