/** @file The game that is on: one observer's connection to one room, drawn on a small court. */

import { digitsPath } from "../lib/glyphs.js";
import { browserShelf } from "../lib/shelves.js";
import { say } from "../lib/words.js";
import { createPainter } from "../render/painter.js";
import { createServe } from "../render/serve.js";
import { bindAnimation, Stage } from "../render/stage.js";
import { isInPlay } from "../state/serve.js";
import { byId, setGlyphs, setShown, setText } from "../ui/elements.js";
import { Watching } from "./watching.js";
import { nameOf } from "./words.js";

/** @typedef {import("./state.js").LobbyView} LobbyView */
/** @typedef {ReturnType<typeof createTv>} Tv */
/** @typedef {{p1: number, p2: number}} Score */

const SWITCH = "pong.tv";

/** @param {{rules: import("../engine/rules.js").Rules, watchPath: (code: string) => string}} page */
export function createTv({ rules, watchPath }) {
  const court = byId("tv-court", HTMLCanvasElement);
  const stage = new Stage(court, rules.x_unit_in_y_units);
  const painter = createPainter(stage, rules);
  const point = createServe(stage);
  const showScore = createScore();
  /** @type {Watching|null} */
  let watching = null;
  /** @type {LobbyView|null} */
  let lobby = null;
  /** @type {Score|null} */
  let drawn = null;
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
    drawn = null;
    watching = code === null ? null : new Watching(code, rules);
    draws = watching === null ? () => {} : bindAnimation(draw);
    if (watching === null) stage.context.clearRect(0, 0, stage.context.canvas.width, stage.context.canvas.height);
  }

  /** @param {number} now */
  function draw(now) {
    if (watching === null) return;
    const { moments, score, ...scene } = watching.picture(now);
    painter.paint(scene, watching.state, now);
    if (isInPlay(watching.state)) point(scene.ball, scene.toward);
    for (const { kind, ...place } of moments) painter.add(kind, place, now);
    drawn = score;
    if (showScore(score)) describe();
  }

  /** What the picture shows, for whoever does not see it: nothing, if nothing is on. */
  function describe() {
    const room = watching && lobby?.rooms.get(watching.code);
    court.setAttribute("aria-hidden", String(!room));
    if (!room) return;
    const { p1, p2 } = drawn ?? { p1: room.p1_score, p2: room.p2_score };
    court.setAttribute("aria-label", say("home.tv.court", { first: nameOf(room, 1), second: nameOf(room, 2), p1, p2 }));
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
    describe();
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

/** @returns {(score: Score|null) => boolean} whether it is another one */
function createScore() {
  const ghosts = [byId("tv-ghost-1", SVGSVGElement), byId("tv-ghost-2", SVGSVGElement)];
  let shown = "";
  return (score) => {
    const text = score === null ? "" : `${score.p1}:${score.p2}`;
    if (text === shown) return false;
    shown = text;
    const points = score === null ? [null, null] : [score.p1, score.p2];
    ghosts.forEach((ghost, side) => {
      const point = points[side] ?? null;
      setGlyphs(ghost, point === null ? { path: "", width: 3, height: 5 } : digitsPath(point));
    });
    return true;
  };
}
