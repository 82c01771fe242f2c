/**
 * @file A match's input log as it was told, played again: does it come to the server's state and score? Keeps its own
 * books, so that it can judge those of the netcode.
 */

import { checksum } from "../../../js/engine/checksum.js";
import { entriesOf } from "../../../js/engine/input_log.js";
import { replay } from "../../../js/engine/replay.js";

/** @typedef {import("../../../js/engine/rules.js").Rules} Rules */
/** @typedef {import("../../../js/netcode/wire.js").PaddleEdge} PaddleEdge */
/** @typedef {import("../../../js/netcode/wire.js").MatchRecord} MatchRecord */

/** @typedef {[tick: number, kind: string, ...rest: number[]]} Row */
/** @typedef {{match: number, checksum: number, equal: boolean, score: [number, number], inputs: [number, number]}} Verdict */

const DIRECTIONS = { up: -1, stop: 0, down: 1 };

export class LogBook {
  /** @type {Row[]} */ #rows = [];

  /** @param {PaddleEdge} edge */
  paddle({ player_num, tick, target, direction }) {
    this.#rows = this.#rows.filter(([at, kind, num]) => kind === "freeze" || num !== player_num || at < tick);
    if (target !== undefined) this.#rows.push([tick, "aim", player_num, target]);
    else this.#rows.push([tick, "hold", player_num, DIRECTIONS[direction ?? "stop"]]);
  }

  /** @param {{tick: number, ticks: number}} hold */
  hold({ tick, ticks }) {
    this.#rows.push([tick, "freeze", ticks]);
  }

  /** The match is over; the next one begins. @param {MatchRecord} record @param {Rules} rules @returns {Verdict} */
  close(record, rules) {
    if (record.finish !== null) this.#rows.push([record.ticks, "finish", record.finish]);
    const log = entriesOf([...this.#rows].sort((a, b) => a[0] - b[0]));
    this.#rows = [];
    const { seed, points_limit, ticks, match_number } = record;
    const last = replay({ seed, pointsLimit: points_limit, freezeTicks: 0, log, rules, durationTicks: ticks });
    const sum = checksum(last);
    return {
      match: match_number,
      checksum: sum,
      equal: sum === record.checksum,
      score: [last.leftScore, last.rightScore],
      inputs: [log.length, record.inputs],
    };
  }
}
