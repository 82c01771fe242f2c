/** @file The game that is on: one observer's connection to one room, drawn on a small court. */

import { digitsPath } from "../lib/glyphs.js";
import { browserShelf } from "../lib/shelves.js";
import { say } from "../lib/words.js";
import { createPainter } from "../render/painter.js";
import { bindAnimation, Stage } from "../render/stage.js";
import { momentPlace, sceneAt } from "../state/scene.js";
import { byId, setGlyphs, setShown, setText } from "../ui/elements.js";
import { Watching } from "./watching.js";
import { nameOf } from "./words.js";

/** @typedef {import("./state.js").LobbyView} LobbyView */
/** @typedef {ReturnType<typeof createTv>} Tv */

const SWITCH = "pong.tv";

/** @param {{rules: import("../engine/rules.js").Rules, watchPath: (code: string) => string}} page */
export function createTv({ rules, watchPath }) {
  const stage = new Stage(byId("tv-court", HTMLCanvasElement), rules.x_unit_in_y_units);
  const painter = createPainter(stage, rules);
  const showScore = createScore();
  /** @type {Watching|null} */
  let watching = null;
  /** @type {LobbyView|null} */
  let lobby = null;
  let draws = () => {};
  const tv = byId("tv", HTMLElement);
  const text = byId("tv-text", HTMLElement);
  const link = byId("tv-link", HTMLAnchorElement);
  const button = bindSwitch(() => look());
  stage.bindSize();
  document.addEventListener("visibilitychange", () => look());

  /** Watch what is on, if anything is and anybody looks. */
  function look() {
    const code = button.isOn() && !document.hidden ? (lobby?.tv ?? null) : null;
    if (code !== (watching?.code ?? null)) tuneIn(code);
    tell();
  }

  /** @param {string|null} code */
  function tuneIn(code) {
    watching?.stop();
    draws();
    watching =
      code === null
        ? null
        : new Watching(code, (moment, state) => painter.add(moment, momentPlace(state), performance.now()));
    draws = watching === null ? () => {} : bindAnimation(draw);
    if (watching === null) stage.context.clearRect(0, 0, stage.context.canvas.width, stage.context.canvas.height);
  }

  /** @param {number} now */
  function draw(now) {
    if (watching === null) return;
    painter.paint(sceneAt(watching.state, now), watching.state, now);
    showScore(watching.score);
  }

  function tell() {
    const room = lobby?.rooms.get(lobby.tv ?? "");
    const isOn = watching !== null;
    tv.dataset.on = String(isOn);
    tv.dataset.still = String(!button.isOn());
    setShown(link, isOn);
    text.dir = isOn ? "ltr" : ""; // the court is not mirrored, and neither are the names of its sides
    if (watching) link.href = watchPath(watching.code);
    if (!isOn) {
      setText(text, say(button.isOn() ? "home.tv.nobody" : "home.tv.off"));
      showScore(null);
    } else if (room) {
      setText(text, `${nameOf(room, 1)} – ${nameOf(room, 2)}`);
    }
  }

  return {
    /** @param {LobbyView} view */
    show(view) {
      lobby = view;
      look();
    },
  };
}

/** What moves by itself can be stopped, and whoever wants little motion starts it. @param {() => void} onChange */
function bindSwitch(onChange) {
  const button = byId("tv-switch", HTMLButtonElement);
  const still =
    document.documentElement.dataset.motion === "less" || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let on = (browserShelf.getItem(SWITCH) ?? (still ? "off" : "on")) === "on";
  const show = () => setText(button, say(on ? "home.tv.stop" : "home.tv.show"));
  button.addEventListener("click", () => {
    on = !on;
    browserShelf.setItem(SWITCH, on ? "on" : "off");
    show();
    onChange();
  });
  show();
  setShown(button, true);
  return { isOn: () => on };
}

/** @returns {(score: {p1: number, p2: number}|null) => void} */
function createScore() {
  const ghosts = [byId("tv-ghost-1", SVGSVGElement), byId("tv-ghost-2", SVGSVGElement)];
  let shown = "";
  return (score) => {
    const text = score === null ? "" : `${score.p1}:${score.p2}`;
    if (text === shown) return;
    shown = text;
    const points = score === null ? [null, null] : [score.p1, score.p2];
    ghosts.forEach((ghost, side) => {
      const point = points[side] ?? null;
      setGlyphs(ghost, point === null ? { path: "", width: 3, height: 5 } : digitsPath(point));
    });
  };
}
