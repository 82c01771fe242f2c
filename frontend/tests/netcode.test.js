import assert from "node:assert/strict";
import { test } from "node:test";
import { eyesOn } from "./netcode_goals.js";
import { PROFILES } from "./netcode_line.js";
import { played } from "./netcode_world.js";

/** Per minute, per hundred or in pixels. */
const GOALS = {
  lan: { corrections: 0, jumps: 0, gapPx: 1, takenBack: 0, held: 0.05 },
  80: { corrections: 0.2, jumps: 0, gapPx: 1, takenBack: 0, held: 0.5 },
  150: { corrections: 0.5, jumps: 0, gapPx: 2, takenBack: 0.5, held: 0.7 },
  200: { corrections: 2, jumps: 0.2, gapPx: 4, takenBack: 1, held: 1 },
};
const MINUTES = 4;

for (const line of /** @type {const} */ (["lan", "80", "150", "200"])) {
  test(`over the line ${line}, two people see what the goals promise, and both play the server's match`, () => {
    /** @type {ReturnType<typeof eyesOn>[]} */
    const eyes = [];
    const world = played(
      { profile: PROFILES[line], seed: 42, minutes: MINUTES, level: "normal", watched: true },
      (browser) => {
        eyes.push(eyesOn(browser));
      },
    );
    const goal = GOALS[line];
    assert.ok(world.ended > 0, "no match came to its end");
    // Of what comes so rarely, one more or less is no measure.
    const corrections = world.browsers.reduce((sum, { netplay }) => sum + netplay.meter.corrections, 0);
    assert.ok(corrections <= Math.ceil(2 * MINUTES * goal.corrections), `${corrections} corrections`);
    for (const [place, { side, netplay }] of world.browsers.entries()) {
      const meter = netplay.meter.report();
      const seen = /** @type {ReturnType<typeof eyesOn>} */ (eyes[place]);
      const who = side ? `player ${side}` : "the watcher";
      assert.ok(seen.jumps / MINUTES <= goal.jumps, `${who} saw ${seen.jumps} jumps`);
      assert.ok(meter.jumpsAMinute <= goal.jumps, `${who} counted ${meter.jumpsAMinute} jumps a minute`);
      assert.equal(meter.ranBack, 0, who);
      assert.ok(meter.heldPercent <= goal.held, `${who} saw the ball held in ${meter.heldPercent} %`);
      const { equal, ...others } = meter.replays;
      assert.deepEqual(others, { different: 0, incomplete: 0 }, who);
      // The last match may have ended a moment ago.
      assert.ok(equal === world.ended || equal === world.ended + 1, `${who} has replayed ${equal} matches`);
      if (side === null) continue;
      assert.ok(
        seen.ownHits > 20 && seen.ownHits === meter.ownHits,
        `${who} hit ${seen.ownHits} times, and counted ${meter.ownHits}`,
      );
      assert.ok(Math.max(seen.widestGapPx, meter.widestGapPx) <= goal.gapPx, `${who} hit at ${meter.widestGapPx} px`);
      assert.ok(netplay.meter.takenBack <= Math.ceil((seen.ownHits * goal.takenBack) / 100), `${who} took hits back`);
      assert.ok(meter.nextFramePercent >= 99, `${who}: ${meter.nextFramePercent} % of keys in the next picture`);
      assert.ok(meter.bytesASecond <= 8000, `${who}: ${meter.bytesASecond} bytes a second`);
    }
  });
}

test("a watcher's score is the one of before until the ball of a point is out", () => {
  let [points, held] = [0, 0];
  const setting = { profile: PROFILES.lan, seed: 7, minutes: 1, level: /** @type {const} */ ("calm"), watched: true };
  played(setting, ({ side, watchers }) => {
    if (side) return;
    /** @type {import("../js/netcode/netplay.js").Picture["score"]} */
    let before = null;
    watchers.push(({ moments, score }) => {
      const scored = moments.find(({ kind }) => kind.startsWith("point"));
      if (scored) {
        points++;
        held += Number(Boolean(before));
        assert.equal(score, null, "the ball is out");
      }
      before = score ?? null;
    });
  });
  assert.ok(points > 2, `${points} points`);
  assert.equal(held, points);
});

test("guessing the far side instead shows what must be taken back", () => {
  const world = played({ profile: PROFILES[150], seed: 41, minutes: 2, mode: "predict" });
  assert.ok(world.browsers.some(({ netplay }) => netplay.meter.correctedLegs > 0));
  assert.ok(world.browsers.every(({ netplay }) => netplay.meter.replays.different === 0));
});
