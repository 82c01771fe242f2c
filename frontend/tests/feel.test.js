/** @file A match over a bad line to a real server, with the page's netcode, as the feel bench plays it. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BACKEND, PYTHON } from "./engine_files.js";

const SECONDS = 20;
/** No line of this kind is silent for longer, and no process that runs lets so long pass between two pictures. */
const LONGEST_SILENCE_MS = 600;
const LONGEST_PICTURE_MS = 100;

/** @returns {Promise<any[]>} the reports of both players */
async function played() {
  const folder = await mkdtemp(join(tmpdir(), "feel-"));
  try {
    const file = join(folder, "reports.json");
    const wish = ["--seconds", String(SECONDS), "--only", "150", "--modes", "warp", "--points", "1", "--json", file];
    await promisify(execFile)(PYTHON, ["-m", "tests.load.feel", ...wish], { cwd: fileURLToPath(BACKEND) });
    return JSON.parse(await readFile(file, "utf8"))[2];
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("two players at 150±50 ms", { timeout: 240_000 }, () => {
  it("see no ball that runs back or jumps, and come to the server's match by themselves", async () => {
    const reports = await played();
    assert.equal(reports.length, 2);
    for (const report of reports) {
      assert.ok(report.keys > 0 && report.matches.length > 0);
      for (const match of report.matches) assert.deepEqual([match.equal, match.told], [true, match.score]);
      assert.deepEqual(report.meter.replays, { equal: report.matches.length, different: 0, incomplete: 0 });
      const { ranBack, jumpsPx, longestPictureMs, longestSilenceMs } = report;
      const seen = `pictures up to ${longestPictureMs} ms apart, silent for ${longestSilenceMs} ms`;
      assert.equal(ranBack, 0, seen);
      // Of a machine that stood still itself, nothing is said about the netcode.
      const isMachines = longestPictureMs > LONGEST_PICTURE_MS || longestSilenceMs > LONGEST_SILENCE_MS;
      if (!isMachines) assert.deepEqual(jumpsPx, [], seen);
    }
    const sums = reports.map(({ matches }) => matches.map((/** @type {any} */ { checksum }) => checksum));
    const both = Math.min(...sums.map((list) => list.length));
    assert.deepEqual(sums[0].slice(0, both), sums[1].slice(0, both));
  });
});
