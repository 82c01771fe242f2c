/** @file A match again from its seed, its rules and its input log: every step is a pure function. */

import { finish, freeze, newMatch, step } from "./step.js";
import { LEFT, STOP } from "./values.js";

/** @typedef {import("./input_log.js").LogEntry} LogEntry */
/** @typedef {import("./rules.js").Rules} Rules */
/** @typedef {import("./values.js").Inputs} Inputs */
/** @typedef {Readonly<import("./values.js").Match>} Match */

/**
 * @typedef {object} Recording
 * @property {number} seed
 * @property {number} pointsLimit
 * @property {number} freezeTicks
 * @property {readonly LogEntry[]} log in the order of its ticks
 * @property {Rules} rules
 * @property {number} durationTicks
 */

/**
 * The match after each of its ticks, or until it is won. What the log says for a tick holds before the step that
 * leaves it; the last match yielded includes the entries of its own tick.
 * @param {Recording} recording
 * @returns {Generator<Match, void, void>}
 */
export function* replayed({ log, durationTicks, ...start }) {
  let match = newMatch(start);
  /** @type {Inputs} */
  let inputs = { left: STOP, right: STOP };
  let following = 0;
  for (;;) {
    for (let entry = log[following]; entry !== undefined && entry.tick <= match.tick; entry = log[following]) {
      match = interrupted(match, entry);
      inputs = steered(inputs, entry);
      following += 1;
    }
    yield match;
    if (match.tick >= durationTicks || match.phase.kind === "finished") return;
    match = step(match, inputs, start.rules).match;
  }
}

/** The match as it ended. @param {Recording} recording @returns {Match} */
export function replay(recording) {
  let last = newMatch(recording);
  for (const match of replayed(recording)) last = match;
  return last;
}

/** @param {Match} match @param {LogEntry} entry @returns {Match} */
export function interrupted(match, entry) {
  if (entry.kind === "freeze") return freeze(match, entry.ticks);
  return entry.kind === "finish" ? finish(match, entry.winner) : match;
}

/** @param {Inputs} inputs @param {LogEntry} entry @returns {Inputs} */
export function steered(inputs, entry) {
  if (entry.kind !== "intent") return inputs;
  return entry.side === LEFT ? { ...inputs, left: entry.intent } : { ...inputs, right: entry.intent };
}
