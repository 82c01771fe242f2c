/**
 * @file Plays as a person does: looks at what is drawn and at nothing else, sees it late, aims with an error, presses
 * and lets go of keys. Pure: it is told the time.
 */

/** @typedef {import("../../../js/engine/rules.js").Rules} Rules */
/** @typedef {import("../../../js/net/protocol.js").Direction} Direction */
/** @typedef {import("./chance.js").Chance} Chance */

/** @typedef {{at: number, direction: Direction}} Key which way the keys say from then on; ms */
/** @typedef {{at: number, x: number, y: number}} Sight of the ball */

const REACTION_MS = 200;
/** A speed is read off so long a way. */
const LOOK_BACK_MS = 60;
/** With this, rallies have five to nine hits. */
const AIM_ERROR = 5.5;
const CLOSE_ENOUGH = 2.5;
const MEMORY_MS = 600;
const IDLE_SHARE = 0.25;

export class Autopilot {
  #rules;
  #chance;
  /** @type {Sight[]} */ #sights = [];
  #error = 0;
  #wasComing = false;
  #busyUntil = 0;

  /** @param {Rules} rules @param {Chance} chance */
  constructor(rules, chance) {
    this.#rules = rules;
    this.#chance = chance;
  }

  /**
   * @param {{own: 1|2, paddle: number, ball: {x: number, y: number}|null}} drawn
   * @param {number} now ms
   * @returns {Key[]} what is pressed next, in order; empty for nothing
   */
  look({ own, paddle, ball }, now) {
    if (ball === null) this.#sights = [];
    else this.#sights.push({ at: now, ...ball });
    while (now - (this.#sights[0]?.at ?? now) > MEMORY_MS) this.#sights.shift();
    if (now < this.#busyUntil) return [];
    const keys = this.#stroke(own, paddle, now);
    const rest = this.#chance.between(80, 220);
    this.#busyUntil = (keys.at(-1)?.at ?? now) + rest;
    return keys;
  }

  /** @param {1|2} own @param {number} paddle @param {number} now @returns {Key[]} */
  #stroke(own, paddle, now) {
    const arrival = this.#arrival(own, now);
    if (arrival !== null && !this.#wasComing) this.#error = this.#chance.around(AIM_ERROR);
    this.#wasComing = arrival !== null;
    const off = (arrival === null ? this.#rules.court_height / 2 : arrival + this.#error) - paddle;
    const enough = arrival === null ? 6 * CLOSE_ENOUGH : CLOSE_ENOUGH;
    if (Math.abs(off) > enough) return this.#held(off, now);
    return arrival === null && this.#chance.happens(IDLE_SHARE) ? this.#tap(now) : [];
  }

  /** Where the ball will come, as it looked a moment ago; null if it does not come. @param {1|2} own @param {number} now */
  #arrival(own, now) {
    const seen = this.#seenAt(now - REACTION_MS);
    const before = this.#seenAt(now - REACTION_MS - LOOK_BACK_MS);
    if (seen === undefined || before === undefined) return null;
    const vx = (seen.x - before.x) / (seen.at - before.at);
    const away = (own === 1 ? this.#rules.left_plane : this.#rules.right_plane) - seen.x;
    if (vx * away <= 0) return null;
    return this.#folded(seen.y + ((seen.y - before.y) / (seen.at - before.at)) * (away / vx));
  }

  /** @param {number} moment ms */
  #seenAt(moment) {
    return this.#sights.filter(({ at }) => at <= moment).at(-1);
  }

  /** @param {number} y */
  #folded(y) {
    const height = this.#rules.court_height;
    const along = ((y % (2 * height)) + 2 * height) % (2 * height);
    return along <= height ? along : 2 * height - along;
  }

  /** @param {number} off @param {number} now @returns {Key[]} */
  #held(off, now) {
    const down = now + this.#chance.between(0, 17);
    const for_ = (Math.abs(off) / this.#rules.paddle_speed) * 1000 * (1 + this.#chance.around(0.06));
    return [
      { at: down, direction: off < 0 ? "up" : "down" },
      { at: down + Math.max(20, for_), direction: "stop" },
    ];
  }

  /** For no reason, sometimes straight from one key to the other. @param {number} now @returns {Key[]} */
  #tap(now) {
    /** @type {Direction[]} */
    const order = this.#chance.happens(0.5) ? ["up", "down"] : ["down", "up"];
    if (this.#chance.happens(0.7)) order.pop();
    let at = now + this.#chance.between(0, 17);
    /** @type {Key[]} */
    const keys = [];
    for (const direction of order) {
      keys.push({ at, direction });
      at += this.#chance.between(35, 90);
    }
    return [...keys, { at, direction: "stop" }];
  }
}
