/** @file The input log of a match as a client hears it, and whether the match comes out the same from it. Pure. */

import { checksum } from "../engine/checksum.js";
import { replay } from "../engine/replay.js";
import { STOP } from "../engine/values.js";
import { intentOfEdge } from "./intents.js";

/** @typedef {import("../engine/input_log.js").LogEntry} LogEntry */
/** @typedef {import("../engine/input_log.js").IntentAt} IntentAt */
/** @typedef {import("../engine/input_log.js").FreezeAt} FreezeAt */
/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("../engine/values.js").Intent} Intent */
/** @typedef {import("../engine/values.js").Side} Side */
/** @typedef {import("./wire.js").MatchRecord} MatchRecord */
/** @typedef {import("./wire.js").NetcodeMessage} NetcodeMessage */

/** @typedef {"equal"|"different"|"incomplete"} Verdict */

export class MatchLog {
  /** @type {Record<Side, IntentAt[]>} */ #intents = { 1: [], 2: [] };
  /** @type {FreezeAt[]} */ #freezes = [];
  /** Whether nothing of the match has been missed. */
  isComplete = true;

  /** @param {NetcodeMessage} message @param {Rules} rules @returns {Verdict|null} once the match is over */
  hear(message, rules) {
    if (message.type === "paddle") this.intent(message.player_num, message.tick, intentOfEdge(message));
    if (message.type === "hold") this.freeze(message.tick, message.ticks);
    return message.type === "match_record" ? this.compare(message, rules) : null;
  }

  /** @param {Side} side @param {number} tick @param {Intent} intent in place of all from its tick on */
  intent(side, tick, intent) {
    const before = this.#intents[side].filter((entry) => entry.tick < tick);
    const held = before.at(-1)?.intent ?? STOP;
    this.#intents[side] = isSame(held, intent) ? before : [...before, { kind: "intent", tick, side, intent }];
  }

  /** @param {number} tick @param {number} ticks */
  freeze(tick, ticks) {
    this.#freezes = [...this.#freezes.filter((entry) => entry.tick < tick), { kind: "freeze", tick, ticks }];
  }

  /** Play it again. @param {MatchRecord} record @param {Rules} rules @returns {Verdict} */
  compare(record, rules) {
    const log = this.#entries(record);
    const { seed, points_limit, ticks } = record;
    const last = replay({ seed, pointsLimit: points_limit, freezeTicks: 0, log, rules, durationTicks: ticks });
    if (checksum(last) === record.checksum) return "equal";
    const inputs = this.#intents[1].length + this.#intents[2].length;
    return this.isComplete && inputs === record.inputs ? "different" : "incomplete";
  }

  /** @param {MatchRecord} record @returns {LogEntry[]} */
  #entries({ finish, ticks }) {
    /** @type {LogEntry[]} */
    const ending = finish === null ? [] : [{ kind: "finish", tick: ticks, winner: finish }];
    const entries = [...this.#intents[1], ...this.#intents[2], ...this.#freezes, ...ending];
    return entries.sort((a, b) => a.tick - b.tick);
  }
}

/** @param {Intent} a @param {Intent} b */
const isSame = (a, b) =>
  a.kind === b.kind &&
  (a.kind === "aim" ? a.y === /** @type {any} */ (b).y : a.direction === /** @type {any} */ (b).direction);
