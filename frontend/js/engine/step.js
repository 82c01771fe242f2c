/** @file The rules of Pong, one tick at a time: a match and what both players want in, the next match and events out. */

import { swept } from "./collision.js";
import { NOTHING } from "./events.js";
import { advanced, seeded } from "./generator.js";
import { moved } from "./paddle.js";
import { randomSide, restingBall, servedBall } from "./serve.js";
import { LEFT, otherSide, RIGHT, scoreOf } from "./values.js";

/** @typedef {import("./collision.js").Flight} Flight */
/** @typedef {import("./events.js").Event} Event */
/** @typedef {import("./rules.js").Rules} Rules */
/** @typedef {import("./values.js").Ball} Ball */
/** @typedef {import("./values.js").Inputs} Inputs */
/** @typedef {Readonly<import("./values.js").Match>} Match */
/** @typedef {import("./values.js").Paddles} Paddles */
/** @typedef {import("./values.js").Phase} Phase */
/** @typedef {import("./values.js").Serving} Serving */
/** @typedef {import("./values.js").Side} Side */

/** @typedef {Readonly<{match: Match, events: readonly Event[]}>} Stepped */

/**
 * A match before its first tick. The first serve goes to a random side, as soon as the freeze is over.
 * @param {{seed: number, pointsLimit: number, freezeTicks: number, rules: Rules}} start
 * @returns {Match}
 */
export function newMatch({ seed, pointsLimit, freezeTicks, rules }) {
  const rng = seeded(seed);
  const paddle = { y: rules.court_height / 2 };
  return {
    tick: 0,
    rng,
    freezeTicks,
    pointsLimit,
    left: paddle,
    right: paddle,
    ball: restingBall(rules),
    phase: { kind: "serving", ticksLeft: 0, toward: randomSide(rng) },
    leftScore: 0,
    rightScore: 0,
  };
}

/**
 * Hold the ball and the serve timer for the next `ticks` ticks, in place of a freeze that runs already.
 * @param {Match} match
 * @param {number} ticks
 * @returns {Match}
 */
export const freeze = (match, ticks) => (match.phase.kind === "finished" ? match : { ...match, freezeTicks: ticks });

/**
 * End the match at once (forfeit, claimed win). The score stays; a match that is over stays as it is.
 * @param {Match} match
 * @param {Side} winner
 * @returns {Match}
 */
export const finish = (match, winner) =>
  match.phase.kind === "finished" ? match : { ...match, freezeTicks: 0, phase: { kind: "finished", winner } };

/**
 * One tick: first the paddles move, then the ball. A finished match stays as it is.
 * @param {Match} match
 * @param {Inputs} inputs
 * @param {Rules} rules
 * @returns {Stepped}
 */
export function step(match, inputs, rules) {
  const { phase, ball, freezeTicks } = match;
  if (phase.kind === "finished") return { match, events: NOTHING };
  const paddles = { left: moved(match.left, inputs.left, rules), right: moved(match.right, inputs.right, rules) };
  if (freezeTicks > 0) return quiet({ ...after(match, paddles, ball, phase), freezeTicks: freezeTicks - 1 });
  if (phase.kind === "rally") return rallied(match, paddles, swept(ball, paddles, phase.hits, rules), rules);
  if (phase.ticksLeft === 0) return served(match, paddles, phase.toward, rules);
  return quiet(after(match, paddles, ball, { kind: "serving", ticksLeft: phase.ticksLeft - 1, toward: phase.toward }));
}

/** @param {Match} match @returns {Stepped} */
const quiet = (match) => ({ match, events: NOTHING });

/**
 * The serve, and the ball's first tick of flight.
 * @param {Match} match
 * @param {Paddles} paddles
 * @param {Side} toward
 * @param {Rules} rules
 * @returns {Stepped}
 */
function served(match, paddles, toward, rules) {
  const rng = advanced(match.rng);
  const flight = swept(servedBall(toward, rng, rules), paddles, 0, rules);
  const flown = rallied({ ...match, rng }, paddles, flight, rules);
  return { match: flown.match, events: [{ kind: "served", toward }, ...flown.events] };
}

/**
 * @param {Match} match
 * @param {Paddles} paddles
 * @param {Flight} flight
 * @param {Rules} rules
 * @returns {Stepped}
 */
function rallied(match, paddles, flight, rules) {
  if (flight.scorer !== null) return scored(match, paddles, flight, flight.scorer, rules);
  return { match: after(match, paddles, flight.ball, { kind: "rally", hits: flight.hits }), events: flight.events };
}

/**
 * A point. The player who conceded gets the next serve; the winning ball stays where it went out.
 * @param {Match} match
 * @param {Paddles} paddles
 * @param {Flight} flight
 * @param {Side} scorer
 * @param {Rules} rules
 * @returns {Stepped}
 */
function scored(match, paddles, { ball, events }, scorer, rules) {
  events.push({ kind: "point_scored", side: scorer, y: ball.y });
  const counted = withPoint(match, scorer);
  if (scoreOf(counted, scorer) >= match.pointsLimit) {
    events.push({ kind: "match_won", side: scorer });
    return { match: after(counted, paddles, ball, { kind: "finished", winner: scorer }), events };
  }
  const serving = /** @type {Serving} */ ({
    kind: "serving",
    ticksLeft: rules.serve_ticks,
    toward: otherSide(scorer),
  });
  return { match: after(counted, paddles, restingBall(rules), serving), events };
}

/** @param {Match} match @param {Side} scorer @returns {Match} */
const withPoint = (match, scorer) => ({
  ...match,
  leftScore: scorer === LEFT ? match.leftScore + 1 : match.leftScore,
  rightScore: scorer === RIGHT ? match.rightScore + 1 : match.rightScore,
});

/**
 * `match` one tick later and not frozen. Spelt out: a spread takes as long as all the rest of a step.
 * @param {Match} match
 * @param {Paddles} paddles
 * @param {Ball} ball
 * @param {Phase} phase
 * @returns {Match}
 */
function after(match, { left, right }, ball, phase) {
  return {
    tick: match.tick + 1,
    rng: match.rng,
    freezeTicks: 0,
    pointsLimit: match.pointsLimit,
    left,
    right,
    ball,
    phase,
    leftScore: match.leftScore,
    rightScore: match.rightScore,
  };
}
