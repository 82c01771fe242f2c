/** @file Beside a real page: presses its keys as the autopilot says, and has the referee judge what it paints. */

import { Autopilot } from "./autopilot.js";
import { Chance } from "./chance.js";
import { Referee } from "./referee.js";

/** @typedef {import("../../../js/engine/rules.js").Rules} Rules */
/** @typedef {import("../../../js/net/protocol.js").Direction} Direction */
/** @typedef {import("../../../js/net/protocol.js").ToClient} ToClient */
/** @typedef {import("./referee.js").Drawn} Drawn */

const CODES = { up: "KeyW", down: "KeyS", stop: "" };
const HEADER_BYTES = 4;

/** @param {{rules: Rules, seed: number}} options @returns {{report: () => object, rows: string[], matches: () => number}} */
export function judge({ rules, seed }) {
  const referee = new Referee(rules);
  const pilot = new Autopilot(rules, new Chance(seed));
  /** @type {Direction} */
  let held = "stop";
  /** @type {1|2} */
  let own = 1;
  let isPlaying = false;
  /** @type {string[]} */
  const rows = [];

  const tell = (/** @type {string} */ kind, /** @type {string} */ code) =>
    document.body.dispatchEvent(new KeyboardEvent(kind, { code, bubbles: true, cancelable: true }));

  const press = (/** @type {Direction} */ direction) => {
    const [before, after] = [CODES[held], CODES[direction]];
    if (direction === held) return;
    held = direction;
    referee.key(direction, performance.now());
    if (after) tell("keydown", after);
    if (before) tell("keyup", before);
  };

  const hear = (/** @type {string} */ text) => {
    /** @type {ToClient} */
    const message = JSON.parse(text);
    if (isPlaying) referee.bytes += text.length + HEADER_BYTES;
    referee.heard(message, performance.now());
    if (message.type === "joined_as_player") own = message.player_num;
    if (message.type !== "status_change") return;
    isPlaying = message.status === "playing";
    if (message.status === "game_over") setTimeout(() => tell("keydown", "Space"), 500);
  };

  const look = (/** @type {Drawn} */ drawn, /** @type {number} */ now, /** @type {number} */ workMs) => {
    referee.drew(drawn, now, workMs);
    const { p1, p2 } = drawn.paddles;
    const places = [p1, p2, drawn.ball?.x, drawn.ball?.y].map((place) => place?.toFixed(3) ?? "");
    rows.push([now.toFixed(2), own, ...places, held, referee.notes.splice(0).join("; ")].join(","));
    if (!isPlaying) return;
    for (const { at, direction } of pilot.look({ own, paddle: own === 1 ? p1 : p2, ball: drawn.ball }, now)) {
      setTimeout(press, at - performance.now(), direction);
    }
  };

  const tap = /** @type {any} */ (window).feelTap;
  for (const text of tap.early.splice(0)) hear(text);
  tap.onText = hear;
  tap.onPicture = look;
  const report = () => {
    const meter = /** @type {any} */ (window).pongMeter;
    return { player: own, ...referee.report(), meter: meter?.report?.() ?? null };
  };
  return { report, rows, matches: () => referee.matches };
}
