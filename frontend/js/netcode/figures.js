/** @file The figures of the connection and of the picture, over a corner of the court. Loaded when they are asked for. */

import { say } from "../lib/words.js";

/** @typedef {import("../lib/words.js").Key} Key */
/** @typedef {import("./page.js").PageNetcode} PageNetcode */

const EVERY_MS = 500;

/** @param {number|null} value @param {Key} unit @param {number} [digits] */
const written = (value, unit, digits = 0) => (value === null ? "–" : say(unit, { value: value.toFixed(digits) }));

/** @param {PageNetcode} netcode @returns {[name: string, figure: string][]} */
export function rowsOf({ meter, mode, server, tickRate }) {
  const report = meter.report();
  const { equal, different, incomplete } = report.replays;
  return [
    [say("figures.round_trip"), written(report.roundTripP50Ms, "figures.ms")],
    [say("figures.round_trip_most"), written(report.roundTripP95Ms, "figures.ms")],
    [say("figures.jitter"), written(report.jitterMs, "figures.ms")],
    [say("figures.slack"), written(report.slack, "figures.ticks", 1)],
    [say("figures.far_side"), written(report.lagTicks, "figures.ticks", 1)],
    [say("figures.corrections"), written(report.correctionsAMinute, "figures.a_minute", 1)],
    [say("figures.holds"), written(report.holdsAMinute, "figures.a_minute", 1)],
    [say("figures.frames"), written(report.picturesASecond, "figures.a_second")],
    [say("figures.received"), written(report.bytesASecond / 1000, "figures.kilobytes", 1)],
    [say("figures.server"), say("figures.of_server", { server: server || "–", rate: tickRate })],
    [
      say("figures.replays"),
      equal + different + incomplete ? say("figures.of_replays", { equal, different, incomplete }) : "–",
    ],
    [say("figures.mode"), mode],
  ];
}

/** @param {PageNetcode} netcode @returns {(shown: boolean) => void} */
export function createFigures(netcode) {
  const sheet = Object.assign(document.createElement("link"), {
    rel: "stylesheet",
    href: new URL("../../css/figures.css", import.meta.url).href,
  });
  document.head.append(sheet);
  const panel = document.createElement("section");
  panel.className = "figures";
  panel.setAttribute("aria-label", say("figures.title"));
  panel.hidden = true;
  const list = document.createElement("dl");
  panel.append(list);
  (document.querySelector("main") ?? document.body).append(panel);
  const write = () =>
    list.replaceChildren(...rowsOf(netcode).flatMap(([name, figure]) => [cell("dt", name), cell("dd", figure)]));
  /** @type {ReturnType<typeof setInterval>|undefined} */
  let timer;
  return (shown) => {
    if (panel.hidden === !shown) return;
    panel.hidden = !shown;
    clearInterval(timer);
    if (!shown) return;
    write();
    timer = setInterval(write, EVERY_MS);
  };
}

/** @param {string} kind @param {string} text */
function cell(kind, text) {
  const element = document.createElement(kind);
  element.textContent = text;
  return element;
}
