/** @file The room page: wires the game to the keys, the court and the page around it. */

import { Game } from "./game.js";
import { bindKeyboard } from "./input/keyboard.js";
import { loadExtras } from "./later.js";
import { fetched, fetchLater } from "./lib/fetched.js";
import { ownName } from "./lib/preferences.js";
import { rulesOfPage } from "./lib/rules.js";
import { bindWakeUps } from "./net/connection.js";
import { createPainter } from "./render/painter.js";
import { bindAnimation, Stage } from "./render/stage.js";
import { alongPaddleWay } from "./render/view.js";
import { roomOptions } from "./state/joining.js";
import { momentPlace, ownPaddle, sceneAt } from "./state/scene.js";
import { createBand } from "./ui/band.js";
import { byId } from "./ui/elements.js";
import { createCountdown, createHud } from "./ui/hud.js";
import { createStrip } from "./ui/strip.js";

/** @typedef {import("./state/state.js").State} State */
/** @typedef {import("./state/moments.js").Moment} Moment */

const page = byId("room", HTMLElement);
const { code = "", role, layout, homePath = "/", playPath = "", watchPath = "" } = page.dataset;
const rules = rulesOfPage();
const stage = new Stage(byId("court", HTMLCanvasElement), rules.x_unit_in_y_units, layout === "paddle");
const painter = createPainter(stage, rules);
const showHud = createHud();
const showCountdown = createCountdown();
const showBand = createBand();
const showStrip = createStrip();
const links = { play: location.origin + playPath, watch: location.origin + watchPath };
byId("link", HTMLInputElement).value = links.play;
const initial = ownName();
// At once: what differs later was typed.
for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-own-name]"))) {
  field.value = initial;
  field.onchange = () => field.blur();
}

/** @type {import("./netcode/page.js").PageNetcode|undefined} loaded after the first picture */
let netcode;
/** What comes before that. @type {import("./netcode/page.js").Heard[]} */
let early = [];
/** Whether picture and moments are the netcode's. */
let isDrawn = false;

/** @param {string} text */
function onText(text) {
  const heard = { text, at: performance.now() };
  if (netcode) netcode.hear(heard);
  else if (early.length < 3000) early.push(heard);
}

const game = new Game({
  roomCode: code,
  role: role === "observer" ? "observer" : "player",
  socketUrl: `${location.origin.replace(/^http/, "ws")}/ws/game/${code}/`,
  options: roomOptions(location.search),
  ownName,
  onSeated: () => game.send({ type: "move_paddle", direction: keyboard.direction() }),
  onChange,
  onMoment: (moment) => isDrawn || show(moment, momentPlace(game.state)),
  onText,
  stamped: (message) => (netcode ? netcode.stamped(message) : message),
  onCut: () => netcode?.cut(),
});

/** @param {Moment} moment @param {{x: number, y: number}} place */
function show(moment, place) {
  painter.add(moment, place, performance.now());
  extras.moment(moment, place);
}

/** @param {State} before @param {State} after */
function onChange(before, after) {
  if (after.room) fetchLater();
  showCountdown(after);
  if (before.room !== after.room || before.seat !== after.seat) stage.turnTo(after.seat?.playerNum ?? null);
  extras.change(before, after);
}

/** Space or enter: what the band offers. */
function go() {
  const { status, seat } = game.state;
  if (!seat) return;
  if (status === "waiting_for_ready") game.send({ type: "player_ready" });
  if (status === "game_over") game.send({ type: "rematch" });
  if (status === "paused") game.send({ type: "resume" });
}

/** @param {import("./net/protocol.js").Direction} direction */
const steer = (direction) => game.state.seat && game.send({ type: "move_paddle", direction });

const keyboard = bindKeyboard({
  onSteer: steer,
  onGo: go,
  onPause: (code) => code !== "Escape" && byId("pause", HTMLElement).click(),
  isStanding: () => stage.view.orientation !== "wide",
});
/** @type {import("./input/pointer.js").PointerHandlers} */
const pointer = {
  onTarget: (y) => game.send({ type: "paddle_target", y }),
  toWay: (point) => alongPaddleWay(stage.view, point),
  paddle: () => ownPaddle(game.state) && (netcode?.ownPaddle(performance.now()) ?? ownPaddle(game.state)),
  reach: rules.paddle_height / 2,
};

/** @param {string} id @param {() => void} action */
const onClick = (id, action) => byId(id, HTMLElement).addEventListener("click", action);
onClick("ready", go);
onClick("rematch", go);
onClick("claim", () => game.send({ type: "claim_win" }));
onClick("strip-now", () => game.connection.hurry());
for (const button of document.querySelectorAll("[data-again]")) {
  button.addEventListener("click", () => game.comeInAgain());
}
for (const button of document.querySelectorAll("[data-sit]")) {
  button.addEventListener("click", () => game.comeInAgain("player"));
}

const goHome = () => location.assign(homePath);
const leave = () => (game.state.seat ? game.leave(goHome) : goHome());
byId("over-home", HTMLElement).addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});
const extras = loadExtras({
  state: () => game.state,
  stage,
  keyboards: [keyboard],
  pointers: [pointer],
  onSteer: steer,
  onGo: go,
  leaving: {
    costsTheMatch: () =>
      game.state.seat !== null && ["playing", "countdown", "paused"].includes(game.state.status ?? ""),
    onLeave: leave,
  },
  layout,
});

stage.bindSize();
bindWakeUps(game.connection);
bindAnimation((now) => {
  const picture = netcode?.picture(now) ?? null;
  showHud(game.state, picture?.score);
  showBand(game.state, now);
  showStrip(game.state, now);
  isDrawn = picture !== null;
  const scene = picture ?? sceneAt(game.state, now);
  if (layout !== "paddle" || game.state.seat === null) painter.paint(scene, game.state, now);
  for (const { kind, ...place } of picture?.moments ?? []) show(kind, place);
  extras.picture(scene);
});
/** What the first picture does not need. */
async function loadRest() {
  const { loadLater } = await fetched(() => import("./rest.js"));
  const onName = (/** @type {string} */ name) => game.state.seat && game.send({ type: "rename", name });
  netcode = await loadLater({ rules, game }, early, { links, initial, onName });
  early = [];
}
void loadRest();
setTimeout(fetchLater, 3000); // the room may be full, or the server away
void game.start();
