/** @file All that a page with a court gets after its first picture. Loaded by later.js. */

import { createPadReader } from "./input/gamepad.js";
import { bindPointer } from "./input/pointer.js";
import { bindMotion, bindSettings, changeSettings, settings } from "./lib/settings.js";
import { createServe } from "./render/serve.js";
import { announcement } from "./state/announcements.js";
import { panOfBall } from "./state/hearing.js";
import { labelOfKey } from "./state/rebinding.js";
import { isInPlay, towardOf } from "./state/serve.js";
import { initialState } from "./state/state.js";
import { Ear } from "./ui/ear.js";
import { byId, setText } from "./ui/elements.js";
import { bindFocus } from "./ui/focus.js";
import { shake } from "./ui/haptics.js";
import { bindLateNote } from "./ui/late_note.js";
import { bindSettingsButton } from "./ui/settings_button.js";
import { playMoment } from "./ui/sounds.js";
import { Speaker } from "./ui/speaker.js";
import { createWakeLock } from "./ui/wake_lock.js";
// later.js asks for it when it is needed, perhaps without a network.
import "./ui/leaving.js";

/** @typedef {import("./input/keys.js").Hand} Hand */
/** @typedef {import("./input/keys.js").KeyAction} KeyAction */
/** @typedef {import("./net/protocol.js").Direction} Direction */
/** @typedef {import("./state/hearing.js").Place} Place */
/** @typedef {import("./state/serve.js").Match} Match */
/** @typedef {import("./state/serve.js").Side} Side */
/** @typedef {import("./state/moments.js").Moment} Moment */
/** @typedef {import("./state/scene.js").Scene} Scene */
/** @typedef {import("./state/settings.js").Settings} Settings */
/** @typedef {import("./state/state.js").State} State */

/**
 * @typedef {object} Page
 * @property {() => State} state
 * @property {import("./render/stage.js").Stage} stage
 * @property {readonly import("./input/keyboard.js").Keyboard[]} keyboards
 * @property {readonly import("./input/pointer.js").PointerHandlers[]} pointers one for each who steers by mouse or touch
 * @property {(direction: Direction, hand: Hand) => void} onSteer
 * @property {() => void} onGo what the band offers
 * @property {{costsTheMatch: () => boolean, onLeave: () => void}} leaving see ui/leaving.js
 * @property {() => void} [onPause] where a match can be paused
 * @property {1|2} [players] how many people sit at this page
 * @property {string} [layout] `couch` on the big screen, `paddle` on the phones before it
 */

/**
 * @typedef {object} Extras
 * @property {(before: State, after: State) => void} change
 * @property {(moment: Moment, place: Place) => void} moment and where it was
 * @property {(scene: Scene & {toward?: Side|null}, match?: Match) => void} picture `match`: one that is played on this page
 */

/** @param {Page} page @param {readonly PointerEvent[]} touches on the court, so far @returns {Extras} */
export function bindExtras(page, touches) {
  for (const handlers of page.pointers) bindPointer(byId("court", HTMLElement), handlers, touches);
  const speaker = new Speaker();
  const ear = new Ear(speaker);
  bindMotion();
  bindSettings((chosen) => {
    speaker.adjust(chosen);
    for (const keyboard of page.keyboards) keyboard.use(chosen.keys);
    showKeys(chosen);
  });
  speaker.bindGesture();
  bindMuting();
  bindSettingsButton(() => isInPlay(page.state()) && page.onPause?.());
  const show = createLayout(page);
  const point = createServe(page.stage);
  const state = page.state();
  readOut(initialState(state.roomCode, state.wantedRole), state); // what has been shown before this came
  bindLateNote(tell);
  bindFocus(byId("band", HTMLElement).parentElement ?? document.body);
  const stayAwake = createWakeLock();
  const readPads = createPadReader({ ...page, ...padHandlers(page) });
  return {
    change: readOut,
    moment: (moment, place) => onMoment(page, speaker, moment, place),
    picture: (scene, match) => {
      readPads();
      listen(page.state(), ear, scene);
      // A phone that is a paddle has no ball: it is on the big screen.
      if (isInPlay(page.state()) && page.layout !== "paddle") point(scene.ball, match ? towardOf(match) : scene.toward);
      show(page.state(), scene);
      // The big screen is looked at between matches too.
      stayAwake(page.layout === "couch" || isInPlay(page.state()));
    },
  };
}

/**
 * What only some pages show; loaded by these.
 * @param {Page} page
 * @returns {(state: State, scene: Scene) => void} to be called for every picture
 */
function createLayout({ layout, stage }) {
  /** @type {(state: State, scene: Scene) => void} */
  let show = () => undefined;
  const load = async () => {
    if (layout === "couch") show = (await import("./ui/couch.js")).createCouch();
    if (layout === "paddle") show = (await import("./ui/paddle.js")).createPaddle(stage);
  };
  void load();
  return (state, scene) => show(state, scene);
}

/** @param {Page} page */
const padHandlers = (page) => ({
  players: page.players ?? 1,
  isStanding: () => page.stage.view.orientation !== "wide",
  onGo: (/** @type {boolean} */ isStart) => {
    if (!isInPlay(page.state())) page.onGo();
    else if (isStart) document.getElementById("pause")?.click();
  },
});

/** @param {Page} page @param {Speaker} speaker @param {Moment} moment @param {Place} place */
function onMoment(page, speaker, moment, place) {
  const { seat } = page.state();
  // What a phone would sound, the big screen sounds already.
  if (page.layout !== "paddle") playMoment(speaker, moment, panOfBall(page.stage.view, place));
  if (seat && settings().haptics) shake(moment, seat.playerNum);
}

/** @param {State} state @param {Ear} ear @param {Scene} scene */
function listen({ status, seat }, ear, { ball, paddles }) {
  const heard = settings().ear && status === "playing" ? ball : null;
  ear.hear(heard, seat ? (seat.playerNum === 1 ? paddles.p1 : paddles.p2) : 50);
}

/** By the page's one live region. @param {string} text */
const tell = (text) => setText(byId("live", HTMLElement), text);

/** @param {State} before @param {State} after */
function readOut(before, after) {
  const news = announcement(before, after, goKey());
  if (news) tell(news);
}

/** A phone may have no keys; without one for this in the first column, the second one's counts. */
const goKey = () => (matchMedia("(hover: none) and (pointer: coarse)").matches ? "" : usedKey(settings().keys.go));

/** @param {readonly string[]} codes */
const usedKey = (codes) => codes.find((code) => code !== "") ?? "";

/** The button that silences all games of this browser. */
function bindMuting() {
  const mute = byId("mute", HTMLButtonElement);
  mute.addEventListener("click", () => changeSettings({ muted: !settings().muted }));
  bindSettings(({ muted }) => mute.setAttribute("aria-pressed", String(muted)));
}

/** The hints name the keys that count. @param {Settings} chosen */
function showKeys({ keys }) {
  for (const key of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("kbd[data-key]"))) {
    const [action, hand] = (key.dataset.key ?? "").split(" ");
    setText(key, labelOfKey(keys[/** @type {KeyAction} */ (action)][hand === "1" ? 1 : 0]));
  }
}
