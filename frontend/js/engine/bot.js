/**
 * @file A bot: an ordinary source of intents, with the paddle and the speed of a player. The same seed wants the same
 * as backend/pong/bot.py, where the why is written.
 */

import { advanced, seeded } from "./generator.js";
import { LEFT, paddleOf, STOP } from "./values.js";

/** @typedef {import("./rules.js").Rules} Rules */
/** @typedef {import("./values.js").Ball} Ball */
/** @typedef {import("./values.js").Intent} Intent */
/** @typedef {Readonly<import("./values.js").Match>} Match */
/** @typedef {import("./values.js").Side} Side */

/**
 * How well a bot plays. Lengths are court units, `lapse` is a share of all balls that come.
 * @typedef {object} Skill
 * @property {number} reaction_ms from a turn of the ball until the bot moves by it
 * @property {number} reaim_ms between two looks at where the ball will arrive
 * @property {number} aim_sigma standard deviation of a look at a ball of serve speed
 * @property {number} dead_zone so near to its target the bot lets go of the key
 * @property {number} lapse so often a turn of the ball goes unnoticed until it is late
 * @property {number} lapse_ms by so much
 * @property {number} placement so far from its paddle's centre the bot may want to meet the ball
 */

/** @typedef {"calm"|"easy"|"normal"|"hard"|"pro"} BotLevel */
/** @typedef {Readonly<Record<BotLevel, Skill>>} Levels the parsed JSON of backend/pong/bot_levels.json */

/**
 * What a bot has in mind between two ticks. Ticks are those of the match.
 * @typedef {object} Brain
 * @property {Skill} skill
 * @property {number} rng
 * @property {number} heading the turn of the ball that the bot knows of (the sign of vx) ...
 * @property {number} actsAtTick ... and since when it may act on it
 * @property {number} aimsAtTick
 * @property {number} placement
 * @property {number} target
 */

/**
 * The mind of a bot before a match, a new one for each.
 * @param {Skill} skill
 * @param {number} seed its own, never the match's
 * @returns {Readonly<Brain>}
 */
export const newBrain = (skill, seed) => ({
  skill,
  rng: seeded(seed),
  heading: 0,
  actsAtTick: 0,
  aimsAtTick: 0,
  placement: 0,
  target: 50,
});

/**
 * What the bot on `side` wants during the next tick. Call it every tick, frozen ones included.
 * @param {Readonly<Brain>} brain
 * @param {Match} match
 * @param {Side} side
 * @param {Rules} rules
 * @returns {{brain: Readonly<Brain>, intent: Intent}}
 */
export function think(brain, match, side, rules) {
  const heading = headingOf(match.ball);
  const aware = heading === brain.heading ? brain : noticed(brain, match.tick, heading, rules);
  const looks = match.tick >= aware.actsAtTick && match.tick >= aware.aimsAtTick;
  const next = looks ? aimed(aware, match, side, rules) : aware;
  return { brain: next, intent: steered(next, paddleOf(match, side).y) };
}

/** @param {Ball} ball */
function headingOf({ vx }) {
  if (vx === 0) return 0;
  return vx < 0 ? -1 : 1;
}

/**
 * The ball has turned: the bot will see it after its reaction time, or much later in a lapse.
 * @param {Readonly<Brain>} brain
 * @param {number} tick
 * @param {number} heading
 * @param {Rules} rules
 * @returns {Brain}
 */
function noticed(brain, tick, heading, rules) {
  const { skill } = brain;
  const lapses = advanced(brain.rng);
  const rng = advanced(lapses);
  const delayMs = skill.reaction_ms + (uniform(lapses) < skill.lapse ? skill.lapse_ms : 0);
  const actsAtTick = tick + ticksOf(delayMs, rules);
  const placement = (uniform(rng) * 2 - 1) * skill.placement;
  return { skill, rng, heading, actsAtTick, aimsAtTick: actsAtTick, placement, target: brain.target };
}

/**
 * A fresh look: to where the ball will arrive, or home when it does not come.
 * @param {Readonly<Brain>} brain
 * @param {Match} match
 * @param {Side} side
 * @param {Rules} rules
 * @returns {Brain}
 */
function aimed(brain, { tick, ball }, side, rules) {
  const { skill, heading, actsAtTick, placement } = brain;
  const [rng, error] = gaussian(brain.rng);
  const comes = heading === (side === LEFT ? -1 : 1);
  const off = (error * skill.aim_sigma * ball.speed) / rules.serve_speed;
  const target = comes ? arrival(ball, side, rules) + off + placement : rules.court_height / 2;
  return { skill, rng, heading, actsAtTick, aimsAtTick: tick + ticksOf(skill.reaim_ms, rules), placement, target };
}

/** The height at which the ball will reach the bot's plane. @param {Ball} ball @param {Side} side @param {Rules} rules */
function arrival(ball, side, rules) {
  const plane = side === LEFT ? rules.left_plane : rules.right_plane;
  const top = rules.ball_size / 2;
  const bottom = rules.court_height - top;
  let y = ball.y + ball.vy * ((plane - ball.x) / ball.vx);
  while (y < top || y > bottom) {
    const wall = y < top ? top : bottom;
    y = wall + (wall - y);
  }
  return y;
}

/** Like a key: held until the paddle is near enough. @param {Readonly<Brain>} brain @param {number} y @returns {Intent} */
function steered({ target, skill }, y) {
  if (target > y + skill.dead_zone) return { kind: "hold", direction: 1 };
  return target < y - skill.dead_zone ? { kind: "hold", direction: -1 } : STOP;
}

/** @param {number} durationMs @param {Rules} rules */
const ticksOf = (durationMs, rules) => ((durationMs * rules.ticks_per_second) / 1000) >>> 0;

/** A number of [0, 1). @param {number} rng */
const uniform = (rng) => (rng >>> 8) / 16777216;

/**
 * The next state and a number of mean 0 and deviation 1: the sum of three uniform ones of -1..1, at most 3.
 * @param {number} before
 * @returns {[rng: number, chance: number]}
 */
function gaussian(before) {
  let rng = before;
  let total = 0;
  for (let round = 0; round < 3; round += 1) {
    rng = advanced(rng);
    total += uniform(rng) * 2 - 1;
  }
  return [rng, total];
}
