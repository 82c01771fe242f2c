/** @file How good the connections of both players are, by how early the server has their wishes. Pure. */

/** @typedef {import("../net/protocol.js").GameUpdate} GameUpdate */
/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */
/** @typedef {"good"|"fair"|"poor"} Quality */

/** The worst of this time counts: what trembles draws the eye. */
const REMEMBERED_MS = 2000;
/** Wishes that come too late by no more than this are put where they belong, and hardly anything is seen of it. */
const FAIR_TICKS = -4;

export class Qualities {
  /** @type {readonly {at: number, slack: GameUpdate["slack"]}[]} */ #told = [];

  /** The time of a frame without a word on it counts too: whoever has fallen silent has no quality. @param {GameUpdate} frame @param {number} at ms */
  heard({ slack }, at) {
    const kept = this.#told.filter((told) => at - told.at < REMEMBERED_MS);
    this.#told = slack ? [...kept, { at, slack }] : kept;
  }

  /** @param {PlayerNum} num @returns {Quality|null} null if nothing is known: of a bot, and of who plays by hand */
  of(num) {
    const known = this.#told.map(({ slack }) => slack?.[num - 1] ?? null).filter((ticks) => ticks !== null);
    return known.length ? qualityOf(Math.min(...known)) : null;
  }
}

/** @param {number} slack ticks @returns {Quality} */
function qualityOf(slack) {
  if (slack >= 0) return "good";
  return slack >= FAIR_TICKS ? "fair" : "poor";
}
