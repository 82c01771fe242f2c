/** @file Matches played for the tests: what the players want, tick for tick, and all that comes of it. */

import { newBrain, think } from "../js/engine/bot.js";
import { CHECKSUM_TICKS, checksum } from "../js/engine/checksum.js";
import { rowOf } from "../js/engine/input_log.js";
import { interrupted, replayed, steered } from "../js/engine/replay.js";
import { newMatch, step } from "../js/engine/step.js";
import { LEFT, RIGHT, STOP } from "../js/engine/values.js";

/** @typedef {import("../js/engine/bot.js").Skill} Skill */
/** @typedef {import("../js/engine/events.js").Event} Event */
/** @typedef {import("../js/engine/input_log.js").LogEntry} LogEntry */
/** @typedef {import("../js/engine/input_log.js").Row} Row */
/** @typedef {import("../js/engine/replay.js").Recording} Recording */
/** @typedef {import("../js/engine/rules.js").Rules} Rules */
/** @typedef {import("../js/engine/values.js").Inputs} Inputs */
/** @typedef {import("../js/engine/values.js").Intent} Intent */
/** @typedef {import("../js/engine/values.js").Side} Side */
/** @typedef {Readonly<import("../js/engine/values.js").Match>} Match */

/** @typedef {(match: Match) => Intent} Player */

/**
 * A match to be played: what a recording has, but for what the players want. It is left after `durationTicks`.
 * @typedef {object} Setup
 * @property {Omit<Recording, "log">} start
 * @property {readonly [left: Player, right: Player]} players
 * @property {readonly LogEntry[]} interruptions freezes and an early end, in the order of their ticks
 */

/** @param {Skill} skill @param {Side} side @param {number} seed @param {Rules} rules @returns {Player} */
export function botPlayer(skill, side, seed, rules) {
  let brain = newBrain(skill, seed);
  return (match) => {
    const thought = think(brain, match, side, rules);
    brain = thought.brain;
    return thought.intent;
  };
}

/** Wants what the log says. @param {readonly LogEntry[]} log @param {Side} side @returns {Player} */
export function loggedPlayer(log, side) {
  /** @type {Map<number, Intent>} */
  const wishes = new Map();
  for (const entry of log) if (entry.kind === "intent" && entry.side === side) wishes.set(entry.tick, entry.intent);
  /** @type {Intent} */
  let intent = STOP;
  return ({ tick }) => {
    intent = wishes.get(tick) ?? intent;
    return intent;
  };
}

/** A match that is being played, with its rows as the files of backend/tests/golden have them. */
class Record {
  /** @type {LogEntry[]} */
  log = [];
  /** @type {Row[]} */
  events = [];
  /** @type {number[]} */
  checksums = [];
  /** @type {Inputs} */
  inputs = { left: STOP, right: STOP };

  /** @param {Match} match */
  constructor(match) {
    this.match = match;
  }

  /** @param {LogEntry} entry */
  note(entry) {
    this.log.push(entry);
    this.match = interrupted(this.match, entry);
    this.inputs = steered(this.inputs, entry);
  }

  /** @param {Side} side @param {Intent} intent */
  want(side, intent) {
    const before = side === LEFT ? this.inputs.left : this.inputs.right;
    if (!isSame(intent, before)) this.note({ kind: "intent", tick: this.match.tick, side, intent });
  }

  link() {
    this.checksums.push(checksum(this.match, this.checksums.at(-1)));
  }

  /** @param {Rules} rules */
  step(rules) {
    const { match, events } = step(this.match, this.inputs, rules);
    this.match = match;
    for (const event of events) this.events.push([match.tick, .../** @type {Row} */ (Object.values(event))]);
  }
}

/** @param {Intent} one @param {Intent} other */
const isSame = (one, other) =>
  one.kind === "aim"
    ? other.kind === "aim" && one.y === other.y
    : other.kind === "hold" && one.direction === other.direction;

/** The match that the two play. @param {Setup} setup */
export function played({ start, players: [left, right], interruptions }) {
  const record = new Record(newMatch(start));
  const waiting = [...interruptions];
  for (;;) {
    const { tick } = record.match;
    for (; waiting[0]?.tick === tick; waiting.shift()) record.note(waiting[0]);
    if (tick % CHECKSUM_TICKS === 0 && tick > 0) record.link();
    if (record.match.phase.kind === "finished" || tick >= start.durationTicks) break;
    record.want(LEFT, left(record.match));
    record.want(RIGHT, right(record.match));
    record.step(start.rules);
  }
  record.link();
  return cameOf(record);
}

/** What came of a match, as a file has it. @param {Record} record */
const cameOf = ({ match, log, events, checksums }) => ({
  duration_ticks: match.tick,
  log: log.map(rowOf),
  events,
  checksums,
  final: finalOf(match),
});

/** What comes of a recording: its chain of checksums and its end. @param {Recording} recording */
export function outcome(recording) {
  /** @type {number[]} */
  const checksums = [];
  let last = newMatch(recording);
  for (const match of replayed(recording)) {
    last = match;
    if (match.tick % CHECKSUM_TICKS === 0 && match.tick > 0) checksums.push(checksum(match, checksums.at(-1)));
  }
  return { checksums: [...checksums, checksum(last, checksums.at(-1))], final: finalOf(last) };
}

/** @param {Match} match */
const finalOf = ({ tick, leftScore, rightScore, phase }) => ({
  tick,
  p1_score: leftScore,
  p2_score: rightScore,
  winner: phase.kind === "finished" ? phase.winner : null,
});
