/**
 * @file Plays the server's part towards the page's state: matches that this page runs alone, by the clock of its
 * pictures, so that whatever shows a match need not know the difference.
 */

import { initialState, reduce } from "../state/state.js";
import { frameMessage, momentOf } from "./messages.js";
import { Ticker } from "./ticker.js";

/** @typedef {import("../engine/rules.js").Rules} Rules */
/** @typedef {import("../engine/values.js").Match} Match */
/** @typedef {import("../net/protocol.js").RoomState} RoomState */
/** @typedef {import("../net/protocol.js").Status} Status */
/** @typedef {import("../net/protocol.js").ToClient} ToClient */
/** @typedef {import("../state/moments.js").Moment} Moment */
/** @typedef {import("../state/state.js").State} State */

/**
 * @typedef {object} Stand who listens, and how the room is told
 * @property {Rules} rules
 * @property {(before: State, after: State) => void} onChange
 * @property {(moment: Moment) => void} onMoment
 */
/** @typedef {{status: Status, matchNumber: number, match: Readonly<Match>|null}} Course */

/** Before a match, and after a pause: as long as a room of ours takes. */
const COUNTDOWN_S = 3;

export class Host {
  #stand;
  #roomOf;
  #ticker;
  /** @type {import("./duel.js").Duel|null} */ #duel = null;
  /** @type {() => readonly import("../engine/events.js").Event[]} */ #play = () => [];
  #isPaused = false;
  #matchNumber = 0;
  #now = 0;
  state = initialState("", "player");

  /** @param {Stand} stand @param {(course: Course) => RoomState} roomOf */
  constructor(stand, roomOf) {
    this.#stand = stand;
    this.#roomOf = roomOf;
    this.#ticker = new Ticker(stand.rules.ticks_per_second);
  }

  get isUnderWay() {
    return this.#duel !== null && this.#duel.match.phase.kind !== "finished";
  }

  get match() {
    return this.#duel?.match;
  }

  /** The moment to draw, in ticks with a fraction: one tick behind, so that the next one is always known. */
  get tickToDraw() {
    return (this.#duel?.match.tick ?? 0) - 1 + this.#ticker.share;
  }

  get countdownTicks() {
    return COUNTDOWN_S * this.#stand.rules.ticks_per_second;
  }

  /** Who sits where, before anybody listens. @param {ToClient[]} messages */
  open(messages) {
    for (const message of [...messages, this.#room()]) {
      this.state = reduce(this.state, { kind: "message", message, at: 0 });
    }
  }

  /**
   * @template {import("./duel.js").Duel} D
   * @param {D} duel
   * @param {(duel: D) => readonly import("../engine/events.js").Event[]} play one tick of it
   * @param {ToClient[]} messages who sits where now
   */
  begin(duel, play, messages) {
    this.#duel = duel;
    this.#play = () => play(duel);
    this.#matchNumber++;
    for (const message of [...messages, this.#room(), frameMessage(duel.match)]) this.#say(message);
  }

  tellRoom() {
    this.#say(this.#room());
  }

  pause() {
    if (!this.isUnderWay || this.#isPaused) return;
    this.#isPaused = true;
    this.#ticker.rest();
    this.tellRoom();
  }

  resume() {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#duel?.hold(this.countdownTicks);
    this.tellRoom();
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
    if (this.#duel === null) return;
    const events = this.#play();
    this.#say(frameMessage(this.#duel.match));
    for (const event of events) {
      const moment = momentOf(event);
      if (moment) this.#stand.onMoment(moment);
    }
    if (this.#status() !== this.state.status) this.tellRoom();
  }

  /** @returns {Status} */
  #status() {
    if (this.#duel === null) return "waiting_for_ready";
    if (!this.isUnderWay) return "game_over";
    if (this.#isPaused) return "paused";
    return this.#duel.match.freezeTicks > 0 ? "countdown" : "playing";
  }

  #room() {
    const match = this.#duel?.match ?? null;
    return this.#roomOf({ status: this.#status(), matchNumber: this.#matchNumber, match });
  }

  /** @param {ToClient} message */
  #say(message) {
    const before = this.state;
    this.state = reduce(before, { kind: "message", message, at: this.#now });
    this.#stand.onChange(before, this.state);
  }
}
