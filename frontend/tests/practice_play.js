/** @file A practice without a page: the time passes as a test says, and a record is kept of what was wanted when. */

import { advanced, seeded } from "../js/engine/generator.js";
import { Practice } from "../js/practice/practice.js";
import { LEVELS, RULES } from "./engine_files.js";
import "./english.js";

/** @typedef {import("../js/engine/input_log.js").LogEntry} LogEntry */
/** @typedef {import("../js/engine/values.js").Intent} Intent */
/** @typedef {import("../js/practice/practice.js").Choice} Choice */
/** @typedef {import("../js/state/moments.js").Moment} Moment */
/** @typedef {import("../js/state/state.js").State} State */

export const TICK_MS = 1000 / 60;

/** @param {Partial<Choice> & {seed?: number, name?: string}} [changes] */
export function practiceOf({ seed = 1, name = "Ada", ...choice } = {}) {
  let rng = seeded(seed);
  let now = 5000;
  /** @type {number[]} */
  const seeds = [];
  /** @type {Moment[]} */
  const moments = [];
  /** @type {[before: State, after: State][]} */
  const changes = [];
  const practice = new Practice(
    {
      rules: RULES,
      levels: LEVELS,
      name,
      chance: () => {
        rng = advanced(rng);
        seeds.push(rng);
        return rng;
      },
      onChange: (before, after) => changes.push([before, after]),
      onMoment: (moment) => moments.push(moment),
    },
    { level: "normal", pointsLimit: 2, ...choice },
  );
  return {
    practice,
    seeds,
    moments,
    changes,
    tick: () => practice.state.frames.at(-1)?.tick ?? 0,
    /** A picture is drawn so much later. @param {number} ms */
    pass(ms) {
      now += ms;
      practice.advance(now);
    },
  };
}

/** @typedef {ReturnType<typeof practiceOf>} Table */

/**
 * Pictures until the match is over, with a person who holds keys and drags by chance.
 * @param {Table} table
 * @param {() => number} pictureMs the time from one picture to the next
 * @returns {LogEntry[]} what the person has wanted
 */
export function playedToTheEnd(table, pictureMs) {
  const { practice, tick, pass } = table;
  /** @type {LogEntry[]} */
  const log = [];
  let rng = seeded(7);
  practice.start();
  pass(0);
  while (practice.isUnderWay) {
    rng = advanced(rng);
    if (rng >>> 28 === 0) {
      const intent = wish(rng, practice.state.frames.at(-1)?.ball_y ?? 50);
      practice.steer(intent);
      log.push({ kind: "intent", tick: tick(), side: practice.state.seat?.playerNum ?? 1, intent });
    }
    pass(pictureMs());
  }
  return log;
}

/** @param {number} rng @param {number} ballY @returns {Intent} */
function wish(rng, ballY) {
  if ((rng & 3) !== 0) return { kind: "aim", y: ballY };
  return { kind: "hold", direction: (rng & 4) === 0 ? 1 : -1 };
}
