/** @file Two people who play by what they see, over two bad lines, in virtual time: minutes take seconds. */

import { newBrain, think } from "../js/engine/bot.js";
import { LEFT, RIGHT } from "../js/engine/values.js";
import { TICK_MS } from "../js/netcode/clock.js";
import { Netplay } from "../js/netcode/netplay.js";
import { LEVELS, RULES } from "./engine_files.js";
import { chanceOf, Line, Timetable } from "./netcode_line.js";
import { RoomServer } from "./netcode_server.js";

/** @typedef {import("../js/engine/bot.js").BotLevel} BotLevel */
/** @typedef {import("../js/engine/values.js").Side} Side */
/** @typedef {import("../js/net/protocol.js").Direction} Direction */
/** @typedef {import("../js/net/protocol.js").FromClient} FromClient */
/** @typedef {import("../js/net/protocol.js").ToClient|import("../js/netcode/wire.js").NetcodeMessage} ToClient */
/** @typedef {import("../js/netcode/modes.js").Mode} Mode */
/** @typedef {import("../js/netcode/netplay.js").Picture} Picture */
/** @typedef {import("./netcode_line.js").Profile} Profile */

/** Holds keys by what is drawn. */
export class Autopilot {
  #brain;
  #side;
  #pictures = 0;
  /** @type {Picture|null} */ #last = null;
  /** @type {Direction} */ held = "stop";

  /** @param {BotLevel} level @param {Side} side @param {number} seed */
  constructor(level, side, seed) {
    this.#brain = newBrain(LEVELS[level], seed);
    this.#side = side;
  }

  /** @param {Picture} picture @returns {Direction|null} a key that goes down or up */
  looks(picture) {
    const last = this.#last;
    this.#last = picture;
    if (!picture.ball || !last?.ball) return null;
    const [dx, dy] = [picture.ball.x - last.ball.x, picture.ball.y - last.ball.y];
    const isStill = Math.abs(dx) < 1e-3 || Math.abs(dx) > 8;
    const ball = { ...picture.ball, vx: isStill ? 0 : dx * 60, vy: dy * 60, speed: Math.hypot(dx, dy / 1.6) * 60 };
    /** @type {any} */
    const match = { tick: ++this.#pictures, ball, left: { y: picture.paddles.p1 }, right: { y: picture.paddles.p2 } };
    const { brain, intent } = think(this.#brain, match, this.#side, RULES);
    if (!isStill) this.#brain = brain;
    if (isStill || intent.kind !== "hold") return null;
    const direction = /** @type {const} */ (["up", "stop", "down"])[intent.direction + 1] ?? "stop";
    if (direction === this.held) return null;
    this.held = direction;
    return direction;
  }
}

/**
 * One browser: 60 pictures a second, not quite evenly.
 * @param {{world: World, side: Side|null, mode: Mode, profile: Profile, level: BotLevel, seed: number}} visit
 */
export function browser({ world, side, mode, profile, level, seed }) {
  const { timetable } = world;
  const netplay = new Netplay({ rules: RULES, mode });
  const chance = chanceOf(seed + 1);
  const up = new Line(profile, seed + 2, timetable);
  const down = new Line(profile, seed + 3, timetable);
  const pilot = new Autopilot(level, side ?? LEFT, seed + 4);
  /** @type {((picture: Picture, now: number) => void)[]} */
  const watchers = [];
  const send = (/** @type {FromClient} */ message) => up.carry(() => side && world.hear(side, message));
  const sendDue = () => {
    for (const message of netplay.due(timetable.now)) send(message);
  };
  const draw = () => {
    const now = timetable.now;
    const picture = netplay.picture(now);
    sendDue();
    const direction = picture && side ? pilot.looks(picture) : null;
    // A key goes down at any moment between two pictures.
    if (direction) timetable.at(now + chance() * 16, () => steer(direction));
    if (picture) for (const watch of watchers) watch(picture, now);
    timetable.at(now + TICK_MS + (chance() - 0.5), draw);
  };
  const steer = (/** @type {Direction} */ direction) => {
    const message = netplay.steer({ type: "move_paddle", direction }, timetable.now);
    if (message) send(message);
  };
  const ack = () => {
    const message = netplay.ack(timetable.now);
    if (message) send(message);
    timetable.at(timetable.now + 100, ack);
  };
  const ping = () => {
    const sent = timetable.now;
    up.carry(() => down.carry(() => netplay.roundTrip(timetable.now - sent)));
    timetable.at(sent + 1000, ping);
  };
  timetable.at(chance() * 17, draw);
  timetable.at(chance() * 100, ack);
  timetable.at(0, ping);
  return {
    netplay,
    pilot,
    watchers,
    side,
    /** @param {ToClient[]} messages of one tick */
    tell(messages) {
      // An observer gets every sixth tick.
      const told = messages.filter((message) => side || message.type !== "game_update" || message.tick % 6 === 0);
      if (told.length === 0) return;
      down.carry(() => {
        netplay.meter.bytes += told.reduce((sum, message) => sum + JSON.stringify(message).length + 4, 0);
        for (const message of told) netplay.hear(message, timetable.now);
        sendDue();
      });
    },
  };
}

/** @typedef {ReturnType<typeof browser>} Browser */

export class World {
  timetable = new Timetable();
  /** @type {Browser[]} */ browsers = [];
  /** @type {RoomServer|null} */ server = null;
  matches = 0;
  /** Matches of which everybody has heard the end. */
  ended = 0;
  #seed;

  /** @param {number} seed */
  constructor(seed) {
    this.#seed = seed;
    const tick = () => {
      this.server?.tick();
      this.timetable.at(this.timetable.now + TICK_MS, tick);
    };
    this.timetable.at(0, tick);
  }

  /** @param {Side} side @param {FromClient} message */
  hear(side, message) {
    this.server?.hear(side, message);
  }

  /** A match after the other. */
  play() {
    this.matches++;
    this.#tell([{ type: "status_change", status: "waiting_for_ready" }]);
    const start = { seed: this.#seed + this.matches, pointsLimit: 3, freezeTicks: 60 };
    this.server = new RoomServer(start, (messages) => this.#tell(messages));
    this.#tell([{ type: "status_change", status: "playing" }]);
  }

  /** @param {ToClient[]} messages */
  #tell(messages) {
    for (const browser of this.browsers) browser.tell(messages);
    if (!messages.some(({ type }) => type === "game_over")) return;
    this.timetable.at(this.timetable.now + 3000, () => {
      this.ended++;
      this.play();
    });
  }
}

/**
 * @param {{profile: Profile, mode?: Mode, seed: number, minutes: number, level?: BotLevel, watched?: boolean}} setup
 * @param {(browser: Browser) => void} [look] at each of them, before it begins
 */
export function played({ profile, mode = "warp", seed, minutes, level = "hard", watched = false }, look = () => {}) {
  const world = new World(seed);
  const visit = (/** @type {Side|null} */ side) =>
    browser({ world, side, mode, profile, level, seed: seed * 10 + (side ?? 3) * 7 });
  world.browsers = [visit(LEFT), visit(RIGHT), ...(watched ? [visit(null)] : [])];
  world.browsers.forEach(look);
  for (const { side, tell } of world.browsers) {
    if (side) tell([{ type: "joined_as_player", player_num: side, room_code: "ABC234", token: "", name: "" }]);
    else tell([{ type: "joined_as_observer", room_code: "ABC234" }]);
  }
  world.timetable.at(1000, () => world.play());
  world.timetable.pass(minutes * 60_000);
  return world;
}
