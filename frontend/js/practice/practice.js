/** @file Practice: matches against a bot, one after the other, played by this page alone. */

import { LEFT, otherSide, STOP } from "../engine/values.js";
import { Bout } from "./bout.js";
import { Host } from "./host.js";
import { roomAgainstBot, seatMessage } from "./messages.js";

/** @typedef {import("../engine/bot.js").Levels} Levels */
/** @typedef {import("../engine/values.js").Intent} Intent */
/** @typedef {import("../net/protocol.js").BotLevel} BotLevel */

/**
 * @typedef {import("./host.js").Stand & {
 *   levels: Levels,
 *   name: string,
 *   chance: () => number,
 * }} World `name`: the person's, empty if never said; `chance`: a uint32 that nobody can foresee
 */

/** @typedef {{level: BotLevel, pointsLimit: number}} Choice of the next match */

export class Practice {
  #world;
  #host;
  #next;
  #playing;
  /** @type {Bout|null} */ #bout = null;
  /** @type {Intent} */ #wish = STOP;

  /** @param {World} world @param {Choice} choice */
  constructor(world, choice) {
    this.#world = world;
    this.#next = choice;
    this.#playing = choice;
    this.#host = new Host(world, (course) =>
      roomAgainstBot({ side: this.#bout?.side ?? LEFT, name: world.name, ...this.#playing, ...course }),
    );
    this.#host.open([seatMessage(LEFT, world.name)]);
  }

  get state() {
    return this.#host.state;
  }

  get isUnderWay() {
    return this.#host.isUnderWay;
  }

  get match() {
    return this.#host.match;
  }

  get tickToDraw() {
    return this.#host.tickToDraw;
  }

  /** What the next match is to be; one that is under way goes on as it began. @param {Partial<Choice>} choice */
  choose(choice) {
    this.#next = { ...this.#next, ...choice };
    if (this.#bout !== null) return;
    this.#playing = this.#next;
    this.#host.tellRoom();
  }

  /** The first match, or the next one on the other side; nothing while one is under way. */
  start() {
    if (this.isUnderWay) return;
    const { rules, levels, name, chance } = this.#world;
    const side = this.#bout === null ? LEFT : otherSide(this.#bout.side);
    this.#playing = this.#next;
    const { level, pointsLimit } = this.#playing;
    const seeds = { seed: chance(), botSeed: chance() };
    const freezeTicks = this.#host.countdownTicks;
    this.#bout = new Bout({ ...seeds, side, skill: levels[level], pointsLimit, freezeTicks, rules });
    this.#host.begin(this.#bout, (bout) => bout.tick(this.#wish), [seatMessage(side, name)]);
  }

  /** From the next tick on. @param {Intent} wish */
  steer(wish) {
    this.#wish = wish;
  }

  pause() {
    this.#host.pause();
  }

  resume() {
    this.#host.resume();
  }

  /** Play what is due. @param {number} now ms, of the clock of the animation frames */
  advance(now) {
    this.#host.advance(now);
  }
}
