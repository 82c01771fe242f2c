/** @file The figures of the connection and of the picture, over a corner of the court. Loaded when they are asked for. */

/** @typedef {import("./page.js").PageNetcode} PageNetcode */

const EVERY_MS = 500;

/** @param {number|null} value @param {string} unit @param {number} [digits] */
const written = (value, unit, digits = 0) => (value === null ? "–" : `${value.toFixed(digits)}${unit}`);

/** @param {PageNetcode} netcode @returns {[name: string, figure: string][]} */
export function rowsOf({ meter, mode, server, tickRate }) {
  const report = meter.report();
  const { equal, different, incomplete } = report.replays;
  return [
    ["Round trip, half", written(report.roundTripP50Ms, " ms")],
    ["Round trip, 95 %", written(report.roundTripP95Ms, " ms")],
    ["Jitter", written(report.jitterMs, " ms")],
    ["Slack", written(report.slack, " ticks", 1)],
    ["Far side later by", written(report.lagTicks, " ticks", 1)],
    ["Corrections", written(report.correctionsAMinute, " a minute", 1)],
    ["Holds", written(report.holdsAMinute, " a minute", 1)],
    ["Frames", written(report.picturesASecond, " a second")],
    ["Received", written(report.bytesASecond / 1000, " kB a second", 1)],
    ["Server", `${server || "–"}, ${tickRate} ticks a second`],
    [
      "Replays",
      equal + different + incomplete ? `${equal} equal, ${different} different, ${incomplete} incomplete` : "–",
    ],
    ["Mode", mode],
  ];
}

/** @param {PageNetcode} netcode @returns {() => void} show them, or hide them */
export function createFigures(netcode) {
  const sheet = Object.assign(document.createElement("link"), {
    rel: "stylesheet",
    href: new URL("../../css/figures.css", import.meta.url).href,
  });
  document.head.append(sheet);
  const panel = document.createElement("section");
  panel.className = "figures";
  panel.setAttribute("aria-label", "Figures of the connection");
  panel.hidden = true;
  const list = document.createElement("dl");
  panel.append(list);
  document.body.append(panel);
  const write = () =>
    list.replaceChildren(...rowsOf(netcode).flatMap(([name, figure]) => [cell("dt", name), cell("dd", figure)]));
  /** @type {ReturnType<typeof setInterval>|undefined} */
  let timer;
  return () => {
    panel.hidden = !panel.hidden;
    clearInterval(timer);
    if (panel.hidden) return;
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
