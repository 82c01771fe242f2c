/** @file What lingers after a moment: the ball's trail, a paddle's recoil, the ring of a hit. Pure of any canvas. */

/** @typedef {import("../state/moments.js").Moment} Moment */
/** @typedef {{x: number, y: number, at: number}} Trace */
/** @typedef {{x: number, y: number, at: number}} Ring */

const TRAIL_MS = 130;
const RECOIL_MS = 140;
export const RING_MS = 320;
/** A ball that is further away than this was put back to the middle: no trail leads there. */
const JUMP = 12;

export class Effects {
  /** @type {Trace[]} */ trail = [];
  /** @type {Ring[]} */ rings = [];
  /** @type {Record<1|2, number>} */ #hitAt = { 1: -Infinity, 2: -Infinity };

  /** @param {{x: number, y: number}|null} ball null while none is in play @param {number} now */
  trace(ball, now) {
    const newest = this.trail.at(-1);
    const jumped = ball && newest && Math.hypot(ball.x - newest.x, ball.y - newest.y) > JUMP;
    const trail = jumped ? [] : this.trail.filter((trace) => now - trace.at < TRAIL_MS);
    this.trail = ball ? [...trail, { ...ball, at: now }] : trail;
    this.rings = this.rings.filter((ring) => now - ring.at < RING_MS);
  }

  /** Whether the next picture differs although nothing moves. */
  get lingers() {
    return this.trail.length > 0 || this.rings.length > 0;
  }

  /** @param {Moment} moment @param {{x: number, y: number}} ball @param {number} now */
  add(moment, ball, now) {
    if (moment === "hit_1" || moment === "hit_2") {
      this.#hitAt[moment === "hit_1" ? 1 : 2] = now;
      this.rings = [...this.rings, { ...ball, at: now }];
    }
  }

  /**
   * @param {1|2} num
   * @param {number} now
   * @returns {number} 1 right after a hit, falling to 0
   */
  recoil(num, now) {
    return Math.max(0, 1 - (now - this.#hitAt[num]) / RECOIL_MS);
  }
}
