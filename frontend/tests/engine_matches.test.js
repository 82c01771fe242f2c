import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chanceSetups } from "./engine_chance.js";
import { complaintsOfPython, differencesOf, lineOf, madeInPython } from "./engine_matches.js";

/** @typedef {import("./engine_matches.js").Line} Line */

const COUNT = Number(process.env.ENGINE_MATCHES ?? 2000);
const SEED = Number(process.env.ENGINE_SEED ?? 1);
const ALL_KINDS = [
  "aim",
  "finish",
  "freeze",
  "hold",
  "match_won",
  "paddle_hit",
  "point_scored",
  "served",
  "wall_bounce",
];

/** @param {number} count @returns {Generator<Line, void, void>} */
function* madeHere(count) {
  const setups = chanceSetups(SEED);
  for (let made = 0; made < count; made += 1) yield lineOf(setups.next().value);
}

/** A match of two bots in which a lot happens. @returns {Line} */
function botMatch() {
  for (const setup of chanceSetups(7)) {
    const line = setup.bots[1] && setup.bots[2] ? lineOf(setup) : null;
    if (line !== null && line.log.length > 20 && line.events.length > 5) return line;
  }
  throw new Error("chance has no end");
}

/** The same match with one thing wrong. @returns {Line[]} */
function spoilt() {
  const line = botMatch();
  const [level, seed] = line.bots[1] ?? ["calm", 0];
  const [first = [], ...events] = line.events;
  return [
    { ...line, seed: line.seed + 1 },
    { ...line, rules: { ...line.rules, serve_speed: 50.00000000000001 } },
    { ...line, bots: { ...line.bots, 1: [level, seed ^ 1] } },
    { ...line, log: line.log.slice(1) },
    { ...line, events: [[Number(first[0]) + 1, ...first.slice(1)], ...events] },
    { ...line, checksums: line.checksums.map((link) => (link ^ 1) >>> 0) },
    { ...line, final: { ...line.final, p1_score: line.final.p1_score + 1 } },
  ];
}

describe("two languages, one engine", { concurrency: true }, () => {
  test("matches played in Python come out the same here: every checksum, event and wish of a bot", async () => {
    const seen = { matches: 0, bots: 0, kinds: new Set() };
    const different = [];
    for await (const line of madeInPython(COUNT, SEED)) {
      seen.matches += 1;
      seen.bots += Object.keys(line.bots).length;
      for (const [, kind] of [...line.log, ...line.events]) seen.kinds.add(kind);
      const parts = differencesOf(line);
      if (parts.length > 0) different.push(`match ${seen.matches} (seed ${line.seed}): other ${parts.join(", ")}`);
    }
    assert.deepEqual(different, []);
    assert.equal(seen.matches, COUNT);
    assert.ok(seen.bots > COUNT / 3);
    assert.deepEqual([...seen.kinds].sort(), ALL_KINDS);
  });

  test("matches played here come out the same in Python", async () => {
    assert.equal(await complaintsOfPython(madeHere(COUNT)), "");
  });
});

test("a match that comes out otherwise is noticed in both languages", async () => {
  assert.deepEqual(differencesOf(botMatch()), []);
  const lines = spoilt();
  for (const line of lines) assert.notDeepEqual(differencesOf(line), []);
  assert.equal((await complaintsOfPython(lines)).trim().split("\n").length, lines.length);
});

test("no match at all is a complaint, and nonsense is one", async () => {
  assert.match(await complaintsOfPython([]), /no match at all/);
  await assert.rejects(async () => {
    for await (const line of madeInPython(Number.NaN, SEED)) assert.fail(JSON.stringify(line));
  }, /invalid literal/);
});
