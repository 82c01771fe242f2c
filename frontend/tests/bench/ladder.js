/**
 * @file Is each level of the bots better than the one below? `npm run ladder -- [matches] [seed]` plays that many
 * matches to 5 a pair, 1,000 by default, and prints the shares that the better one wins, with their standard deviations.
 * The goal is 65 to 80 %.
 */

import { newBrain, think } from "../../js/engine/bot.js";
import { advanced, seeded } from "../../js/engine/generator.js";
import { newMatch, step } from "../../js/engine/step.js";
import { LEFT, RIGHT } from "../../js/engine/values.js";
import { LEVELS, RULES } from "../engine_files.js";

/** @typedef {import("../../js/engine/bot.js").Skill} Skill */
/** @typedef {import("../../js/engine/values.js").Side} Side */

const [matches = 1000, seed = 1] = process.argv.slice(2).map(Number);
let rng = seeded(seed);

/** A seed for somebody. */
function drawn() {
  rng = advanced(rng);
  return rng;
}

/** @param {Skill} left @param {Skill} right @returns {Side} who wins */
function winnerOf(left, right) {
  let match = newMatch({ seed: drawn(), pointsLimit: 5, freezeTicks: 0, rules: RULES });
  let [mine, theirs] = [newBrain(left, drawn()), newBrain(right, drawn())];
  while (match.phase.kind !== "finished") {
    const [a, b] = [think(mine, match, LEFT, RULES), think(theirs, match, RIGHT, RULES)];
    [mine, theirs] = [a.brain, b.brain];
    match = step(match, { left: a.intent, right: b.intent }, RULES).match;
  }
  return match.phase.winner;
}

/** How many the better one wins; the two change sides after every match. @param {Skill} better @param {Skill} worse */
function winsOf(better, worse) {
  let wins = 0;
  for (let match = 0; match < matches; match++) {
    const isLeft = match % 2 === 0;
    const winner = isLeft ? winnerOf(better, worse) : winnerOf(worse, better);
    if (winner === (isLeft ? LEFT : RIGHT)) wins++;
  }
  return wins;
}

/** @param {number} share */
const percent = (share) => (100 * share).toFixed(1);

const ladder = Object.entries(LEVELS);
process.stdout.write(`${matches} matches to 5 a pair, seed ${seed}:\n`);
for (const [place, [name, better]] of ladder.slice(1).entries()) {
  const [below, worse] = /** @type {[string, Skill]} */ (ladder[place]);
  const share = winsOf(better, worse) / matches;
  const deviation = Math.sqrt((share * (1 - share)) / matches);
  process.stdout.write(`  ${name} against ${below}: ${percent(share)} ± ${percent(deviation)} %\n`);
}
