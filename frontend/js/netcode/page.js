/**
 * @file The netcode on the room page: takes the socket's texts as they come, stamps what is sent, and has the picture
 * for each frame. The page draws without it until it is there, and when the server tells too little.
 */

import { bindSettings, changeSettings, settings } from "../lib/settings.js";
import { modeNamed } from "./modes.js";
import { Netplay } from "./netplay.js";

/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("../net/protocol.js").FromClient} FromClient */
/** @typedef {import("../net/protocol.js").ToClient} ToClient */
/** @typedef {import("./netplay.js").Picture} Picture */
/** @typedef {import("./wire.js").NetcodeMessage} NetcodeMessage */
/** @typedef {(message: ToClient|NetcodeMessage, at: number) => void} Listener */
/** @typedef {{text: string, at: number}} Heard a frame of the server, and when it came */

export class PageNetcode {
  #netplay;
  #send;
  #onHeard;
  server = "";
  tickRate = 0;
  mode;

  /** @param {{rules: Rules, name: string|null, send: (message: FromClient) => void, onHeard?: Listener}} page */
  constructor({ rules, name, send, onHeard }) {
    this.mode = modeNamed(name);
    this.#netplay = new Netplay({ rules, mode: this.mode });
    this.#send = send;
    this.#onHeard = onHeard;
  }

  get meter() {
    return this.#netplay.meter;
  }

  /** @param {Heard} heard */
  hear({ text, at }) {
    const message = parsed(text);
    if (message === null) return;
    this.meter.bytes += text.length;
    if (message.type === "pong") return this.#netplay.roundTrip(at - message.t);
    if (message.type === "welcome") {
      this.server = message.server;
      this.tickRate = message.tick_rate;
    }
    this.#netplay.hear(message, at);
    this.#onHeard?.(message, at);
    this.#sendDue(at);
  }

  cut() {
    this.#netplay.cut(performance.now());
  }

  /** @param {FromClient} message @returns {FromClient|null} what is sent in its place */
  stamped(message) {
    const now = performance.now();
    switch (message.type) {
      case "move_paddle":
      case "paddle_target":
        return message.seq === undefined ? this.#netplay.steer(message, now) : message;
      case "ack":
        return message.own_tick === undefined ? { ...message, ...this.#netplay.ack(now), tick: message.tick } : message;
      default:
        return message;
    }
  }

  /** @param {number} now ms @returns {Picture|null} */
  picture(now) {
    const began = performance.now();
    const picture = this.#netplay.picture(now);
    this.#sendDue(now);
    this.meter.worked(performance.now() - began);
    return picture;
  }

  /** Where one's own paddle is drawn. @param {number} now ms */
  ownPaddle(now) {
    return this.#netplay.ownPaddle(now);
  }

  /** @param {number} now ms */
  #sendDue(now) {
    for (const message of this.#netplay.due(now)) this.#send(message);
  }
}

/** @param {string} text @returns {ToClient|NetcodeMessage|null} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * @param {{rules: Rules, send: (message: FromClient) => void, onHeard?: Listener}} page
 * @param {readonly Heard[]} early what came before the netcode did
 */
export function startNetcode(page, early) {
  const name = new URLSearchParams(location.search).get("net");
  const netcode = new PageNetcode({ ...page, name });
  for (const heard of early) netcode.hear(heard);
  // So that somebody with a console, or a bench with a browser, can read what is measured.
  if (name !== null) Object.assign(window, { pongMeter: netcode.meter });
  bindFigures(netcode);
  document.documentElement.dataset.net = netcode.mode;
  return netcode;
}

/**
 * The figures are loaded when somebody asks for them: with a key, or in the settings.
 * @param {PageNetcode} netcode
 * @returns {() => void} unbind
 */
function bindFigures(netcode) {
  const listening = new AbortController();
  /** @type {Promise<((shown: boolean) => void)|undefined>|undefined} */
  let figures;
  const load = async () => {
    const { createFigures } = await import("./figures.js");
    Object.assign(window, { pongMeter: netcode.meter });
    return createFigures(netcode);
  };
  const unbind = bindSettings(async (chosen) => {
    if (chosen.figures) figures ??= load().catch(() => (figures = undefined)); // perhaps next time
    (await figures)?.(settings().figures);
  });
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.code !== "F3" || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault(); // the browser would search
      changeSettings({ figures: !settings().figures });
    },
    { signal: listening.signal },
  );
  return () => {
    listening.abort();
    unbind();
  };
}
