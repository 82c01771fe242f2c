/** @file Matches by chance, the same ones for the same seed; backend/tests/golden/chance.py has Python's. */

import { advanced, seeded } from "../js/engine/generator.js";
import { LEFT, RIGHT, STOP } from "../js/engine/values.js";
import { LEVELS, RULES } from "./engine_files.js";
import { botPlayer } from "./engine_play.js";

/** @typedef {import("../js/engine/bot.js").BotLevel} BotLevel */
/** @typedef {import("../js/engine/input_log.js").LogEntry} LogEntry */
/** @typedef {import("../js/engine/rules.js").Rules} Rules */
/** @typedef {import("../js/engine/values.js").Intent} Intent */
/** @typedef {import("../js/engine/values.js").Side} Side */
/** @typedef {import("./engine_play.js").Player} Player */
/** @typedef {import("./engine_play.js").Setup} Setup */

/** @typedef {Partial<Record<Side, readonly [BotLevel, number]>>} Bots level and seed of the players that are bots */
/** @typedef {{setup: Setup, changes: Partial<Rules>, bots: Bots}} ChanceSetup `changes`: numbers of another game */

const LEVEL_NAMES = /** @type {BotLevel[]} */ (Object.keys(LEVELS));

class Chance {
  /** @param {number} seed */
  constructor(seed) {
    this.rng = seeded(seed);
  }

  bits() {
    this.rng = advanced(this.rng);
    return this.rng;
  }

  /** A number of `from` to `to`, with all the bits of a fraction. @param {number} from @param {number} to */
  between(from, to) {
    return from + ((to - from) * (this.bits() + this.bits() / 2 ** 32)) / 2 ** 32;
  }

  /** An integer of 0 to `count - 1`. @param {number} count */
  below(count) {
    return Math.floor(this.between(0, count));
  }

  /** @template T @param {readonly T[]} choices @returns {T} */
  of(choices) {
    return /** @type {T} */ (choices[this.below(choices.length)]);
  }
}

/** Endlessly many. @param {number} seed @returns {Generator<ChanceSetup, never, void>} */
export function* chanceSetups(seed) {
  const chance = new Chance(seed);
  for (;;) yield chanceSetup(chance);
}

/** @param {Chance} chance @returns {ChanceSetup} */
function chanceSetup(chance) {
  const changes = chance.of([none, none, none, none, levelServes, otherNumbers])(chance);
  const rules = { ...RULES, ...changes };
  const durationTicks = chance.of([1, 59, 60, 61, 120, 300, 500, 700, 900]);
  const lengths = { durationTicks, pointsLimit: 1 + chance.below(7), freezeTicks: chance.of([0, 0, 1, 90]) };
  /** @type {Bots} */
  const bots = {};
  const left = chancePlayer(chance, LEFT, rules, bots);
  const right = chancePlayer(chance, RIGHT, rules, bots);
  const interruptions = chanceInterruptions(chance, durationTicks);
  return {
    setup: { start: { seed: chance.bits(), rules, ...lengths }, players: [left, right], interruptions },
    changes,
    bots,
  };
}

/** A player; a bot is noted in `bots`. @param {Chance} chance @param {Side} side @param {Rules} rules @param {Bots} bots */
function chancePlayer(chance, side, rules, bots) {
  if (chance.below(2) === 0) return wildPlayer(new Chance(chance.bits()));
  const [level, seed] = [chance.of(LEVEL_NAMES), chance.bits()];
  bots[side] = [level, seed];
  return botPlayer(LEVELS[level], side, seed, rules);
}

/** Keys and aims as no person has them. @param {Chance} chance @returns {Player} */
function wildPlayer(chance) {
  /** @type {Intent} */
  let intent = STOP;
  return ({ ball }) => {
    if (chance.below(7) === 0) intent = wildIntent(chance, ball.y);
    return intent;
  };
}

/** @param {Chance} chance @param {number} ballY @returns {Intent} */
function wildIntent(chance, ballY) {
  if (chance.below(3) === 0) return { kind: "hold", direction: chance.of([-1, 0, 1]) };
  return { kind: "aim", y: chance.of([ballY + chance.between(-9, 9), chance.between(-20, 120), 1e-310, -1e300]) };
}

/** @param {Chance} chance @param {number} durationTicks @returns {LogEntry[]} */
function chanceInterruptions(chance, durationTicks) {
  /** @type {() => LogEntry} */
  const freeze = () => ({ kind: "freeze", tick: chance.below(durationTicks), ticks: chance.of([0, 1, 30, 180]) });
  /** @type {() => LogEntry} */
  const end = () => ({ kind: "finish", tick: chance.below(durationTicks), winner: chance.of([LEFT, RIGHT]) });
  const freezes = Array.from({ length: chance.of([0, 0, 1, 3]) }, freeze);
  const ends = Array.from({ length: chance.of([0, 0, 0, 1]) }, end);
  return [...freezes, ...ends].sort((one, other) => one.tick - other.tick);
}

/** @returns {Partial<Rules>} */
const none = () => ({});

/** Serves that reach the paddle's plane just at the end of a tick, or a hair off it. @param {Chance} chance */
function levelServes(chance) {
  const speed = ((RULES.right_plane - RULES.court_width / 2) * RULES.ticks_per_second) / (1 + chance.below(40));
  const horizontal = (RULES.directions.length - 1) / 2;
  return { serve_directions: Array(8).fill(horizontal), serve_speed: speed, max_speed: 2 * speed };
}

/** @param {Chance} chance @returns {Partial<Rules>} */
const otherNumbers = (chance) => ({
  ticks_per_second: 20 + chance.below(125),
  paddle_height: chance.of([chance.between(1, 40), 100]),
  paddle_speed: chance.between(10, 2000),
  ball_size: chance.between(0.1, 9),
  serve_speed: chance.of([chance.between(10, 200), chance.between(5000, 50_000)]),
  speed_up_per_hit: chance.between(1, 2),
  max_speed: chance.between(100, 60_000),
  max_contacts_per_tick: 1 + chance.below(9),
});
