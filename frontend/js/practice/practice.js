/**
 * @file Practice: matches against a bot, one after the other, played by this page alone. It plays the server's part
 * towards the page's state, so that whatever shows a match need not know the difference.
 */

import { LEFT, otherSide, STOP } from "../engine/values.js";
import { initialState, reduce } from "../state/state.js";
import { Bout } from "./bout.js";
import { frameMessage, momentOf, roomMessage, seatMessage } from "./messages.js";
import { Ticker } from "./ticker.js";

/** @typedef {import("../engine/bot.js").Levels} Levels */
/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("../engine/values.js").Intent} Intent */
/** @typedef {import("../engine/values.js").Side} Side */
/** @typedef {import("../net/protocol.js").BotLevel} BotLevel */
/** @typedef {import("../net/protocol.js").Status} Status */
/** @typedef {import("../net/protocol.js").ToClient} ToClient */
/** @typedef {import("../state/moments.js").Moment} Moment */
/** @typedef {import("../state/state.js").State} State */

/**
 * @typedef {object} World
 * @property {Rules} rules
 * @property {Levels} levels
 * @property {string} name the person's, empty if never said
 * @property {() => number} chance a uint32 that nobody can foresee
 * @property {(before: State, after: State) => void} onChange
 * @property {(moment: Moment) => void} onMoment
 */

/** @typedef {{level: BotLevel, pointsLimit: number}} Choice of the next match */

/** Before a match, and after a pause: as long as a room of ours takes. */
const COUNTDOWN_S = 3;

export class Practice {
  #world;
  #ticker;
  #next;
  #playing;
  /** @type {Bout|null} */ #bout = null;
  /** @type {Intent} */ #wish = STOP;
  #isPaused = false;
  #matchNumber = 0;
  #now = 0;
  /** @type {State} */ state;

  /** @param {World} world @param {Choice} choice */
  constructor(world, choice) {
    this.#world = world;
    this.#next = choice;
    this.#playing = choice;
    this.#ticker = new Ticker(world.rules.ticks_per_second);
    this.state = [seatMessage(LEFT, world.name), this.#room()].reduce(
      (state, message) => reduce(state, { kind: "message", message, at: 0 }),
      initialState("", "player"),
    );
  }

  get isUnderWay() {
    return this.#bout !== null && this.#bout.match.phase.kind !== "finished";
  }

  /** The moment to draw, in ticks with a fraction: one tick behind, so that the next one is always known. */
  get tickToDraw() {
    return (this.#bout?.match.tick ?? 0) - 1 + this.#ticker.share;
  }

  /** What the next match is to be; one that is under way goes on as it began. @param {Partial<Choice>} choice */
  choose(choice) {
    this.#next = { ...this.#next, ...choice };
    if (this.#bout !== null) return;
    this.#playing = this.#next;
    this.#say(this.#room());
  }

  /** The first match, or the next one on the other side; nothing while one is under way. */
  start() {
    if (this.isUnderWay) return;
    const { rules, levels, name, chance } = this.#world;
    const side = this.#bout === null ? LEFT : otherSide(this.#bout.side);
    this.#playing = this.#next;
    const { level, pointsLimit } = this.#playing;
    const freezeTicks = this.#countdownTicks();
    const seeds = { seed: chance(), botSeed: chance() };
    this.#bout = new Bout({ ...seeds, side, skill: levels[level], pointsLimit, freezeTicks, rules });
    this.#matchNumber++;
    this.#say(seatMessage(side, name));
    this.#say(this.#room());
    this.#say(frameMessage(this.#bout.match));
  }

  /** From the next tick on. @param {Intent} wish */
  steer(wish) {
    this.#wish = wish;
  }

  pause() {
    if (!this.isUnderWay || this.#isPaused) return;
    this.#isPaused = true;
    this.#ticker.rest();
    this.#say(this.#room());
  }

  resume() {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#bout?.hold(this.#countdownTicks());
    this.#say(this.#room());
  }

  /** Play what is due. @param {number} now ms, of the clock of the animation frames */
  advance(now) {
    this.#now = now;
    if (!this.#isPlayed()) return this.#ticker.rest();
    for (let due = this.#ticker.due(now); due > 0 && this.#isPlayed(); due--) this.#tick();
  }

  // A listener may pause: it is asked anew for every tick.
  #isPlayed() {
    return this.isUnderWay && !this.#isPaused;
  }

  #tick() {
    const bout = this.#bout;
    if (bout === null) return;
    const events = bout.tick(this.#wish);
    this.#say(frameMessage(bout.match));
    for (const event of events) {
      const moment = momentOf(event);
      if (moment) this.#world.onMoment(moment);
    }
    if (this.#status() !== this.state.status) this.#say(this.#room());
  }

  /** @returns {Status} */
  #status() {
    if (this.#bout === null) return "waiting_for_ready";
    if (!this.isUnderWay) return "game_over";
    if (this.#isPaused) return "paused";
    return this.#bout.match.freezeTicks > 0 ? "countdown" : "playing";
  }

  #countdownTicks() {
    return COUNTDOWN_S * this.#world.rules.ticks_per_second;
  }

  #room() {
    return roomMessage({
      side: this.#bout?.side ?? LEFT,
      name: this.#world.name,
      ...this.#playing,
      status: this.#status(),
      matchNumber: this.#matchNumber,
      match: this.#bout?.match ?? null,
    });
  }

  /** @param {ToClient} message */
  #say(message) {
    const before = this.state;
    this.state = reduce(before, { kind: "message", message, at: this.#now });
    this.#world.onChange(before, this.state);
  }
}
