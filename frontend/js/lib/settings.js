/** @file The settings of this browser, for all pages and tabs. */

import { DEFAULTS, readSettings, written } from "../state/settings.js";
import { browserShelf } from "./shelves.js";

/** @typedef {import("../state/settings.js").Settings} Settings */

const KEY = "pong.settings";
/** Where silence was kept before there were other settings. */
const MUTED_ONCE = "pong.muted";

/** @type {Set<(settings: Settings) => void>} */
const listeners = new Set();
let current = read();

function read() {
  const kept = browserShelf.getItem(KEY);
  return kept === null ? { ...DEFAULTS, muted: browserShelf.getItem(MUTED_ONCE) === "1" } : readSettings(kept);
}

export const settings = () => current;

/** @param {Partial<Settings>} changes */
export function changeSettings(changes) {
  current = { ...current, ...changes };
  browserShelf.setItem(KEY, written(current));
  tell();
}

function tell() {
  for (const listener of listeners) listener(current);
}

/**
 * @param {(settings: Settings) => void} onSettings called at once, and at every change, of another tab too
 * @returns {() => void} unbind
 */
export function bindSettings(onSettings) {
  listeners.add(onSettings);
  onSettings(current);
  return () => listeners.delete(onSettings);
}

globalThis.addEventListener?.("storage", ({ key }) => {
  if (key !== KEY) return;
  current = read();
  tell();
});

/** The style sheets and the court look here, besides at what the system asks for. @returns {() => void} unbind */
export const bindMotion = () =>
  bindSettings(({ lessMotion }) => {
    document.documentElement.dataset.motion = lessMotion ? "less" : "full";
  });
