/**
 * @file A pair of headless players who play until the time is over, one match after the other:
 *
 *   node --experimental-websocket tests/bench/feel/play.js --url ws://127.0.0.1:9000 --mode warp --seconds 60
 *
 * Prints a line of JSON for each of them. The last match is played to its end (at most two minutes more), so that there
 * is one whose replay can be compared. Fails if a socket was closed or the server refused anything.
 */

import { createWriteStream } from "node:fs";
import { parseArgs } from "node:util";
import { modeNamed } from "../../../js/netcode/modes.js";
import { RULES } from "../../engine_files.js";
import { Chance } from "./chance.js";
import { Player } from "./player.js";

/** @typedef {import("../../../js/net/protocol.js").FromClient} FromClient */

const { values: wish } = parseArgs({
  options: {
    url: { type: "string", default: "ws://127.0.0.1:8000" },
    "second-url": { type: "string" },
    mode: { type: "string", default: "warp" },
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: "7" },
    points: { type: "string", default: "5" },
    countdown: { type: "string", default: "1" },
    logs: { type: "string" },
  },
});

const LONGEST_MATCH_S = 120;
const LOOK_MS = 100;
const seed = Number(wish.seed);
const room = `FEEL${process.pid}${Date.now().toString(36)}`.toUpperCase();
const HEAD = "at_ms,player,p1_y,p2_y,ball_x,ball_y,key,notes\n";

/** @param {number} number 1 or 2 */
function logOf(number) {
  if (wish.logs === undefined) return { log: () => {}, end: async () => {} };
  const file = createWriteStream(`${wish.logs}-${number}.csv`);
  file.write(HEAD);
  return {
    log: (/** @type {string} */ row) => void file.write(`${row}\n`),
    end: () => new Promise((/** @type {(_: void) => void} */ resolve) => file.end(resolve)),
  };
}

/** @param {number} number @param {string} url @param {FromClient[]} greeting */
function playerOf(number, url, greeting) {
  const { log, end } = logOf(number);
  const mode = modeNamed(wish.mode);
  const chance = new Chance(seed * 2 + number);
  const player = new Player({ url: `${url}/ws/game/${room}/`, mode, rules: RULES, chance, greeting, log });
  return { player, end };
}

/** @param {Player[]} players */
async function untilOver(players) {
  const began = performance.now();
  const passedS = () => (performance.now() - began) / 1000;
  const isOver = () => {
    if (players.some(({ fault }) => fault) || passedS() > Number(wish.seconds) + LONGEST_MATCH_S) return true;
    return passedS() >= Number(wish.seconds) && players.every(({ matches }) => matches > 0);
  };
  while (!isOver()) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

const first = playerOf(1, wish.url, [
  { type: "create_room", points_limit: Number(wish.points), countdown: Number(wish.countdown) },
  { type: "join_game", role: "player", name: "Ada" },
]);
await first.player.seated;
const second = playerOf(2, wish["second-url"] ?? wish.url, [{ type: "join_game", role: "player", name: "Bob" }]);
await second.player.seated;
const players = [first.player, second.player];
await untilOver(players);
for (const player of players) player.close();
await Promise.all([first.end(), second.end()]);
for (const player of players) process.stdout.write(`${JSON.stringify(player.report())}\n`);
for (const { fault } of players) if (fault) process.stderr.write(`${fault.message}\n`);
process.exitCode = players.some(({ fault }) => fault) ? 1 : 0;
