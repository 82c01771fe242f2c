/** @file What players may say to each other, and how often. Pure. */

import { otherPlayer } from "./band.js";

/** @typedef {import("../net/protocol.js").Phrase} Phrase */
/** @typedef {import("./state.js").State} State */

/** All there are; the words for them are in the catalogues. @type {readonly Phrase[]} */
export const PHRASES = ["hello", "good_luck", "nice_shot", "close_one", "oops", "thanks", "well_played", "good_game"];

/** A newer server may know more of them. @param {string} phrase @returns {phrase is Phrase} */
export const isPhrase = (phrase) => PHRASES.some((known) => known === phrase);

/** Whether there is somebody to talk to: a bot does not listen. @param {State} state */
export function mayTalk(state) {
  const other = otherPlayer(state);
  return other !== null && !other.is_bot;
}

const BURST = 3;
/** The server drops what comes within 2 s; what is sent evenly does not arrive evenly. */
const EACH_MS = 2200;

/** How much may be said now: the server's own rule, a little stricter, so that nothing is sent in vain. */
export class Allowance {
  #left = BURST;
  #at = 0;

  /** @param {number} now ms @returns {number} until the next phrase may be said; 0 if it may */
  waitMs(now) {
    this.#pass(now);
    return Math.ceil(Math.max(0, 1 - this.#left) * EACH_MS);
  }

  /** @param {number} now ms @returns {boolean} false if it is too soon */
  take(now) {
    if (this.waitMs(now) > 0) return false;
    this.#left--;
    return true;
  }

  /** The server has not passed it on: it counts what other pages of this seat have said, too. @param {number} now ms */
  refused(now) {
    this.#pass(now);
    this.#left = 0;
  }

  /** @param {number} now ms */
  #pass(now) {
    this.#left = Math.min(BURST, this.#left + (now - this.#at) / EACH_MS);
    this.#at = now;
  }
}
